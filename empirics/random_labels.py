"""Kernel regression and gradient descent on random and on true labels, for points of a sphere."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=64, host=True)
def interpolated(rng: np.random.Generator, *, n: int, m: int, dimension: int) -> dict[str, Floats | np.float64]:
    """The Laplace kernel interpolates n random labels; m new points also have random labels.

    Observables: residual (), the largest |f(x_i) - y_i|; errors (), wrong signs among the m; condition () of K.
    """
    if min(n, m, dimension) < 1:
        raise ValueError(f"n, m and the dimension are positive, got {n}, {m} and {dimension}")
    x, y = _points(rng, n + m, dimension), rng.choice((-1.0, 1.0), size=n + m)
    K = _laplace(x)
    weights = cho_solve(cho_factor(K[:n, :n], lower=True), y[:n])
    fit, values = K[:, :n] @ weights, np.linalg.eigvalsh(K[:n, :n])
    return {
        "residual": np.abs(fit - y)[:n].max(),
        "errors": np.float64(np.sum(fit[n:] * y[n:] <= 0)),
        "condition": np.float64(values[-1] / values[0]),
    }


@trial(batch=4, host=True)
def every_labelling(rng: np.random.Generator, *, n: int, m: int, dimension: int) -> dict[str, Floats]:
    """All 2^(n + m) labellings of n points that the same kernel interpolates and of m new ones.

    Observable: at_most (m,), the share of labellings with at most k wrong signs at the new points, k = 0, ..., m - 1.
    """
    K, labels = _laplace(_points(rng, n + m, dimension)), np.array(list(product((-1.0, 1.0), repeat=n + m)))
    fit = labels[:, :n] @ cho_solve(cho_factor(K[:n, :n], lower=True), K[:n, n:])
    errors = np.sum(fit * labels[:, n:] <= 0, axis=1)
    return {"at_most": np.mean(errors[:, None] <= np.arange(m), axis=0)}


@trial(batch=16, host=True)
def fitted(
    rng: np.random.Generator, *, n: int, dimension: int, step: float, times: tuple[int, ...]
) -> dict[str, Floats]:
    """Descent in function space, f <- f - step K (f - y) / n from 0, on the same points with two kinds of labels.

    Labels are `true`, the sign of the first coordinate, or `random`. Observables: gram (n, n); and for either kind its
    labels (n,), as "true labels" and "random labels", and the mean squared residual (times,), as "true" and "random".
    """
    x = _points(rng, n, dimension)
    K = _laplace(x)
    labels = {"true": np.where(x[:, 0] > 0, 1.0, -1.0), "random": rng.choice((-1.0, 1.0), size=n)}
    seen = {"gram": K} | {f"{kind} labels": y for kind, y in labels.items()}
    for kind, y in labels.items():
        f, losses = np.zeros(n), []
        for _ in range(max(times) + 1):
            losses.append(np.mean((f - y) ** 2))
            f = f - step * K @ (f - y) / n
        seen[kind] = np.array(losses)[list(times)]
    return seen


def _points(rng: np.random.Generator, count: int, dimension: int) -> Floats:
    x = rng.standard_normal((count, dimension))
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def _laplace(x: Floats) -> Floats:
    return np.exp(-np.linalg.norm(x[:, None] - x[None], axis=2))
