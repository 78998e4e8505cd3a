"""What the mean cross-entropy alone says about the margins of a classifier with k classes on n points.

At one point the loss l = ln(1 + sum_j e^-(f_y - f_j)), over the k - 1 other classes, and the margin m = min_j f_y - f_j
satisfy e^-m <= e^l - 1 <= (k - 1) e^-m. The mean loss is at most the largest one, so that the smallest margin is at
most that of k - 1 equal rivals at the mean; and r points of margin at most m cost at least r ln(1 + e^-m) of n times
the mean. Labels do not enter. Source: derived here; Telgarsky's lectures, "Margin plots", compare the two.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def quantile_floor(loss: ArrayLike, rank: int, n: int) -> Floats:
    """-ln(e^(n loss / rank) - 1): the rank-th smallest of n margins is at least that.

    Raises ValueError unless 1 <= rank <= n and all losses are positive.
    """
    if not 1 <= rank <= n:
        raise ValueError(f"the rank of one of {n} margins lies between 1 and {n}, got {rank}")
    return _soft(_positive(loss) * n / rank)


def smallest_ceiling(loss: ArrayLike, classes: int) -> Floats:
    """ln(k - 1) - ln(e^loss - 1): the smallest of the margins is at most that, for any number of points.

    Raises ValueError for fewer than two classes and for losses that are not positive.
    """
    if classes < 2:
        raise ValueError(f"a margin compares at least two classes, got {classes}")
    return math.log(classes - 1) + _soft(_positive(loss))


def _soft(value: Floats) -> Floats:
    """-ln(e^x - 1) for x > 0, without overflow."""
    return -value - np.log(-np.expm1(-value))


def _positive(loss: ArrayLike) -> Floats:
    values = np.asarray(loss, dtype=float)
    if not np.all((values > 0) & np.isfinite(values)):
        raise ValueError(f"mean cross-entropies are positive and finite, got {loss}")
    return values
