"""Random data whose l2 margin is known by construction, with support vectors that span the space or do not.

Each data set is a table of rows z_i = y_i x_i: integers over a power of two, at most of unit length.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

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
    kept: list[tuple[Floats, Floats]] = []
    while len(kept) < sets:
        rows, directions, sound = _candidates(rng, count, dimension, supports)
        if apart:
            cosine = np.cos(np.radians(apart))
            sound[sound] = _away(_averages(rows[sound]), directions[sound], cosine)
            sound[sound] = _away(_l1_margins(rows[sound]), directions[sound], cosine)
        kept.extend(zip(rows[sound], directions[sound], strict=True))
    rows, directions = (np.array(part) for part in zip(*kept[:sets], strict=True))
    return Planted(rows, directions, np.einsum("snd,sd->sn", rows, directions).min(axis=1))


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


def _away(rivals: Floats, directions: Floats, cosine: float) -> NDArray[np.bool_]:
    """Which unit directions, shape (k, d), have all their rivals, shape (k, r, d), outside the cone of this cosine."""
    along = (rivals @ directions[:, :, None])[:, :, 0]
    return np.all(along < cosine * np.linalg.norm(rivals, axis=2), axis=1)


def _averages(rows: Floats) -> Floats:
    """The mean row and the least-squares solution of z_i . w = 1, shape (k, 2, d) for tables (k, n, d)."""
    return np.stack([rows.mean(axis=1), np.linalg.pinv(rows).sum(axis=2)], axis=1)


def _l1_margins(rows: Floats) -> Floats:
    """The w with z_i . w >= 1 of least |w|_1, all of them, shape (k, vertices, d), some repeated.

    The vertices of this linear program satisfy d of the equations z_i . w = 1 and w_j = 0.
    """
    tables, count, dimension = rows.shape
    equations = np.concatenate([rows, np.broadcast_to(np.eye(dimension), (tables, dimension, dimension))], axis=1)
    values = np.repeat([1.0, 0.0], [count, dimension])
    chosen = np.array(list(combinations(range(count + dimension), dimension)))
    squares = equations[:, chosen]
    regular = np.abs(np.linalg.det(squares)) > 1e-9
    squares[~regular] = np.eye(dimension)
    vertices = np.linalg.solve(squares, np.broadcast_to(values[chosen][:, :, None], (*squares.shape[:3], 1)))[..., 0]
    feasible = regular & np.all(vertices @ rows.transpose(0, 2, 1) > 1 - 1e-9, axis=2)
    sizes = np.where(feasible, np.abs(vertices).sum(axis=2), np.inf)
    best = sizes <= sizes.min(axis=1, keepdims=True) * (1 + 1e-9)
    first = vertices[np.arange(tables), best.argmax(axis=1)]
    return np.where(best[:, :, None], vertices, first[:, None])
