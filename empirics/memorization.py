"""Random labels: fitted by triangular solves, by zigzags of few nodes, by linear functions."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from empirics import images
from empirics.lab import trial
from empirics.width_and_margin import margin

Floats = NDArray[np.float64]


@trial(batch=4, host=True)
def fitted(rng: np.random.Generator, *, data: str, n: int, new: int, position: float) -> dict[str, Floats | float]:
    """n random labels 0 ... 9, fitted by one knot before each point along a random integer direction.

    Data are integers: "digits", pixels 0 ... 16, or "box", five coordinates in -99 ... 99. Observables: points
    (n + new, d), labels (n,), direction (d,); values (n + new,); parameters, how many numbers the network is made of;
    condition, the largest sum over the nodes of absolute contributions to a value.
    """
    x, direction = _distinct(rng, _points(rng, data, n + new), n)
    labels, z = rng.integers(10, size=n).astype(float), x @ direction
    order = np.argsort(z[:n])
    sorted_z = z[:n][order]
    knots = np.concatenate([[sorted_z[0] - 1], sorted_z[:-1] + position * np.diff(sorted_z)])
    weights = solve_triangular(np.maximum(sorted_z[:, None] - knots, 0), labels[order], lower=True)
    nodes = np.maximum(z[:, None] - knots, 0)
    return {
        "points": x,
        "labels": labels,
        "direction": direction.astype(float),
        "values": nodes @ weights,
        "parameters": float(len(direction) + len(knots) + len(weights)),
        "condition": float((nodes @ np.abs(weights)).max()),
    }


@trial(batch=4, host=True)
def repeated(rng: np.random.Generator, *, n: int, distinct: int) -> dict[str, Floats | float]:
    """n digits drawn with replacement from few, with random labels 0 ... 9; least squares on as many nodes as images.

    Observables: points (n, d), labels (n,), and errors, how many labels the largest of ten outputs misses.
    """
    x, direction = _distinct(rng, _points(rng, "digits", distinct), distinct)
    chosen, labels = rng.integers(distinct, size=n), rng.integers(10, size=n)
    z = np.sort(x @ direction)
    knots = np.concatenate([[z[0] - 1], z[:-1]])
    nodes = np.maximum((x[chosen] @ direction)[:, None] - knots, 0)
    outputs = nodes @ np.linalg.lstsq(nodes, np.eye(10)[labels], rcond=1e-13)[0]
    return {"points": x[chosen], "labels": labels.astype(float), "errors": float((outputs.argmax(1) != labels).sum())}


@trial(batch=16, host=True)
def zigzags(rng: np.random.Generator, *, n: int, samples: int) -> dict[str, Floats]:
    """Networks with 1 ... n nodes along one direction: a zigzag for every pattern of signs, and `samples` random ones.

    Observables: signs (n,), random labels in the order of the projections; fewest (n,), the fewest labels that a
    network with at most m of these nodes misses, for m = 1 ... n.
    """
    gaps, signs = rng.uniform(0.5, 2.0, size=n), rng.choice([-1.0, 1.0], size=n)
    z, patterns = np.cumsum(gaps), np.array(list(product((-1.0, 1.0), repeat=n)))
    turns = np.hstack([np.ones((len(patterns), 1), bool), patterns[:, 1:] != patterns[:, :-1]])
    value, slope = np.zeros(len(patterns)), np.zeros(len(patterns))
    right = np.zeros(patterns.shape, bool)
    for i in range(n):  # a knot in the middle of each gap where the sign turns: from v to -v, or from 0 to the sign
        middle = value + slope * gaps[i] / 2
        goal = patterns[:, i] * np.where(i == 0, 1.0, np.abs(middle))
        slope = np.where(turns[:, i], (goal - middle) / (gaps[i] / 2), slope)
        value = middle + slope * gaps[i] / 2
        right[:, i] = value * signs[i] > 0
    missed, used = n - right.sum(axis=1), turns.sum(axis=1)
    fewest = np.array([missed[used <= m].min() for m in range(1, n + 1)])
    for m in range(1, n + 1):
        knots = np.sort(rng.uniform(0.0, z[-1], size=(samples, m)), axis=1)
        nodes = np.maximum(z[None, :, None] - knots[:, None], 0)
        random = np.einsum("snm,sm->sn", nodes, rng.standard_normal((samples, m)))
        fewest[m - 1] = min(fewest[m - 1], (random * signs <= 0).sum(axis=1).min())
    return {"signs": signs, "fewest": fewest.astype(float)}


@trial(batch=256, host=True)
def linear(rng: np.random.Generator, *, d: int, sizes: tuple[int, ...]) -> dict[str, Floats]:
    """Whether a linear function fits the first n of random signs of normal points in R^d, for n in `sizes`: 0 or 1."""
    rows = rng.standard_normal((max(sizes), d))  # y x is normal as well, and independent of y
    return {"fitted": np.array([margin(rows[:n])[0] > 0 for n in sizes], dtype=float)}


@trial(batch=2, host=True)
def coarse_digits(rng: np.random.Generator, *, n: int) -> dict[str, Floats]:
    """n digits as 16 sums of 2 x 2 pixels and a constant, and linear functions: is it a 0, and random signs.

    Observables: true and random (n, 17), the rows y x as integers; fitted (2,), whether some linear function fits all.
    """
    chosen, classes = images.split(rng, "digits", n - 1, 1)
    sums = np.round(16 * chosen).reshape(n, 4, 2, 4, 2).sum(axis=(2, 4)).reshape(n, 16)
    rows = np.hstack([sums, np.full((n, 1), 32.0)])
    labelled = [y[:, None] * rows for y in (np.where(classes == 0, 1.0, -1.0), rng.choice([-1.0, 1.0], size=n))]
    fitted = np.array([margin(table)[0] > 0 for table in labelled], dtype=float)
    return {"true": labelled[0], "random": labelled[1], "fitted": fitted}


def _points(rng: np.random.Generator, data: str, count: int) -> NDArray[np.int64]:
    if data == "box":
        return rng.integers(-99, 100, (count, 5))
    pixels = images.split(rng, data, count - 1, 1)[0].reshape(count, -1)
    return np.round(16 * pixels).astype(np.int64)


def _distinct(rng: np.random.Generator, x: NDArray[Any], n: int) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The points and an integer direction along which the first n of them differ."""
    while True:
        direction = rng.integers(-99, 100, x.shape[1])
        if len(set((x[:n] @ direction).tolist())) == n:
            return x, direction
