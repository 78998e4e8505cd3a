"""Errors to plant in the comparison of the tangent kernel with the initial one, and in their branching processes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

HIGHER = "spectra.ntk_learns_higher_degrees_than_ck"
PROGENY = "spectra.tangent_kernel_weighs_trees_by_progeny"
MODULE, SERIES, TAYLOR, WALK = (
    "theory.ntk_against_ck",
    "theory.kernel_series",
    "theory.dual_taylor",
    "theory.zonal_walk",
)
DEPTH, BALLS, DUALS = "theory.depth_spectra", "theory.kernel_balls", "theory.dual_balls"
Function = Callable[..., Any]


def farther(f: Function) -> Function:
    def wrong(*args: Any) -> Any:
        law, later = f(*args)
        return law * 1.01 ** np.arange(len(law))[:, None], later

    return wrong


def other_bias(f: Function) -> Function:
    return lambda *a, bias_variance, **k: f(*a, bias_variance=1.01 * bias_variance, **k)


def without_last_generation(f: Function) -> Function:
    def wrong(*args: Any, **other: Any) -> Any:
        found = f(*args, **other)
        hidden = np.arange(len(found.ntk)) > 0
        return replace(
            found,
            ntk=found.ntk - hidden[:, None] * found.nngp,
            ntk_trace=found.ntk_trace - hidden * found.nngp_trace,
        )

    return wrong


def more_slope(f: Function) -> Function:
    def wrong(*args: Any) -> Any:
        value, slope = f(*args)
        return value, slope * 106 / 100

    return wrong


def deeper(f: Function) -> Function:
    return lambda *a, depth, **k: [rows[1:] for rows in f(*a, depth=depth + 1, **k)]


MUTANTS = [
    Mutant(HIGHER, MODULE, "larger_fractions", "all networks at once", lambda f: lambda *a, above, **k: f(*a, **k)),
    Mutant(HIGHER, MODULE, "larger_fractions", "one network in a hundred more", lambda f: lambda *a, **k: [
        min(x + 0.01, 1) for x in f(*a, **k)]),
    Mutant(HIGHER, MODULE, "ratios", "the bias is 1 % larger", other_bias),
    Mutant(HIGHER, SERIES, "series", "the bias is 1 % larger", other_bias),
    Mutant(HIGHER, SERIES, "series", "the last layer is not trained", without_last_generation),
    Mutant(HIGHER, TAYLOR, "scaled", "variances 1 % larger", lambda f: lambda a, q, *r: f(a, 1.01 * q, *r)),
    Mutant(HIGHER, WALK, "walk", "cosines 1 % too large", farther),
    Mutant(PROGENY, DEPTH, "shares", "the variance of the bias is one", lambda f: lambda *a, bias_variance, **k: f(
        *a, bias_variance=1, **k)),
    Mutant(PROGENY, BALLS, "network", "one hidden layer more", deeper),
    Mutant(PROGENY, DUALS, "duals", "E[s' s'] 6 % too large", more_slope),
]  # fmt: skip

HARMLESS = [
    Harmless(PROGENY, DEPTH, "shares", "a share is divided by the trace, which grows with it"),
]
