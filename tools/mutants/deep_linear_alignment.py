"""Planted errors for the bounds on rank, alignment and norms of deep linear networks."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tools.mutants.mutant import Function, Harmless, Mutant, result

THEORY = "theory.deep_linear"
ALIGN = "deep_linear.layers_become_rank_one_and_align"
GAUSS = "deep_linear.gaussian_starts_obey_the_alignment_bounds"
NORMS = "deep_linear.norms_of_all_layers_grow_together"
LOOSE = "only a bound that is not attained reads it here"


def swapped(start: Any) -> Any:
    """The imbalances of the opposite sign."""
    return type(start)(-start.smallest, -start.largest, -start.trace)


def doubled_trace(f: Function) -> Function:
    return lambda start: f(type(start)(start.largest, start.smallest, 2 * start.trace))


def with_norms(change: Callable[[Any, Any], Any]) -> Callable[[Function], Function]:
    """The bound with the squared norms it is given changed by a function of the start and of them."""
    return lambda f: lambda start, norms: f(start, change(start, np.asarray(norms)))


def later_waste(start: Any) -> Any:
    """C_{k+1} for the pairs (k, k + 1), zero for the last layer, which has no pair."""
    waste = np.cumsum((start.largest - start.trace)[..., ::-1], axis=-1)[..., ::-1]
    nothing = np.zeros_like(waste[..., :1])
    return np.concatenate([waste[..., 1:], nothing, nothing], axis=-1)


def middle(start: Any) -> Any:
    middles = (start.largest + start.smallest) / 2
    return np.concatenate([middles, np.zeros_like(middles[..., :1])], axis=-1)


MUTANTS = [
    Mutant(ALIGN, THEORY, "wasted_norm_ceiling", "trace counted twice", doubled_trace),
    Mutant(ALIGN, THEORY, "wasted_norm_ceiling", "index k + 1", result(lambda c: np.roll(c, -1, axis=-1))),
    Mutant(ALIGN, THEORY, "misalignment_ceiling", "the sine, not its square", result(np.sqrt)),
    Mutant(ALIGN, THEORY, "norm_floor", "map longer by one per cent", lambda f: lambda s, w: f(s, 1.01 * w)),
    Mutant(ALIGN, THEORY, "_shift", "shifts larger by one per cent", result(lambda x: 1.01 * x)),
    Mutant(ALIGN, THEORY, "_shift", "the other sign", result(np.negative)),
    Mutant(GAUSS, THEORY, "imbalance", "the other sign", result(swapped)),
    Mutant(GAUSS, THEORY, "wasted_norm_ceiling", "trace counted twice", doubled_trace),
    Mutant(GAUSS, THEORY, "wasted_norm_ceiling", "index k + 1", result(lambda c: np.roll(c, -1, axis=-1))),
    Mutant(
        GAUSS,
        THEORY,
        "misalignment_ceiling",
        "C_{k+1} larger by one per cent",
        with_norms(lambda start, norms: norms - 0.01 * later_waste(start)),
    ),
    Mutant(
        GAUSS,
        THEORY,
        "misalignment_ceiling",
        "mid-range larger by one per cent",
        with_norms(lambda start, norms: norms + 0.01 * middle(start)),
    ),
    Mutant(
        GAUSS,
        THEORY,
        "misalignment_ceiling",
        "norms larger by one per cent",
        with_norms(lambda start, norms: 1.01 * norms),
    ),
    Mutant(NORMS, THEORY, "_shift", "shifts larger by one per cent", result(lambda x: 1.01 * x)),
    Mutant(NORMS, THEORY, "_shift", "neighbours exchanged", lambda f: lambda start, j, k: f(start, k, j)),
    Mutant(NORMS, THEORY, "norm_floor", "layers in reverse order", result(lambda x: x[..., ::-1])),
    Mutant(NORMS, THEORY, "end_to_end_floor", "n forgotten", lambda f: lambda r, n, m: f(r, 1, m)),
    Mutant(NORMS, THEORY, "end_to_end_floor", "n larger by one per cent", lambda f: lambda r, n, m: f(r, 1.01 * n, m)),
    Mutant(NORMS, THEORY, "end_to_end_floor", "times the margin", lambda f: lambda r, n, m: f(r, n, 1 / m)),
]
HARMLESS = [
    Harmless(NORMS, "theory.margins", "l2_margin", LOOSE, by=ALIGN),
    Harmless(NORMS, "theory.margins", "l2_margin_value", LOOSE, by=ALIGN),
    Harmless(NORMS, THEORY, "imbalance", LOOSE, by=GAUSS),
]
