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
    np.testing.assert_array_equal(
        vector_product(network, layers, X, vector, X), vector_product(network, layers, X, vector)
    )
    several = jax.vmap(lambda v: vector_product(network, layers, X, v, Y))(jnp.stack([vector[:3], vector[3:]]))
    for found, v in zip(several, (vector[:3], vector[3:]), strict=True):
        expected = jnp.einsum("ijop,jp->io", by_jacobian(network, layers, X, Y), v)
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("outputs", ["all", "trace"])
def test_one_set_and_twice_the_same_set_agree(outputs):
    """Both within rounding; a test set's kernel is a block of the kernel of all inputs."""
    network = NETWORKS[7]
    layers = network.initialize(jax.random.key(5), (4, 33, 17, 2))
    own = np.asarray(tangent_kernel(network, layers, X, outputs=outputs))
    assert np.abs(own - tangent_kernel(network, layers, X, X, outputs=outputs)).max() <= 1e-14 * np.abs(own).max()
    whole = np.asarray(tangent_kernel(network, layers, jnp.concatenate([X, Y]), outputs=outputs))
    cross = np.asarray(tangent_kernel(network, layers, X, Y, outputs=outputs))
    assert np.abs(whole[:6, 6:] - cross).max() <= 1e-14 * np.abs(whole).max()


@pytest.mark.parametrize("network", [NETWORKS[0], NETWORKS[2], NETWORKS[4]], ids=str)
def test_blank_inputs_give_numbers(network):
    """At x = 0 without biases all pre-activations vanish, and with them the kernel of ReLU; tanh keeps nothing too."""
    layers = network.initialize(jax.random.key(6), (4, 9, 8, 2))
    blank = X.at[0].set(0.0)
    found = np.asarray(tangent_kernel(network, layers, blank, Y, outputs="trace"))
    product = np.asarray(vector_product(network, layers, blank, jnp.ones((3, 2)), Y))
    assert np.isfinite(found).all()
    assert np.isfinite(product).all()
    if network.bias_variance == 0:
        assert (found[0] == 0).all()
        assert (product[0] == 0).all()


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
        (lambda: tangent_kernel(network, layers, X[:, :3]), "x must be one or more rows of 4 inputs"),
        (lambda: tangent_kernel(network, layers, X, Y[0]), "y must be one or more rows of 4 inputs"),
        (lambda: tangent_kernel(network, layers, X[:0]), r"x must be .* got shape \(0, 4\)"),
        (lambda: vector_product(network, layers, X, jnp.ones((3, 2)), Y[:, :3]), "y must be one or more rows of 4"),
        (lambda: vector_product(network, layers, X, jnp.ones((6, 2)), Y), r"the vector needs shape \(3, 2\)"),
        (lambda: tangent_kernel(network, layers, X, outputs="sum"), "outputs must be one of"),
        (lambda: vector_product(network, layers, X, jnp.ones(6)), "the vector needs shape"),
    ]:
        with pytest.raises(ValueError, match=words):
            wrong()
