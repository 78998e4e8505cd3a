r"""One data point, and all but one: closed forms for kernels that treat all points alike.

On M points let K(x, x) be the same for all x, and that of the inverse of K as well, as for a kernel that is invariant
under a transitive group: cube, circle, sphere. Then K(x, x) = S = sum_j lambda_j, and the fit of f from one point x is
K(., x) f(x) / S. In the mean over x, for eigenfunctions phi_i that are orthonormal in the mean over the points,

    n = 1:      L_i = lambda_i / S,              E_i = 1 - 2 lambda_i / S + sum_j lambda_j^2 / S^2,
    n = M - 1:  L_i = 1 - lambda_i^-1 / R,       E_i = M lambda_i^-2 / R^2,        R = sum_j lambda_j^-1,

and phi_i contributes nothing to phi_j in the mean. The second line follows from the first by the duality of a data set
and its complement. The formula lambda / (lambda + C) is exact at neither end, and at both for a flat spectrum.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.kernel_regression import Rational, learnabilities

THREE_MODES = ((1, 1, 1), (1, -1, 0), (1, 1, -2))
Floats = NDArray[np.float64]


def first_point_learnabilities(eigenvalues: ArrayLike) -> Floats:
    """lambda_i / sum_j lambda_j, shape (M,), one entry per mode, equal ones repeated; all must be positive."""
    lam = _checked(eigenvalues)
    return lam / lam.sum()


def first_point_errors(eigenvalues: ArrayLike) -> Floats:
    """1 - 2 lambda_i / S + sum_j lambda_j^2 / S^2: more than 1, that of no data, for the modes of small eigenvalue."""
    share = first_point_learnabilities(eigenvalues)
    return 1 - 2 * share + np.sum(share**2)


def last_point_learnabilities(eigenvalues: ArrayLike) -> Floats:
    """1 - lambda_i^-1 / sum_j lambda_j^-1, learned from all points but one."""
    return 1 - _inverse_shares(eigenvalues)


def last_point_errors(eigenvalues: ArrayLike) -> Floats:
    """M (lambda_i^-1 / sum_j lambda_j^-1)^2, from all points but one, over all M points."""
    share = _inverse_shares(eigenvalues)
    return len(share) * share**2


def three_point_learnabilities(eigenvalues: Sequence[Rational]) -> list[Fraction]:
    """Where no symmetry exchanges the points: the six mean learnabilities, from one point and then from two.

    In rationals, for the kernel on 3 points with these eigenvalues on (1, 1, 1), (1, -1, 0) and (1, 1, -2). Raises
    ValueError unless there are three, all positive.
    """
    if len(eigenvalues) != 3 or any(value <= 0 for value in eigenvalues):
        raise ValueError(f"three positive eigenvalues are needed, got {list(eigenvalues)}")
    scaled = [Fraction(value) / sum(v * v for v in phi) for value, phi in zip(eigenvalues, THREE_MODES, strict=True)]
    K = [
        [3 * sum(s * phi[x] * phi[y] for s, phi in zip(scaled, THREE_MODES, strict=True)) for y in range(3)]
        for x in range(3)
    ]
    learned = [[learnabilities(K, D, THREE_MODES) for D in combinations(range(3), n)] for n in (1, 2)]
    return [sum(each, Fraction(0)) / 3 for sets in learned for each in zip(*sets, strict=True)]


def _inverse_shares(eigenvalues: ArrayLike) -> Floats:
    lam = _checked(eigenvalues)
    return (1 / lam) / np.sum(1 / lam)


def _checked(eigenvalues: ArrayLike) -> Floats:
    """Eigenvalues (M,); ValueError unless there are at least two, all positive and finite."""
    lam = np.asarray(eigenvalues, dtype=np.float64)
    if lam.ndim != 1 or len(lam) < 2:
        raise ValueError(f"one eigenvalue for each of M > 1 modes is needed, got shape {lam.shape}")
    if not np.all((lam > 0) & np.isfinite(lam)):
        raise ValueError(f"eigenvalues must be positive and finite, got {lam}")
    return lam
