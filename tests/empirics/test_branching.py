"""Branching processes of a ReLU layer: the law of the offspring, the size of trees, and walks."""

import numpy as np

from empirics import branching as measured


def test_offspring_is_critical_and_generates_the_arc_cosine_kernel():
    plain, chosen = measured._offspring()
    law = np.diff(plain, prepend=0.0)
    np.testing.assert_allclose(plain[-1], 1, atol=1e-6)
    np.testing.assert_allclose(chosen[-1], 1, atol=5e-3)  # the tail of the mean falls like n^(-1/2)
    for c in (-0.9, 0.0, 0.4):
        angle = np.arccos(c)
        known = (np.sin(angle) + (np.pi - angle) * c) / np.pi
        np.testing.assert_allclose(c ** np.arange(len(law)) @ law, known, atol=1e-9)


def test_last_generation_has_the_composed_generating_function():
    rng, trees = np.random.default_rng(0), 20000
    size = measured._last_generation(rng, trees, 2, np.full(trees, -1))
    assert abs(np.mean(size == 0) - 0.4924) < 0.02  # kappa(kappa(0)) = kappa(1 / pi)
    kept = measured._last_generation(rng, trees, 2, np.full(trees, 2))
    assert kept.min() >= 1


def test_walks_have_the_parity_of_their_steps():
    rng = np.random.default_rng(1)
    steps = rng.integers(0, 50, 500)
    distance = measured._distance(rng, steps, 6)
    assert ((distance - steps) % 2 == 0).all()
    assert (distance <= np.minimum(steps, 6)).all()


def test_shares_add_up():
    found = measured.branching_relu(np.random.default_rng(2), trees=256, dimension=5, depth=2)
    np.testing.assert_allclose(
        [found["initial"].sum(), found["tangent"].sum(), found["gain"].sum()], [1, 1, 0], atol=1e-12
    )
