r"""The smoothed margin of homogeneous networks, and how gradient descent moves it.

Let m_i(theta) be the margins y_i f(x_i) of a network that is positively homogeneous of order L in theta, and

    F = -ln sum_i exp(-m_i),   q_i = exp(-m_i + F),   G = sum_i q_i grad m_i = grad F,   mu = sum_i q_i m_i.

Descent on the exponential risk exp(-F) moves along G. By Euler <theta, grad m_i> = L m_i, so that <theta, G> = L mu and
a step theta' = theta + eta G has |theta'|^2 = |theta|^2 + 2 eta L mu + eta^2 |G|^2. Per unit of eta, ln(F / |theta|^L)
grows by |G|^2 / F - L^2 mu / |theta|^2, which is the sum of two terms that are not negative where F > 0,

    (|G|^2 - <G, theta>^2 / |theta|^2) / F    and    (L^2 mu / |theta|^2) (mu / F - 1),

for mu >= F: every q_i is at most 1. A finite step changes the margins by d_i, and F by at most <q, d> (Jensen) and at
least <q, d> - (max d - min d)^2 / 8 (Hoeffding's lemma). In <q, d> = eta |G|^2 + turn, `turn` is left out where the
margins are linearised. Reference: Lyu and Li, Gradient descent maximizes the margin of homogeneous neural networks
(2020), for the flow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import solve_ivp

from theory.architecture import real_array, whole
from theory.given_network import checked_network, finite

Floats = NDArray[np.float64]


def order(layers: int, power: int) -> int:
    """1 + p + ... + p^(layers - 1): the order of a network without biases, with activation max(0, u)^p between layers.

    Raises ValueError unless both are at least 1.
    """
    for count in (layers, power):
        whole(count, "layers and the power are whole numbers", least=None)
    if layers < 1 or power < 1:
        raise ValueError(f"layers and the power are at least 1, got {layers} and {power}")
    return sum(power**k for k in range(layers))


def smoothed(margins: ArrayLike) -> float:
    """F = -ln sum_i exp(-m_i), without underflow. Raises ValueError for no margins, or margins that are not finite."""
    m = real_array(margins, "margins")
    if m.ndim != 1 or not m.size or not np.isfinite(m).all():
        raise ValueError(f"margins are n >= 1 finite numbers, got {margins!r}")
    return float(m.min() - np.log(np.exp(m.min() - m).sum()))


class Step(NamedTuple):
    """A step of size eta: F, mu, |G|^2 and |theta|^2 before it, and of the changes d of the margins turn and spread."""

    smoothed: Floats
    mean: Floats
    square: Floats
    length: Floats
    size: Floats
    turn: Floats
    spread: Floats


def least_growth(step: Step, order: int) -> Floats:
    """A lower bound for the growth of ln(F / |theta|^L) over each step, from F' >= F + <q, d> - spread^2 / 8.

    Raises ValueError where F is not positive before the step, or the bound for it after.
    """
    return _growth(step, order, step.spread**2 / 8)


def most_growth(step: Step, order: int) -> Floats:
    """An upper bound, from F' <= F + <q, d>. Raises ValueError as `least_growth` does."""
    return _growth(step, order, np.zeros_like(step.spread))


def _growth(step: Step, order: int, curvature: Floats) -> Floats:
    rise = (step.size * step.square + step.turn - curvature) / step.smoothed
    if not (np.all(step.smoothed > 0) and np.all(rise > -1)):
        raise ValueError("the smoothed margin is positive before and after every step, and it is not here")
    if not np.all(np.isfinite(step.size) & np.isfinite(step.mean) & (step.length > 0) & np.isfinite(step.length)):
        raise ValueError("sizes and means of steps are finite, and lengths positive, and they are not here")
    longer = (2 * step.size * order * step.mean + step.size**2 * step.square) / step.length
    return np.log1p(rise) - order / 2 * np.log1p(longer)


