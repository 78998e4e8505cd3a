"""Structured tangent kernels against Jacobians, in all parametrisations, precisions and shapes."""

import functools
import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics.empirical_ntk import FullyConnected, tangent_kernel, vector_product

rng = np.random.default_rng(0)
X, Y = jnp.asarray(rng.standard_normal((6, 4))), jnp.asarray(rng.standard_normal((3, 4)))
NETWORKS = [
    FullyConnected(activation, 1.7, bias, parametrization)
    for activation, bias, parametrization in itertools.product((jax.nn.relu, jnp.tanh), (0.0, 0.3), ("ntk", "standard"))
]


@functools.partial(jax.jit, static_argnames="network")
def by_jacobian(network, layers, x, y):
    """(n, m, o, o) from the full Jacobians."""

    def rows(z):
        jacobian = jax.tree.leaves(jax.jacrev(lambda weights: network(weights, z))(layers))
        return jnp.concatenate([j.reshape(*j.shape[:2], -1) for j in jacobian], axis=2)

    return jnp.einsum("iow,jpw->ijop", rows(x), rows(y))


@pytest.mark.parametrize("network", NETWORKS, ids=str)
@pytest.mark.parametrize("sizes", [(4, 3), (4, 7, 1), (4, 7, 5, 3)])
def test_the_kernel_is_the_contraction_of_jacobians(network, sizes):
    layers = network.initialize(jax.random.key(1), sizes)
    expected = by_jacobian(network, layers, X, Y)
    np.testing.assert_allclose(tangent_kernel(network, layers, X, Y), expected, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(
        tangent_kernel(network, layers, X, Y, outputs="diagonal"), jnp.einsum("ijoo->ijo", expected), rtol=1e-11
    )
    np.testing.assert_allclose(
        tangent_kernel(network, layers, X, Y, outputs="trace"), jnp.einsum("ijoo->ij", expected), rtol=1e-11
    )
    np.testing.assert_allclose(tangent_kernel(network, layers, X), by_jacobian(network, layers, X, X), rtol=1e-11)


@pytest.mark.parametrize("network", [NETWORKS[0], NETWORKS[7]], ids=str)
def test_products_with_vectors_need_no_kernel(network):
    layers = network.initialize(jax.random.key(2), (4, 9, 8, 2))
    vector = jnp.asarray(rng.standard_normal((6, 2)))
    expected = jnp.einsum("ijop,jp->io", tangent_kernel(network, layers, X), vector)
    np.testing.assert_allclose(vector_product(network, layers, X, vector), expected, rtol=1e-11)


@pytest.mark.parametrize("device", jax.devices(), ids=str)
@pytest.mark.parametrize("network", [NETWORKS[1], NETWORKS[6]], ids=str)
def test_devices_and_precisions_agree(device, network):
    layers = network.initialize(jax.random.key(3), (4, 64, 64, 2))
    exact = np.asarray(tangent_kernel(network, layers, X, outputs="trace"))
    narrow = jax.device_put(jax.tree.map(lambda z: z.astype(jnp.float32), (layers, X)), device)
    found = tangent_kernel(network, *narrow, outputs="trace")
    assert found.dtype == jnp.float32
    unit = np.sqrt(np.outer(np.diag(exact), np.diag(exact)))
    assert (np.abs(np.asarray(found) - exact) / unit).max() < 2e-6
    wide = tangent_kernel(network, *jax.device_put((layers, X), device), outputs="trace")
    assert (np.abs(np.asarray(wide) - exact) / unit).max() < 1e-14


def test_the_mean_over_networks_is_the_infinite_one():
    from theory import activations, infinite_width

    network, sizes = FullyConnected(jax.nn.relu, 2.0, 0.1), (4, 128, 128, 1)
    keys = jax.random.split(jax.random.key(4), 64)
    kernels = [tangent_kernel(network, network.initialize(key, sizes), X, outputs="trace") for key in keys]
    expected = infinite_width.kernels(infinite_width.Network(activations.RELU, 2, 2, 0.1), np.asarray(X)).ntk
    spread = np.std(kernels, axis=0) / 8
    assert (np.abs(np.mean(kernels, axis=0) - expected) < 5 * spread + 0.015 * np.abs(expected).max()).all()


def test_bad_input():
    network = FullyConnected()
    layers = network.initialize(jax.random.key(0), (4, 5, 2))
    for wrong, words in [
        (lambda: FullyConnected(weight_variance=0.0), "weight variance must be positive"),
        (lambda: FullyConnected(parametrization="mup"), "'ntk' or 'standard'"),
        (lambda: network.initialize(jax.random.key(0), (4,)), "at least two positive numbers"),
        (lambda: tangent_kernel(network, layers, X[:, :3]), "x must be rows of 4 inputs"),
        (lambda: tangent_kernel(network, layers, X, Y[0]), "y must be rows of 4 inputs"),
        (lambda: tangent_kernel(network, layers, X, outputs="sum"), "outputs must be one of"),
        (lambda: vector_product(network, layers, X, jnp.ones(6)), "the vector needs shape"),
    ]:
        with pytest.raises(ValueError, match=words):
            wrong()
