"""Flows from starts on the wrong side: what they conserve, and sizes that do not fit."""

import numpy as np
import pytest

from empirics import opposed_start


def test_opposed_margins_rise_to_zero_and_flipped_ones_grow():
    times = np.array([0.0, 1.0, 4.0])
    for sign in (-1, 1):
        seen = opposed_start.opposed.run(np.random.default_rng(3), sizes=(2, 3, 1), sign=sign, times=times)
        assert seen["margin"][0] == pytest.approx(sign * seen["scale"] ** 2 * seen["length"])
        assert np.all(np.diff(seen["margin"]) > 0)
        assert np.all(np.sign(seen["margin"]) == sign)


def test_smaller_gaps_take_longer():
    seen = opposed_start.perturbed.run(np.random.default_rng(3), sizes=(2, 3, 1), gaps=(0.1, 0.01))
    assert seen["crossing"][0] < seen["crossing"][1]


def test_gradients_by_complex_steps_agree_with_differences():
    seen = opposed_start.partly_zero.run(np.random.default_rng(3), sizes=(2, 3, 1), zero=(2,), count=4)
    first, data = seen["weights"][:6].reshape(3, 2), seen["data"].reshape(4, 2)
    slope = -(data @ first.T).mean(axis=0) / 2
    assert seen["speed"] == pytest.approx([0, np.linalg.norm(slope)])


def test_descent_keeps_opposed_layers_opposed_to_the_last_bit():
    seen = opposed_start.descended.run(np.random.default_rng(3), width=7, step=0.1, steps=500)
    assert seen["asymmetry"] == 0


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 2), (2, 0, 1)])
def test_sizes_that_do_not_fit(sizes):
    with pytest.raises(ValueError, match="three or more positive widths"):
        opposed_start.opposed.run(np.random.default_rng(0), sizes=sizes, sign=1, times=np.array([1.0]))
