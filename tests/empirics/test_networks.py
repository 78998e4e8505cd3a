"""Networks: the stable step, training on some of the points, the tangent kernel at infinite width."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import kernels, networks


def test_the_stable_step_is_below_two_n_over_the_largest_eigenvalue():
    network = networks.Architecture(3, 2, 16, "tanh")
    draw = jax.random.normal(jax.random.key(1), (network.parameters + 15,))
    layers, x = network.unpack(draw[:-15]), draw[-15:].reshape(5, 3)
    K = networks.tangent_kernel(network, layers, x)
    step = networks.stable_step(network, layers, x, mask=jnp.ones(5), caution=1.0)
    assert 0.8 * 10 / np.linalg.eigvalsh(K)[-1] < step <= 10 / np.linalg.eigvalsh(K)[-1]
    fewer = networks.stable_step(network, layers, x, mask=jnp.array([1.0, 1, 0, 0, 0]), caution=1.0)
    assert fewer <= 4 / np.linalg.eigvalsh(K[:2, :2])[-1]


def test_points_with_mask_zero_are_not_trained_on():
    network = networks.Architecture(2, 1, 8, "tanh")
    draw = jax.random.normal(jax.random.key(2), (network.parameters + 12,))
    layers, x, y = network.unpack(draw[:-12]), draw[-12:-4].reshape(4, 2), draw[-4:]
    some = jnp.array([1.0, 0, 1, 0])
    masked, left = networks.descend(network, layers, x, y, step=jnp.asarray(0.3), steps=5, mask=some)
    alone, same = networks.descend(network, layers, x[::2], y[::2], step=jnp.asarray(0.3), steps=5, mask=jnp.ones(2))
    assert left == pytest.approx(float(same))
    assert all(np.allclose(a, b) for a, b in zip(masked, alone, strict=True))


def test_tangent_kernel_of_a_wide_network_is_the_recursion():
    network = networks.Architecture(3, 1, 20_000, "relu")
    draw = jax.random.normal(jax.random.key(3), (network.parameters,))
    x = jnp.array([[1.0, 0.5, -0.2], [0.3, -1.0, 0.4]])
    K = networks.tangent_kernel(network, network.unpack(draw), x)
    assert pytest.approx(np.asarray(kernels.gram("relu_ntk", x, x)), rel=0.1) == np.asarray(K)
