"""Trained networks from large initial weights: against regression done by hand, and the closed forms of the means."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.scipy.special import erf

from empirics import large_start as measured
from empirics.first_layer_networks import forward


@pytest.fixture(scope="module")
def wide():
    size = {"activation": "erf", "n": 4, "d": 8, "widths": (8, 512), "fresh": 16, "noise": 0.25}
    found = jax.jit(lambda key: measured.trained.run(key, **size))(jax.random.key(5))
    return {name: np.asarray(value) for name, value in found.items()}


def test_networks_are_trained_to_the_end(wide):
    assert wide["residual"].max() <= measured.TOLERANCE


def test_wide_network_is_near_its_own_regression_and_not_the_linear_one(wide):
    own, infinite, linear = wide["distance"][:, 1]
    assert own < 0.01 < infinite < 0.2
    assert linear > 10 * own


def test_lengths_are_those_of_the_doubled_weights(wide):
    moved, labels, first = wide["length"][:, 1]
    assert moved == pytest.approx(labels, rel=0.01)
    assert first == pytest.approx(np.sqrt(2 * 512), rel=0.1)


def test_kernel_of_units_is_that_of_their_gradients():
    x, _, w, sign = measured._draw(jax.random.key(0), 3, 4, 5, 2, 0.0)
    a = sign / np.sqrt(5)
    gradients = jax.jit(jax.jacrev(lambda v: forward(x, v, a, "erf")))(w).reshape(5, -1)
    kernel = measured._empirical("erf", x, x[:3], w, a[None])[0]
    assert np.allclose(kernel, gradients @ gradients[:3].T, rtol=1e-12)


def test_kernel_of_infinitely_many_units_is_their_mean():
    x, _, w, _ = measured._draw(jax.random.key(1), 3, 4, 200_000, 1, 0.0)
    mean = measured._empirical("erf", x, x[:3], w, jnp.full((1, 200_000), 200_000**-0.5))[0]
    assert np.allclose(measured._infinite(x, x[:3]), mean, atol=0.05)


def test_excess_is_what_regression_leaves_of_random_networks():
    n, d = 6, 5
    rng = np.random.default_rng(3)
    *_, excess = measured._movement(np.random.default_rng(3), n, d)
    x = rng.standard_normal((2 * n, d))
    hidden = np.asarray(erf(x @ rng.standard_normal((d, 100_000)) / np.sqrt(d)))
    k = measured.kernel("erf", x, x[:n], 1.0)
    kept = hidden[n:] - k[n:] @ np.linalg.solve(k[:n], hidden[:n])  # f_0 is a sum of hidden units with random signs
    assert excess == pytest.approx(np.mean(kept**2), rel=0.03)
