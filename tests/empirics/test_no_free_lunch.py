"""Every target, every data set: one number is known without any theory."""

import numpy as np
import pytest

from empirics import no_free_lunch


def test_trained_points_are_right_and_the_others_are_a_coin():
    seen = no_free_lunch.every_target(np.random.default_rng(0), n=3, largest=9)
    assert seen["zero_one"] == pytest.approx(5 / 8 * seen["zero_one_off"])
    assert seen["mse"] == pytest.approx(5 / 8 * seen["mse_off"])
    assert seen["learnability"] == pytest.approx(3 / 8)


@pytest.mark.parametrize("n", [0, 8])
def test_some_points_must_be_seen_and_some_not(n):
    with pytest.raises(ValueError, match="1 <= n <= 7"):
        no_free_lunch.every_target(np.random.default_rng(0), n=n, largest=9)
