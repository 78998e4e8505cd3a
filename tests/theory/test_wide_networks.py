"""The law of trained networks: simulated initial functions, the Bayesian special case, bad input."""

import numpy as np
import pytest

from theory import wide_networks


def kernels():
    random = np.random.default_rng(0)
    roots = random.standard_normal((2, 6, 6))
    return tuple(root @ root.T + 0.1 * np.eye(6) for root in roots)


def test_law_of_initial_functions_moved_by_regression():
    K, S = kernels()
    D, T, y = [1, 4], [0, 2, 3, 5], np.array([1.0, -2.0])
    start = np.random.default_rng(1).multivariate_normal(np.zeros(6), S, size=400_000)
    moved = start[:, T] + (y - start[:, D]) @ np.linalg.inv(K[np.ix_(D, D)]) @ K[np.ix_(D, T)]
    size = np.abs(np.cov(moved.T)).max()
    assert wide_networks.mean_after_training(K, D, y) == pytest.approx(moved.mean(axis=0), abs=0.02 * size)
    assert wide_networks.covariance_after_training(K, S, D) == pytest.approx(np.cov(moved.T), abs=0.02 * size)


def test_with_the_kernel_as_prior_it_is_the_schur_complement():
    K, _ = kernels()
    posterior = np.linalg.inv(np.linalg.inv(K)[2:, 2:])
    assert wide_networks.covariance_after_training(K, K, [0, 1]) == pytest.approx(posterior)


def test_bad_input_is_named():
    K, S = kernels()
    with pytest.raises(ValueError, match="distinct positions"):
        wide_networks.mean_after_training(K, [1, 1], [0.0, 1.0])
    with pytest.raises(ValueError, match="one label per data point"):
        wide_networks.mean_after_training(K, [1, 2], [0.0])
    with pytest.raises(ValueError, match="the same points"):
        wide_networks.covariance_after_training(K, S[:5, :5], [1, 2])
