"""Rank and margin of the first-layer tangent features of ReLU networks with random gates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=16, host=True)
def ranks(rng: np.random.Generator, *, n: int, inputs: int, widths: tuple[int, ...]) -> dict[str, Floats]:
    """Rank of the features of n points, for the first m nodes, m in `widths`: exact, of an integer matrix.

    Points and weights have integer entries in -99..99. Returns `rank`, one entry per width.
    """
    x, w = rng.integers(-99, 100, (n, inputs)), rng.integers(-99, 100, (max(widths), inputs))
    gated = ((x @ w.T >= 0)[:, :, None] * x[:, None, :]).astype(object)
    return {"rank": np.array([_rank(gated[:, :m].reshape(n, -1)) for m in widths], dtype=float)}


@trial(batch=32, host=True)
def rays(rng: np.random.Generator, *, n: int, widths: tuple[int, ...]) -> dict[str, Floats]:
    """XOR with n points, in turn on the rays of (1, 0), (0, 1), (-1, 0) and (0, -1), with radii 1, 3/2, 2, 5/2, 1, ...

    Returns the squared margin for the first m nodes, m in `widths`, and the numbers of nodes active on the first two
    rays (`first`, `second`).
    """
    turn = np.arange(n) % 4
    x = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]])[turn] * (1 + np.arange(n) // 4 % 4 / 2)[:, None]
    y = 1.0 - 2.0 * (turn % 2)
    w = rng.standard_normal((max(widths), 2))
    return {
        "squared margin": np.array([margin(features(w[:m], x) * y[:, None])[0] ** 2 for m in widths]),
        "first": np.array([(w[:m, 0] >= 0).sum() for m in widths], dtype=float),
        "second": np.array([(w[:m, 1] >= 0).sum() for m in widths], dtype=float),
    }


@trial(batch=8, host=True)
def clusters(rng: np.random.Generator, *, n: int, inputs: int, width: int) -> dict[str, Floats]:
    """XOR of the first two coordinates for n different unit vectors: (+-1, +-1, 0, ..., 0) plus uniform noise.

    Noise is in [-0.3, 0.3] in every coordinate, before normalisation. Returns as 0 or 1 the `events`: the labels have a
    margin of at least a third of that with infinitely many nodes; n random labels are separable; the Gram matrix has
    full rank (to rounding).
    """
    corner = np.zeros((n, inputs))
    corner[:, :2] = rng.choice([-1.0, 1.0], (n, 2))
    x = corner + rng.uniform(-0.3, 0.3, (n, inputs))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    z = features(rng.standard_normal((width, inputs)), x)
    labels, random = corner[:, 0] * corner[:, 1], rng.choice([-1.0, 1.0], n)
    cosine = np.clip(x @ x.T, -1, 1)
    limit = np.linalg.cholesky(cosine * (np.pi - np.arccos(cosine)) / (2 * np.pi) + 1e-13 * np.eye(n))
    fitted = margin(z * labels[:, None])[0] >= margin(limit * labels[:, None])[1] / 3
    return {
        "events": np.array([fitted, margin(z * random[:, None])[0] > 0, np.linalg.matrix_rank(z) == n], dtype=float)
    }


def features(w: Floats, x: Floats) -> Floats:
    """1[<w_j, x> >= 0] x / sqrt(m) for the rows of w (m, d) and x (n, d): shape (n, m d)."""
    return ((x @ w.T >= 0)[:, :, None] * x[:, None, :]).reshape(len(x), -1) / np.sqrt(len(w))


def margin(z: Floats) -> tuple[float, float]:
    """The margin of the rows of z between a lower and an upper bound that hold up to rounding; 0 if not separable.

    Nonnegative least squares gives multipliers; every point of the hull bounds the margin from above by its length,
    and from below by what the rows have in its direction.
    """
    augmented = np.vstack([z.T, np.ones(len(z))])
    multipliers = nnls(augmented, np.eye(len(augmented))[-1], maxiter=100 * len(z))[0]
    point = multipliers @ z / multipliers.sum()
    length = float(np.linalg.norm(point))
    return (max(0.0, float((z @ point).min() / length)), length) if length > 1e-9 else (0.0, length)


def _rank(matrix: NDArray[Any]) -> int:
    from flint import fmpz_mat

    return int(fmpz_mat(matrix.tolist()).rank())
