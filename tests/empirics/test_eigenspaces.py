"""Random monomials against enumeration, and the pixels of the shipped images."""

import itertools

import numpy as np
import pytest

from empirics import eigenspaces


def test_shares_of_monomials_whose_coordinates_differ():
    rng, d, draws = np.random.default_rng(0), 4, 40_000
    kept = eigenspaces.random_monomials(rng, dimension=d, factors=5, draws=draws)["degree_kept"]
    for k in (2, 3, 4, 5):
        every = list(itertools.product(range(d), repeat=k))
        share = sum(len(set(one)) == k for one in every) / len(every)
        assert abs(kept[k - 2] - share) < 5 * np.sqrt(share * (1 - share) / draws) + 1e-12
    assert kept[3] == 0  # five of four coordinates never differ


def test_the_shipped_mnist_images_have_784_pixels():
    one = eigenspaces.random_pixels(np.random.default_rng(1), collection="mnist", factors=3, draws=1000)
    assert one["pixels"] == 784
    assert one["degree_kept"].shape == (2,)
    assert one["degree_kept"][0] >= one["degree_kept"][1] > 0.98


def test_bad_input():
    with pytest.raises(ValueError, match="factors >= 2"):
        eigenspaces.random_monomials(np.random.default_rng(0), dimension=5, factors=1, draws=3)
