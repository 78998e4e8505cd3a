"""Nested least squares, against one fit at a time."""

import numpy as np
import pytest

from empirics import linear_regression


def test_nested_sizes_are_single_fits():
    seen = linear_regression.isotropic(np.random.default_rng(1), d=8, below=(2, 5), above=(11, 20))
    inputs = np.random.default_rng(1).standard_normal((20, 8))
    for size, excess in zip((2, 5, 11, 20), seen["excess"], strict=True):
        X = inputs[:size]
        control = min(size, 8) / abs(size - 8) * (np.sum(X**2) / (8 * size) - 1)
        assert excess - control == pytest.approx(np.sum(np.linalg.pinv(X) ** 2))
    for size, learned in zip((2, 5), seen["learnability"], strict=True):
        assert learned == pytest.approx(np.mean(np.diag(np.linalg.pinv(inputs[:size]) @ inputs[:size])[:6]))


@pytest.mark.parametrize(("n", "rank"), [(3, 3), (9, 4)])
def test_the_sum_is_the_rank(n, rank):
    seen = linear_regression.primal_and_dual(np.random.default_rng(0), n=n, d=4)["outcome"]
    assert seen == pytest.approx([rank, 0], abs=1e-9)


@pytest.mark.parametrize(("below", "above"), [((), (9,)), ((2,), ()), ((8,), (9,)), ((2,), (8,)), ((0,), (9,))])
def test_sizes_lie_on_both_sides(below, above):
    with pytest.raises(ValueError, match="both sides"):
        linear_regression.isotropic(np.random.default_rng(0), d=8, below=below, above=above)
