"""Learnabilities in rational arithmetic: conservation, duality, monotonicity, scale, and bad input."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import kernel_regression as exact

LEVELS = st.lists(st.integers(1, 30), min_size=4, max_size=4)
SUBSETS = st.sets(st.integers(0, 7), min_size=1, max_size=7).map(sorted)


@settings(deadline=None, max_examples=25)
@given(levels=LEVELS, D=SUBSETS)
def test_learnabilities_sum_to_n_exactly_and_lie_between_zero_and_one(levels, D):
    L = exact.learnabilities(exact.cube_kernel(levels), D, exact.walsh_basis(3))
    assert sum(L) == len(D)
    assert all(0 <= value <= 1 for value in L)


@settings(deadline=None, max_examples=25)
@given(levels=LEVELS, D=SUBSETS)
def test_the_complement_with_the_inverse_kernel_learns_what_is_left(levels, D):
    basis, complement = exact.walsh_basis(3), [i for i in range(8) if i not in D]
    L = exact.learnabilities(exact.cube_kernel(levels), D, basis)
    dual = exact.learnabilities(exact.cube_kernel([Fraction(1, k) for k in levels]), complement, basis)
    assert [1 - value for value in L] == dual


@settings(deadline=None, max_examples=25)
@given(levels=LEVELS, D=SUBSETS, scale=st.integers(1, 50))
def test_a_point_more_never_lowers_a_learnability_and_scale_never_matters(levels, D, scale):
    basis, K = exact.walsh_basis(3), exact.cube_kernel(levels)
    L = exact.learnabilities(K, D, basis)
    more = exact.learnabilities(K, [*D, next(i for i in range(8) if i not in D)], basis)
    assert all(after >= before for before, after in zip(L, more, strict=True))
    assert exact.learnabilities([[scale * x for x in row] for row in K], D, basis) == L


def test_ridge_takes_what_the_trace_says():
    K, D, ridge = exact.cube_kernel([4, 3, 2, 1]), [0, 3, 5], Fraction(1, 2)
    total = sum(exact.learnabilities(K, D, exact.walsh_basis(3), ridge))
    gram = np.array([[float(K[i][j]) for j in D] for i in D])
    assert np.isclose(float(total), exact.total_learnability_with_ridge(np.linalg.eigvalsh(gram), 0.5), rtol=1e-13)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: exact.total_learnability(-1), "must not be negative"),
        (lambda: exact.total_learnability(3, rank=4), "between 0 and n = 3"),
        (lambda: exact.total_learnability_with_ridge([1.0], 0.0), "must be positive"),
        (lambda: exact.total_learnability_with_ridge([np.nan], 1.0), "finite"),
        (lambda: exact.total_learnability_with_ridge([1.0, -0.5], 1.0), "indefinite"),
        (lambda: exact.walsh_basis(-1), "must not be negative"),
        (lambda: exact.cube_kernel([1, -1]), "not be negative"),
        (lambda: exact.learnabilities([[1, 2]], [0], [[1]]), "must be square"),
        (lambda: exact.learnabilities([[1]], [0, 0], [[1]]), "n = 2 points, but the domain has M = 1"),
        (lambda: exact.learnabilities([[1, 0], [0, 1]], [0, 0], [[1, 0]]), "distinct indices"),
        (lambda: exact.learnabilities([[1, 1], [1, 1]], [0, 1], [[1, 0]]), "singular"),
    ],
)
def test_bad_input_gets_one_clear_sentence(call, says):
    with pytest.raises(ValueError, match=says):
        call()


def test_mean_learnabilities_are_exact_at_both_ends():
    levels = [3, 5, 1, 2]
    K, basis = exact.cube_kernel(levels), exact.walsh_basis(3)
    trace = sum(levels[s.bit_count()] for s in range(8))
    one = exact.mean_learnabilities(K, 1, basis)
    assert one == [Fraction(levels[s.bit_count()], trace) for s in range(8)]
    assert exact.mean_learnabilities(K, 8, basis) == [1] * 8
    assert sum(exact.mean_learnabilities(K, 3, basis)) == 3
    with pytest.raises(ValueError, match="between 0 and M = 8"):
        exact.mean_learnabilities(K, 9, basis)
