"""Random features and the second layer: population moments, the exact risk against a test set, bad input."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import random_features, second_layer


@pytest.mark.parametrize("name", random_features.ACTIVATIONS)
def test_population_moments_are_those_of_a_large_sample(name):
    w_key, x_key = jax.random.split(jax.random.key(0))
    w = jax.random.normal(w_key, (3, 5))
    w = w / jnp.linalg.norm(w, axis=0)
    x = jax.random.normal(x_key, (200_000, 3))
    features = random_features.activate(name, x @ w)
    second, first = random_features.population(name, w)
    assert np.allclose(features.T @ features / len(x), second, atol=0.01)
    assert np.allclose(features.T @ x / len(x), first, atol=0.01)


def test_bias_and_variance_are_those_of_the_pseudo_inverse():
    numbers = np.random.default_rng(0).standard_normal((30, 12))
    x, w, widths = numbers[:6, :8], numbers[6:14], (3, 6, 10)
    found = second_layer.bias_and_variance(
        jnp.asarray(x @ w), jnp.asarray(x), jnp.asarray(w.T @ w), jnp.asarray(w.T), widths
    )
    for i, h in enumerate(widths):
        maps = w[:, :h] @ np.linalg.pinv(x @ w[:, :h])
        assert found["variance"][i] == pytest.approx(np.sum(maps**2))
        assert found["bias"][i] == pytest.approx(np.sum((maps @ x - np.eye(8)) ** 2) / 8)


def test_spectrum_has_the_mass_and_the_mean_of_w_w():
    for c in (0.3, 2.5):
        values, weights = random_features._marchenko_pastur(c)
        assert weights.sum() == pytest.approx(min(1, c))
        assert weights @ values == pytest.approx(c)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="activation must be one of"):
        random_features.spectral.run(np.random.default_rng(0), activation="tanh", wide=True)
    with pytest.raises(ValueError, match="widths must increase"):
        second_layer.inverse_grams(jnp.eye(4), (3, 2))
