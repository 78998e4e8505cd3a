"""Directions that a linear classifier might tend to instead of the max-margin one, each a unit vector.

They serve as counterclaims, in floating point: least squares, the l1 margin of coordinate descent, the mean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog

Floats = NDArray[np.floating]


def least_squares(data: ArrayLike) -> Floats:
    """Direction of the minimiser of sum_i (z_i . w - 1)^2 of least norm, for rows z_i of shape (n, d)."""
    rows = _rows(data)
    return _unit(np.linalg.lstsq(rows, np.ones(len(rows)), rcond=None)[0])


def l1_margin(data: ArrayLike) -> Floats:
    """Direction of largest min_i z_i . w among |w|_1 <= 1, by linear programming; ValueError if nothing separates."""
    rows = _rows(data)
    count, dimension = rows.shape
    cost = np.append(np.zeros(2 * dimension), -1.0)
    above = np.hstack([-rows, rows, np.ones((count, 1))])
    weight = np.append(np.ones(2 * dimension), 0.0)[None]
    bounds = [(0, None)] * (2 * dimension) + [(None, None)]
    solved = linprog(cost, np.vstack([above, weight]), np.append(np.zeros(count), 1.0), bounds=bounds, method="highs")
    if not solved.success or -solved.fun <= 0:
        raise ValueError("the data are not separable: no direction has a positive l1 margin")
    return _unit(solved.x[:dimension] - solved.x[dimension:-1])


def mean(data: ArrayLike) -> Floats:
    """Direction of the mean row."""
    return _unit(_rows(data).mean(axis=0))


def _rows(data: ArrayLike) -> Floats:
    rows = np.asarray(data, dtype=np.float64)
    if rows.ndim != 2 or 0 in rows.shape or not np.isfinite(rows).all():
        raise ValueError(f"data must be a finite table of n >= 1 rows of d >= 1 numbers, got shape {rows.shape}")
    return rows


def _unit(vector: Floats) -> Floats:
    length = float(np.linalg.norm(vector))
    if length == 0:
        raise ValueError("the direction is undefined: the vector is zero")
    return vector / length
