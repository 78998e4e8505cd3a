"""Power series of deep kernels in the cosine, free of cancellation: every coefficient to full relative accuracy.

Between inputs of equal norm sqrt(d) the kernels of an infinitely wide network are power series in c = <x, y> / d with
nonnegative coefficients. A layer composes the series of the correlation, zeta(c), with the dual activation V:
    E[s(u) s(v)] = V(zeta),     E[s'(u) s'(v)] = V'(zeta) / q,     q the variance of the pre-activations.
With V expanded around zeta(0) all steps are sums and products of nonnegative numbers. A coefficient of order n then
needs no more than n factors, so that it is exact up to rounding whatever the number of terms kept.
A contour integral would compute the same coefficients with an absolute error; here it is relative, in any phase.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from theory import dual_balls, dual_taylor, kernel_balls
from theory.activations import Activation, Real

Floats = NDArray[np.float64]
UNIT = 2.0**-53


@dataclass(frozen=True)
class KernelSeries:
    """The kernels of 0 ... depth hidden layers: row l of `nngp` and `ntk` has the coefficients of c^0, c^1, ...

    `nngp_trace` and `ntk_trace` are the kernels at c = 1, the sums of all coefficients. The coefficient of c^n in row l
    has a relative error of at most (slope[l] n + intercept[l]) 2^-53, to first order in 2^-53.
    """

    nngp: Floats
    ntk: Floats
    nngp_trace: Floats
    ntk_trace: Floats
    slope: Floats
    intercept: Floats

    def of(self, kernel: str) -> tuple[Floats, Floats]:
        """Coefficients and traces of "nngp" or "ntk"."""
        if kernel not in ("nngp", "ntk"):
            raise ValueError(f"kernel must be 'nngp' or 'ntk', got {kernel!r}")
        return (self.nngp, self.nngp_trace) if kernel == "nngp" else (self.ntk, self.ntk_trace)


def series(
    activation: Activation, *, depth: int, weight_variance: Real, bias_variance: Real, terms: int
) -> KernelSeries:
    """The first `terms` coefficients of both kernels for every number of hidden layers up to `depth`.

    Hidden layers s(sqrt(weight_variance / fan_in) W g + sqrt(bias_variance) b), all trained, NTK parametrisation;
    read-out of weight variance 1 without bias, which is all there is in row 0. Raises ValueError for parameters that
    are no scale or an activation whose series is unknown.
    """
    weight, bias = float(weight_variance), float(bias_variance)
    if depth < 0 or terms < 2 or not 0 < weight < math.inf or not 0 <= bias < math.inf:
        raise ValueError(
            "need depth >= 0, terms >= 2, weight_variance > 0 and bias_variance >= 0, "
            f"got {depth}, {terms}, {weight_variance} and {bias_variance}"
        )
    shape = (depth + 1, terms)
    nngp, ntk = np.zeros(shape), np.zeros(shape)
    nngp[0, 1] = ntk[0, 1] = 1.0
    inner, tangent = np.eye(1, terms, 1)[0], np.zeros(terms)
    tangent[:2] = bias, weight
    block = math.isqrt(2 * terms)
    chain = block + -(-terms // block) + 2  # multiplications that a power of the inner series has behind it
    layers = _layers(activation, depth, weight_variance, bias_variance)
    for number, layer in enumerate(layers, 1):
        outer = dual_taylor.scaled(activation, layer.variance, layer.gap, terms + 1)
        lifted = outer[1:] * np.arange(1, terms + 1) / (layer.variance * layer.gap)
        dual, slope = _composed(np.stack([outer[:-1], lifted]), inner, block)
        nngp[number] = dual
        ntk[number] = dual + np.convolve(slope, tangent)[:terms]
        tangent = weight * ntk[number]
        tangent[0] += bias
        inner = dual / layer.drop
        inner[0] = 0.0
    traces = np.array([(1.0, 1.0), *((layer.nngp, layer.ntk) for layer in layers)])
    levels = np.arange(depth + 1.0)
    return KernelSeries(nngp, ntk, traces[:, 0], traces[:, 1], levels * (chain + 24) + 2, levels * (3 * chain + 48) + 4)


class Layer(NamedTuple):
    """One hidden layer: the variance q, the gap 1 - zeta(0), V(1) - V(zeta(0)), and both kernels read out at c = 1."""

    variance: float
    gap: float
    drop: float
    nngp: float
    ntk: float


@functools.lru_cache(maxsize=256)
def _layers(activation: Activation, depth: int, weight: Real, bias: Real) -> tuple[Layer, ...]:
    """The numbers of every layer to the last digit, by the recursion at c = 1 and c = 0 in balls."""
    found: list[Layer] = []
    for bits in (192, 512, 2048, 8192):
        with kernel_balls.precision(bits):
            found = _sharp_layers(activation, depth, weight, bias)
        if len(found) == depth:
            return tuple(found)
    raise ValueError(f"layer {len(found) + 1} cannot be told from a constant kernel with 8192 bits")


def _sharp_layers(activation: Activation, depth: int, weight: Real, bias: Real) -> list[Layer]:
    """As many layers as have 60 bits of their gap and of the drop of V across it."""
    w, b = dual_balls.ball(weight), dual_balls.ball(bias)
    variance, at_zero, found = w + b, b, []
    tangent = variance
    for _ in range(depth):
        own, slope = dual_balls.own_duals(activation, variance)
        dual, _ = dual_balls.duals(activation, variance, at_zero, variance)
        gap, drop = 1 - at_zero / variance, own - dual
        if min(gap.rel_accuracy_bits(), drop.rel_accuracy_bits()) < 60:
            break
        read = own + slope * tangent
        found.append(Layer(*(float(x.mid()) for x in (variance, gap, drop, own, read))))
        variance, at_zero, tangent = w * own + b, w * dual + b, w * read + b
    return found


def _composed(outer: Floats, inner: Floats, block: int) -> Floats:
    """Rows sum_j outer[i, j] inner^j modulo c^terms, for an inner series without constant term.

    Blocks of `block` powers and Horner's rule between the blocks: about sqrt(8 terms) products of series.
    """
    terms = len(inner)
    powers = np.zeros((block + 1, terms))
    powers[0, 0] = 1.0
    for j in range(block):
        powers[j + 1] = np.convolve(powers[j], inner)[:terms]
    blocks = -(-terms // block)
    padded = np.zeros((len(outer), blocks * block))
    padded[:, :terms] = outer
    parts = padded.reshape(len(outer), blocks, block) @ powers[:block]
    result = parts[:, -1].copy()
    for i in range(blocks - 2, -1, -1):
        for row in range(len(outer)):
            result[row] = np.convolve(result[row], powers[block])[:terms] + parts[row, i]
    return result
