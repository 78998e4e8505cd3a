"""SGD's moments: by hand for one point, and as the limit of the recursion; bad input."""

from fractions import Fraction

import numpy as np
import pytest

from theory import gradient_descent
from theory import stochastic_gradient_descent as exact

PHI, R = np.array([[1, 0, 1, 1], [0, 1, 1, 0], [0, 0, 0, 0]]), [1, -1, 2, 0]


def test_one_point_with_two_labels_is_an_autoregression():
    phi, r, step = [[2, 2]], [Fraction(1, 2), Fraction(-1, 2)], Fraction(1, 8)
    decay = 1 - step * 4
    variance = step**2 * 4 * Fraction(1, 4) / (1 - decay**2)
    assert exact.stationary_covariance(phi, r, step)[0, 0] == variance
    assert exact.mean_square_growth(phi, step) == pytest.approx(float(decay**2))
    assert np.allclose(exact.stationary_variance(phi, r, step), float(4 * variance))


def test_recursion_tends_to_the_stationary_covariance_of_an_overdetermined_problem():
    S = exact.stationary_covariance(PHI, R, Fraction(1, 4))
    table, covariance = PHI.astype(float), np.array(S, dtype=float)
    limit = np.array(gradient_descent.minimum_norm(PHI.tolist(), R), dtype=float)
    xi, moved = np.array(R) - table.T @ limit, np.zeros((3, 3))
    for i, v in enumerate(table.T):
        A = np.eye(3) - np.outer(v, v) / 4
        moved += (A @ covariance @ A + np.outer(v, v) * (xi[i] / 4) ** 2) / 4
    np.testing.assert_allclose(moved, covariance, atol=1e-14)
    mean, second = exact.moments(PHI.tolist(), R, 0.25, 160)
    np.testing.assert_allclose(mean.astype(float), 0, atol=1e-5)
    np.testing.assert_allclose(second.astype(float), covariance, atol=1e-5)


def test_nothing_remains_where_data_can_be_interpolated():
    phi, r = [[1, 0], [1, 1], [0, 2]], [3, -1]
    assert not np.any(exact.stationary_covariance(phi, r, Fraction(1, 8)))
    start = np.array(gradient_descent.minimum_norm(phi, r))
    mean, second = exact.moments(phi, r, Fraction(1, 8), 0)
    assert np.all(mean == -start)
    assert np.all(second == np.outer(start, start))


def test_small_steps_give_the_variance_in_first_order():
    small = exact.small_step_variance(PHI.tolist(), R, 1e-3)
    np.testing.assert_allclose(exact.stationary_variance(PHI.tolist(), R, 1e-3), small, rtol=2e-3)


def test_single_samples_can_be_unstable_where_full_descent_is_stable():
    phi = [[1, 0], [0, 1]]  # full descent: steps below 2 n / lambda_max = 4
    assert exact.mean_square_growth(phi, 1.9) < 1 < exact.mean_square_growth(phi, 2.1)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: exact.moments([[1]], [1], 1, -1), "must not be negative"),
        (lambda: exact.moments([[1]], [1, 2], 1, 1), "one column per value"),
        (lambda: exact.stationary_covariance([[1, 1]], [1, 0], 2), "nothing is stationary"),
        (lambda: exact.mean_square_growth([[0, 0]], 1), "not all zero"),
        (lambda: exact.stationary_variance([[float("nan")]], [1], 1), "finite"),
    ],
)
def test_bad_input_gets_one_clear_sentence(call, says):
    with pytest.raises(ValueError, match=says):
        call()
