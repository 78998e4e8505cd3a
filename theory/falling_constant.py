"""How the constant C falls and learnabilities rise with the number of samples: in the mean, and on every data set.

C solves n = sum_i m_i lambda_i / (lambda_i + C) + delta / C. Differentiated in n,

    dC/dn = -C / V,    dL_i/dn = L_i (1 - L_i) / V,    V = sum_i m_i L_i (1 - L_i) + delta / C > 0,

so that C falls strictly and each L_i with lambda_i > 0 rises. For S = sum m lambda and no ridge S / n - lambda_max <= C
<= S / n, which gives the start; C vanishes at n = rank and not before; with a ridge C >= delta / n never does.

On one data set, without ridge: with the Cholesky factorisation K_DD = R R^T and W = R^-1 Phi_D, L_i(D) is
lambda_i times the squared norm of the i-th column of W, and a new point x adds one row. Its entry is what the fit of
phi_i leaves at x, over the root of what K leaves there:

    L_i(D and x) - L_i(D) = lambda_i (phi_i(x) - fit_i(x))^2 / (K(x, x) - K_xD K_DD^-1 K_Dx) >= 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import learning_curves

Floats = NDArray[np.float64]


def constant_slope(
    n: float, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None, *, ridge: float = 0.0
) -> float:
    """dC/dn = -C / V, negative. Raises ValueError as `eigenlearning.constant` does, and where C is infinite or 0."""
    at = _interior(n, eigenvalues, multiplicities, ridge)
    return -at.constant / at.remainder


def learnability_slopes(
    n: float, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None, *, ridge: float = 0.0
) -> Floats:
    """dL_i/dn = L_i (1 - L_i) / V by level, never negative; with multiplicities they sum to 1 without ridge."""
    at = _interior(n, eigenvalues, multiplicities, ridge)
    return at.learned * at.unlearned / at.remainder


def increments(eigenvalues: ArrayLike, functions: ArrayLike) -> Floats:
    """What each point of a growing data set adds to each L_i, shape (N, modes), for N points in their order.

    `functions` (N, modes) holds the eigenfunctions at the points, and K = sum_i lambda_i phi_i phi_i^T. Row j is
    L_i of the first j + 1 points less L_i of the first j; no entry is negative. Raises ValueError for a negative
    eigenvalue, other shapes, and where K is singular.
    """
    lam, phi = np.asarray(eigenvalues, dtype=np.float64), np.asarray(functions, dtype=np.float64)
    if phi.ndim != 2 or lam.shape != phi.shape[1:] or not np.all(np.isfinite(phi)):
        raise ValueError(f"functions are finite, points by modes, got {phi.shape} for {lam.shape} eigenvalues")
    if not np.all(lam >= 0):
        raise ValueError(f"eigenvalues must not be negative or NaN, got {lam}")
    gram = (phi * lam) @ phi.T
    if np.linalg.matrix_rank(gram, hermitian=True) < len(gram):
        raise ValueError("the kernel matrix is singular: some point adds nothing new")
    left, row = gram.copy(), phi.copy()
    added = np.empty(phi.shape)
    for j in range(len(phi)):  # eliminate point after point: what is left of K and of the functions
        pivot = left[j, j]
        added[j] = lam * row[j] ** 2 / pivot
        factor = left[:, j] / pivot
        row = row - np.outer(factor, row[j])
        left = left - np.outer(factor, left[j])
    return added


def _interior(
    n: float, eigenvalues: ArrayLike, multiplicities: ArrayLike | None, ridge: float
) -> learning_curves.Levels:
    at = learning_curves.levels(n, eigenvalues, multiplicities, ridge=ridge)
    if not 0 < at.constant < np.inf:
        raise ValueError(f"slopes need 0 < n < rank, or n > 0 with a ridge: the constant is {at.constant} at n = {n}")
    return at
