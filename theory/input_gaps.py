"""Angles between inputs to full relative accuracy: what the kernels of `theory.infinite_width` start from."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
CLOSE, BLOCK = 0.03, 1024  # the gap below which pairs are recomputed from differences, and how many of them at once


def gaps(x: Floats, y: Floats) -> Floats:
    """1 - cosine of the angle between rows of x (n, d) and y (m, d), as (n, m); 0 for the zero vector.

    Wide gaps from one product of matrices. For close pairs it is half the square of the difference of the unit vectors,
    from |y| (x - y) - (|x| - |y|) y: x - y is exact, |x| - |y| is <x - y, x + y> / (|x| + |y|), and nothing cancels.
    """
    norms, others = np.sqrt((x**2).sum(axis=1)), np.sqrt((y**2).sum(axis=1))
    u, v = (z / np.where(norm > 0, norm, 1)[:, None] for z, norm in ((x, norms), (y, others)))
    found = np.where(np.outer(norms, others) > 0, np.clip(1 - u @ v.T, 0, 2), 0)
    rows, columns = np.nonzero(found < CLOSE)
    for part in range(0, len(rows), BLOCK):
        i, j = rows[part : part + BLOCK], columns[part : part + BLOCK]
        apart, total, product = x[i] - y[j], norms[i] + others[j], norms[i] * others[j]
        longer = (apart * (x[i] + y[j])).sum(axis=1) / np.where(total > 0, total, 1)
        chord = (others[j][:, None] * apart - longer[:, None] * y[j]) / np.where(product > 0, product, 1)[:, None]
        found[i, j] = (chord**2).sum(axis=1) / 2
    return found


def rows(x: ArrayLike, name: str) -> Floats:
    """x as a float64 matrix. Raises ValueError for another shape or for NaN and infinity, and says in which row."""
    x = np.asarray(x, dtype=np.float64)
    if x.ndim != 2 or x.shape[1] == 0:
        raise ValueError(f"{name} must be a matrix whose rows are points, got shape {x.shape}")
    if not np.all(np.isfinite(x)):
        raise ValueError(
            f"{name} must be finite, got NaN or infinity in row {int(np.argmin(np.isfinite(x).all(axis=1)))}"
        )
    return x
