"""Errors to plant in the shares of degrees by depth."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

FINITE = "spectra.optimal_depth_is_finite_below_a_critical_degree"
GROWS = "spectra.best_depth_grows_with_degree"
MODULE, SERIES, WALK, TAYLOR = "theory.depth_spectra", "theory.kernel_series", "theory.zonal_walk", "theory.dual_taylor"
BALLS, LEVELS, DUALS = "theory.kernel_balls", "theory.random_walk_spectrum", "theory.dual_balls"
Function = Callable[..., Any]


def larger(found: Any) -> Any:
    return replace(found, variances=found.variances * 1.01)


def one_layer_more(f: Function) -> Function:
    def wrong(*args: Any, depth: int, **other: Any) -> Any:
        found = f(*args, depth=depth + 1, **other)
        rows = {name: getattr(found, name)[1:] for name in ("variances", "trace", "rounding", "truncation")}
        return replace(found, **rows)

    return wrong


def more_weight(f: Function) -> Function:
    return lambda *a, weight_variance, **k: f(*a, weight_variance=1.01 * weight_variance, **k)


def more_covariance(f: Function) -> Function:
    def wrong(*args: Any) -> Any:
        value, slope = f(*args)
        return value * 101 / 100, slope

    return wrong


MUTANTS = [
    Mutant(FINITE, MODULE, "shares", "shares 1 % too large", lambda f: lambda *a, **k: larger(f(*a, **k))),
    Mutant(FINITE, MODULE, "shares", "one hidden layer more", one_layer_more),
    Mutant(FINITE, MODULE, "shares", "the weight variance is 1 % too large", more_weight),
    Mutant(FINITE, MODULE, "deep_limit", "nothing of the constant 1/4", lambda f: lambda d, k: f(d, k) * 4 / 3),
    Mutant(FINITE, MODULE, "critical_degree", "one degree more", lambda f: lambda *a: f(*a) + 1),
    Mutant(FINITE, BALLS, "network", "the weight variance is 1 % too large", more_weight),
    Mutant(FINITE, DUALS, "own_duals", "E[s(u)^2] 1 % too large", more_covariance),
    Mutant(GROWS, MODULE, "best_depths", "one hidden layer more", lambda f: lambda *a, **k: np.array(f(*a, **k)) + 1),
    Mutant(GROWS, MODULE, "shares", "one hidden layer more", one_layer_more),
    Mutant(
        GROWS, SERIES, "series", "the bias is left out",
        lambda f: lambda *a, bias_variance, **k: f(*a, bias_variance=0, **k),
    ),
    Mutant(
        GROWS, WALK, "walk", "a walk on the sphere", lambda f: lambda domain, *a: f("sphere", *a)
    ),
    Mutant(GROWS, MODULE, "best_depth_map", "one hidden layer more", lambda f: lambda *a, **k: f(*a, **k) + 1),
    Mutant(
        GROWS, MODULE, "best_depth_map", "weights 1 % too large",
        lambda f: lambda unit, d, k, w, b, **other: f(unit, d, k, 1.01 * np.array(w), b, **other),
    ),
    Mutant(
        GROWS, MODULE, "best_depth_map", "biases are standard deviations",
        lambda f: lambda unit, d, k, w, b, **other: f(unit, d, k, w, np.array(b) ** 2, **other),
    ),
    Mutant(GROWS, TAYLOR, "inverse_power", "1 / (1 - x^2)", lambda f: lambda *a: np.cumsum(f(*a))),
]  # fmt: skip

HARMLESS = [
    Harmless(FINITE, MODULE, "shares", "a share is divided by the trace, which grows with it"),
]
