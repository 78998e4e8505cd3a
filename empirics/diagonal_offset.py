"""Diagonal networks on data where all rows are tight, so that the whole w = u * u - v * v can be predicted."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog, nnls

from empirics.diagonal_networks import flow
from empirics.lab import trial

Floats = NDArray[np.float64]
GREATEST_POWER = 0.4


@trial(batch=2, host=True)
def tight_data(rng: np.random.Generator, *, count: int, dimension: int, scale: float, levels: Floats) -> dict[str, Any]:
    """Flow from u = v = scale on random integer rows over 8 until the summed logistic loss is 10^-level, each level.

    All rows are at the l1 margin, with `count` coordinates in its solution; no other coordinate grows faster than the
    power 0.4; the l2 margin points 20 degrees or more away. Observables: data (count d,); map (levels d,), the weights
    w = u * u - v * v; margin (levels,), the smallest z_i . w / |w|_1.
    """
    if not (np.isfinite(scale) and scale > 0):
        raise ValueError(f"scale must be positive and finite, got {scale}")
    data, start = tight_rows(rng, count, dimension), np.full(dimension, scale)
    u, v = np.split(flow(start, start, data, levels, "logistic")[1:], 2, axis=1)
    weights = (u - v) * (u + v)
    least = (weights @ data.T).min(axis=1) / np.abs(weights).sum(axis=1)
    return {"data": data.ravel(), "map": weights.ravel(), "margin": least}


def tight_rows(rng: np.random.Generator, count: int, dimension: int) -> Floats:
    """Integer rows over 8 with the properties that `tight_data` states, by rejection.

    Raises ValueError unless 2 <= count < dimension.
    """
    if not 2 <= count < dimension:
        raise ValueError(f"needs 2 <= count < dimension, got {count} and {dimension}")
    while True:
        rows = rng.integers(-4, 5, (count, dimension)) / 8.0
        signed = np.hstack([rows, -rows])
        solved = linprog(np.ones(2 * dimension), -signed, -np.ones(count), method="highs")
        if not solved.success:
            continue
        w, multipliers = solved.x[:dimension] - solved.x[dimension:], -solved.ineqlin.marginals
        powers = np.sort(np.abs(multipliers @ rows))[: dimension - count]
        if np.sum(np.abs(w) > 0.1 * np.abs(w).sum()) != count or np.sum(np.abs(w) > 1e-9) != count:
            continue
        if multipliers.min() > 0.2 * multipliers.sum() and powers.max() <= GREATEST_POWER and _apart(rows, w):
            return rows


def _apart(rows: Floats, w: Floats) -> bool:
    """Whether w and the l2 margin's direction enclose 20 degrees or more."""
    shares, _ = nnls(np.vstack([rows.T, np.ones(len(rows))]), np.append(np.zeros(rows.shape[1]), 1.0))
    v = shares @ rows
    return bool(w @ v < np.cos(np.radians(20)) * np.linalg.norm(w) * np.linalg.norm(v))
