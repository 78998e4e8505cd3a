"""Determinantal learnabilities against the enumeration of every subset in rational arithmetic."""

import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import determinantal, eigenlearning

WALSH = [[1 - 2 * ((s & x).bit_count() % 2) for x in range(8)] for s in range(8)]
LEVELS = [Fraction(7, 24), Fraction(43, 216), Fraction(1, 36), Fraction(1, 54)]
EIGENVALUES = [LEVELS[s.bit_count()] for s in range(8)]


def gram():
    return [[sum(EIGENVALUES[s] * WALSH[s][x] * WALSH[s][y] for s in range(8)) for y in range(8)] for x in range(8)]


def solve(matrix, right):
    """Gauss-Jordan in rationals: the determinant, and the solutions for each column of the right-hand side."""
    rows, determinant = [[*row, *b] for row, b in zip(matrix, right, strict=True)], Fraction(1)
    for i in range(len(rows)):
        pivot = rows[i][i]  # positive: the matrix is positive definite
        determinant *= pivot
        rows[i] = [x / pivot for x in rows[i]]
        for j in range(len(rows)):
            if j != i:
                rows[j] = [x - rows[j][i] * y for x, y in zip(rows[j], rows[i], strict=True)]
    return determinant, [row[len(rows) :] for row in rows]


def enumerate_subsets(n):
    """Sums over all D of n points: of det K_DD, of det K_DD L_i(D), and of det K_DD tr K_DD^-1."""
    kernel, total, learned, trace = gram(), Fraction(0), [Fraction(0)] * 8, Fraction(0)
    for data in combinations(range(8), n):
        right = [[*(WALSH[s][x] for s in range(8)), *(int(x == y) for y in data)] for x in data]
        determinant, solved = solve([[kernel[x][y] for y in data] for x in data], right)
        total += determinant
        trace += determinant * sum(solved[j][8 + j] for j in range(n))
        for s in range(8):
            quadratic = sum(WALSH[s][x] * row[s] for x, row in zip(data, solved, strict=True))
            learned[s] += determinant * EIGENVALUES[s] * quadratic
    return total, learned, trace


@pytest.mark.parametrize("n", [1, 2, 4, 7, 8])
def test_every_set_of_n_points_in_rationals(n):
    total, learned, _ = enumerate_subsets(n)
    assert [x / total for x in learned] == determinantal.fixed_size_learnabilities_exact(n, EIGENVALUES)
    assert total == determinantal.elementary_symmetric([8 * x for x in EIGENVALUES], n)[n]


def test_every_set_in_rationals_for_the_ensemble():
    constant = Fraction(1, 10)
    sums = [(n, *enumerate_subsets(n)) for n in range(9)]
    weights = [(8 * constant) ** -n for n in range(9)]
    total = sum(w * s[1] for w, s in zip(weights, sums, strict=True))
    for i, value in enumerate(EIGENVALUES):
        mean = sum(w * s[2][i] for w, s in zip(weights, sums, strict=True)) / total
        assert mean == value / (value + constant)
    size = sum(w * s[0] * s[1] for w, s in zip(weights, sums, strict=True)) / total
    assert size == sum(value / (value + constant) for value in EIGENVALUES)
    trace = sum(w * s[3] for w, s in zip(weights, sums, strict=True)) / total
    assert trace == (8 - size) / (8 * constant)
    ball = determinantal.mean_inverse_trace(float(size), [float(x) for x in EIGENVALUES])
    assert float(ball) == pytest.approx(float(trace), rel=1e-14)


@settings(deadline=None, max_examples=40)
@given(
    values=st.lists(st.floats(1e-9, 1e6), min_size=2, max_size=7),
    counts=st.lists(st.integers(1, 4), min_size=7, max_size=7),
    share=st.floats(0, 1),
)
def test_floats_agree_with_rationals_and_sum_to_n(values, counts, share):
    counts = counts[: len(values)]
    n = round(share * sum(counts))
    levels = determinantal.fixed_size_learnabilities(n, values, counts)
    single = [Fraction(v) for v, m in zip(values, counts, strict=True) for _ in range(m)]
    exact = determinantal.fixed_size_learnabilities_exact(n, single)
    assert sum(exact) == n
    np.testing.assert_allclose(np.repeat(levels, counts), [float(x) for x in exact], rtol=1e-11, atol=1e-300)


def test_a_large_system_approaches_the_formula():
    eigenvalues, multiplicities = [1.0, 0.1, 0.01], [1000, 1000, 1000]
    canonical = determinantal.fixed_size_learnabilities(1200, eigenvalues, multiplicities)
    np.testing.assert_allclose(canonical, eigenlearning.learnabilities(1200, eigenvalues, multiplicities), atol=1e-3)
    assert np.dot(canonical, multiplicities) == pytest.approx(1200, rel=1e-11)


def test_rank_deficient_kernels():
    assert determinantal.fixed_size_learnabilities(2, [3.0, 1.0, 0.0]).tolist() == [1, 1, 0]
    exact = determinantal.fixed_size_learnabilities_exact(2, [Fraction(3), Fraction(1), Fraction(0)])
    assert exact == [1, 1, 0]
    assert determinantal.fixed_size_learnabilities(0, [3.0, 1.0]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: determinantal.fixed_size_learnabilities(3, [1.0, 1.0]), "between 0 and rank = 2"),
        (lambda: determinantal.fixed_size_learnabilities(1.5, [1.0, 1.0]), "between 0 and rank = 2"),
        (lambda: determinantal.fixed_size_learnabilities(1, [1.0, math.nan]), "eigenvalue 1 is nan"),
        (lambda: determinantal.fixed_size_learnabilities_exact(3, [Fraction(1)] * 2), "between 0 and rank = 2"),
        (lambda: determinantal.fixed_size_learnabilities_exact(-1, [Fraction(1)]), "between 0 and rank = 1"),
        (lambda: determinantal.fixed_size_learnabilities_exact(1, [Fraction(-1)]), "eigenvalue 0 is -1"),
        (lambda: determinantal.fixed_size_learnabilities_exact(1, [0.5]), "must be a Fraction"),
        (lambda: determinantal.mean_inverse_trace(1, [1.0, 0.0]), "singular"),
        (lambda: determinantal.mean_inverse_trace(2, [1.0, 1.0]), "no positive root"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()
