"""Random data whose l2 margin is known by construction, with support vectors that span the space or do not.

Each data set is a table of rows z_i = y_i x_i: integers over a power of two, at most of unit length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Floats = NDArray[np.float64]
LEAST_MARGIN = 0.12
CANDIDATES = 256  # drawn at once; the smallest acceptance in use is about one in fifty


@dataclass(frozen=True)
class Planted:
    """`sets` tables of rows, shape (sets, n, d), with their max-margin unit vectors (sets, d) and margins (sets,)."""

    rows: Floats
    directions: Floats
    margins: Floats


def planted(
    rng: np.random.Generator, *, sets: int, count: int, dimension: int, supports: int, apart: float = 0.0
) -> Planted:
    """Tables of `count` rows, the first `supports` of them support vectors with uneven multipliers, margin over 0.15.

    Row i <= supports is |v|^2 v + t_i with integer t_i orthogonal to v that depend linearly, with positive integer
    coefficients alone; the others lie beyond their face and lean to one side. With `apart`, in degrees, the mean, least
    squares and the largest l1 margin point that far away from v. Raises ValueError for sizes that do not fit.
    """
    if not 2 <= supports <= min(count, dimension) or sets < 1 or not 0 <= apart < 90:
        sizes = f"supports {supports}, count {count}, dimension {dimension}, sets {sets}, apart {apart}"
        raise ValueError(f"needs 2 <= supports <= count and dimension, sets >= 1, 0 <= apart < 90, got {sizes}")
    kept: list[tuple[Floats, Floats, float]] = []
    while len(kept) < sets:
        rows, directions, sound = _candidates(rng, count, dimension, supports)
        for table, direction in zip(rows[sound], directions[sound], strict=True):
            if len(kept) < sets and (apart == 0 or _rivals_apart(table, direction, np.cos(np.radians(apart)))):
                kept.append((table, direction, float((table @ direction).min())))
    tables, vectors, values = zip(*kept, strict=True)
    return Planted(np.array(tables), np.array(vectors), np.array(values))


def _candidates(
    rng: np.random.Generator, count: int, dimension: int, supports: int
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Tables, their unit vectors v / |v|, and which of them have a margin that is neither small nor degenerate."""
    v = rng.integers(-2, 3, (CANDIDATES, dimension))
    steps = rng.integers(-2, 3, (CANDIDATES, count - 1, dimension))
    steps[:, supports - 1 :] += rng.integers(-3, 4, (CANDIDATES, 1, dimension))
    beyond = rng.integers(2, 6, (CANDIDATES, count - supports))
    coefficients = rng.integers(1, 4, (CANDIDATES, supports - 1))
    square = (v * v).sum(axis=1)
    across = steps * square[:, None, None] - (steps @ v[:, :, None]) * v[:, None]
    free, far = across[:, : supports - 1], across[:, supports - 1 :]
    face = np.concatenate([free, -(coefficients[:, None] @ free)], axis=1)
    normal = square[:, None, None] * v[:, None]
    rows = np.concatenate([face + normal, far + beyond[:, :, None] * normal], axis=1).astype(float)
    radius = np.maximum(np.linalg.norm(rows, axis=2).max(axis=1), 1.0)
    shares = np.append(coefficients, np.ones((CANDIDATES, 1)), axis=1) / (1.0 + coefficients.sum(axis=1))[:, None]
    spread = np.linalg.svd(face * np.sqrt(shares)[:, :, None], compute_uv=False)[:, supports - 2]
    scale = 2.0 ** np.ceil(np.log2(radius))
    sound = (square**1.5 > LEAST_MARGIN * scale) & (spread > 0.1 * scale) & (coefficients.max(axis=1) > 1)
    return rows / scale[:, None, None], v / np.sqrt(np.maximum(square, 1))[:, None], sound


def _rivals_apart(rows: Floats, direction: Floats, cosine: float) -> bool:
    """Whether the mean, least squares and the largest l1 margin, if unique, lie outside the cone of the direction."""
    for vector in (rows.mean(axis=0), np.linalg.pinv(rows).sum(axis=1)):
        if vector @ direction > cosine * np.linalg.norm(vector):
            return False
    lean = 0.01 * np.cos(np.arange(len(direction)))  # in general position, so that it breaks ties
    one, other = _l1_margin(rows, lean), _l1_margin(rows, -lean)
    return np.allclose(one, other) and bool(one @ direction < cosine * np.linalg.norm(one))


def _l1_margin(rows: Floats, lean: Floats) -> Floats:
    """The w with z_i . w >= 1 of least |w|_1 - lean . w: a linear program in the parts of w of either sign."""
    signed = np.hstack([rows, -rows])
    cost = 1 - np.concatenate([lean, -lean])
    solved = linprog(cost, -signed, -np.ones(len(rows)), method="highs").x
    return solved[: rows.shape[1]] - solved[rows.shape[1] :]
