"""Fits as operators: they reproduce the data, and conserve learnability."""

import numpy as np
import pytest

from empirics import duality


def test_the_operator_reproduces_the_data_and_sees_nothing_else():
    seen = duality.operator(np.random.default_rng(0), domain=12, n=5)
    T = seen["operator"].reshape(12, 12)
    assert T[:5, :5] == pytest.approx(np.eye(5), abs=1e-10)
    assert not T[:, 5:].any()
    assert np.linalg.cond(seen["gram"]) <= 64.1


def test_a_flat_kernel_learns_every_parity_alike():
    seen = duality.every_subset(np.random.default_rng(0), largest=1)
    assert seen["learnability"].reshape(254, 4)[[0, 8, -1]] == pytest.approx(np.array([[1], [2], [7]]) / 8 * np.ones(4))


@pytest.mark.parametrize("n", [0, 12])
def test_some_points_must_be_seen_and_some_not(n):
    with pytest.raises(ValueError, match="1 <= n < 12"):
        duality.operator(np.random.default_rng(0), domain=12, n=n)
