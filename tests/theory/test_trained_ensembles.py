"""Laws of trained networks: against sampled functions, sampled sums of squares, quadrature, and bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from theory import trained_ensembles as exact

POINTS = np.array([(1.0, 0.2), (-0.3, 1.0), (0.8, 0.9), (-1.0, 0.4), (0.5, -1.0)])
D, Y = (0, 1), np.array([1.0, -1.0])


def test_kernels_are_integrals_over_weights():
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    w = np.stack(np.meshgrid(nodes, nodes), axis=-1).reshape(-1, 2)
    mass = np.outer(weights, weights).ravel() / (2 * np.pi)
    pre = w @ POINTS.T * np.sqrt(2 / 2)
    values, slopes = special.erf(pre), 2 / np.sqrt(np.pi) * np.exp(-(pre**2))
    S, K = exact.erf_kernels(POINTS)
    start = (mass[:, None] * values).T @ values
    np.testing.assert_allclose(S, start, atol=1e-6)
    np.testing.assert_allclose(K, start + (mass[:, None] * slopes).T @ slopes * (POINTS @ POINTS.T), atol=1e-6)


def test_law_is_that_of_functions_drawn_from_the_start_and_corrected():
    S, K = exact.erf_kernels(POINTS)
    f0 = np.random.default_rng(0).multivariate_normal(np.zeros(5), S, size=200_000)
    trained = f0[:, 2:] + (Y - f0[:, :2]) @ np.linalg.solve(K[:2, :2], K[:2, 2:])
    law = exact.trained(K, S, D, Y)
    np.testing.assert_allclose(trained.mean(axis=0), law.mean, atol=0.01)
    np.testing.assert_allclose(np.cov(trained.T), law.covariance, atol=0.01)
    np.testing.assert_allclose((trained[:, 1] <= 0.3).mean(), law.below([0.3], at=1)[0], atol=0.005)
    radius = (((trained - law.mean) @ law.whitener().T) ** 2).sum(axis=1)
    np.testing.assert_allclose((radius <= 2.5).mean(), law.radius_below([2.5], law)[0], atol=0.005)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.floats(0.2, 5), min_size=3, max_size=6), st.integers(0, 2**31))
def test_sum_of_squares_is_that_of_drawn_numbers(weights, seed):
    drawn = (np.random.default_rng(seed).standard_normal((20_000, len(weights))) ** 2) @ np.array(weights)
    t = np.quantile(drawn, [0.1, 0.5, 0.9])
    np.testing.assert_allclose(exact.sum_of_squares_below(weights, t), [0.1, 0.5, 0.9], atol=0.02)


@pytest.mark.parametrize("k", [3, 5])
def test_equal_weights_give_chi_square(k):
    t = np.linspace(0.3, 12, 9)
    np.testing.assert_allclose(exact.sum_of_squares_below(np.full(k, 2.0), 2 * t), stats.chi2.cdf(t, k), atol=2e-5)


def test_heavy_radius_is_an_average_over_sizes():
    size = np.random.default_rng(1).exponential(size=400_000)
    t = np.array([0.5, 3.0, 9.0])
    averages = [stats.chi2.cdf(x / size, 3).mean() for x in t]
    np.testing.assert_allclose(exact.heavy_radius_below(3, t), averages, atol=2e-3)


def test_with_one_kernel_it_is_the_bayesian_posterior():
    _, K = exact.erf_kernels(POINTS)
    posterior = exact.trained(K, K, D, Y)
    gain = np.linalg.solve(K[:2, :2], K[:2, 2:])
    np.testing.assert_allclose(posterior.covariance, K[2:, 2:] - K[2:, :2] @ gain, atol=1e-12)
    assert np.all(np.diag(exact.untrained(K, D).covariance) > np.diag(posterior.covariance))


def test_bad_input_is_refused():
    S, K = exact.erf_kernels(POINTS)
    with pytest.raises(ValueError, match="rows of a matrix"):
        exact.erf_kernels(np.ones(3))
    with pytest.raises(ValueError, match="at least three positive"):
        exact.sum_of_squares_below([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="common mean"):
        exact.untrained(K, D).radius_below([1.0], exact.trained(K, S, D, Y))
    with pytest.raises(ValueError, match="one label per data point"):
        exact.trained(K, S, D, [1.0])
