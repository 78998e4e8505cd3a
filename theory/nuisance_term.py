"""The nuisance term of the spectral margin bound: (sum_k (|W_k - M_k|_{2,1} / |W_k|_2)^(2/3))^(3/2).

|W|_{2,1} is the sum over the rows of W, one for each unit, of their Euclidean lengths: the (2, 1)-norm of W^T, as the
literature writes it. For a reference M_k = 0, m rows and rank r, Cauchy and Schwarz twice give

    |W|_2 <= |W|_F <= |W|_{2,1} <= sqrt(m) |W|_F <= sqrt(m r) |W|_2,

on the left equality for a single row that is not zero, on the right for rows of equal length and singular values that
are equal or zero. The term is the price of covering the layers one by one, each in its worst direction.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from theory.architecture import number, whole
from theory.given_network import Floats, finite


def nuisance(norms: Sequence[float], distances: Sequence[float]) -> float:
    """(sum_k (b_k / S_k)^(2/3))^(3/2). Raises ValueError unless all S_k > 0 and b_k >= 0, one of each per layer."""
    if len(norms) != len(distances) or not len(norms):
        raise ValueError(f"there is one norm and one distance per layer, got {len(norms)} and {len(distances)}")
    for value in (*norms, *distances):
        number(value, "no layer is zero (its ratio is undefined) or infinite")
    if not all(0 < s < math.inf and 0 <= b < math.inf for s, b in zip(norms, distances, strict=True)):
        raise ValueError(f"no layer is zero (its ratio is undefined) or infinite, got {list(norms)}, {list(distances)}")
    return sum((b / s) ** (2 / 3) for s, b in zip(norms, distances, strict=True)) ** 1.5


def largest_nuisance(rows: Sequence[int], ranks: Sequence[int]) -> float:
    """(sum_k (rows_k rank_k)^(1/3))^(3/2), the largest with reference zero: |W|_{2,1} <= sqrt(rows rank) |W|_2.

    Attained by layers with orthogonal columns or rows of equal length. For L square layers w^2 of full rank it is
    L^(3/2) w, that is L sqrt(p) for p weights; for rank one L^(3/2) sqrt(w).
    Raises ValueError unless 1 <= rank <= rows for every layer.
    """
    for size in (*rows, *ranks):
        whole(size, "every layer has a rank from 1 to its number of rows", least=None)
    if not len(rows) or len(rows) != len(ranks) or not all(1 <= r <= m for m, r in zip(rows, ranks, strict=True)):
        raise ValueError(f"every layer has a rank from 1 to its number of rows, got {list(ranks)} for {list(rows)}")
    return sum((m * r) ** (1 / 3) for m, r in zip(rows, ranks, strict=True)) ** 1.5


def least_nuisance(layers: int) -> float:
    """L^(3/2), with reference zero: |W|_{2,1} >= |W|_2, with equality only where a single row is not zero.

    Raises ValueError for no layers.
    """
    layers = whole(layers, "a network has at least one layer", least=1)
    return largest_nuisance([1] * layers, [1] * layers)


def moved_nuisance(factor: float, rows: Sequence[int], ranks: Sequence[int]) -> float:
    """|1 / c - 1| times `largest_nuisance`, for W_k = c M_k with M_k where that is attained: no bound in sizes alone.

    It is below `largest_nuisance` as long as c > 1/2. Raises ValueError for c = 0, and as `largest_nuisance` does.
    """
    if factor == 0:
        raise ValueError("layers that are zero have no ratio, got the factor 0")
    return abs(1 / float(number(factor, "the factor of the layers is finite")) - 1) * largest_nuisance(rows, ranks)


def spectral_norm(w: ArrayLike) -> float:
    """|W|_2, the largest singular value. Raises ValueError unless W is a finite matrix."""
    return float(np.linalg.norm(_matrix(w), 2))


def row_norm_sum(w: ArrayLike) -> float:
    """|W|_{2,1}: the sum over the rows of W, one per unit, of their Euclidean lengths. ValueError as above."""
    return float(np.linalg.norm(_matrix(w), axis=1).sum())


def _matrix(w: ArrayLike) -> Floats:
    matrix = finite(w, "the entries of a matrix")
    if matrix.ndim != 2 or not matrix.size:
        raise ValueError(f"a matrix has at least one row and one column, got shape {matrix.shape}")
    return matrix
