r"""Learning from D with the kernel K, and from all other points with its inverse.

On M points with an invertible kernel matrix K, let T(D; K) map a target to its ridgeless fit from the points D. Blocks
of the inverse obey (K^-1)_DE = -K_DD^-1 K_DE (K^-1)_EE for the complement E of D, hence

    T(D; K) + T(E; K^-1)^T = I,          L(D; K) + L(E; K^-1) = 1  for every target, eigenfunction or not.

K^-1 has the eigenvalues 1 / (M^2 lambda_i) on the same functions, and the equation of the constant is invariant: with
1 / lambda_i and M - n points it has the root 1 / C. So are determinantal data: det (K^-1)_EE = det K_DD / det K.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import eigenlearning
from theory.kernel_regression import Rational, cube_kernel, learnabilities, subsets, walsh_basis

Floats = NDArray[np.float64]


def dual_learnabilities_on_cube(levels: Sequence[Rational]) -> list[Fraction]:
    """1 - L(complement of D; K^-1) in rationals, for every proper subset D of the d-cube and a parity of each degree.

    K has the eigenvalue levels[k] > 0 on parities of degree k = 0..d. Degrees vary fastest; the subsets come in the
    order of `kernel_regression.subsets`. Raises ValueError for a level that is not positive.
    """
    if any(level <= 0 for level in levels):
        raise ValueError(f"K is invertible if all levels are positive, got {list(levels)}")
    d = len(levels) - 1
    inverse, walsh = cube_kernel([1 / Fraction(level) for level in levels]), walsh_basis(d)
    parities, points = [walsh[2**k - 1] for k in range(d + 1)], range(2**d)
    others = [[x for x in points if x not in D] for D in subsets(2**d)]
    return [1 - value for E in others for value in learnabilities(inverse, E, parities)]


def dual_operator(K: ArrayLike, D: Sequence[int]) -> Floats:
    """I - T(E; K^-1)^T, shape (M, M), E the complement of D: the fit's operator T(D; K), from the inverse of K alone.

    Raises ValueError where K is not square or D is not a proper, nonempty set of indices.
    """
    gram = np.asarray(K, dtype=np.float64)
    M = len(gram)
    if gram.shape != (M, M):
        raise ValueError(f"K must be square, got shape {gram.shape}")
    E = np.setdiff1d(np.arange(M), D)
    if not 0 < len(E) < M or len(E) + len(D) != M:
        raise ValueError(f"D must hold some distinct indices below M = {M}, and not all of them, got {list(D)}")
    inverse = np.linalg.inv(gram)
    operator = np.zeros((M, M))
    operator[:, E] = np.linalg.solve(inverse[np.ix_(E, E)], inverse[E]).T
    return np.eye(M) - operator.T


def dual_constant(n: float, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None) -> float:
    """1 / C(M - n; 1 / lambda), which is C(n; lambda), for 0 < n < M, the number of modes.

    Raises ValueError for other n, where an eigenvalue is not positive, and as `eigenlearning.constant` does.
    """
    lam = np.asarray(eigenvalues, dtype=np.float64)
    counts = np.ones(lam.shape) if multiplicities is None else np.asarray(multiplicities, dtype=np.float64)
    if not np.all(lam > 0):
        raise ValueError(f"K is invertible if all eigenvalues are positive, got {lam.min()}")
    if not 0 < n < counts.sum():
        raise ValueError(f"some points are seen and some are not: 0 < n < M = {counts.sum():g}, got {n}")
    return 1 / eigenlearning.constant(float(counts.sum()) - n, 1 / lam, multiplicities)
