"""Dual activations in ball arithmetic: E[s(u) s(v)] and E[s'(u) s'(v)] with proven digits.

The formulae are those of `theory.dual_formulae`; flint's working precision (`theory.kernel_balls.precision`) says
with how many bits they are evaluated. Coinciding inputs have their own function: a ball around q12 = q1 cannot know
that it sits on the edge of the cone of covariances, where angles have square-root singularities.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from theory.activations import Activation, HermiteSeries, LeakyRelu
from theory.arithmetic import BALL, ball
from theory.dual_formulae import Pair, pair, slopes
from theory.hermite_duals import ball_energies

if TYPE_CHECKING:
    from flint import arb

BallLike = Any  # an int, a Fraction, a float (taken as exact) or an arb


def duals(activation: Activation, q1: BallLike, q12: BallLike, q2: BallLike) -> tuple[arb, arb]:
    """E[s(u) s(v)] and E[s'(u) s'(v)] for E u^2 = q1, E u v = q12, E v^2 = q2.

    For LeakyRelu the first has the radius of a centred form, (radius of the correlation) x (largest slope), so that
    hundreds of layers lose digits in proportion to their number. Raises ValueError for an unknown activation or balls
    that hold no covariance matrix.
    """
    return _duals(activation, *checked(q1, q12, q2))


def checked(q1: BallLike, q12: BallLike, q2: BallLike) -> tuple[arb, arb, arb]:
    """As balls. Raises ValueError for those that hold no covariance matrix."""
    q1, q12, q2 = ball(q1), ball(q12), ball(q2)
    if q1 < 0 or q2 < 0 or q12 * q12 > q1 * q2 or not (q1.is_finite() and q12.is_finite() and q2.is_finite()):
        raise ValueError(f"covariances need q1, q2 >= 0 and q12^2 <= q1 q2, got {q1}, {q12}, {q2}")
    return q1, q12, q2


def own_duals(activation: Activation, q: BallLike) -> tuple[arb, arb]:
    """E[s(u)^2] and E[s'(u)^2] for E u^2 = q. Raises ValueError for an unknown activation or a negative variance."""
    q = ball(q)
    if q < 0 or not q.is_finite():
        raise ValueError(f"a variance is finite and not negative, got {q}")
    return _own_duals(activation, q)


@functools.singledispatch
def _duals(activation: Activation, q1: Any, q12: Any, q2: Any) -> Pair:
    return pair(activation, BALL, q1, q12, q2, (q1 * q2 - q12 * q12).nonnegative_part(), q1 + q2 - 2 * q12)


@functools.singledispatch
def _own_duals(activation: Activation, q: Any) -> Pair:
    return pair(activation, BALL, q, q, q, ball(0), ball(0))


@_duals.register
def _(activation: LeakyRelu, q1: Any, q12: Any, q2: Any) -> Pair:
    """sqrt(q1 q2) V(c), c the correlation, with |V'| <= (a^2 + b^2) / 2 since V' = E[s' s'].

    V is taken at the midpoint of c, moved into [-1, 1] (which brings it nearer to the true c).
    """
    from flint import arb

    if q1 == 0 or q2 == 0:
        return arb(0), _own_duals(activation, q1)[1]  # the slope of a vanishing input is never used: times q12 = 0
    mean, bend = slopes(activation, BALL)
    scale = (q1 * q2).sqrt()
    correlation = q12 / scale
    middle = arb(correlation.mid()).max(arb(-1)).min(arb(1))
    steep = middle.acos()
    value = bend * steep.sin() + (mean - bend * steep) * middle
    centred = value + arb(0, 1) * correlation.rad() * mean
    angle = 2 * arb.atan2((1 - correlation).nonnegative_part().sqrt(), (1 + correlation).nonnegative_part().sqrt())
    return scale * centred, mean - bend * angle


@_own_duals.register
def _(activation: LeakyRelu, q: Any) -> Pair:
    mean = slopes(activation, BALL)[0]
    return mean * q, mean


@_own_duals.register
def _(activation: HermiteSeries, q: Any) -> Pair:
    if not q > 0:
        raise ValueError(f"a Hermite series in balls needs a positive variance, got {q}")
    return ball_energies(activation, q)
