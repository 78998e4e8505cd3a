"""Rank correlations against scipy and by hand, points in the plane, and random networks."""

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from empirics import spectral_bound as measured


@pytest.mark.parametrize("seed", range(3))
def test_rank_correlation_is_spearmans_also_with_ties(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 5, size=(2, 7)).astype(float)
    assert measured.ranks(x, y)[0] == pytest.approx(spearmanr(x, y)[0], abs=1e-12)


def test_share_of_orders_by_hand():
    x = np.arange(4.0)
    assert measured.ranks(x, 2 * x) == (pytest.approx(1.0), pytest.approx(math.log10(1 / 24)))
    assert measured.ranks(x, -x) == (pytest.approx(-1.0), 0.0)
    assert measured.ranks(x, np.array([0.0, 1, 3, 2]))[1] == pytest.approx(math.log10(4 / 24))  # three swaps and none
    assert measured.ranks(x, np.ones(4)) == (0.0, 0.0)


def test_points_in_the_plane_are_classified_up_to_flipped_labels():
    setting = {"sizes": (100, 4000), "angle": math.pi / 6, "flipped": 0.1, "gamma": 1e-9}
    seen = measured.plane(np.random.default_rng(0), **setting)
    assert np.linalg.norm(seen["weights"], axis=2) == pytest.approx(1)
    assert seen["error"] == pytest.approx(0.1, abs=0.03)
    assert seen["training"][1] == pytest.approx(0.1, abs=0.03)


def test_parts_of_random_networks_by_the_definition():
    seen = measured.random_networks(np.random.default_rng(1), depth=2, width=3, points=6)
    outputs = np.maximum(seen["x"] @ seen["weights"][0].T, 0) @ seen["weights"][1].T
    assert seen["outputs"] == pytest.approx(outputs)
    margins = [o[y] - max(np.delete(o, y)) for o, y in zip(outputs, seen["labels"], strict=True)]
    lipschitz = math.prod(np.linalg.norm(w, 2) for w in seen["weights"])
    assert seen["parts"][:3] == pytest.approx(
        [np.mean(np.array(margins) < 1), np.linalg.norm(seen["x"]) / 6, lipschitz]
    )
