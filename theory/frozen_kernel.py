r"""How often a frozen kernel errs on a boolean target outside its training set, and how fast unfrozen kernels change.

For a target f = +-1 that is one eigenfunction on the uniform measure over M points, regression on n of them learns
predictions g with mean E f g = L and E (f - g)^2 = E_0 (1 - L)^2, from the learnability L and the overfitting E_0 of
`theory.learning_curves`. Training points have f g = 1 and no error, so the M - n others have f g of mean mu =
(M L - n) / (M - n) and variance v = M E_0 (1 - L)^2 / (M - n) - (1 - mu)^2. Taking f g as Gaussian, the sign of g is
wrong with probability Phi(-mu / sqrt(v)). This is an approximation twice over; where the labels are independent of the
points the probability is 1/2, exactly.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from theory import learning_curves

CHANCE = 0.5
"""The share of errors outside the training set for labels drawn independently of the points: exact for every rule."""


def sign_error(n: int, eigenvalues: ArrayLike, multiplicities: ArrayLike, level: int) -> float:
    """Phi(-mu / sqrt(v)) for an eigenfunction +-1 of this level, M the sum of the multiplicities.

    Raises ValueError unless 0 < n < M, and where the approximation leaves no variance.
    """
    points = int(np.sum(np.asarray(multiplicities)))
    if not 0 < n < points:
        raise ValueError(f"the training set holds between 1 and M - 1 = {points - 1} points, got {n}")
    made = learning_curves.levels(n, eigenvalues, multiplicities)
    learned, mse = float(made.learned[level]), float(made.mode_mse[level])
    mean = (points * learned - n) / (points - n)
    variance = float(learning_curves.off_training(mse, 0.0, n, points)) - (1 - mean) ** 2
    if not variance > 0:
        raise ValueError(f"no variance is left at n = {n}: the error is below what this approximation resolves")
    return math.erfc(mean / math.sqrt(2 * variance)) / 2


def kernel_change_exponent() -> float:
    """The power of the width that the relative change of the tangent kernel of a smooth network follows: -1.

    Nodes move by O(m^-1/2) in directions whose sign is that of their own read-out weight, so that the change of first
    order averages to O(m^-1), as small as that of second order.
    """
    return -1.0
