"""Weighted points and the operator on the sphere, in cases that are known."""

import numpy as np
import pytest

from empirics import data_measure


def test_learnabilities_of_the_ensemble_add_up_to_its_mean_size():
    seen = data_measure.weighted(np.random.default_rng(0), n=3)
    assert seen["learnability"].sum() == pytest.approx(3)
    assert seen["weights"].sum() == pytest.approx(1)
    assert np.all(np.diff(seen["learnability"]) < 1e-12)


def test_the_constant_is_mapped_to_a_constant_and_axes_to_themselves():
    images = [data_measure.operator(np.random.default_rng(seed), degrees=2) for seed in range(3)]
    assert np.allclose([one["image"][0] for one in images], 0.25)
    assert np.allclose([one["image"][1] / one["cosine"] for one in images], 1 / 6)


def test_one_point_learns_a_harmonic_in_proportion_to_its_square_there():
    seen = data_measure.learned(np.random.default_rng(0), n=1, degrees=4)
    assert seen["learnability"] == pytest.approx(np.array([1 / 4, 1 / 6, 5 / 128, 0]) * seen["complexity"], abs=1e-12)
    assert seen["complexity"][0] == pytest.approx(1)
