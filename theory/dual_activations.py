"""Dual activations: E[s(u) s(v)] and E[s'(u) s'(v)] for centred Gaussians u, v, in float64 and in fractions.

With covariances q1 = E u^2, q12 = E u v, q2 = E v^2 the first is the covariance that one wide layer makes of its
inputs', and the second is its derivative in q12 (Price's theorem), the factor of the tangent kernel. The closed forms
are in `theory.dual_formulae`, series with a proven tail for other activations in `theory.hermite_duals`.

Covariances rounded to float64 leave half of the digits of a small angle. `gap_duals` takes and returns the gap
1 - q12 / sqrt(q1 q2) instead, which keeps nearly coinciding inputs apart to full relative accuracy.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from theory import architecture, dual_formulae
from theory.activations import Activation, LeakyRelu, Polynomial
from theory.arithmetic import Arithmetic
from theory.dual_gaps import Duals, Floats, GapDuals, from_covariances, from_gap, kinked

ROUNDING = 1e-12  # covariances may leave the cone of positive semidefinite matrices by this, relatively


def duals(activation: Activation, q1: ArrayLike, q12: ArrayLike, q2: ArrayLike) -> Duals:
    """Both duals for covariances that broadcast; relative error about 1e-15 away from coinciding inputs.

    Raises ValueError for an activation without closed form, for NaN, no covariance matrix, or overflow.
    """
    q1, q12, q2 = checked_covariances(q1, q12, q2)
    geometric = np.sqrt(q1) * np.sqrt(q2)
    area = np.maximum((geometric - q12) * (geometric + q12), 0)
    return from_covariances(activation, q1, q12, q2, area, np.maximum(q1 - q12 + (q2 - q12), 0))


def own_duals(activation: Activation, q: ArrayLike) -> Duals:
    """E[s(u)^2] and E[s'(u)^2] for variance q: the duals of coinciding inputs."""
    q = _variances(q)
    return from_covariances(activation, q, q, q, np.zeros_like(q), np.zeros_like(q))


def exact_duals(
    activation: Polynomial, q1: Fraction | int, q12: Fraction | int, q2: Fraction | int
) -> tuple[Fraction, Fraction]:
    """Both duals of a polynomial as fractions. Raises ValueError for covariances that are no covariance matrix."""
    q1, q12, q2 = Fraction(q1), Fraction(q12), Fraction(q2)
    if q1 < 0 or q2 < 0 or q12 * q12 > q1 * q2:
        raise ValueError(f"covariances need q1, q2 >= 0 and q12^2 <= q1 q2, got {q1}, {q12}, {q2}")
    value, slope = dual_formulae.pair(activation, RATIONAL, q1, q12, q2, q1 * q2 - q12 * q12, q1 + q2 - 2 * q12)
    return value, slope


def gap_duals(
    activation: Activation, q1: ArrayLike, q2: ArrayLike, gap: ArrayLike, *, rest: Floats | None = None
) -> GapDuals:
    """The duals from variances and the gap 1 - q12 / sqrt(q1 q2) in [0, 2], all broadcasting.

    The returned gap has a small relative error at equal variances, and for LeakyRelu at any: coinciding inputs keep a
    gap of exactly 0, and so do opposite ones in |x| if `rest` = 2 - gap is given to full accuracy. Where an input
    vanishes, the gap is undefined: what comes back lies in [0, 2] and is not used. The numbers have the shapes of what
    they depend on. Raises ValueError as `duals`.
    """
    state = checked(q1, q2, gap)
    with np.errstate(over="ignore", invalid="ignore"):
        if rest is not None and isinstance(activation, LeakyRelu):
            found = kinked(activation, *state, rest)
        else:
            found = from_gap(activation, *state)
    if not all(np.all(np.isfinite(x)) for x in found):
        raise ValueError(f"the duals of {activation} overflow for variances up to {max(x.max() for x in state[:2])}")
    return found


def checked(q1: ArrayLike, q2: ArrayLike, gap: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Two variances and a gap as float64. Raises ValueError for what is none."""
    q1, q2, gap = _variances(q1), _variances(q2), architecture.real_array(gap, "the gap")
    if not np.all((gap >= 0) & (gap <= 2)):
        raise ValueError(f"the gap 1 - correlation lies in [0, 2], got values from {gap.min()} to {gap.max()}")
    return q1, q2, gap


def _no(*_: object) -> Fraction:
    raise ValueError("the duals of polynomials alone are rational")


RATIONAL = Arithmetic(Fraction, _no, _no, _no, _no, _no, _no)


def checked_covariances(q1: ArrayLike, q12: ArrayLike, q2: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """As float64, with q12 moved into [-sqrt(q1 q2), sqrt(q1 q2)] where rounding has left it.

    Raises ValueError for what is no covariance matrix.
    """
    q1, q2, q12 = _variances(q1), _variances(q2), architecture.real_array(q12, "q12")
    most = np.sqrt(q1) * np.sqrt(q2)
    good = np.abs(q12) <= most * (1 + ROUNDING)
    if not np.all(good):
        one, two, three = (np.broadcast_to(q, good.shape)[~good][0] for q in (q1, q12, q2))
        raise ValueError(f"covariances need |q12| <= sqrt(q1 q2), got {two} for variances {one} and {three}")
    return q1, np.clip(q12, -most, most), q2


def _variances(q: ArrayLike) -> Floats:
    q = architecture.real_array(q, "variances")
    good = (q >= 0) & (q < np.inf)
    if not np.all(good):
        raise ValueError(f"variances are finite and not negative, got {q[~good][0]}")
    return q
