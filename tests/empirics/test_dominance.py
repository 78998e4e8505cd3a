"""The integral operator against random neurons, and shares that lie where they can."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import erf

from empirics import dominance as measured


def test_operator_of_a_small_cube_against_random_neurons() -> None:
    seen = measured.erf_operator(np.random.default_rng(5), dimensions=(2,))
    w, b = seen["variances"]
    corners = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    rng = np.random.default_rng(6)
    hidden = erf(
        rng.standard_normal((400_000, 2)) @ corners.T * np.sqrt(w / 2) + np.sqrt(b) * rng.standard_normal((400_000, 1))
    )
    gram = hidden.T @ hidden / len(hidden)
    constant, linear = gram.mean(), corners[:, 0] @ gram @ corners[:, 0] / 16
    assert seen["ratio"] == pytest.approx([constant / linear], rel=0.02)
    assert seen["share"] == pytest.approx([constant / gram[0, 0]], rel=0.02)


def test_a_network_of_biases_alone_is_constant() -> None:
    sizes = {"width": 8, "points": 16, "dimension": 4}
    run = jax.jit(lambda w: measured.networks(jax.random.key(0), weights=w, biases=jnp.array([0.5, 2.0]), **sizes))
    for value in run(jnp.zeros(2)).values():
        assert float(value) == pytest.approx(1.0, abs=1e-5)
    for value in run(jnp.ones(2)).values():
        assert -1 / 15 <= float(value) < 1
