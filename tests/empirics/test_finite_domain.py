"""Regression on the whole cube, and budgets, known without theory."""

import numpy as np
import pytest

from empirics import finite_domain


def test_all_points_without_ridge_leave_the_noise_as_it_is():
    seen = finite_domain.cube(np.random.default_rng(0), kernel="laplace", dimension=4, n=16, ridge=0.0)
    assert seen["excess"] == pytest.approx(1)
    np.testing.assert_allclose(seen["learned"], 1, rtol=1e-9)
    np.testing.assert_allclose(seen["train_error"], 0, atol=1e-15)


def test_the_kernel_with_the_ridge_on_its_diagonal_interpolates():
    seen = finite_domain.cube(np.random.default_rng(1), kernel="laplace", dimension=4, n=6, ridge=0.3)
    assert np.dot((1, 4, 6, 4, 1), seen["without_ridge"]) == pytest.approx(6)
    assert np.dot((1, 4, 6, 4, 1), seen["learned"]) < 6


def test_equal_features_without_ridge():
    flat = {"eigenvalues": np.ones(20), "n": 5, "ridge": 0.0, "sets": 50}
    seen = [finite_domain.gaussian(np.random.default_rng(i), **flat) for i in range(50)]
    assert np.mean([s["excess"] for s in seen]) == pytest.approx(5 / 14, rel=0.02)
    assert seen[0]["train"] == 0


def test_repeated_points_count_once():
    for seed in range(5):
        total = finite_domain.with_replacement(np.random.default_rng(seed), kernel="laplace", dimension=3, n=6)["total"]
        assert total == pytest.approx(len(set(np.random.default_rng(seed).integers(8, size=6).tolist())))
