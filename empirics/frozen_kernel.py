"""Regression with the infinitely wide tangent kernel on the boolean cube, judged by signs outside the training set."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from empirics import kernels
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=32, host=True)
def cube(
    rng: np.random.Generator, *, kernel: str, dimension: int, degree: int, sizes: tuple[int, ...]
) -> dict[str, Floats]:
    """Shares of wrong signs among the points of {-1, 1}^dimension outside of n training points, for n in `sizes`.

    `error` is the mean of those for the parities of coordinates 1 to `degree`, of the next `degree` ones, and so on;
    `random` is that for a random label at every point. Training sets are nested; predictions interpolate. A prediction
    of 0 counts as wrong.
    """
    x, K = _domain(kernel, dimension)
    order, outside = rng.permutation(len(x)), np.ones(len(x), dtype=bool)
    groups = x[:, : dimension // degree * degree].reshape(len(x), -1, degree)
    y = np.vstack([groups.prod(axis=2).T, rng.choice([-1.0, 1.0], len(x))])
    wrong = []
    for n in sizes:
        inside = order[:n]
        outside[inside] = False
        rows = K[inside]
        g = np.linalg.solve(rows[:, inside], y[:, inside].T).T @ rows
        wrong.append(((g * y <= 0) & outside).sum(axis=1) / outside.sum())
    return {"error": np.mean(wrong, axis=1, where=[*[True] * (len(y) - 1), False]), "random": np.array(wrong)[:, -1]}


@lru_cache(maxsize=4)
def _domain(kernel: str, dimension: int) -> tuple[Floats, Floats]:
    """All points of the cube and the kernel among them."""
    bits = (np.arange(2**dimension)[:, None] >> np.arange(dimension)) & 1
    x = 1.0 - 2.0 * bits
    by_distance = np.asarray(kernels.profile(kernel, 1 - 2 * np.arange(dimension + 1) / dimension, dimension=dimension))
    return x, by_distance[np.rint((dimension - x @ x.T) / 2).astype(int)]
