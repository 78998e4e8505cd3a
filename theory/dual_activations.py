"""Dual activations: E[s(u) s(v)] and E[s'(u) s'(v)] for centred Gaussians u, v, in float64.

With covariances q1 = E u^2, q12 = E u v, q2 = E v^2 the first is the covariance that one wide layer makes of its
inputs', and the second is its derivative in q12 (Price's theorem), the factor of the tangent kernel. Let
r = sqrt(q1 q2 - q12^2) and t = atan2(r, q12), the angle. Derived here from the density in the plane:
    slopes a, b   f r + (A - f t) q12   and   A - f t,   with A = (a^2 + b^2) / 2 and f = (a - b)^2 / (2 pi);
    erf           (2 / pi) atan2(2 q12, R)   and   (4 / pi) / R,   with R = sqrt((1 + 2 q1)(1 + 2 q2) - 4 q12^2).

Covariances rounded to float64 leave half of the digits of a small angle. `gap_duals` takes and returns the gap
1 - q12 / sqrt(q1 q2) instead, which keeps nearly coinciding inputs apart to full relative accuracy.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.activations import Activation, Erf, LeakyRelu

Floats = NDArray[np.float64]
ROUNDING = 1e-12  # covariances may leave the cone of positive semidefinite matrices by this, relatively


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


def duals(activation: Activation, q1: ArrayLike, q12: ArrayLike, q2: ArrayLike) -> Duals:
    """Both duals for covariances that broadcast; relative error about 1e-15 away from coinciding inputs.

    Raises ValueError for an unknown activation, NaN, or covariances that are no covariance matrix.
    """
    q1, q12, q2 = _covariances(q1, q12, q2)
    return _duals(activation, q1, q12, q2)


def own_duals(activation: Activation, q: ArrayLike) -> Duals:
    """E[s(u)^2] and E[s'(u)^2] for variance q: the duals of coinciding inputs."""
    q = _variances(q)
    return _duals(activation, q, q, q)


def gap_duals(activation: Activation, q1: ArrayLike, q2: ArrayLike, gap: ArrayLike) -> GapDuals:
    """The duals from variances and the gap 1 - q12 / sqrt(q1 q2) in [0, 2], all broadcasting.

    The returned gap has a small relative error at equal variances, and for LeakyRelu at any: coinciding inputs keep a
    gap of exactly 0. Where an input vanishes, the gap is undefined: what comes back lies in [0, 2] and is not used. The
    numbers have the shapes of what they depend on. Raises ValueError as `duals`.
    """
    q1, q2, gap = _variances(q1), _variances(q2), np.asarray(gap, dtype=np.float64)
    if not np.all((gap >= 0) & (gap <= 2)):
        raise ValueError(f"the gap 1 - correlation lies in [0, 2], got values from {gap.min()} to {gap.max()}")
    return _gap_duals(activation, q1, q2, gap)


def angle_of_gap(gap: ArrayLike) -> Floats:
    """arccos(1 - gap), to full relative accuracy at small gaps."""
    gap = np.asarray(gap, dtype=np.float64)
    return 2 * np.arctan2(np.sqrt(gap), np.sqrt(2 - gap))


def excess(angle: ArrayLike) -> Floats:
    """sin t - t cos t >= 0 on [0, pi], to full relative accuracy at small angles: t^3 / 3 - t^5 / 30 + ..."""
    t = np.asarray(angle, dtype=np.float64)
    square = t**2
    terms = 1 / 3 - square * (1 / 30 - square * (1 / 840 - square * (1 / 45360 - square / 3991680)))
    return np.where(t < 0.1, t * square * terms, np.sin(t) - t * np.cos(t))


@functools.singledispatch
def _duals(activation: Activation, q1: Floats, q12: Floats, q2: Floats) -> Duals:
    raise ValueError(f"no closed form is known for {activation!r}")


@functools.singledispatch
def _gap_duals(activation: Activation, q1: Floats, q2: Floats, gap: Floats) -> GapDuals:
    raise ValueError(f"no closed form is known for {activation!r}")


@_duals.register
def _(activation: LeakyRelu, q1: Floats, q12: Floats, q2: Floats) -> Duals:
    mean, bend = _slopes(activation)
    geometric = np.sqrt(q1 * q2)
    root = np.sqrt(np.maximum((geometric - q12) * (geometric + q12), 0))
    slope = mean - bend * np.arctan2(root, q12)
    return Duals(bend * root + slope * q12, slope)


@_gap_duals.register
def _(activation: LeakyRelu, q1: Floats, q2: Floats, gap: Floats) -> GapDuals:
    """Beyond a right angle the angle to -v is used, so that |x| sees v and -v alike to the last digit."""
    mean, bend = _slopes(activation)
    a, b = float(activation.negative), float(activation.positive)
    angle, rest = angle_of_gap(gap), angle_of_gap(2 - gap)
    near = gap - bend / mean * excess(angle)
    far = ((a + b) ** 2 / 2 - a * b * (2 - gap) - bend * excess(rest)) / mean
    return GapDuals(mean * q1, mean * q2, np.clip(np.where(gap < 1, near, far), 0, 2), mean - bend * angle)


def _slopes(activation: LeakyRelu) -> tuple[float, float]:
    """(a^2 + b^2) / 2 and (a - b)^2 / (2 pi)."""
    a, b = float(activation.negative), float(activation.positive)
    return (a * a + b * b) / 2, (a - b) ** 2 / (2 * np.pi)


@_duals.register
def _(activation: Erf, q1: Floats, q12: Floats, q2: Floats) -> Duals:
    root = np.sqrt(1 + 2 * (q1 + q2) + 4 * np.maximum(q1 * q2 - q12**2, 0))
    return Duals(2 / np.pi * np.arctan2(2 * q12, root), 4 / np.pi / root)


@_gap_duals.register
def _(activation: Erf, q1: Floats, q2: Floats, gap: Floats) -> GapDuals:
    """With sines 2 q1 / p1, 2 q2 / p2, cross / sqrt(p1 p2) of the angles: sqrt(x y) - z = (x - z + y - z - w^2) / 2 for
    w = sqrt x - sqrt y, and x - z comes from a sine in which only q1 - q2 cancels.
    """
    spread = gap * (2 - gap)
    root = np.sqrt(1 + 2 * (q1 + q2) + 4 * q1 * q2 * spread)
    cross = 2 * np.sqrt(q1 * q2) * (1 - gap)
    first, second = (np.arctan2(2 * q, np.sqrt(1 + 4 * q)) for q in (q1, q2))
    over1, over2 = _arc_excess(q1, q2, spread, cross, root), _arc_excess(q2, q1, spread, cross, root)
    roots = np.sqrt(first) + np.sqrt(second)
    live = (first > 0) & (second > 0)
    lack = (over1 + over2 - ((over1 - over2) / np.where(live, roots, 1)) ** 2) / 2
    ratio = lack / np.where(live, np.sqrt(first * second), 1)
    new = np.where(live, np.clip(ratio, 0, 2), gap)
    return GapDuals(2 / np.pi * first, 2 / np.pi * second, new, 4 / np.pi / root)


def _arc_excess(q: Floats, other: Floats, spread: Floats, cross: Floats, root: Floats) -> Floats:
    """arcsin(2 q / p) - arcsin(cross / sqrt(p p')) for p = 1 + 2 q and p' = 1 + 2 other."""
    p, cosine = 1 + 2 * q, np.sqrt(1 + 4 * q)
    both = 2 * q * root + cosine * np.abs(cross)
    square = 4 * q * p * (q - other + other * p * spread) / np.where(both > 0, both, 1)
    return np.arctan2(np.where(cross > 0, square, 2 * q * root - cosine * cross), cosine * root + 2 * q * cross)


def _variances(q: ArrayLike) -> Floats:
    q = np.asarray(q, dtype=np.float64)
    if not np.all((q >= 0) & (q < np.inf)):
        raise ValueError(f"variances are finite and not negative, got {q}")
    return q


def _covariances(q1: ArrayLike, q12: ArrayLike, q2: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Checked, with q12 moved into [-sqrt(q1 q2), sqrt(q1 q2)] where rounding has left it."""
    q1, q2, q12 = _variances(q1), _variances(q2), np.asarray(q12, dtype=np.float64)
    most = np.sqrt(q1) * np.sqrt(q2)
    if not np.all(np.abs(q12) <= most * (1 + ROUNDING)):
        raise ValueError(f"covariances need |q12| <= sqrt(q1 q2), got {q12} for variances {q1} and {q2}")
    return q1, np.clip(q12, -most, most), q2
