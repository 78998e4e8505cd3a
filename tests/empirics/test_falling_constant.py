"""Meters of the constant where it is known, and budgets of growing data sets."""

import numpy as np
import pytest

from empirics import falling_constant


def test_a_flat_kernel_has_the_constant_that_symmetry_gives():
    seen = falling_constant.metered(np.random.default_rng(0), eigenvalues=np.full(8, 3.0), sizes=np.array([2.0, 6.0]))
    np.testing.assert_allclose(seen["constant"], [9, 1], rtol=1e-12)  # lambda (M - n) / n
    np.testing.assert_allclose(seen["slope"], [-3 * 8 / 4, -3 * 8 / 36], rtol=1e-6)
    np.testing.assert_allclose(seen["rise"], 1 / 8, rtol=1e-6)


def test_every_point_adds_one_unit_and_all_points_teach_everything():
    added = falling_constant.grown(np.random.default_rng(1), points=6)["increments"].reshape(6, 6)
    np.testing.assert_allclose(added.sum(axis=1), 1, atol=1e-12)
    np.testing.assert_allclose(added.sum(axis=0), 1, atol=1e-12)


def test_a_huge_ridge_is_all_that_the_meter_sees():
    seen = falling_constant.with_ridge(np.random.default_rng(2), eigenvalues=np.ones(9), sizes=(1, 4), ridge=1e9)
    assert seen["meter"] == pytest.approx([1e9, 1e9], rel=1e-6)
