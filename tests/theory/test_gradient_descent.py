"""Gradient descent on least squares: closed form against recursion, the pseudo-inverse, and bad input."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import gradient_descent as exact

INTEGERS = st.lists(st.integers(-3, 3), min_size=9, max_size=9)


def features(entries):
    """A 6 x 3 matrix of rank 3: an identity above nine integers."""
    return [[1, 0, 0], [0, 1, 0], [0, 0, 1], entries[:3], entries[3:6], entries[6:]]


@settings(deadline=None, max_examples=30)
@given(entries=INTEGERS, steps=st.integers(0, 9))
def test_closed_form_equals_the_recursion_in_rationals(entries, steps):
    phi, r, step = features(entries), [1, Fraction(-2, 3), 5], Fraction(1, 7)
    assert exact.displacement(phi, r, step, steps) == exact.recursion(phi, r, step, steps)


@settings(deadline=None, max_examples=30)
@given(entries=INTEGERS, steps=st.integers(0, 9))
def test_squared_distances_are_those_of_the_iterates_and_of_the_limit(entries, steps):
    phi, r, step = features(entries), [1, Fraction(-2, 3), 5], Fraction(1, 7)
    assert exact.squared_distance(phi, r, step, steps) == sum(x**2 for x in exact.recursion(phi, r, step, steps))
    assert exact.label_complexity(phi, r) == sum(x**2 for x in exact.minimum_norm(phi, r))


def test_the_distance_overshoots_above_half_of_the_largest_stable_step():
    path = [exact.squared_distance([[1, 0], [0, 1], [0, 0]], [1, 1], Fraction(19, 5), t) for t in (1, 2)]
    assert path[0] > 2 > path[1]  # eta = 3.8, and 2 n / lambda_max = 4


@settings(deadline=None, max_examples=30)
@given(entries=st.lists(st.integers(-1, 1), min_size=12, max_size=12))
def test_minimum_norm_is_the_pseudo_inverse_at_every_rank(entries):
    phi = [entries[i : i + 3] for i in range(0, 12, 3)]
    r = [1, -2, 3]
    expected = np.linalg.pinv(np.array(phi, dtype=float).T) @ r
    assert np.allclose([float(x) for x in exact.minimum_norm(phi, r)], expected, atol=1e-12)


def test_interpolant_is_the_minimum_norm_solution_of_its_features():
    phi, r = np.array(features([1, -2, 0, 2, 1, 1, 0, 3, -1]), dtype=float), np.array([1.0, 2.0, -1.0])
    at_data = exact.interpolant(phi.T @ phi, phi.T @ phi, r, np.zeros(3), np.zeros(3))
    assert np.allclose(at_data, r, atol=1e-12)


def test_largest_stable_step_and_rate_agree_at_the_threshold():
    assert exact.largest_stable_step(4.0, 6) == 3.0
    assert np.allclose(exact.top_mode_log_rate([1.0]), 0.0)
    assert exact.top_mode_log_rate(0.99) < 0 < exact.top_mode_log_rate(1.01)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: exact.displacement([[1, 1]], [1, 1], 1, 3), "singular"),
        (lambda: exact.squared_distance([[1, 1]], [1, 1], 1, 3), "singular"),
        (lambda: exact.squared_distance([[1]], [1], 1, -1), "must not be negative"),
        (lambda: exact.label_complexity([[1, 1]], [1, 1]), "singular"),
        (lambda: exact.displacement([[1, 1]], [1], 1, 3), "one column per value"),
        (lambda: exact.recursion([[1]], [1], 1, -1), "must not be negative"),
        (lambda: exact.minimum_norm([], []), "one column per value"),
        (lambda: exact.minimum_norm([[float("nan")]], [1]), "finite"),
        (lambda: exact.largest_stable_step(0.0, 3), "must be positive"),
        (lambda: exact.largest_stable_step(float("nan"), 3), "must be positive"),
        (lambda: exact.top_mode_log_rate([0.5]), "not 1/2"),
        (lambda: exact.top_mode_log_rate([float("nan")]), "must be positive"),
        (lambda: exact.interpolant([[1.0]], [[-1.0]], [1.0], [0.0], [0.0]), "not positive definite"),
        (lambda: exact.interpolant([[1.0, 2.0]], [[1.0]], [1.0], [0.0], [0.0]), "shapes do not fit"),
        (lambda: exact.interpolant([[np.nan]], [[1.0]], [1.0], [0.0], [0.0]), "must be finite"),
    ],
)
def test_bad_input_gets_one_clear_sentence(call, says):
    with pytest.raises(ValueError, match=says):
        call()
