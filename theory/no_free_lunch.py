"""Averages over every boolean target: what they say of a learner, and what they do not.

A kernel on M points, n of them in D, the ridgeless fit f -> T f, and f uniform among the 2^M functions with values -1
and 1. The values of f are independent, with mean 0 and square 1. Off D the prediction depends on f(D) alone, so that it
has the sign of f(x) in half of the cases. Squares know more: with T_x the row of T at x,

    E (T f - f)(x)^2 = 1 + |T_x|^2 off D and 0 on D,     E <f, T f> / M = tr T / M = n / M.

T is a projection of rank n, hence |T|^2 >= n, with equality where T is symmetric: the kernel is flat between D and the
rest. Source of the classical theorem: Wolpert (1996), "The lack of a priori distinctions between learning algorithms".
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from theory.kernel_regression import Rational, cube_kernel

OFF_TRAINING_ERROR = Fraction(1, 2)


def mean_learnability(n: int, M: int) -> Fraction:
    """n / M, the mean of <f, fit> / <f, f> over all boolean targets, for every kernel and every D."""
    _check_size(n, M)
    return Fraction(n, M)


def mean_squared_errors(levels: Sequence[Rational], n: int) -> tuple[Fraction, Fraction]:
    """The mean squared error off D, and on all M points, over all boolean targets and all sets D of n points.

    The kernel lives on the d-cube, M = 2^d, with eigenvalue levels[k] on parities of degree k, k = 0..d. Exact
    rationals: (1 + mean |T_x|^2, (M - n) / M times that). Raises ValueError for n outside 1 ... M - 1 and where some
    K_DD is singular.
    """
    from flint import fmpq, fmpq_mat

    K, M = cube_kernel(levels), 2 ** (len(levels) - 1)
    _check_size(n, M)
    entries = [[fmpq(value.numerator, value.denominator) for value in row] for row in K]
    total, sets = fmpq(0), list(combinations(range(M), n))
    for D in sets:
        rest = [x for x in range(M) if x not in D]
        block = fmpq_mat(n, n, [entries[i][j] for i in D for j in D])
        if block.det() == 0:
            raise ValueError(f"K[D, D] is singular for D = {list(D)}")
        across = fmpq_mat(n, M - n, [entries[i][x] for i in D for x in rest])
        rows = block.solve(across)  # column x is T_x, the weights of the labels in the prediction at x
        total += sum((rows[i, j] ** 2 for i in range(n) for j in range(M - n)), fmpq(0))
    spread = Fraction(int(total.p), int(total.q)) / (len(sets) * (M - n))
    return 1 + spread, Fraction(M - n, M) * (1 + spread)


def _check_size(n: int, M: int) -> None:
    if not 1 <= n < M:
        raise ValueError(f"some points are seen and some are not: 1 <= n < M = {M}, got n = {n}")
