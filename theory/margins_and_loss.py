"""What the mean cross-entropy alone says about the margins of a classifier with k classes on n points.

At one point the loss l = ln(1 + sum_j e^-(f_y - f_j)), over the k - 1 other classes, and the margin m = min_j f_y - f_j
satisfy e^-m <= e^l - 1 <= (k - 1) e^-m. The mean loss is at most the largest one, so that the smallest margin is at
most that of k - 1 equal rivals at the mean; r points of margin at most m cost at least r ln(1 + e^-m) of n times the
mean, and an error at least ln 2. Labels do not enter. Where they are uniform and independent of the points, any
classifier errs on new points with probability 1 - 1/k. Source: derived here; the slides "Margin plots" compare margins
with true and with random labels.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.architecture import real_array, whole

Floats = NDArray[np.float64]


def quantile_floor(loss: ArrayLike, rank: int, n: int) -> Floats:
    """-ln(e^(n loss / rank) - 1): the rank-th smallest of n margins is at least that.

    Raises ValueError unless 1 <= rank <= n and all losses are positive.
    """
    for count in (rank, n):
        whole(count, "ranks and numbers of margins are whole numbers", least=None)
    if not 1 <= rank <= n:
        raise ValueError(f"the rank of one of {n} margins lies between 1 and {n}, got {rank}")
    return _soft(_positive(loss) * n / rank)


def smallest_ceiling(loss: ArrayLike, classes: int) -> Floats:
    """ln(k - 1) - ln(e^loss - 1): the smallest of the margins is at most that, for any number of points.

    Raises ValueError for fewer than two classes and for losses that are not positive.
    """
    classes = whole(classes, "a margin compares at least two classes", least=2)
    return math.log(classes - 1) + _soft(_positive(loss))


def error_ceiling(loss: ArrayLike) -> Floats:
    """loss / ln 2, and 1 at most: the share of points whose margin is not positive cannot exceed that.

    Raises ValueError for losses that are not positive.
    """
    return np.minimum(_positive(loss) / math.log(2), 1.0)


def chance_error(classes: int) -> Fraction:
    """1 - 1/k, the error of any classifier on labels that are uniform and independent of the points.

    Raises ValueError for no classes.
    """
    return 1 - Fraction(1, whole(classes, "there is at least one class", least=1))


def _soft(value: Floats) -> Floats:
    """-ln(e^x - 1) for x > 0, without overflow."""
    return -value - np.log(-np.expm1(-value))


def _positive(loss: ArrayLike) -> Floats:
    values = real_array(loss, "mean cross-entropies")
    if not np.all((values > 0) & np.isfinite(values)):
        raise ValueError(f"mean cross-entropies are positive and finite, got {loss}")
    return values
