"""What gradient descent has learned after t steps: the budget of learnability that is spent by then.

Full-batch descent on |f - y|^2 / (2 n) in the kernel regime, from f = 0 with step eta, has fitted the labels up to
(1 - eta K_DD / n)^t y. With k_j the eigenvalues of K_DD, the learnabilities of any orthonormal basis then sum to

    sum_j [1 - (1 - eta k_j / n)^t],

for every data set, which rises to n as t grows, if eta < n / k_max. Gradient flow has exp(-eta k_j t / n) in the place
of the power.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def total_learnability(gram_eigenvalues: ArrayLike, step: ArrayLike, times: Sequence[int]) -> Floats:
    """sum_j [1 - (1 - eta k_j / n)^t] for each t, shape (..., times), from eigenvalues k (..., n) and a step eta (...).

    The loss is |f - y|^2 / (2 n), n the number of eigenvalues. Raises ValueError for numbers that are not finite, a
    negative eigenvalue beyond round-off, a step that is not positive or above 2 n / k_max, where descent diverges, and
    a negative time.
    """
    k, eta, n = _checked(gram_eigenvalues, step, times)
    share = eta[..., None] * k / n
    if share.max() > 2 * (1 + 1e-12):
        raise ValueError(f"descent diverges: eta k / n is at most 2 below the largest step, got {share.max():.6g}")
    return np.stack([np.sum(1 - (1 - share) ** t, axis=-1) for t in times], axis=-1)


def total_learnability_of_flow(gram_eigenvalues: ArrayLike, step: ArrayLike, times: Sequence[int]) -> Floats:
    """sum_j [1 - exp(-eta k_j t / n)] for each t: gradient flow at time eta t. Shapes and errors as above."""
    k, eta, n = _checked(gram_eigenvalues, step, times)
    return np.stack([-np.sum(np.expm1(-eta[..., None] * k * t / n), axis=-1) for t in times], axis=-1)


def _checked(gram_eigenvalues: ArrayLike, step: ArrayLike, times: Sequence[int]) -> tuple[Floats, Floats, int]:
    k, eta = np.asarray(gram_eigenvalues, dtype=np.float64), np.asarray(step, dtype=np.float64)
    if k.ndim < 1 or not k.size or not np.all(np.isfinite(k)) or not np.all(np.isfinite(eta)):
        raise ValueError(
            f"Gram eigenvalues (..., n) and steps are finite numbers, got shapes {k.shape} and {eta.shape}"
        )
    if k.min() < -1e-12 * np.abs(k).max():
        raise ValueError(f"Gram eigenvalues must not be negative, got {k.min():.3g}: the kernel is indefinite")
    if not np.all(eta > 0) or min(times, default=0) < 0:
        raise ValueError(f"the step is positive and times are not negative, got {eta.min()} and {list(times)}")
    return np.maximum(k, 0.0), eta, k.shape[-1]
