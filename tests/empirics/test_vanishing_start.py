"""Training from a vanishing start: padded widths are networks of that width, and its geometry is counted by hand."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import first_layer_networks as networks
from empirics import vanishing_start as measured

N, D, WIDTHS = 3, 8, (4, 6)
SIZES = {"n": N, "d": D, "widths": WIDTHS, "exponent": 0.5, "signal": 0.5}


@pytest.fixture(scope="module")
def run():
    one = jax.jit(lambda key: measured.train(key, activation="tanh", balanced=False, **SIZES))
    return {name: np.asarray(value) for name, value in one(jax.random.key(4)).items()}


def test_training_ends_on_the_data(run):
    assert run["x"].shape == (1, N, D)
    assert run["fresh"].shape == (1, 64, D)
    assert run["prediction"].shape == (2, 64)
    assert np.all(run["left"] <= 1e-9)


def test_each_width_is_a_network_of_its_own_and_the_geometry_is_that_of_its_neurons(run):
    numbers = measured.gaussians(jax.random.key(4), (N + 64 + 6) * D + N + 6)
    w = numbers[(N + 64) * D : (N + 64 + 6) * D].reshape(D, 6)
    signs = np.sign(numbers[-6:])
    x, y = jnp.asarray(run["x"][0]), jnp.asarray(run["y"][0])
    for i, h in enumerate(WIDTHS[:1]):
        a, start = jnp.asarray(signs[:h] / h**0.5), w[:, :h] / (D * h**1.5) ** 0.5
        options = {"activation": "tanh", "rate": run["rate"][0], "limit": 4000, "tolerance": 1e-9}
        end = np.asarray(networks.train(x, y, start, a, **options)[0])
        fresh = networks.forward(jnp.asarray(run["fresh"][0]), jnp.asarray(end), a, "tanh")
        np.testing.assert_allclose(run["prediction"][i], fresh, atol=1e-9)
        np.testing.assert_allclose(run["first"][i], start @ a, atol=1e-12)
        moved = np.linalg.norm(end - start)
        np.testing.assert_allclose(run["moved"][i], moved, rtol=1e-9)
        np.testing.assert_allclose(run["start"][i], np.linalg.norm(start), rtol=1e-9)
        np.testing.assert_allclose(run["share"][i], np.sum(((end - start) @ a) ** 2) / moved**2, rtol=1e-9)
        plus, minus = signs[:h] > 0, signs[:h] < 0
        apart = end[:, plus].mean(axis=1) - end[:, minus].mean(axis=1)
        np.testing.assert_allclose(run["between"][i], np.linalg.norm(apart) / (moved / h**0.5), rtol=1e-9)
        after, before = (
            sum(np.sum((v[:, g] - v[:, g].mean(axis=1, keepdims=True)) ** 2) for g in (plus, minus))
            for v in (end, start)
        )
        np.testing.assert_allclose(run["kept"][i], (after / before) ** 0.5, rtol=1e-7)
