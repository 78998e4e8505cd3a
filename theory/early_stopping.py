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


def total_learnability(gram_eigenvalues: ArrayLike, step: float, times: Sequence[int]) -> Floats:
    """sum_j [1 - (1 - eta k_j / n)^t] for each t, shape (..., times), from eigenvalues k of shape (..., n).

    The loss is |f - y|^2 / (2 n), n the number of eigenvalues. Raises ValueError for a negative eigenvalue beyond
    round-off, a step that is not positive or not below 2 n / k_max, where descent diverges, and a negative time.
    """
    k, n = _checked(gram_eigenvalues, step, times)
    if step * k.max() >= 2 * n:
        raise ValueError(f"descent diverges: the step is below 2 n / k_max = {2 * n / k.max():.6g}, got {step}")
    return np.stack([np.sum(1 - (1 - step * k / n) ** t, axis=-1) for t in times], axis=-1)


def total_learnability_of_flow(gram_eigenvalues: ArrayLike, step: float, times: Sequence[int]) -> Floats:
    """sum_j [1 - exp(-eta k_j t / n)] for each t: gradient flow at time eta t. Raises ValueError as above."""
    k, n = _checked(gram_eigenvalues, step, times)
    return np.stack([-np.sum(np.expm1(-step * k * t / n), axis=-1) for t in times], axis=-1)


def _checked(gram_eigenvalues: ArrayLike, step: float, times: Sequence[int]) -> tuple[Floats, int]:
    k = np.asarray(gram_eigenvalues, dtype=np.float64)
    if k.ndim < 1 or not k.size or not np.all(np.isfinite(k)):
        raise ValueError(f"Gram eigenvalues are finite numbers of shape (..., n), got shape {k.shape}")
    if k.min() < -1e-12 * np.abs(k).max():
        raise ValueError(f"Gram eigenvalues must not be negative, got {k.min():.3g}: the kernel is indefinite")
    if not step > 0 or min(times, default=0) < 0:
        raise ValueError(f"the step is positive and times are not negative, got {step} and {list(times)}")
    return np.maximum(k, 0.0), k.shape[-1]
