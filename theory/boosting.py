r"""Boosting by coordinate descent on the exponential risk: what each step gains, and the margins this guarantees.

Data are a table A_ij = y_i h_j(x_i) in [-1, 1]. With weights p_i = exp(-m_i) / sum_k exp(-m_k) of the margins m so far,
the edge of a column is sum_i p_i A_ij, and a step a along a column of signs with edge g > 0 turns sum_i exp(-m_i) into
(cosh a - g sinh a) = cosh(a* - a) / cosh(a*) times as much, where a* = artanh g is the step of AdaBoost. Values between
the signs gain at least that, by convexity. Divided by the length of the step, the gain is the mean of tanh over
[a* - a, a*]: at least (1 - nu/2) g for a = nu a*, since tanh is concave there and its value at a* is g.

Sources: Freund and Schapire (1997); Telgarsky, Margins, shrinkage, and boosting (2013).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.architecture import number, real_array, whole

Floats = NDArray[np.float64]


def adaboost_step(edge: ArrayLike, confidence: float = 1.0) -> Floats:
    """The exact line search for a column with values +-confidence: artanh(edge / confidence) / confidence.

    Raises ValueError for edges that are not below the confidence in absolute value: no step is long enough.
    """
    return np.arctanh(_edges(edge, confidence) / confidence) / confidence


def log_gain(edge: ArrayLike, step: ArrayLike) -> Floats:
    """-ln(cosh(step) - edge sinh(step)): by how much ln sum_i exp(-m_i) falls. Raises ValueError as above."""
    g, a = _edges(edge, 1.0), _finite(step, "steps")
    short = np.clip(a, -1, 1)  # beyond, the terms of cosh - g sinh are added as they are: one may overflow
    near = np.log1p(2 * np.sinh(short / 2) * (np.sinh(short / 2) - g * np.cosh(short / 2)))
    far = np.logaddexp(a + np.log1p(-g), np.log1p(g) - a) - math.log(2)
    return -np.where(np.abs(a) <= 1, near, far)


def soft_margin(edges: ArrayLike, steps: ArrayLike, n: int) -> Floats:
    """-ln sum_i exp(-m_i) after each of the rounds, from edges and steps (..., rounds): -ln n and the gains so far.

    The smallest of n margins lies between this and this plus ln n. Raises ValueError for n < 1 and as above.
    """
    return np.cumsum(log_gain(edges, steps), axis=-1) - math.log(_points(n))


def distribution_ceiling(edges: ArrayLike, steps: ArrayLike, at: ArrayLike) -> Floats:
    """Share of rows whose margin over the length of the path is at most theta = `at`: exp(theta sum a) times the gains.

    By Markov's inequality for exp(-m_i), whose mean the rounds multiply by exp(-log_gain) each; at most 1. For edges
    and steps of shape (rounds,) and `at` (k,) it has shape (k,). Source: Schapire, Freund, Bartlett and Lee (1998).
    Raises ValueError for steps that are not positive, and as `log_gain`.
    """
    a, theta = _finite(steps, "steps"), _finite(at, "margins")
    if not np.all(a > 0):
        raise ValueError(f"steps are positive, got {steps}")
    return np.exp(np.minimum(theta * a.sum() - log_gain(edges, a).sum(), 0.0))


def rate(edge: ArrayLike, shrinkage: ArrayLike = 1.0) -> Floats:
    """Gain per length of a step nu artanh(edge): between (1 - nu/2) edge and the edge, and increasing in it.

    For nu = 1 this is -ln(1 - g^2) / ln((1 + g) / (1 - g)). Raises ValueError unless edges lie in (0, 1), nu in (0, 1].
    """
    g, nu = _edges(edge, 1.0), _shrinkage(shrinkage)
    if not np.all(g > 0):
        raise ValueError(f"a rate needs positive edges, got {edge}")
    step = nu * np.arctanh(g)
    return log_gain(g, step) / step


def guaranteed_margin(
    margin: float | Fraction, n: int, rounds: ArrayLike, shrinkage: ArrayLike = 1.0, *, simple: bool = False
) -> Floats:
    """Margin after `rounds` of steps nu artanh(edge) along columns of edge >= `margin`: rate - ln n / (nu T artanh).

    `simple`: (1 - nu/2) margin - ln n / (nu T margin), a little less, and valid for steps nu * edge as well. A margin
    of 1 is that of one column alone, which is the vote from the first round on.
    """
    nu, t = _shrinkage(shrinkage), _rounds(rounds)
    g = _margin(margin)
    if g == 1:
        return np.ones(np.broadcast_shapes(t.shape, nu.shape))
    if simple:
        return (1 - nu / 2) * g - math.log(_points(n)) / (nu * t * g)
    return rate(g, nu) - math.log(_points(n)) / (nu * t * np.arctanh(g))


def capped_guarantee(margin: float | Fraction, n: int, steps: ArrayLike) -> Floats:
    """Margin after each round of steps a > 0 of any sizes: margin - (ln n + sum a^2 / 2) / sum a.

    It tends to the margin if a tends to zero and sum a is infinite. Each gain is at least a edge - a^2 / 2.
    Raises ValueError for steps that are not positive.
    """
    a = _finite(steps, "steps")
    if not np.all(a > 0):
        raise ValueError(f"steps are positive, got {steps}")
    return _margin(margin) - (math.log(_points(n)) + np.cumsum(a**2, axis=-1) / 2) / np.cumsum(a, axis=-1)


def halving_ceiling(rounds: ArrayLike) -> Floats:
    """Margin -1 / (2^t - 1) that t steps of 2^-1, ..., 2^-t cannot exceed, if a row is wrong in the first column.

    Even if all later columns are right on this row, 1/2 is not made up for by 1/4 + ... + 2^-t = 1/2 - 2^-t.
    """
    return -1 / (2.0 ** np.minimum(_rounds(rounds), 1000) - 1)


def rounds_to_share(margin: float | Fraction, n: int, share: float | Fraction) -> int:
    """Rounds of AdaBoost, ln n / ((1/2 - share) margin^2) rounded up, from which on the margin is share * margin.

    At least one. For n > 1 the bound is not attained, so that share 0 means a positive margin: no training errors.
    Raises ValueError for shares outside [0, 1/2).
    """
    number(share, "AdaBoost is sure of shares of the margin in [0, 1/2)", lambda x: 0 <= x < 0.5)
    return max(1, math.ceil(math.log(_points(n)) / ((0.5 - float(share)) * _margin(margin) ** 2)))


def share_of_errors(margin: float | Fraction, rounds: ArrayLike) -> Floats:
    """(1 - margin^2)^(t/2), a bound on the share of training errors after t rounds of AdaBoost: there exp(-m) >= 1.

    For a margin of 1 it is zero, as of every vote that consists of a perfect column.
    """
    return (1 - _margin(margin) ** 2) ** (_rounds(rounds, least=0) / 2)


def margin_with_errors(n: int, errors: int) -> Fraction:
    """Best margin of the columns that err on exactly `errors` of n rows, all of them: 1 - 2 errors / n, by symmetry.

    Raises ValueError where it is not positive.
    """
    n, errors = _points(n), whole(errors, "errors are a whole number, not negative")
    if 2 * errors >= n:
        raise ValueError(f"fewer than half of n >= 1 rows may be wrong, got {errors} of {n}")
    return 1 - Fraction(2 * errors, n)


def _edges(edge: ArrayLike, largest: float) -> Floats:
    g = real_array(edge, "edges")
    if not (math.isfinite(largest) and largest > 0 and np.all(np.abs(g) < largest)):
        raise ValueError(f"edges must be below {largest} in absolute value, got {edge}")
    return g


def _shrinkage(shrinkage: Any) -> Floats:
    nu = real_array(shrinkage, "shrinkages")
    if not np.all((nu > 0) & (nu <= 1)):
        raise ValueError(f"a shrinkage lies in (0, 1], got {shrinkage}")
    return nu


def _margin(margin: float | Fraction) -> float:
    wanted = "the largest margin lies in (0, 1] where columns separate the rows"
    return float(number(margin, wanted, lambda x: 0 < x <= 1))


def _points(n: int) -> int:
    return whole(n, "there is at least one row", least=1)


def _rounds(rounds: ArrayLike, least: int = 1) -> Floats:
    """Numbers of rounds, infinity among them."""
    t = real_array(rounds, "rounds")
    if not np.all(t >= least):
        raise ValueError(
            f"there is at least one round, got {rounds}" if least else f"rounds are numbers from 0 on, got {rounds}"
        )
    return t


def _finite(x: ArrayLike, name: str) -> Floats:
    found = real_array(x, name)
    if not np.isfinite(found).all():
        raise ValueError(f"{name} are finite numbers, got {x}")
    return found
