"""Every data set on eight points: budgets and errors that are known without theory."""

import numpy as np
import pytest

from empirics import learning_order


def test_all_modes_together_learn_n():
    seen = learning_order.masked(np.random.default_rng(0), n=2, largest=9)
    assert np.dot((1, 3, 3, 1), seen["learnability"]) == pytest.approx(2)
    assert 2 <= seen["ratio"] <= 9


def test_squares_of_fit_and_error():
    seen = learning_order.random_target(np.random.default_rng(1), n=3)
    assert seen["mse"].shape == (56,)
    np.testing.assert_allclose(seen["mse"], 1 - 2 * seen["learnability"] + seen["fitted"], atol=1e-12)


def test_everything_is_known_once_every_point_is():
    seen = learning_order.random_target(np.random.default_rng(2), n=8)
    assert seen["learnability"] == pytest.approx([1])
    assert seen["mse"] == pytest.approx([0], abs=1e-20)
