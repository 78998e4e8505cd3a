r"""Kernel regression on a finite domain, exactly.

On a domain of M points with kernel matrix K (M, M) and a set D of n of them, regression with ridge delta fits a target
f by T f, where T = K[:, D] (K[D, D] + delta I)^-1 S_D and S_D reads a function at D. The learnability of a mode phi is
<phi, T phi> / <phi, phi>. A trace depends on no basis, so over any orthogonal basis the learnabilities add up to
tr T = tr K[D, D] (K[D, D] + delta)^-1: n without ridge if K[D, D] is invertible, its rank if it is not.
Source: Simon, Dickens and DeWeese, "A First-Principles Theory of Neural Network Generalization", No free lunch.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Rational = Fraction | int


def total_learnability(n: int, *, rank: int | None = None) -> int:
    """Sum of all learnabilities of ridgeless regression on n points: the rank of K[D, D], which is n if invertible.

    Raises ValueError for negative sizes or a rank above n.
    """
    if n < 0:
        raise ValueError(f"the training set size must not be negative, got {n}")
    if rank is None:
        return n
    if not 0 <= rank <= n:
        raise ValueError(f"the rank of an n x n Gram matrix lies between 0 and n = {n}, got {rank}")
    return rank


def total_learnability_with_ridge(gram_eigenvalues: ArrayLike, ridge: float) -> NDArray[np.float64]:
    """sum_j k_j / (k_j + delta) = n - delta tr (K[D, D] + delta)^-1 for Gram eigenvalues k of shape (..., n).

    Raises ValueError for a ridge that is not positive, for NaN, and for eigenvalues below -1e-12 of the largest.
    """
    k = np.asarray(gram_eigenvalues, dtype=float)
    if not ridge > 0:
        raise ValueError(f"the ridge must be positive (use total_learnability without ridge), got {ridge}")
    if k.ndim == 0 or not np.isfinite(k).all():
        raise ValueError("Gram eigenvalues must be a finite array of shape (..., n)")
    if k.size and np.any(k < -1e-12 * np.abs(k).max()):
        raise ValueError(f"Gram eigenvalues must not be negative, got {k.min():.3g}: the kernel is indefinite")
    return np.asarray((k / (k + ridge)).sum(axis=-1))


def walsh_basis(d: int) -> list[list[int]]:
    """The 2^d parities on {-1, 1}^d as rows of +-1, point x and subset S as binary numbers: (-1)^|x and S|."""
    if d < 0:
        raise ValueError(f"the dimension of the cube must not be negative, got {d}")
    return [[1 - 2 * ((x & s).bit_count() % 2) for x in range(2**d)] for s in range(2**d)]


def cube_kernel(levels: Sequence[Rational]) -> list[list[Fraction]]:
    """Kernel matrix on the d-cube with eigenvalue levels[k] (against the uniform measure) on parities of degree k.

    `levels` has d + 1 rational entries, none negative; entry (x, x') is sum_S levels[|S|] (-1)^|S and (x xor x')|.
    """
    d = len(levels) - 1
    if d < 0 or any(Fraction(level) < 0 for level in levels):
        raise ValueError(f"eigenvalue levels 0..d must be given and not be negative, got {list(levels)}")
    basis = walsh_basis(d)
    row = [sum((Fraction(levels[s.bit_count()]) * basis[s][x] for s in range(2**d)), Fraction()) for x in range(2**d)]
    return [[row[x ^ y] for y in range(2**d)] for x in range(2**d)]


def learnabilities(
    K: Sequence[Sequence[Rational]], D: Sequence[int], basis: Sequence[Sequence[Rational]], ridge: Rational = 0
) -> list[Fraction]:
    """<phi, T phi> / <phi, phi> for every row phi of an orthogonal `basis`, in rational arithmetic.

    Raises ValueError where K is not square, D has indices out of range or twice, or K[D, D] + ridge is singular.
    """
    from flint import fmpq_mat

    _check_domain(K, D)
    n = len(D)
    gram = fmpq_mat(n, n, [_q(K[i][j]) + (_q(ridge) if i == j else 0) for i in D for j in D])
    if n and gram.det() == 0:
        raise ValueError(f"K[D, D] is singular for D = {list(D)}; its total learnability is its rank")
    modes = fmpq_mat(len(basis), len(K), [_q(value) for phi in basis for value in phi])
    targets = fmpq_mat(n, len(basis), [modes[i, x] for x in D for i in range(len(basis))])
    weights = gram.solve(targets) if n else targets
    across = fmpq_mat(len(K), n, [_q(row[j]) for row in K for j in D])
    fits, points = across * weights, range(len(K))
    inner = [sum(modes[i, x] * fits[x, i] for x in points) for i in range(len(basis))]
    return [_fraction(value / sum(modes[i, x] ** 2 for x in points)) for i, value in enumerate(inner)]


def totals_on_cube(levels: Sequence[Rational]) -> list[Fraction]:
    """Sum of learnabilities over the parities, for every subset of the d-cube with 1 to 2^d - 1 points.

    The subsets come in the order of `subsets`. The kernel has the given eigenvalue levels.
    """
    d = len(levels) - 1
    K: Any = [[_q(value) for value in row] for row in cube_kernel(levels)]  # converted once for all subsets
    basis = walsh_basis(d)
    return [sum(learnabilities(K, D, basis), Fraction(0)) for D in subsets(2**d)]


def subsets(points: int) -> list[tuple[int, ...]]:
    """All proper nonempty subsets of range(points), by size and then lexicographically."""
    return [D for n in range(1, points) for D in combinations(range(points), n)]


def _check_domain(K: Sequence[Sequence[Rational]], D: Sequence[int]) -> None:
    M = len(K)
    if any(len(row) != M for row in K):
        raise ValueError(f"K must be square, got {M} rows of lengths {sorted({len(row) for row in K})}")
    if len(D) > M:
        raise ValueError(f"D has n = {len(D)} points, but the domain has M = {M}")
    if len(set(D)) != len(D) or any(not 0 <= i < M for i in D):
        raise ValueError(f"D must hold distinct indices between 0 and {M - 1}, got {list(D)}")


def _q(x: Rational):  # type: ignore[no-untyped-def]
    from flint import fmpq

    if isinstance(x, fmpq | int):
        return fmpq(x)
    x = Fraction(x)
    return fmpq(x.numerator, x.denominator)


def _fraction(x: object) -> Fraction:
    return Fraction(int(x.p), int(x.q))  # type: ignore[attr-defined]


def mean_learnabilities(K: Sequence[Sequence[Rational]], n: int, basis: Sequence[Sequence[Rational]]) -> list[Fraction]:
    """`learnabilities` in the mean over all sets of n distinct points, in rational arithmetic.

    Raises ValueError unless 0 <= n <= M, and as `learnabilities` does.
    """
    if not 0 <= n <= len(K):
        raise ValueError(f"the training set size lies between 0 and M = {len(K)}, got {n}")
    exact: Any = [[_q(value) for value in row] for row in K]
    learned = [learnabilities(exact, D, basis) for D in combinations(range(len(K)), n)]
    return [sum(one, Fraction(0)) / len(learned) for one in zip(*learned, strict=True)]
