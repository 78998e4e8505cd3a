"""Labels that say nothing of their inputs: the law of the errors on new points, and the speed of fitting them.

If the labels of m new points are fair coins, independent of everything the learner has seen, the number of wrong signs
is binomial, whatever the learner predicts. Fitting is another matter: with gradient descent on |f - y|^2 / (2 n) from
f = 0, step eta and Gram eigenpairs (k_j, u_j), the mean squared residual after t steps is

    sum_j (1 - eta k_j / n)^(2 t) (u_j^T y)^2 / n,

small soon if y lies in the top eigenvectors, late if it lies everywhere, as a random y does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def law_of_errors(m: int, at_most: Sequence[int], right: Fraction = Fraction(1, 2)) -> list[Fraction]:
    """P(at most k wrong among m) for each k, when each prediction is right with probability `right`.

    Raises ValueError for m < 1 and a probability outside [0, 1].
    """
    if m < 1 or not 0 <= right <= 1:
        raise ValueError(f"m >= 1 predictions are right with a probability in [0, 1], got m = {m} and {right}")
    masses = [math.comb(m, k) * (1 - right) ** k * right ** (m - k) for k in range(m + 1)]
    return [sum(masses[: max(k + 1, 0)], Fraction(0)) for k in at_most]


def mean_squared_residuals(gram: ArrayLike, labels: ArrayLike, step: float, times: Sequence[int]) -> Floats:
    """The mean squared residual after t steps for each t, shape (times,), by the eigenvectors of K (n, n).

    Raises ValueError where K is not square, the labels are not n numbers, or a time is negative.
    """
    K, y = np.asarray(gram, dtype=np.float64), np.asarray(labels, dtype=np.float64)
    if K.ndim != 2 or K.shape[0] != K.shape[1] or y.shape != (len(K),):
        raise ValueError(f"K is (n, n) and there are n labels, got shapes {K.shape} and {y.shape}")
    if min(times, default=0) < 0:
        raise ValueError(f"times are not negative, got {min(times)}")
    values, vectors = np.linalg.eigh(K)
    power = (vectors.T @ y) ** 2 / len(y)
    return np.array([power @ (1 - step * values / len(y)) ** (2 * t) for t in times])
