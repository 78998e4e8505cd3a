"""Gradient descent on separable data, from w = 0: what holds at every step.

With s the sum of the losses, let psi = ln s for the exponential loss and ln(e^s - 1) for the logistic one, a function
of theta_i = -z_i . w with psi >= max_i theta_i, and let q be its gradient. A step adds eta_t sum_i q_i z_i to w, which
is mirror descent in q for f = |sum_i q_i z_i|^2 / 2. In the largest entry of theta psi is beta-smooth, beta = 1 or
(n + 1)^2 / (4 n). If |z_i| <= 1 and eta_t <= eta <= 1 / beta, then f falls by the curvature term of psi over eta, or
more: in all psi falls by the sum of the eta_t |sum_i q_i z_i|^2, less eta (f_0 - min f) at most.
Source: Ji and Telgarsky, Characterizing the implicit bias via a primal-dual analysis (2021), here with constants.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from theory import residual_law
from theory.architecture import number, real_array, whole
from theory.margins import Margin

Floats = NDArray[np.floating]


def certificate(margin: Margin, data: ArrayLike, *, loss: str, rule: str, step: float) -> float:
    """The c >= margin |w| - min_i z_i . w at every step: psi at 0 plus eta (f at 0 - margin^2 / 2).

    Hence the normalised margin is within c / |w| of the margin, and 1 - cos of the angle within c / (margin |w|).
    Raises ValueError if a row is longer than 1 or the step is longer than the proof allows.
    """
    rows = real_array(data, "data")
    if not isinstance(margin, Margin) or rows.shape != (len(margin.weights), len(margin.point)):
        raise ValueError(f"needs separable data and their margin, got {type(margin).__name__} and shape {rows.shape}")
    if not np.linalg.norm(rows, axis=1).max() <= 1:
        raise ValueError("no row may be longer than 1: divide the data by the longest")
    eta = dual_step(len(rows), loss=loss, rule=rule, step=step)
    if not 0 < eta <= 1 / smoothness(len(rows), loss):
        longest = 1 / (smoothness(len(rows), loss) * dual_step(len(rows), loss=loss, rule=rule, step=1.0))
        raise ValueError(f"the proof needs steps in (0, {longest:g}], got {step}")
    start = float(np.sum(rows.mean(axis=0) ** 2)) * total_share(len(rows), loss) ** 2
    return potential_at_zero(len(rows), loss) + eta * (start - float(margin.square)) / 2


def dual_step(count: int, *, loss: str, rule: str, step: float) -> float:
    """eta, which no eta_t exceeds.

    They are step and step * R for the exponential loss, normalised and plain; for the logistic one, with the sum s of
    the losses, step (1 - e^-s) / s and step (1 - e^-s) / n.
    """
    _known(loss, rule)
    whole(count, "there is at least one row", least=1)
    number(step, "steps are finite numbers")
    return step / count if (loss, rule) == ("logistic", "plain") else step


def smoothness(count: int, loss: str) -> float:
    """beta: 1, or the bound (n + 1)^2 / (4 n) of sum_i p_i (1 - p_i) / (1 - prod_i (1 - p_i)), p_i the logistic slopes.

    With P = sum_i p_i the fraction is at most (P - P^2 / n) / (1 - e^-P) <= (1 - P / n) (1 + P).
    """
    _known(loss)
    whole(count, "there is at least one row", least=1)
    return 1.0 if loss == "exponential" else (count + 1) ** 2 / (4 * count)


def potential_at_zero(count: int, loss: str) -> float:
    """psi at w = 0: ln n, or ln(2^n - 1)."""
    _known(loss)
    whole(count, "there is at least one row", least=1)
    return math.log(count) if loss == "exponential" else count * math.log(2) + math.log1p(-(2.0**-count))


def total_share(count: int, loss: str) -> float:
    """sum_i q_i at w = 0: 1, or (n / 2) / (1 - 2^-n)."""
    _known(loss)
    whole(count, "there is at least one row", least=1)
    return 1.0 if loss == "exponential" else count / 2 / (1 - 2.0**-count)


def length_floor(margin: Margin, steps: ArrayLike, *, rule: str, step: float) -> Floats:
    """Least |w| after so many steps on the exponential loss: margin step T, or plain ln(1 + margin^2 step T).

    Plain steps: ln R falls by step R margin^2 at least, so 1 / R grows by step margin^2, and R >= e^-|w|. This needs
    rows of length at most 1 and steps in (0, 2]. Raises ValueError for others and for negative numbers of steps.
    """
    _known("exponential", rule)
    _separable(margin)
    number(step, "steps lie in (0, 2]", lambda x: 0 < x <= 2)
    done = real_array(steps, "numbers of steps")
    if not np.all(done >= 0):
        raise ValueError(f"numbers of steps are not negative, got {steps}")
    return margin.value * step * done if rule == "normalised" else np.log1p(float(margin.square) * step * done)


def swing(step: float) -> float:
    """The v > 0 with 2 v = step tanh v: too long steps on the rows (g, 1) and (g, -1) end in w_2 = v, -v, v, ...

    The smallest margin then stays v behind for ever. Raises ValueError for step <= 2, where w_2 tends to 0.
    """
    excess = float(number(step, "steps swing for ever if they are longer than 2", lambda x: x > 2)) / 2 - 1
    if excess > 30:
        return 1 + excess  # tanh v = 1
    least = math.sqrt(3 * excess) * (1 - 1e-12)  # since v coth v - 1 <= v^2 / 3
    root: Any = brentq(lambda v: _coth_excess(v) - excess, least, 1 + excess, xtol=1e-300)
    return float(root)


def _coth_excess(v: float) -> float:
    """v coth v - 1 for v > 0, by its series where it is small."""
    if v > 0.1:
        return v / math.tanh(v) - 1
    y = v * v
    return y * (1 / 3 - y * (1 / 45 - y * (2 / 945 - y * (1 / 4725 - y * 2 / 93555))))


def log_risk(margin: Margin, log_time: ArrayLike) -> Floats:
    """ln of the mean risk of gradient flow at time t = exp(log_time): R = 1 / (margin^2 t), up to o(R).

    R' = -|grad R|^2, and |grad R| tends to margin R as the shares tend to the multipliers.
    """
    _separable(margin)
    times = real_array(log_time, "logs of times")
    if not np.isfinite(times).all():
        raise ValueError(f"logs of times are finite numbers, got {log_time}")
    return -times - 2 * math.log(margin.value)


def gap_constant(margin: Margin) -> float:
    """Limit of ln(t) (1 - normalised margin / margin): H + ln max_i a_i for multipliers a_i of entropy H."""
    return residual_law.entropy(margin) + math.log(residual_law.shares(margin).max())


def angle_constant(margin: Margin, data: ArrayLike) -> float:
    """Limit of ln(t) times the angle to the max-margin direction, if the support vectors span: margin * |offset|."""
    return margin.value * float(np.linalg.norm(residual_law.offset(margin, data)))


def overlapping_map(
    margin: Margin, data: ArrayLike, pairs: ArrayLike, copies: ArrayLike, log_time: float, *, loss: str
) -> Floats:
    """w under gradient flow at t = exp(log_time), up to o(1), if z and -z occur besides separable rows of shape (m, d).

    pairs are the independent z, shape (k, d), copies the numbers of z and of -z, shape (k, 2), and margin is that of
    the rows without their parts in the span of the z. The risk of each pair becomes least: z . w is the log of the
    ratio of its copies, or half of it for the exponential loss. On the support vectors z_i . w = ln(margin^2 t / n) -
    ln a_i, with n rows in all.
    Raises ValueError unless these equations are as many as the coordinates.
    """
    _known(loss)
    rows, opposite, numbers = (real_array(x, "data, pairs and copies") for x in (data, pairs, copies))
    _separable(margin)
    support = list(margin.support)
    if len(rows) != len(margin.weights) or len(support) + len(opposite) != rows.shape[1] or not margin.nondegenerate:
        raise ValueError(f"needs d independent equations, got {len(support)} supports and {len(opposite)} pairs")
    balance = np.log(numbers[:, 0] / numbers[:, 1]) * (1.0 if loss == "logistic" else 0.5)
    height = -log_risk(margin, log_time) - math.log(len(rows) + numbers.sum())
    wanted = height - np.log(residual_law.shares(margin)[support])
    return np.linalg.solve(np.vstack([opposite, rows[support]]), np.concatenate([balance, wanted]))


def _separable(margin: object) -> None:
    if not isinstance(margin, Margin):
        raise ValueError(f"needs the margin of separable data, got {type(margin).__name__}")


def _known(loss: str, rule: str = "plain") -> None:
    if loss not in ("exponential", "logistic") or rule not in ("normalised", "plain"):
        raise ValueError(f"loss is exponential or logistic, rule normalised or plain, got {loss!r} and {rule!r}")
