"""Tangent kernel against the kernel of the initial network, degree by degree: who gives a degree the larger share?

Both kernels are power series in the cosine with nonnegative coefficients. Divided by its value at 1 the initial kernel
is E[c^Z], Z the last generation of a branching process with one generation per layer, and the tangent kernel is
E[(Z_0 + ... + Z_L) c^Z] / E[Z_0 + ... + Z_L]: it weighs a tree by its progeny. On the cube c^Z has in degree k the
probability that a walk of Z steps along the edges ends at distance k. So the tangent kernel has the larger share of
degree k if and only if that event makes the expected progeny larger.
Signs are certified: a comparison that rounding or truncation leaves open is repeated with more terms, or raises.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from theory import kernel_series, random_walk_spectrum
from theory.activations import Activation, Real
from theory.kernel_symmetry import proven_zeros

Floats = NDArray[np.float64]
TERMS = (64, 128, 256, 512)


@dataclass(frozen=True)
class Comparison:
    """For 1 ... depth hidden layers (rows) and some degrees (columns): whether the tangent kernel's share is larger.

    `share` is mu_k / Phi(1) of the tangent kernel, without multiplicity; `ratio` is the quotient of the two kernels'
    shares, 1 where both are zero; `error` bounds the relative error of both.
    """

    larger: NDArray[np.bool_]
    share: Floats
    ratio: Floats
    error: Floats


@functools.lru_cache(maxsize=256)
def compare(
    activation: Activation,
    d: int,
    degrees: tuple[int, ...],
    *,
    depth: int,
    weight_variance: Real,
    bias_variance: Real,
    accuracy: float = math.inf,
) -> Comparison:
    """The two kernels on the d-cube for every number of hidden layers up to `depth`, ratios to a relative `accuracy`.

    A degree that both lack by symmetry counts as not larger. Raises ValueError where 512 terms leave a sign open, as
    they do where the shares are equal, or miss the accuracy.
    """
    zero = proven_zeros(activation, degrees, depth, bias_variance)[1:]
    network = {"depth": depth, "weight_variance": weight_variance, "bias_variance": bias_variance}
    open_ = ~zero
    for terms in TERMS:
        series = kernel_series.series(activation, **network, terms=terms)
        initial, tangent = (
            random_walk_spectrum.from_series("cube", d, degrees, series, one) for one in ("nngp", "ntk")
        )
        top, below = tangent.fractions[1:], initial.fractions[1:]
        ratio = np.divide(top, below, out=np.ones_like(top), where=below > 0)
        error = 2 * (tangent.error[1:] + initial.error[1:])
        open_ = ((np.abs(ratio - 1) <= error) | (error > accuracy)) & ~zero
        if not open_.any():
            share = top / np.array([float(m) for m in tangent.multiplicities])
            return Comparison((ratio > 1) & ~zero, share, ratio, error)
    layer, column = np.argwhere(open_)[0]
    raise ValueError(f"degree {degrees[column]} with {layer + 1} hidden layers is left open by {TERMS[-1]} terms")


def ratios(
    activation: Activation,
    d: int,
    degrees: tuple[int, ...],
    depths: Sequence[int],
    *,
    weight_variance: Real,
    bias_variance: Real,
) -> Floats:
    """Quotients of the tangent kernel's share and the initial one's, (depths, degrees), to a relative 1e-9."""
    how = {"weight_variance": weight_variance, "bias_variance": bias_variance}
    return compare(activation, d, degrees, depth=max(depths), **how, accuracy=1e-9).ratio[np.array(depths) - 1]


def larger_fractions(
    activation: Activation,
    d: int,
    degrees: tuple[int, ...],
    *,
    depth: int,
    weight_variances: Sequence[Real],
    bias_variances: Sequence[Real],
    above: float = 0.0,
) -> list[Fraction]:
    """For every degree the fraction of the networks of a grid in which the tangent kernel's share is the larger one.

    The grid: all depths 1 ... depth, weight and bias variances. With `above` only networks with mu_k / Phi(1) > above
    for the tangent kernel are counted. Raises ValueError where none is left or one cannot be told from `above`, or as
    `compare`.
    """
    found = [
        compare(activation, d, degrees, depth=depth, weight_variance=w, bias_variance=b, accuracy=0.01)
        for w in weight_variances
        for b in bias_variances
    ]
    if above and any(np.any(np.abs(one.share / above - 1) <= one.error) for one in found):
        raise ValueError(f"an eigenvalue cannot be told from {above}")
    larger, kept = np.stack([one.larger for one in found]), np.stack([one.share > above for one in found])
    wins, all_kept = (larger & kept).sum(axis=(0, 1)), kept.sum(axis=(0, 1))
    if not all_kept.all():
        raise ValueError(f"no network has an eigenvalue above {above} in degree {degrees[int(np.argmin(all_kept))]}")
    return [Fraction(int(win), int(count)) for win, count in zip(wins, all_kept, strict=True)]
