"""Nuisance terms measured by hand, and ascent over spectral balls against networks that are drawn."""

import itertools

import numpy as np
import pytest

from empirics import nuisance_term as measured


def slow_term(layers):
    return sum((sum(np.sqrt(r @ r) for r in w) / np.linalg.svd(w)[1][0]) ** (2 / 3) for w in layers) ** 1.5


def test_term_is_that_of_the_definition():
    layers = np.random.default_rng(1).standard_normal((3, 4, 5))
    assert measured.term(layers) == pytest.approx(slow_term(layers), rel=1e-12)
    assert measured.term(2 * layers, layers) == pytest.approx(slow_term(layers) / 2, rel=1e-12)


def test_families_have_their_rank_and_rotations_change_the_term():
    seen = measured.random_layers(np.random.default_rng(2), depth=3, widths=(4, 8), factors=np.array([0.5, 1.0]))
    terms = dict(zip(measured.FAMILIES, seen["terms"], strict=True))
    assert np.all(terms["axis-aligned rank one"] < terms["rank one"])
    assert np.all(terms["rank one"] < terms["flat rank one"])
    assert seen["moved"][0] == pytest.approx(terms["orthogonal"][-1])
    assert seen["moved"][1] == 0


def test_no_drawn_network_exceeds_what_ascent_reaches():
    rng = np.random.default_rng(3)
    seen = measured.linear_networks(rng, depth=2, width=3, n=4, p=2, family="any")
    points, (first, second) = seen["features"], seen["radii"]
    left, right = rng.standard_normal((20000, 3, 2)), rng.standard_normal((20000, 1, 3))
    left *= first / np.linalg.norm(left, 2, axis=(1, 2))[:, None, None]
    right *= second / np.linalg.norm(right, 2, axis=(1, 2))[:, None, None]
    signs = np.array([(1, *s) for s in itertools.product((-1, 1), repeat=3)])
    best = ((right @ left)[:, 0] @ (signs @ points).T).max(axis=0).mean()
    assert 0.9 * seen["supremum"] < best <= seen["supremum"] * (1 + 1e-12)
    assert seen["sampled"] < seen["supremum"]
