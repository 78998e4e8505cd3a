"""Norms of the layers of a homogeneous network: at a Gaussian start, and along gradient flow.

A matrix of independent entries of variance s^2 has squared Frobenius norm s^2 r c in the mean and largest singular
value near s (sqrt r + sqrt c), so that their ratio starts near sqrt(r c) / (sqrt r + sqrt c), whatever s. Along the
flow of any loss of a network that is positively homogeneous in every layer, <W_k, dL/dW_k> is the same number for all
k (Euler), so that all |W_k|_F^2 grow by the same amount. Sources: Geman (1980); Du, Hu and Lee (2018); derived here.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.architecture import whole
from theory.given_network import finite

Floats = NDArray[np.float64]


def gaussian_ratio(rows: int, columns: int) -> float:
    """sqrt(r c) / (sqrt r + sqrt c), the limit of |W|_F / |W|_2 for large Gaussian matrices of that shape.

    Raises ValueError for sides below one.
    """
    for side in (rows, columns):
        whole(side, "a matrix has at least one row and one column", least=1)
    return math.sqrt(rows * columns) / (math.sqrt(rows) + math.sqrt(columns))


def start_square(rows: int) -> float:
    """2 r, the mean of |W|_F^2 for r rows of any number c of independent entries of variance 2 / c (He's start).

    Raises ValueError for no rows.
    """
    return 2.0 * whole(rows, "a matrix has at least one row", least=1)


def later_norms(start: ArrayLike, first: ArrayLike) -> Floats:
    """|W_k|_F for k = 2, ..., L from those at the start, (..., L), and the later |W_1|_F, (...).

    |W_k|^2 = |W_k(0)|^2 + |W_1|^2 - |W_1(0)|^2. Raises ValueError where a square would be negative: no flow does that.
    """
    before, now = finite(start, "norms"), finite(first, "norms")
    if before.ndim == 0 or before.shape[-1] == 0 or not (np.all(before >= 0) and np.all(now >= 0)):
        raise ValueError(f"norms are not negative, those at the start one for each layer, got {start} and {first}")
    squares = before[..., 1:] ** 2 + ((now - before[..., 0]) * (now + before[..., 0]))[..., None]
    if not np.all(squares >= 0):
        raise ValueError(
            f"the first layer cannot shrink by more than a later one has, got {squares.min()} for a square"
        )
    return np.sqrt(squares)
