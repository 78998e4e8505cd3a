"""Dual activations as functions of the gap 1 - correlation, to full relative accuracy however close the inputs are.

No digit is lost since nothing is subtracted: see `theory.dual_activations`, which checks what it hands over.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from theory import dual_formulae, hermite_duals
from theory.activations import Activation, Bump, Erf, Exponential, HermiteSeries, LeakyRelu, Polynomial, Sine, parity
from theory.arithmetic import FLOAT

Floats = NDArray[np.float64]
ANALYTIC = 1.0  # in units of the covariance over which a dual changes: less than that is a small gap
BLOCK = 4096
UNLIKE = 4.0  # the ratio of variances above which their difference has no cancellation left


class Duals(NamedTuple):
    """E[s(u) s(v)] and E[s'(u) s'(v)]."""

    value: Floats
    slope: Floats


class GapDuals(NamedTuple):
    """E[s(u)^2], E[s(v)^2], the gap 1 - E[s(u) s(v)] / sqrt(E[s(u)^2] E[s(v)^2]), and E[s'(u) s'(v)]."""

    first: Floats
    second: Floats
    gap: Floats
    slope: Floats


def from_covariances(activation: Activation, q1: Floats, q12: Floats, q2: Floats, area: Floats, apart: Floats) -> Duals:
    with np.errstate(over="ignore", invalid="ignore"):
        found = Duals(*(np.asarray(x) for x in dual_formulae.pair(activation, FLOAT, q1, q12, q2, area, apart)))
    if not all(np.all(np.isfinite(x)) for x in found):
        raise ValueError(f"the duals of {activation} overflow for variances up to {max(q1.max(), q2.max())}")
    return found


def angle(gap: Floats) -> Floats:
    """arccos(1 - gap), to full relative accuracy for gaps up to 1."""
    return 2 * np.arcsin(np.sqrt(gap / 2))


def excess(gap: Floats, t: Floats) -> Floats:
    """sin t - t cos t >= 0 at t = angle(gap), to full relative accuracy: t^3 / 3 - t^5 / 30 + ... at small angles."""
    square, terms = t * t, 0.0
    for reciprocal in (93405312000, 518918400, 3991680, 45360, 840, 30, 3):  # (2 k + 1)! / (2 k)
        terms = 1 / reciprocal - square * terms
    return np.where(t < 0.5, t * square * terms, np.sqrt(gap * (2 - gap)) - t * (1 - gap))


@functools.singledispatch
def from_gap(activation: Activation, q1: Floats, q2: Floats, gap: Floats) -> GapDuals:
    """A smooth activation: sqrt(k1 k2) - k by subtraction where that is large.

    Where it is small it is the integral of the slope from parallel inputs on, which cancels nothing, plus what parallel
    inputs of different variance lack. Even activations see v and -v alike.
    """
    first, second, sign = _own(activation, q1), _own(activation, q2), 1.0
    if parity(activation) == 1:
        sign, gap = np.where(gap > 1, -1.0, 1.0), np.minimum(gap, 2 - gap)
    own, q1, q2, gap = np.broadcast_arrays(np.sqrt(first) * np.sqrt(second), q1, q2, gap)
    product = np.sqrt(q1) * np.sqrt(q2)
    found = _at_gap(activation, q1, q2, gap)
    lack = np.array(own - found.value)
    near = (product * _scale(activation) * gap < ANALYTIC) & (lack < 0.1 * own)
    a, b, c = q1[near], q2[near], gap[near]
    nodes, weights = _gauss_legendre(activation)
    along = sum(w * _at_gap(activation, a, b, c * t).slope for t, w in zip(nodes, weights, strict=True))
    lack[near] = product[near] * c * along + _parallel_lack(activation, a, b, own[near])
    live = own > 0
    new = np.where(live, np.clip(lack / np.where(live, own, 1), 0, 2), gap)
    return GapDuals(first, second, new, sign * found.slope)


def _own(activation: Activation, q: Floats) -> Floats:
    return from_covariances(activation, q, q, q, np.zeros_like(q), np.zeros_like(q)).value


def _at_gap(activation: Activation, q1: Floats, q2: Floats, gap: Floats) -> Duals:
    one, two = np.sqrt(q1), np.sqrt(q2)
    product, apart = one * two, (one - two) ** 2 + 2 * one * two * gap
    return from_covariances(activation, q1, product * (1 - gap), q2, product**2 * gap * (2 - gap), apart)


def _parallel_lack(activation: Activation, q1: Floats, q2: Floats, own: Floats) -> Floats:
    """sqrt(k1 k2) - k for u = sqrt(q1) z and v = sqrt(q2) z: 0 for equal variances.

    By subtraction where they differ much. Else it is (E (s(u) - s(v))^2 - (sqrt k1 - sqrt k2)^2) / 2, in which only
    s(u) - s(v) cancels, summed by the trapezoidal rule; differences of a few roundings have no effect at all.
    """
    lack = np.zeros_like(own)
    apart = np.abs(q1 - q2) / np.where(q1 + q2 > 0, q1 + q2, 1)
    close = (apart <= 0.03) & (_scale(activation) * np.maximum(q1, q2) < 100)
    far, close = ~close & (apart > 0), close & (apart > 1e-13)
    if far.any():
        a, b = q1[far], q2[far]
        lack[far] = own[far] - _at_gap(activation, a, b, np.zeros_like(a)).value
    where = np.flatnonzero(close)
    if len(where) == 0:
        return lack
    distinct, index = np.unique(np.stack([q1[close], q2[close]]), return_inverse=True)
    width = _scale(activation) * float(distinct.max())
    step, reach = 0.5 / np.sqrt(1 + 4 * width), 12 + 4 * np.sqrt(width)
    z = np.arange(-np.ceil(reach / step), np.ceil(reach / step) + 1) * step
    weights = step * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    values = activation(np.sqrt(distinct)[:, None] * z)
    for part in range(0, len(where), BLOCK):
        first, second = values[index.reshape(2, -1)[:, part : part + BLOCK]]
        roots = np.sqrt(first**2 @ weights) + np.sqrt(second**2 @ weights)
        difference = first - second
        squares = (difference * (first + second)) @ weights / np.where(roots > 0, roots, 1)
        lack[where[part : part + BLOCK]] = (difference**2 @ weights - squares**2) / 2
    return lack


def _scale(activation: Activation) -> float:
    """The reciprocal of the covariance over which the dual changes; 0 for polynomials, integrated exactly."""
    match activation:
        case Sine(rate) | Exponential(rate):
            return float(rate) ** 2 / 4
        case Bump(rate):
            return float(rate)
        case _:
            return 0.0 if isinstance(activation, Polynomial) else 1.0


def _gauss_legendre(activation: Activation) -> tuple[Floats, Floats]:
    """Nodes and weights on [0, 1]: twenty leave less than 1e-20 where `from_gap` uses them."""
    count = max(20, len(activation.coefficients)) if isinstance(activation, Polynomial) else 20
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2


@from_gap.register
def _(activation: LeakyRelu, q1: Floats, q2: Floats, gap: Floats) -> GapDuals:
    return kinked(activation, q1, q2, gap, 2 - gap)


def kinked(activation: LeakyRelu, q1: Floats, q2: Floats, gap: Floats, rest: Floats) -> GapDuals:
    """`from_gap` for who knows rest = 2 - gap better than by subtraction.

    Beyond a right angle the angle to -v is used, so that |x| sees v and -v alike to the last digit.
    """
    mean, bend = dual_formulae.slopes(activation, FLOAT)
    a, b = float(activation.negative), float(activation.positive)
    acute = gap <= 1
    small = np.where(acute, gap, rest)
    t = angle(small)
    lost = bend / mean * excess(small, t)
    new = np.where(acute, gap - lost, ((a + b) ** 2 / 2 - a * b * small) / mean - lost)
    return GapDuals(mean * q1, mean * q2, np.clip(new, 0, 2), mean - bend * np.where(acute, t, np.pi - t))


@from_gap.register
def _(activation: Erf, q1: Floats, q2: Floats, gap: Floats) -> GapDuals:
    """With sines 2 q1 / p1, 2 q2 / p2, cross / sqrt(p1 p2) of the angles: sqrt(x y) - z = (x - z + y - z - w^2) / 2 for
    w = sqrt x - sqrt y, and x - z comes from a sine in which only q1 - q2 cancels. Of unlike angles x and y the greater
    one would swallow the other: there z is subtracted.
    """
    spread = gap * (2 - gap)
    root = np.sqrt(1 + 2 * (q1 + q2) + 4 * q1 * q2 * spread)
    cross = 2 * np.sqrt(q1 * q2) * (1 - gap)
    first, second = (np.arctan2(2 * q, np.sqrt(1 + 4 * q)) for q in (q1, q2))
    over1, over2 = _arc_excess(q1, q2, spread, cross, root), _arc_excess(q2, q1, spread, cross, root)
    roots = np.sqrt(first) + np.sqrt(second)
    live = (first > 0) & (second > 0)
    own = np.where(live, np.sqrt(first) * np.sqrt(second), 1)
    lack = (over1 + over2 - ((over1 - over2) / np.where(live, roots, 1)) ** 2) / 2
    unlike = np.maximum(first, second) > UNLIKE * np.minimum(first, second)
    ratio = np.where(unlike, 1 - np.arctan2(cross, root) / own, lack / own)
    new = np.where(live, np.clip(ratio, 0, 2), gap)
    return GapDuals(2 / np.pi * first, 2 / np.pi * second, new, 4 / np.pi / root)


def _arc_excess(q: Floats, other: Floats, spread: Floats, cross: Floats, root: Floats) -> Floats:
    """arcsin(2 q / p) - arcsin(cross / sqrt(p p')) for p = 1 + 2 q and p' = 1 + 2 other."""
    p, cosine = 1 + 2 * q, np.sqrt(1 + 4 * q)
    both = 2 * q * root + cosine * np.abs(cross)
    square = 4 * q * p * (q - other + other * p * spread) / np.where(both > 0, both, 1)
    return np.arctan2(np.where(cross > 0, square, 2 * q * root - cosine * cross), cosine * root + 2 * q * cross)


@from_gap.register
def _(activation: HermiteSeries, q1: Floats, q2: Floats, gap: Floats) -> GapDuals:
    """1 - c^n = gap (1 + c + ... + c^(n - 1)): the lack is gap times a series in c whose terms are tails of sums."""
    one, two = (hermite_duals.coefficients(activation, q) for q in (q1, q2))
    first, second = (one**2).sum(axis=-1), (two**2).sum(axis=-1)
    products = one * two
    tails = np.cumsum(products[..., ::-1], axis=-1)[..., -2::-1]
    own = np.sqrt(first) * np.sqrt(second)
    parallel = np.where(q1 == q2, 0.0, own - products.sum(axis=-1))
    lack = gap * hermite_duals.series(tails, 1 - gap) + parallel
    live = own > 0
    new = np.where(live, np.clip(lack / np.where(live, own, 1), 0, 2), gap)
    slopes = hermite_duals.slope_coefficients(activation, q1) * hermite_duals.slope_coefficients(activation, q2)
    return GapDuals(first, second, new, hermite_duals.series(slopes, 1 - gap))
