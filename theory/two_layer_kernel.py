"""The tangent kernel of a two-layer network: its limit, its variance at any width, and its path as the width grows.

For h(x) = m^(-1/2) sum_i a_i s(b_i . x) with independent neurons, b_i standard normal and E a^2 = 1, the tangent kernel
at m neurons is the mean k_m of the independent contributions
    c_i = s(b_i . x) s(b_i . y) + a_i^2 <x, y> s'(b_i . x) s'(b_i . y).
Hence E k_m = k, Var k_m = V / m with V = Var c at every width, and k_m tends to k almost surely. Donsker's theorem and
the inversion of time, W(t) / t against B(1/t), give the largest error at all widths from M on:
    sqrt(M / V) max_{m >= M} |k_m - k|   tends in law to   max_{0 <= t <= 1} |B_t|   for a Brownian motion B.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.activations import RELU, Activation
from theory.dual_activations import Duals, duals

OVERSHOOT = 0.5825971579390107  # -zeta(1/2) / sqrt(2 pi): a Gaussian walk jumps so many steps past a far barrier


def expectations(activation: Activation, x: ArrayLike, y: ArrayLike) -> Duals:
    """E[s(B.x) s(B.y)] and E[s'(B.x) s'(B.y)] for B ~ N(0, I_d) and two points of shape (d,).

    Raises ValueError for points of other shapes, NaN, or an activation without closed form.
    """
    first, both, second = _products(x, y)
    return duals(activation, first, both, second)


def kernel(activation: Activation, x: ArrayLike, y: ArrayLike) -> float:
    """k(x, y) = <x, y> E[s'(B.x) s'(B.y)] + E[s(B.x) s(B.y)]; in one dimension <x, y> is the product."""
    value, slope = expectations(activation, x, y)
    return float(value + _products(x, y)[1] * slope)


def relu_variance(x: ArrayLike, y: ArrayLike, *, fourth_moment: float = 3.0) -> float:
    """V = Var c for ReLU: E s^2 s^2 + 2 <x, y> E s s + E a^4 <x, y>^2 E s' s' - k^2, `fourth_moment` being E a^4.

    E s^2 s^2 = |x|^2 |y|^2 (3 sin t cos t + (pi - t)(1 + 2 cos^2 t)) / (2 pi) at the angle t: E |b|^4 = 8 in the plane
    of the points, times the integral of cos^2 p cos^2(p - t) over the arc where both units are on. At x = y the three
    moments are 3/2, 1/2 and 1/2 for |x| = 1, and V = 3. Raises ValueError if E a^4 < 1 = (E a^2)^2.
    """
    if not fourth_moment >= 1:
        raise ValueError(f"E a^4 is at least (E a^2)^2 = 1, got {fourth_moment}")
    first, both, second = _products(x, y)
    value, slope = expectations(RELU, x, y)
    angle = math.atan2(math.sqrt(max(first * second - both**2, 0.0)), both)
    arc = 3 * math.sin(angle) * math.cos(angle) + (math.pi - angle) * (1 + 2 * math.cos(angle) ** 2)
    squares = first * second * arc / (2 * math.pi)
    return float(squares + 2 * both * value + fourth_moment * both**2 * slope - kernel(RELU, x, y) ** 2)


def largest_later_error(threshold: ArrayLike, *, first: int) -> NDArray[np.float64]:
    """P(max_{m >= M} |k_m - k| <= threshold sqrt(V / M)) for M = `first`, up to O(1/M) and skewness.

    The law of max |B|, F(z) = (4 / pi) sum_j (-1)^j / (2 j + 1) exp(-(2 j + 1)^2 pi^2 / (8 z^2)), at the threshold plus
    OVERSHOOT / sqrt(M), because widths are integers. Raises ValueError unless thresholds and M are positive.
    """
    z = np.asarray(threshold, dtype=np.float64)
    if not (np.all(z > 0) and np.all(np.isfinite(z)) and first >= 1):
        raise ValueError(f"thresholds and the first width are positive, got {threshold} and {first}")
    return two_sided_maximum(z + OVERSHOOT / math.sqrt(first))


def two_sided_maximum(z: ArrayLike) -> NDArray[np.float64]:
    """P(max_{0 <= t <= 1} |B_t| <= z) for z > 0, by the series of the heat kernel on an interval."""
    z = np.asarray(z, dtype=np.float64)[..., None]
    odd = 2 * np.arange(max(2, math.ceil(4 * float(z.max())))) + 1
    terms = np.where(odd % 4 == 1, 1.0, -1.0) / odd * np.exp(-((odd * np.pi / z) ** 2) / 8)
    return 4 / np.pi * terms.sum(axis=-1)


def _products(x: ArrayLike, y: ArrayLike) -> tuple[float, float, float]:
    """<x, x>, <x, y> and <y, y>."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError(f"two finite points of one dimension are wanted, got shapes {x.shape} and {y.shape}")
    return float(x @ x), float(x @ y), float(y @ y)
