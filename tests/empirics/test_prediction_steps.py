"""Measured steps: shapes, the order of a smooth function, and integers that are not rounded."""

import jax
import numpy as np

from empirics import prediction_steps as measured


def test_order_is_two_and_relu_stays_between_its_kinks():
    run = jax.jit(lambda key: measured.network.run(key, width=8, inputs=3, n=4, m=5, halvings=(6, 7, 8)))
    out = run(jax.random.key(0))
    assert out["tanh"].shape == (10,)
    for name in measured.ACTIVATIONS:
        np.testing.assert_allclose(out[f"{name} order"], 2, atol=0.05)
    assert 0 < out["room"] <= 1


def test_linear_steps_are_integers_over_n():
    out = measured.linear(np.random.default_rng(0), inputs=3, n=4, m=2, sizes=(1.0, 0.5))
    assert out["after"].shape == (4,)
    np.testing.assert_array_equal(out["after"] * 8, np.round(out["after"] * 8))
