"""Risks and complexities on the cube against slower computations."""

import numpy as np
import pytest

from empirics import generalization_bounds as measured


def test_random_labels_are_wrong_half_the_time_and_the_scale_is_not_seen_by_signs():
    seen = measured.risks(np.random.default_rng(0), d=3, n=40, share=0.7, scales=(0.5, 2.0), flips=(0.0, 0.5))
    assert seen["risk"].reshape(2, 2) == pytest.approx(np.array([[0, 0], [0.5, 0.5]]))
    low, high = seen["complexity"].reshape(2, 2).T
    assert low == pytest.approx(4 * high)


def test_one_labelling_by_hand():
    rng = np.random.default_rng(1)
    seen = measured.every_labelling(rng, n=2, p=3, orthogonal=False)
    inverse = np.linalg.inv(seen["features"] @ seen["features"].T)
    by_hand = [np.array(y) @ inverse @ np.array(y) for y in ((1, 1), (1, -1))]
    assert seen["mean"] == pytest.approx(np.mean(by_hand))
    assert measured.every_labelling(rng, n=3, p=3, orthogonal=True)["first_term"] == pytest.approx(2)


def test_the_largest_norm_is_that_of_a_parity_of_degree_two():
    seen = measured.radii(np.random.default_rng(2), d=3, ratio=0.5)
    least = seen["scale"] * (1 - seen["share"])
    assert seen["radii"][0] == pytest.approx((8 / least) ** 0.5)
    assert seen["radii"][2] == np.ceil(np.log(seen["radii"][0] * seen["scale"] ** 0.5) / np.log(1.5))
