"""Batched descent with line search, against the flow's own formulae and against one data set at a time."""

import numpy as np
import pytest

from empirics import line_search_descent as measured
from empirics.deep_linear import log_risk
from empirics.deep_linear_starts import gaussian

SIZES = (3, 4, 2, 1)
ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8


def start(seed, sets=2, scale=1.0):
    rng = np.random.default_rng(seed)
    drawn = [gaussian(rng, SIZES, 1.0) for _ in range(sets)]
    return [scale * np.stack(layer) for layer in zip(*drawn, strict=True)], np.stack([ROWS] * sets)


@pytest.mark.parametrize("scale", [1.0, 30.0])
def test_height_and_gradient(scale):
    W, rows = start(1, scale=scale)
    F, G = measured.height_and_gradient(W, rows)
    assert np.allclose(F, [-log_risk([w[s] for w in W], ROWS) for s in range(2)], rtol=1e-12)
    assert np.allclose(F, measured.height(W, rows), rtol=1e-13)
    for k, w in enumerate(W):
        for at in np.ndindex(w.shape[1:]):
            bump = [np.zeros_like(v) for v in W]
            bump[k][(slice(None), *at)] = 1e-6
            ends = [measured.height([a + s * b for a, b in zip(W, bump, strict=True)], rows) for s in (1, -1)]
            assert np.allclose((ends[0] - ends[1]) / 2e-6, G[k][(slice(None), *at)], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("rule", ["risk", "log"])
def test_a_step_is_the_longest_of_its_halvings(rule):
    W, rows = start(2)
    F, G = measured.height_and_gradient(W, rows)
    slope = sum((g * g).sum(axis=(1, 2)) for g in G)
    size = measured.longest(W, G, rows, F, np.array([64.0, 256.0]), rule)

    def gain(step):
        growth = measured.height(measured.ahead(W, G, step), rows) - F
        return growth if rule == "log" else 1 - np.exp(-growth)

    assert np.all(gain(size) >= 0.25 * size * slope)
    halved = size < [64.0, 256.0]
    assert halved.any() == (rule == "risk")  # on the logarithm each of these steps will do
    assert np.all(gain(2 * size)[halved] < (0.5 * size * slope)[halved])


def test_sets_do_not_see_each_other():
    W, rows = start(3, sets=3)
    together = measured.descend(W, rows, np.array([5.0, 20.0]), "risk")
    alone = measured.descend([w[1:2] for w in W], rows[1:2], np.array([5.0, 20.0]), "risk")
    assert all(np.allclose(together[name][1:2], alone[name], rtol=1e-9, atol=1e-12) for name in alone)


def test_observables_of_layers():
    W, rows = start(4)
    seen = measured.observed(W, rows)
    assert np.allclose(seen["map"], [(w3 @ w2 @ w1)[0] for w1, w2, w3 in zip(*W, strict=True)])
    assert np.allclose(seen["squared"][:, 1], (W[1] ** 2).sum(axis=(1, 2)))
    assert np.allclose(seen["excess_rank"], seen["squared"] / seen["spectral"] - 1, atol=1e-12)
    assert np.allclose(seen["excess_rank"][:, -1], 0)
    u, v = np.linalg.svd(W[0][0])[0][:, 0], np.linalg.svd(W[1][0])[2][0]
    assert np.isclose(seen["misalignment"][0, 0], 1 - (u @ v) ** 2)


def test_trials_are_functions_of_their_generator():
    setting = {"sizes": SIZES, "sets": 2, "count": 5, "stops": np.array([3.0, 9.0])}
    once, again = (measured.descended(np.random.default_rng(5), **setting) for _ in range(2))
    assert all(np.array_equal(once[name], again[name]) for name in once)
    assert once["growth"].shape == (2, 9)
    assert once["moved"].shape == (2, 2, 3)
    assert np.all(once["growth"] > 0)


@pytest.mark.parametrize("stops", [[], [0.0], [2.0, 2.0], [1.5], [3.0, 1.0]])
def test_bad_stops(stops):
    with pytest.raises(ValueError, match="increasing positive numbers"):
        measured.descend(*start(0), np.array(stops), "risk")


def test_bad_rule():
    with pytest.raises(ValueError, match="rule must be one of"):
        measured.two_points(np.random.default_rng(0), sets=1, stops=np.array([1.0]), rule="exact")
