r"""The squared norm of the interpolant, y^T K_DD^-1 y, from learnability and spectrum.

Without ridge the fit of an eigenfunction phi_i, orthonormal on the domain, is its projection in the kernel's Hilbert
space onto the span of the data, where |phi_i|^2 = 1 / lambda_i. The squared norm of the fit is y^T K_DD^-1 y with
y = phi_i(D), and its product with phi_i there is L_i(D) / lambda_i: a projection makes them equal.

For determinantal data with n points in the mean, K_DD^-1, embedded among M points, has the mean (K + M C)^-1, so that
for f = sum_i v_i phi_i

    E f(D)^T K_DD^-1 f(D) = sum_i v_i^2 / (lambda_i + C),

which is nearly so for independent points of the cube. All labels -1 and 1 alike have the mean tr K_DD^-1.
Sources: Arora et al. (2019), "Fine-grained analysis of optimization and generalization", for the complexity; Simon,
Dickens and DeWeese (2021) for learnability.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import eigenlearning
from theory.kernel_regression import Rational, cube_kernel, learnabilities, subsets, walsh_basis

Floats = NDArray[np.float64]


def complexity(learnability: ArrayLike, eigenvalues: ArrayLike) -> Floats:
    """L_i(D) / lambda_i for arrays that broadcast. Raises ValueError unless all eigenvalues are positive."""
    lam = np.asarray(eigenvalues, dtype=np.float64)
    if not np.all(lam > 0):
        raise ValueError(f"a mode that the kernel lacks cannot be fitted: eigenvalues are positive, got {lam.min()}")
    return np.asarray(learnability, dtype=np.float64) / lam


def complexities_on_cube(levels: Sequence[Rational]) -> list[Fraction]:
    """L_S(D) / lambda_S in rationals for every proper subset D of the d-cube and one parity S of each degree.

    The kernel has the eigenvalue levels[k] > 0 on parities of degree k = 0..d. Degrees vary fastest; the subsets come
    in the order of `kernel_regression.subsets`. Raises ValueError for a level that is not positive.
    """
    if any(level <= 0 for level in levels):
        raise ValueError(f"all levels must be positive, got {list(levels)}")
    d, K = len(levels) - 1, cube_kernel(levels)
    walsh = walsh_basis(d)
    parities = [walsh[2**k - 1] for k in range(d + 1)]
    learned = [learnabilities(K, D, parities) for D in subsets(2**d)]
    return [value / Fraction(level) for row in learned for value, level in zip(row, levels, strict=True)]


def mean_complexity(
    n: float, eigenvalues: ArrayLike, powers: ArrayLike, multiplicities: ArrayLike | None = None, *, ridge: float = 0.0
) -> float:
    """sum_i v_i^2 / (lambda_i + C), with the power (the sum of v_i^2) of the target on each level, shape (levels,).

    Raises ValueError where powers are negative or do not match the levels, and as `eigenlearning.constant` does.
    """
    lam, power = np.asarray(eigenvalues, dtype=np.float64), np.asarray(powers, dtype=np.float64)
    if power.shape != lam.shape or not np.all(power >= 0):
        raise ValueError(f"one power per level is needed, none negative, got {power} for {lam.shape} levels")
    return float(np.sum(power / (lam + eigenlearning.constant(n, lam, multiplicities, ridge=ridge))))


def majority_powers(d: int) -> Floats:
    """The powers of the majority of three coordinates by degree, 3/4 and 1/4 at degrees 1 and 3, shape (d + 1,).

    maj(a, b, c) = (a + b + c - a b c) / 2. Raises ValueError for d < 3.
    """
    if d < 3:
        raise ValueError(f"a majority of three needs dimension 3 or more, got {d}")
    return np.array([{1: 0.75, 3: 0.25}.get(k, 0.0) for k in range(d + 1)])
