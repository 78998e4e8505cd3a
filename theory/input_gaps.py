"""Angles between inputs, and between sums of layers, to full relative accuracy: what kernels of wide networks need."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import architecture

Floats = NDArray[np.float64]
Part = tuple[Floats, Floats, Floats]  # two variances and the gap of a part of a covariance matrix
CLOSE, BLOCK = 0.03, 1024  # the gap below which pairs are recomputed from differences, and how many of them at once
ALIKE = 2.0  # norms within this factor are about the same: others leave no digit to be gained from x - y


def gaps(x: Floats, y: Floats) -> Floats:
    """1 - cosine of the angle between rows of x (n, d) and y (m, d), as (n, m); 0 for the zero vector.

    Wide gaps from one product of matrices. For close pairs it is half the square of the difference of the unit vectors.
    Where the norms are about the same it comes from |y| (x - y) - (|x| - |y|) y: x - y is exact, |x| - |y| is
    <x - y, x + y> / (|x| + |y|), and nothing cancels.
    """
    norms, others = np.sqrt((x**2).sum(axis=1)), np.sqrt((y**2).sum(axis=1))
    u, v = (z / np.where(norm > 0, norm, 1)[:, None] for z, norm in ((x, norms), (y, others)))
    live = (norms > 0)[:, None] & (others > 0)
    found = np.where(live, np.clip(1 - u @ v.T, 0, 2), 0)
    rows, columns = np.nonzero(live & (found < CLOSE))
    for part in range(0, len(rows), BLOCK):
        i, j = rows[part : part + BLOCK], columns[part : part + BLOCK]
        one, two, apart = norms[i], others[j], x[i] - y[j]
        longer = (apart * (x[i] / (one + two)[:, None] + y[j] / (one + two)[:, None])).sum(axis=1)
        chord = apart / one[:, None] - (longer / one)[:, None] * v[j]
        alike = np.maximum(one, two) <= ALIKE * np.minimum(one, two)
        found[i, j] = (np.where(alike[:, None], chord, u[i] - v[j]) ** 2).sum(axis=1) / 2
    return found


def rows(x: ArrayLike, name: str) -> Floats:
    """x as a float64 matrix. Raises ValueError for another shape or for NaN and infinity, and says in which row."""
    x = architecture.real_array(x, name)
    if x.ndim != 2 or x.shape[1] == 0:
        raise ValueError(f"{name} must be a matrix whose rows are points, got shape {x.shape}")
    if not np.all(np.isfinite(x)):
        raise ValueError(
            f"{name} must be finite, got NaN or infinity in row {int(np.argmin(np.isfinite(x).all(axis=1)))}"
        )
    return x


def summed(parts: list[Part]) -> Part:
    """The sum of covariance matrices: with shares a_i and b_i of the standard deviations, sum a_i^2 = sum b_i^2 = 1, it

    has the gap sum (a_i - b_i)^2 / 2 + sum a_i b_i gap_i. Roundings of the norms of a and b count in second order only.
    """
    if len(parts) == 1:
        return parts[0]
    first, second = (sum((part[i] for part in parts), np.zeros(())) for i in (0, 1))
    ones, twos = (np.sqrt(np.where(whole > 0, whole, 1)) for whole in (first, second))
    shares = [(np.sqrt(a) / ones, np.sqrt(b) / twos, gap) for a, b, gap in parts]
    lacks = [(a - b) ** 2 / 2 + a * b * gap for a, b, gap in shares]
    live = (first > 0) & (second > 0)
    return first, second, np.clip(np.where(live, sum(lacks, np.zeros(())), parts[0][2]), 0, 2)