def rates(weights: Sequence[ArrayLike], points: ArrayLike, labels: ArrayLike, power: int = 1) -> Floats:
    """Growth per unit of eta, along G, of the logarithms of three normalised margins, shape (3,).

    F / |theta|^L, the smallest margin over |theta|^L, and the smallest margin over the product of spectral norms, for
    matrices W_k (d_k, d_{k-1}) with d_L = 1, points (n, d_0) and labels (n,) of 1 and -1. Raises ValueError where the
    smoothed margin is not positive, so that logarithms and the theorem fail, and for shapes and labels that do not fit.
    """
    layers, x, y = _network(weights, points, labels)
    margins, gradients = _margins_and_gradients(layers, x, y, whole(power, "the power is at least 1", least=1))
    F, L = smoothed(margins), order(len(layers), power)
    if F <= 0:
        raise ValueError(f"the smoothed margin is positive where its logarithm is taken, got {F:.3g}")
    q = np.exp(F - margins)
    G, mu, worst = q @ gradients, q @ margins, gradients[margins.argmin()]
    longer = L**2 * mu / sum(float((w**2).sum()) for w in layers)
    cuts = np.cumsum([w.size for w in layers])[:-1]
    stretch = sum(_stretch(w, g.reshape(w.shape)) for w, g in zip(layers, np.split(G, cuts), strict=True))
    least = worst @ G / margins.min()
    return np.array([G @ G / F - longer, least - longer, least - stretch])


def _network(weights: Sequence[ArrayLike], points: ArrayLike, labels: ArrayLike) -> tuple[list[Floats], Floats, Floats]:
    layers, _, _ = checked_network(weights, None, None)
    x, y = finite(points, "points"), finite(labels, "labels")
    if layers[-1].shape[0] != 1 or x.ndim != 2 or x.shape[1] != layers[0].shape[1]:
        raise ValueError(f"points are rows of {layers[0].shape[1]} numbers and the output is one, got shape {x.shape}")
    if y.shape != x.shape[:1] or not np.all(np.abs(y) == 1):
        raise ValueError(f"labels are 1 and -1, one for each of {len(x)} points, got {labels}")
    return layers, x, y


def _margins_and_gradients(layers: list[Floats], x: Floats, y: Floats, power: int) -> tuple[Floats, Floats]:
    """Margins (n,) and their gradients (n, parameters), one point at a time forward and back."""
    states, signals = [x], []
    for w in layers:
        signals.append(states[-1] @ w.T)
        states.append(np.maximum(signals[-1], 0) ** power)
    back, found = y[:, None], []
    for k in range(len(layers) - 1, -1, -1):
        found.insert(0, (back[:, :, None] * states[k][:, None, :]).reshape(len(x), -1))
        if k:
            back = (back @ layers[k]) * power * np.maximum(signals[k - 1], 0) ** (power - 1) * (signals[k - 1] > 0)
    return y * signals[-1][:, 0], np.concatenate(found, axis=1)


def _stretch(w: Floats, g: Floats) -> float:
    """d ln |W|_2 along g: u^T g v over the largest singular value, for its singular vectors."""
    u, s, v = np.linalg.svd(w)
    return float(u[:, 0] @ g @ v[0] / s[0])


def along_flow(
    weights: Sequence[ArrayLike], points: ArrayLike, labels: ArrayLike, power: int, growth: ArrayLike
) -> Floats:
    """Logarithms of F and of the smallest margin, both over |theta|^L, on the flow along G, less those at its start.

    Rows (2, times) at the times when ln F has grown by the increasing `growth`, which starts at 0: the flow is run in
    that variable, as theta' = F G / |G|^2. Arguments are as for `rates`. Raises ValueError as `rates` does, and for
    other times.
    """
    times = real_array(growth, "growth")
    if times.ndim != 1 or len(times) < 2 or times[0] != 0 or not np.all(np.diff(times) > 0) or times[-1] == np.inf:
        raise ValueError(f"growth increases from 0, got {growth!r}")
    whole(power, "the power is at least 1", least=1)
    layers, x, y = _network(weights, points, labels)
    shapes = [w.shape for w in layers]
    cuts = np.cumsum([w.size for w in layers])[:-1]

    def state(theta: Floats) -> tuple[float, Floats, Floats]:
        parts = [part.reshape(shape) for part, shape in zip(np.split(theta, cuts), shapes, strict=True)]
        margins, gradients = _margins_and_gradients(parts, x, y, power)
        F = smoothed(margins)
        if F <= 0:
            raise ValueError(f"the smoothed margin is positive where its logarithm is taken, got {F:.3g}")
        return F, margins, np.exp(F - margins) @ gradients

    def velocity(_: float, theta: Floats) -> Floats:
        F, _margins, G = state(theta)
        return F * G / (G @ G)

    start = np.concatenate([w.ravel() for w in layers])
    path = solve_ivp(velocity, (0.0, times[-1]), start, t_eval=times, rtol=1e-9, atol=1e-11).y.T
    ends = [(state(theta), order(len(layers), power) * np.log(np.linalg.norm(theta))) for theta in path]
    logs = np.array([[np.log(F) - length, np.log(margins.min()) - length] for (F, margins, _), length in ends]).T
    return logs - logs[:, :1]
