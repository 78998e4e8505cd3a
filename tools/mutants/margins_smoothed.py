"""Planted errors for the growth of the smoothed margin."""

from collections.abc import Callable

import numpy as np

from tools.mutants.mutant import Function, Harmless, Mutant

M = "theory.smoothed_margin"
C = "margins.gradient_descent_grows_the_smoothed_margin"
FALLS = "margins.smallest_margin_can_fall_while_the_smoothed_one_grows"


def result(factor: float) -> Callable[[Function], Function]:
    return lambda f: lambda *args, **options: f(*args, **options) * factor


def component(k: int, factor: float) -> Callable[[Function], Function]:
    """One of the three rates multiplied."""
    return lambda f: lambda *args: f(*args) * np.where(np.arange(3) == k, factor, 1.0)


def with_step(**factors: float) -> Callable[[Function], Function]:
    """The bound for a step of which some quantities are multiplied."""
    return lambda f: (
        lambda step, order: f(step._replace(**{k: getattr(step, k) * c for k, c in factors.items()}), order)
    )


MUTANTS = [
    Mutant(C, M, "least_growth", "one per cent more", result(1.01)),
    Mutant(C, M, "least_growth", "curvature less by a quarter", with_step(spread=0.75**0.5)),
    Mutant(C, M, "least_growth", "mean margin less by one per cent", with_step(mean=0.99)),
    Mutant(C, M, "most_growth", "one per cent less", result(0.99)),
    Mutant(C, M, "most_growth", "length less by one per cent", with_step(length=0.99)),
    Mutant(C, M, "most_growth", "no turn", with_step(turn=0.0)),
    Mutant(C, M, "order", "one less", lambda f: lambda layers, power: f(layers, power) - 1),
    Mutant(C, M, "order", "powers forgotten", lambda f: lambda layers, power: f(layers, 1)),
    Mutant(FALLS, M, "rates", "of the smoothed margin, one per cent less", component(0, 0.99)),
    Mutant(FALLS, M, "rates", "of the least margin, one per cent more", component(1, 1.01)),
    Mutant(FALLS, M, "rates", "by spectral norms, one per cent more", component(2, 1.01)),
    Mutant(FALLS, M, "smoothed", "the mean, not the sum, of exp(-m)", lambda f: lambda m: f(m) + np.log(len(m))),
    Mutant(FALLS, M, "_stretch", "one per cent more", result(1.01)),
    Mutant(FALLS, M, "_stretch", "of the Frobenius norm", lambda f: lambda w, g: float((w * g).sum() / (w * w).sum())),
    Mutant(FALLS, M, "along_flow", "one per cent more", result(1.01)),
    Mutant(FALLS, M, "along_flow", "margins exchanged", lambda f: lambda *args: f(*args)[::-1]),
    Mutant(FALLS, M, "order", "one less", lambda f: lambda layers, power: max(1, f(layers, power) - 1)),
]
HARMLESS = [Harmless(C, M, "most_growth", "an upper bound, looser: one per cent tighter, it is refuted")]
