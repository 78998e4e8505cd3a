"""Averages over all boolean targets, against a count of them."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest

from theory import no_free_lunch
from theory.kernel_regression import cube_kernel


@pytest.mark.parametrize(("levels", "n"), [([5, 2, 1], 1), ([5, 2, 1], 2), ([1, 3, 7], 3), ([4, 3, 2, 1], 3)])
def test_squares_are_those_of_every_target_one_by_one(levels, n):
    K = np.array(cube_kernel(levels), dtype=float)
    M = len(K)
    off, whole = [], []
    for D in map(list, combinations(range(M), n)):
        rest = [x for x in range(M) if x not in D]
        T = K[:, D] @ np.linalg.inv(K[np.ix_(D, D)])
        for f in map(np.array, product((-1.0, 1.0), repeat=M)):
            square = (T @ f[D] - f) ** 2
            off.append(square[rest].mean())
            whole.append(square.mean())
    mse_off, mse = no_free_lunch.mean_squared_errors(levels, n)
    assert float(mse_off) == pytest.approx(np.mean(off), rel=1e-12)
    assert float(mse) == pytest.approx(np.mean(whole), rel=1e-12)


def test_a_flat_kernel_learns_nothing_off_the_data_and_has_the_least_error():
    assert no_free_lunch.mean_squared_errors([3, 3, 3, 3], 5) == (1, Fraction(3, 8))
    assert no_free_lunch.mean_squared_errors([9, 3, 2, 1], 5)[1] > Fraction(3, 8)
    assert no_free_lunch.mean_learnability(5, 8) == Fraction(5, 8)


@pytest.mark.parametrize("n", [0, 8, -1])
def test_some_points_must_be_seen_and_some_not(n):
    with pytest.raises(ValueError, match="1 <= n < M = 8"):
        no_free_lunch.mean_squared_errors([4, 3, 2, 1], n)
    with pytest.raises(ValueError, match="1 <= n < M = 8"):
        no_free_lunch.mean_learnability(n, 8)


def test_a_singular_block_is_named():
    with pytest.raises(ValueError, match=r"K\[D, D\] is singular"):
        no_free_lunch.mean_squared_errors([1, 0, 0, 0], 2)
