"""Second-order statistics of the learned function: the covariance of its coefficients over data sets.

Independent points, target f = sum_i v_i phi_i, noise of variance sigma^2, ridge delta. With B = Phi A Phi^T on a few
modes, A the inverse of K_DD + delta without them, their operator is T = I - (I + Lambda B)^-1 (Woodbury). If features
are independent and Gaussian, A is independent of Phi, and by Wick's rule B = I / C + b with

    E b_ji b_kl = tr A^2 (delta_jk delta_il + delta_jl delta_ik),   tr A = 1 / C,   tr A^2 = -d(1 / C) / d delta.

The last is E_0 / (n C^2), from the equation for C. To first order in b, T = L + C L b (1 - L), and with E = E_0 (sum_i
(1 - L_i)^2 v_i^2 + sigma^2) and u_i = L_i (1 - L_i) v_i

    Cov(fit_j, fit_k) = (E / n) L_j^2 delta_jk + (E_0 / n) u_j u_k.

The second term, of rank one, is missing where b is taken for a matrix of independent entries; it sees only the modes of
the target, and doubles the variance of a target that is one eigenfunction. The error is of relative order 1 / n. Other
features add their fourth cumulants: where |phi_i| = 1 the diagonal of b does not fluctuate through the mode itself.

On the d-cube and for few points all of this can be counted: `cube_covariance` is exact, over all sets of n points.
Source of the diagonal form: Simon, Dickens and DeWeese, "A First-Principles Theory of Neural Network Generalization".
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.kernel_regression import Rational, cube_kernel, walsh_basis
from theory.learning_curves import Levels

Floats = NDArray[np.float64]


def diagonal_covariance(at: Levels, coefficients: ArrayLike, *, noise: float = 0.0) -> Floats:
    """(E / n) L_j^2 on the diagonal and 0 off it, shape (modes, modes): right for modes that the target lacks.

    `at` comes from `learning_curves.levels` with one entry per mode (no multiplicities), `coefficients` are the v_i.
    Raises ValueError for another number of coefficients, values that are not finite, n = 0, and a negative noise.
    """
    v = _checked(at, coefficients)
    return np.diag(at.risk(v**2, noise=noise) / at.n * at.learned**2)


def covariance(at: Levels, coefficients: ArrayLike, *, noise: float = 0.0) -> Floats:
    """(E / n) L_j^2 delta_jk + (E_0 / n) u_j u_k with u = L (1 - L) v, for independent Gaussian features."""
    v = _checked(at, coefficients)
    u = at.learned * at.unlearned * v
    return diagonal_covariance(at, v, noise=noise) + at.overfitting / at.n * np.outer(u, u)


def cube_covariance(
    n: int, levels: Sequence[Rational], coefficients: Sequence[Rational], modes: Sequence[int]
) -> list[list[Fraction]]:
    """Covariance of the learned coefficients over all sets of n points of the d-cube, in rational arithmetic.

    `levels` are the eigenvalues by degree; `coefficients` (2^d,) belong to the parities of `walsh_basis`; `modes` are
    the rows and columns wanted. Raises ValueError for n outside 1 ... 2^d, a wrong number of coefficients, modes that
    are none, and where some K_DD is singular.
    """
    from flint import fmpq, fmpq_mat

    K, walsh = cube_kernel(levels), walsh_basis(len(levels) - 1)
    M = len(K)
    if not 1 <= n <= M or len(coefficients) != M or any(not 0 <= i < M for i in modes):
        raise ValueError(f"needs 1 <= n <= {M}, {M} coefficients and modes below {M}, got n = {n} and {list(modes)}")
    eigenvalues = [Fraction(levels[s.bit_count()]) for s in range(M)]
    target = [sum((Fraction(v) * walsh[s][x] for s, v in enumerate(coefficients)), Fraction(0)) for x in range(M)]
    entries = [[fmpq(value.numerator, value.denominator) for value in row] for row in K]
    values = [fmpq(value.numerator, value.denominator) for value in target]
    learned = []
    for D in combinations(range(M), n):
        block = fmpq_mat(n, n, [entries[i][j] for i in D for j in D])
        if block.det() == 0:
            raise ValueError(f"K[D, D] is singular for D = {list(D)}")
        weights = block.solve(fmpq_mat(n, 1, [values[i] for i in D]))
        dual = [Fraction(int(weights[a, 0].p), int(weights[a, 0].q)) for a in range(n)]
        learned.append([eigenvalues[s] * sum(w * walsh[s][x] for w, x in zip(dual, D, strict=True)) for s in modes])
    size = len(learned)
    mean = [sum(column, Fraction(0)) / size for column in zip(*learned, strict=True)]
    return [
        [sum((row[j] * row[k] for row in learned), Fraction(0)) / size - mean[j] * mean[k] for k in range(len(modes))]
        for j in range(len(modes))
    ]


def _checked(at: Levels, coefficients: ArrayLike) -> Floats:
    v = np.atleast_1d(np.asarray(coefficients, dtype=np.float64))
    if v.shape != at.learned.shape or not np.all(np.isfinite(v)):
        raise ValueError(f"one finite coefficient per mode is needed, got shape {v.shape} for {at.learned.size} modes")
    if not at.n > 0:
        raise ValueError("there is no covariance without samples: n must be positive")
    return v
