"""Covariances that are known without theory."""

import numpy as np
import pytest

from empirics import learned_covariance


def test_all_features_seen_leave_no_fluctuation():
    seen = learned_covariance.gaussian(
        np.random.default_rng(0), n=16, eigenvalues=np.array([3.0, 2.0, 1.0]), multiplicities=(3, 3, 4), ridge=1e-9
    )
    np.testing.assert_allclose(seen["covariance"], 0, atol=1e-9)


def test_a_random_projection():
    sizes, n, d = (8, 8, 8), 12, 24
    flat = {"n": n, "eigenvalues": np.ones(3), "multiplicities": sizes, "ridge": 0.0}
    seen = [learned_covariance.gaussian(np.random.default_rng(i), **flat)["covariance"] for i in range(600)]
    own, other = 2 * n * (d - n) / (d * d * (d + 2)), n * (d - n) / (d * (d + 2) * (d - 1))
    exact = np.array([own + other, own + other, 2 * other, own - other, 0])
    error = np.std(seen, axis=0) / np.sqrt(600)
    assert np.all(np.abs(np.mean(seen, axis=0) - exact) < 5 * error)


def test_a_mode_that_the_target_lacks_is_uncorrelated_on_the_cube():
    seen = learned_covariance.counted(np.random.default_rng(1), n=3, largest=9)
    assert seen["covariance"][4] == pytest.approx(0, abs=1e-15)
    assert abs(seen["covariance"][3]) > 1e-3
