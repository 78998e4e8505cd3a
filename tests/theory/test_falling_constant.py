"""Slopes of the constant and of learnabilities, and increments along growing data sets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import data_sets, eigenlearning, falling_constant, finite_spectra

spectra = st.lists(st.tuples(st.floats(1e-3, 1e3), st.integers(1, 20)), min_size=1, max_size=5)


@given(spectra, st.floats(0.05, 0.95), st.sampled_from([0.0, 0.1, 10.0]))
@settings(deadline=None, max_examples=15)
def test_slopes_are_differences_of_certified_values(spectrum, share, ridge):
    from flint import arb, fmpq

    values, counts = [v for v, _ in spectrum], [m for _, m in spectrum]
    n, h = share * sum(counts), fmpq(1, 10**12)
    middle = fmpq(*float(n).as_integer_ratio())
    low, high = (
        eigenlearning.certified_constant(_fraction(middle + k * h), values, counts, ridge=ridge, digits=40)
        for k in (-1, 1)
    )
    slope = falling_constant.constant_slope(n, values, counts, ridge=ridge)
    assert slope == pytest.approx(float((high - low) / (2 * arb(h))), rel=1e-9)
    rises = falling_constant.learnability_slopes(n, values, counts, ridge=ridge)
    c = eigenlearning.constant(n, values, counts, ridge=ridge)
    chain = [-value / (value + c) ** 2 * slope for value in values]
    np.testing.assert_allclose(rises, chain, rtol=1e-10)
    if ridge == 0:
        assert np.dot(counts, rises) == pytest.approx(1, rel=1e-12)


def _fraction(x):
    from fractions import Fraction

    return Fraction(int(x.p), int(x.q))


@given(spectra, st.floats(0.001, 0.999))
@settings(deadline=None, max_examples=40)
def test_the_constant_lies_between_trace_over_n_and_that_less_the_largest_eigenvalue(spectrum, share):
    values, counts = np.array([v for v, _ in spectrum]), np.array([m for _, m in spectrum])
    n = share * float(counts.sum())
    c, start = eigenlearning.constant(n, values, counts), np.dot(values, counts) / n
    assert start - values.max() <= c * (1 + 1e-12)
    assert c <= start * (1 + 1e-12)


@pytest.mark.parametrize("n", [1, 10, 1e6])
def test_a_ridge_keeps_it_above_ridge_over_n(n):
    assert eigenlearning.constant(n, [2.0, 1.0], ridge=0.3) >= 0.3 / n


def test_increments_add_up_to_the_learnabilities_of_the_whole():
    rng = np.random.default_rng(3)
    A = rng.standard_normal((6, 9))
    spectrum = finite_spectra.from_gram(A @ A.T)
    added = falling_constant.increments(spectrum.expanded, spectrum.functions[[4, 1, 2, 0]])
    assert added.min() >= 0
    for n in (1, 2, 4):
        learned = data_sets.regress(spectrum, [4, 1, 2, 0][:n]).learnabilities
        np.testing.assert_allclose(added[:n].sum(axis=0), learned, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: falling_constant.constant_slope(2, [1.0, 0.5]), "0 < n < rank"),
        (lambda: falling_constant.constant_slope(0, [1.0, 0.5]), "0 < n < rank"),
        (lambda: falling_constant.learnability_slopes(5, [1.0, 0.0]), "0 < n < rank"),
        (lambda: falling_constant.constant_slope(1, [1.0, -0.5]), "eigenvalue 1 is -0.5"),
        (lambda: falling_constant.increments([1.0], np.ones((2, 2))), "points by modes"),
        (lambda: falling_constant.increments([1.0, -1.0], np.eye(2)), "must not be negative"),
        (lambda: falling_constant.increments([1.0, 1.0], np.ones((2, 2))), "singular"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
