"""Fits of random labels: what the experiments say of themselves."""

import numpy as np
import pytest

from empirics import memorization


@pytest.mark.parametrize(("data", "d"), [("digits", 64), ("box", 5)])
def test_the_triangular_solve_fits(data, d):
    seen = memorization.fitted(np.random.default_rng(1), data=data, n=30, new=4, position=0.25)
    assert seen["points"].shape == (34, d)
    assert seen["values"][:30] == pytest.approx(seen["labels"], abs=1e-8)
    assert seen["parameters"] == 60 + d
    assert seen["condition"] >= np.abs(seen["values"]).max()


def test_repeated_points_are_given_their_most_frequent_label():
    seen = memorization.repeated(np.random.default_rng(2), n=40, distinct=5)
    _, which = np.unique(seen["points"], axis=0, return_inverse=True)
    most = sum(np.bincount(seen["labels"][which.ravel() == k].astype(int)).max() for k in range(which.max() + 1))
    assert seen["errors"] == 40 - most


def test_zigzags_reach_no_errors_and_more_nodes_never_hurt():
    seen = memorization.zigzags(np.random.default_rng(3), n=8, samples=50)
    runs = 1 + int((np.diff(seen["signs"]) != 0).sum())
    assert (np.diff(seen["fewest"]) <= 0).all()
    assert (seen["fewest"] == 0).tolist() == [m >= runs for m in range(1, 9)]


def test_few_points_are_separable_and_many_are_not():
    fitted = [memorization.linear(np.random.default_rng(s), d=3, sizes=(3, 40))["fitted"] for s in range(20)]
    assert np.mean(fitted, axis=0).tolist() == [1, 0]


def test_coarse_digits_have_one_row_per_image():
    seen = memorization.coarse_digits(np.random.default_rng(4), n=40)
    assert seen["true"].shape == seen["random"].shape == (40, 17)
    assert np.array_equal(np.abs(seen["true"]), np.abs(seen["random"]))
    assert seen["fitted"][0] == 1
