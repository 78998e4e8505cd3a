"""Small steps of gradient descent on the exponential risk of homogeneous networks, with their margins at every step."""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]
Layers = list[Floats]
SHORTEST = 2.0**-12  # of a step, where a unit that switches spoils the expected growth of shorter ones as well


class Activation(NamedTuple):
    """max(0, u)^power; with `biased`, 1 at the first unit of a layer, whose outgoing weights are then biases."""

    power: int
    biased: bool

    def value(self, u: Floats) -> Floats:
        out = np.maximum(u, 0) ** self.power
        if self.biased:
            out[:, 0] = 1.0
        return out

    def slope(self, u: Floats) -> Floats:
        out = self.power * np.maximum(u, 0) ** (self.power - 1) * (u > 0)
        if self.biased:
            out[:, 0] = 0.0
        return out

    def order(self, layers: int) -> int:
        """Of the network in its weights, but for biases."""
        return sum(self.power**k for k in range(layers))


@trial(batch=8, host=True)
def descended(
    rng: np.random.Generator,
    *,
    sizes: tuple[int, ...],
    power: int,
    n: int,
    steps: int,
    relative: float,
    biased: bool = False,
) -> dict[str, Floats | float]:
    """A random network d_0 - ... - 1 with activation max(0, u)^power, labels that it gives to n points, and descent.

    The weights are scaled to the smoothed margin F = -ln sum exp(-m_i) = 1. Each of the steps is as long as would raise
    F by `relative` of itself, halved until what is of second order is at most half of the growth expected, or it is
    very short. With `biased` there are biases after the first layer.
    Observables: weights (flat), points, labels and slopes (3,) at the start, where slopes are the derivatives along the
    gradient G of F of the logarithms of F / |theta|^L, of the least margin over |theta|^L and over the product of
    spectral norms; those logarithms at all steps, as `curve`, `unsmoothed`, `spectral` (steps + 1,); at every step
    smoothed, mean, square, length, size, turn and spread (steps,): F, sum q m, |G|^2, |theta|^2, the factor of G, and
    for the changes d of the margins sum q d - size |G|^2 and max d - min d; and euler, the departure of
    <theta, grad F> / sum q m from L.
    """
    act = Activation(power, biased)
    W, x, y = _start(rng, sizes, act, n)
    seen: dict[str, list[float]] = {name: [] for name in ("smoothed", "mean", "square", "length", "size", "turn")}
    seen |= {"spread": [], "euler": []}
    at_start = {"weights": _flat(W), "points": x, "labels": y, "slopes": _slopes(W, x, y, act)}
    logs = [_logs(W, x, y, act)]
    for _ in range(steps):
        m, q, F, G = _gradient(W, x, y, act)
        theta, g, mu = _flat(W), _flat(G), q @ m
        rate = g @ g / F - (act.order(len(W)) / np.linalg.norm(theta)) ** 2 * mu
        longest = size = relative * F / (g @ g)
        while True:
            there = [w + size * step for w, step in zip(W, G, strict=True)]
            d = _margins(there, x, y, act) - m
            turn, spread = q @ d - size * (g @ g), np.ptp(d)
            if spread**2 / 8 + abs(turn) <= size * rate * F / 2 or size < longest * SHORTEST:
                break
            size /= 2
        W = there
        logs.append(_logs(W, x, y, act))
        now = (F, mu, g @ g, theta @ theta, size, turn, spread, abs(theta @ g / mu - act.order(len(W))))
        for name, value in zip(seen, now, strict=True):
            seen[name].append(float(value))
    curves = dict(zip(("curve", "unsmoothed", "spectral"), np.array(logs).T, strict=True))
    return {**at_start, **curves, **{name: np.array(value) for name, value in seen.items()}}


@trial(batch=2, host=True)
def planted(
    rng: np.random.Generator,
    *,
    weights: tuple[Floats, ...],
    points: Floats,
    labels: Floats,
    power: int,
    relative: float,
    growth: Floats,
) -> dict[str, Floats]:
    """Descent from given weights on given data, both turned by a random rotation of the inputs, in steps as above.

    Observables: curve and unsmoothed (times,), the growth of the logarithms of F and of the least margin over |theta|^L
    until ln F has grown by each of `growth`, linearly between steps.
    """
    act, turn = Activation(power, biased=False), np.linalg.qr(rng.standard_normal((points.shape[1],) * 2))[0]
    W, x = [weights[0] @ turn, *weights[1:]], points @ turn
    seen: list[tuple[float, ...]] = []
    while not seen or seen[-1][0] < seen[0][0] + growth[-1]:
        _, _, F, G = _gradient(W, x, labels, act)
        seen.append((math.log(F), *_logs(W, x, labels, act)[:2]))
        size = relative * F / float(_flat(G) @ _flat(G))
        W = [w + size * step for w, step in zip(W, G, strict=True)]
    times, *curves = np.array(seen).T
    curve, unsmoothed = (np.interp(growth, times - times[0], one - one[0]) for one in curves)
    return {"curve": curve, "unsmoothed": unsmoothed}


