"""Distributions of normalised margins as they are seen: kernel machines, votes with ties, boosted stumps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]
ACCURACY, MOST_STEPS = 1e-11, 200_000


@trial(batch=2, host=True)
def machine(
    rng: np.random.Generator, *, kernel: str, points: Floats, labels: Floats, thresholds: Floats, rate: float
) -> dict[str, Floats]:
    """The support vector machine without bias on given points (n, d), found from a random start.

    Observable: distribution, the shares of normalised margins up to each threshold.
    """
    return {"distribution": _shares(_machine_margins(rng, _gram(kernel, points, rate), labels), thresholds)}


@trial(batch=4, host=True)
def machine_on_random_points(rng: np.random.Generator, *, kernel: str, n: int, rate: float) -> dict[str, Floats]:
    """The same for n distinct points of a grid in the square, labelled by a random conic, or, if gaussian, by coins.

    Observables: points (n, 2); labels (n,); quantiles (n,), the normalised margins in order.
    """
    points, labels = _labelled(rng, kernel, n)
    margins = _machine_margins(rng, _gram(kernel, points, rate), labels)
    return {"points": points, "labels": labels, "quantiles": np.sort(margins)}


@trial(batch=16, host=True)
def vote(rng: np.random.Generator, *, n: int, voters: int, thresholds: Floats) -> dict[str, Floats]:
    """Votes of `voters` random signs with integer weights of sum 16, for each of n examples.

    Observables: rows (n, voters), the products of signs and labels; weights; distribution, the shares of normalised
    margins up to each threshold; and faultless, whether no label is missed where ties are decided against it.
    """
    rows = rng.choice([-1, 1], (n, voters))
    rows[:, 0] = np.where(rng.random(n) < 0.9, 1, -1)
    weights = np.bincount(rng.choice(voters, 16, p=_shares_of_voters(voters)), minlength=voters)
    weights *= rng.choice([1, 1, 1, -1], voters)
    labels = rng.choice([-1, 1], n)
    outputs = (labels[:, None] * rows) @ weights
    predicted = np.where(outputs == 0, -labels, np.sign(outputs))
    return {
        "rows": rows.astype(float),
        "weights": weights.astype(float),
        "distribution": _shares(labels * outputs / abs(weights).sum(), thresholds),
        "faultless": np.array([np.all(predicted == labels)], dtype=float),
    }


@trial(batch=4, host=True)
def boosted(rng: np.random.Generator, *, n: int, d: int, rounds: tuple[int, ...], step: float) -> dict[str, Floats]:
    """Coordinate descent on the exponential risk of all stumps on n random points with labels by coins.

    Each round moves the voter of largest edge by `step` times its edge. Observables: rows (n, voters); least, the
    smallest margin over sum |w| after each of `rounds`; lengths, that sum.
    """
    ranks = np.argsort(rng.random((d, n)), axis=1).argsort(axis=1)
    stumps = np.where(ranks[:, None] >= np.arange(n)[:, None], 1.0, -1.0).reshape(d * n, n).T
    rows = stumps * rng.choice([-1.0, 1.0], (n, 1))
    weights, margins, least, lengths = np.zeros(d * n), np.zeros(n), [], []
    for k in range(1, max(rounds) + 1):
        share = np.exp(margins.min() - margins)
        edges = (share / share.sum()) @ rows
        best = int(np.argmax(np.abs(edges).round(10)))
        weights[best] += step * edges[best]
        margins += step * edges[best] * rows[:, best]
        if k in rounds:
            lengths.append(np.abs(weights).sum())
            least.append(margins.min() / lengths[-1])
    return {"rows": rows, "least": np.array(least), "lengths": np.array(lengths)}


def _labelled(rng: np.random.Generator, kernel: str, n: int) -> tuple[Floats, Floats]:
    """Points on a grid of steps 1/8, and labels; drawn anew until both occur and none is on the conic."""
    while True:
        cells = rng.choice(17 * 17, n, replace=False)
        points = np.stack([cells // 17, cells % 17], axis=1) / 8 - 1.0
        x, y = points.T
        conic = np.stack([x * x, x * y, y * y, x, y, np.ones(n)], axis=1) @ rng.integers(-5, 6, 6)
        labels = np.sign(conic) if kernel == "quadratic" else rng.choice([-1.0, 1.0], n)
        if set(labels) == {-1.0, 1.0}:
            return points, labels


def _machine_margins(rng: np.random.Generator, gram: Floats, labels: Floats) -> Floats:
    """y_i f(x_i) / (R |f|) of the f of least norm with y_i f(x_i) >= 1, by alternating directions on its dual."""
    signed = np.outer(labels, labels) * gram / gram.diagonal().max()
    values = np.linalg.eigvalsh(signed)
    penalty = np.sqrt(values[-1] * max(values[0], 1e-4 * values[-1]))
    inverse = np.linalg.inv(signed + penalty * np.eye(len(signed)))
    multipliers, price = rng.random(len(signed)) / values[-1], np.zeros(len(signed))
    for k in range(MOST_STEPS):
        free = inverse @ (1 + penalty * (multipliers - price))
        before, multipliers = multipliers, np.maximum(free + price, 0)
        price += free - multipliers
        if k % 32 == 0:
            moved = max(np.abs(multipliers - before).max(), np.abs(free - multipliers).max())
            if moved <= ACCURACY * multipliers.max():
                return signed @ multipliers / np.sqrt(multipliers @ signed @ multipliers)
    raise ValueError(f"no machine within {MOST_STEPS} steps: the points are hardly separable")


def _gram(kernel: str, points: Floats, rate: float) -> Floats:
    if kernel == "gaussian":
        return np.exp(-rate * ((points[:, None] - points) ** 2).sum(axis=2))
    return points @ points.T if kernel == "linear" else (1 + points @ points.T) ** 2


def _shares(margins: Floats, thresholds: Floats) -> Floats:
    """Shares of margins up to each threshold, by their places among the sorted margins."""
    return np.searchsorted(np.sort(margins), thresholds, side="right") / len(margins)


def _shares_of_voters(voters: int) -> Floats:
    """The first voter has half of all votes on average."""
    return np.append(0.5, np.full(voters - 1, 0.5 / (voters - 1)))
