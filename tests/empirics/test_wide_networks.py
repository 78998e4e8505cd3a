"""Groups of networks: kernel regression in the mean, the same labels at the data, bad input."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import networks, wide_networks


def test_networks_end_at_their_labels_and_differ_elsewhere():
    setting = {"activation": "relu", "width": 256, "points": 6, "data": (0, 3), "group": 8, "steps": 40}
    run = jax.jit(lambda key, labels: wide_networks.after_training.run(key, labels=labels, **setting))
    found = run(jax.random.key(0), np.array([1.0, -1.0]))
    assert found["mean_square"] < 1e-6
    assert found["mean"].shape == (4,)
    assert np.all(found["covariance"][np.array([0, 4, 7, 9])] > 0)


def test_the_stable_step_is_below_two_n_over_the_largest_eigenvalue():
    network = networks.Architecture(3, 2, 16, "tanh")
    draw = jax.random.normal(jax.random.key(1), (network.parameters + 15,))
    layers, x = network.unpack(draw[:-15]), draw[-15:].reshape(5, 3)
    K = networks.tangent_kernel(network, layers, x)
    step = networks.stable_step(network, layers, x, mask=jnp.ones(5), caution=1.0)
    assert 0.8 * 10 / np.linalg.eigvalsh(K)[-1] < step <= 10 / np.linalg.eigvalsh(K)[-1]
    fewer = networks.stable_step(network, layers, x, mask=jnp.array([1.0, 1, 0, 0, 0]), caution=1.0)
    assert fewer <= 4 / np.linalg.eigvalsh(K[:2, :2])[-1]


def test_bad_input_is_named():
    setting = {"activation": "relu", "width": 4, "points": 6, "group": 2, "steps": 1}
    with pytest.raises(ValueError, match="one label for each of distinct points"):
        wide_networks.after_training(jax.random.key(0), data=(0, 0), labels=jnp.ones(2), **setting)