def unflat(flat: Floats, sizes: tuple[int, ...]) -> Layers:
    """The matrices (d_k, d_{k-1}) of a network from the observable `weights` of one trial."""
    shapes = [(rows, columns) for columns, rows in itertools.pairwise(sizes)]
    cuts = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(flat, cuts), shapes, strict=True)]


def _start(rng: np.random.Generator, sizes: tuple[int, ...], act: Activation, n: int) -> tuple[Layers, Floats, Floats]:
    """A network and points it is equally sure of but for the first: that has the least margin, and n / 2 opponents.

    The first point and the one whose margin has the most opposed gradient are the two of 6n that disagree most; of the
    second there are n / 2 multiples. Outputs have the order p^(L - 1) in the point, so that margins can be prescribed.
    """
    while True:  # until most of 8n points are decided
        W = [rng.standard_normal((rows, columns)) / math.sqrt(columns) for columns, rows in itertools.pairwise(sizes)]
        x = rng.standard_normal((8 * n, sizes[0]))
        out = _forward(W, x, act)[-1][:, 0]
        sure = np.argsort(-np.abs(out))[: 6 * n]
        if np.abs(out[sure]).min() > 1e-3 * np.abs(out).max():
            break
    x, y = x[sure], np.sign(out[sure])
    alone, crowd = _opponents(W, x, y, act)
    rest = [i for i in range(n) if i not in (alone, crowd)]
    chosen = [alone, *[crowd] * (n // 2), *rest][:n]
    x, y = x[chosen], y[chosen]
    m = _margins(W, x, y, act)
    if not act.biased:
        wanted = np.concatenate([[1.0], rng.uniform(1.1, 1.5, size=n - 1)])
        x, m = x * ((wanted / m) ** (act.power ** -(len(W) - 1.0)))[:, None], wanted
    low, high = 0.0, (1 + math.log(n)) / m.min()
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _smoothed(middle * m) < 1 else (low, middle)
    if act.biased:  # the last layer alone
        return [*W[:-1], high * W[-1]], x, y
    return [w * high ** (1 / act.order(len(W))) for w in W], x, y


def _opponents(W: Layers, x: Floats, y: Floats, act: Activation) -> tuple[int, int]:
    """The two points whose margins have the most opposed gradients, by cosine."""
    each = [_gradient(W, x[i : i + 1], y[i : i + 1], act)[3] for i in range(len(x))]
    directions = np.array([_flat(g) / np.linalg.norm(_flat(g)) for g in each])
    cosines = directions @ directions.T
    alone, crowd = np.unravel_index(cosines.argmin(), cosines.shape)
    return int(alone), int(crowd)


def _forward(W: Layers, x: Floats, act: Activation) -> list[Floats]:
    """Signals of all layers, before their activations."""
    signals = [x @ W[0].T]
    for w in W[1:]:
        signals.append(act.value(signals[-1]) @ w.T)
    return signals


def _margins(W: Layers, x: Floats, y: Floats, act: Activation) -> Floats:
    return y * _forward(W, x, act)[-1][:, 0]


def _smoothed(m: Floats) -> float:
    return float(m.min() - np.log(np.exp(m.min() - m).sum()))


def _gradient(W: Layers, x: Floats, y: Floats, act: Activation) -> tuple[Floats, Floats, float, Layers]:
    """Margins, their weights q, F, and its gradient by layers."""
    signals = _forward(W, x, act)
    m = y * signals[-1][:, 0]
    F = _smoothed(m)
    q = np.exp(F - m)
    back, G = (q * y)[:, None], []
    for k in range(len(W) - 1, 0, -1):
        G.append(back.T @ act.value(signals[k - 1]))
        back = back @ W[k] * act.slope(signals[k - 1])
    return m, q, F, [*G, back.T @ x][::-1]


def _logs(W: Layers, x: Floats, y: Floats, act: Activation) -> Floats:
    m, degree = _margins(W, x, y, act), act.order(len(W))
    length = degree * math.log(float(np.linalg.norm(_flat(W))))
    spectral = sum(math.log(float(np.linalg.norm(w, 2))) for w in W)
    return np.array([math.log(_smoothed(m)) - length, math.log(m.min()) - length, math.log(m.min()) - spectral])


def _slopes(W: Layers, x: Floats, y: Floats, act: Activation) -> Floats:
    """Central differences of `_logs` along the gradient, so short that no unit and no point of least margin changes."""
    _, _, F, G = _gradient(W, x, y, act)
    h = 1e-5 * F / float(_flat(G) @ _flat(G))
    while True:
        sides = [[w + sign * h * g for w, g in zip(W, G, strict=True)] for sign in (-1, 1)]
        gates = [[s > 0 for s in _forward(side, x, act)] for side in sides]
        least = [_margins(side, x, y, act).argmin() for side in sides]
        if least[0] == least[1] and all(np.array_equal(a, b) for a, b in zip(*gates, strict=True)):
            return (_logs(sides[1], x, y, act) - _logs(sides[0], x, y, act)) / (2 * h)
        h /= 4


def _flat(W: Layers) -> Floats:
    return np.concatenate([w.ravel() for w in W])
