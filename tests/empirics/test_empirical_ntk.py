"""Structured tangent kernels against Jacobians, in all parametrisations, precisions and shapes."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics.empirical_ntk import FullyConnected, tangent_kernel, vector_product

rng = np.random.default_rng(0)
Z, VECTOR = rng.standard_normal((9, 4)), rng.standard_normal((6, 3))
X, Y = jnp.asarray(Z[:6]), jnp.asarray(Z[6:])
WIDE = (4, 128, 128, 2)
NETWORKS = {  # each pair of options occurs
    "relu": FullyConnected(jax.nn.relu, 1.7, 0.0, "ntk"),
    "relu, biases, standard": FullyConnected(jax.nn.relu, 1.7, 0.3, "standard"),
    "tanh, standard": FullyConnected(jnp.tanh, 1.7, 0.0, "standard"),
    "tanh, biases": FullyConnected(jnp.tanh, 1.7, 0.3, "ntk"),
}


@functools.partial(jax.jit, static_argnums=0, compiler_options={"xla_backend_optimization_level": "0"})
def everything(network, layers, x, y, vector):
    """All kernels, and the one of x and y together from the full Jacobian, (n + m, n + m, o, o), as one program."""
    both = jnp.concatenate([x, y])
    jacobian = jax.tree.leaves(jax.jacrev(lambda weights: network(weights, both))(layers))
    J = jnp.concatenate([j.reshape(*j.shape[:2], -1) for j in jacobian], axis=2)
    kernels = [tangent_kernel(network, layers, x, y, outputs=outputs) for outputs in ("all", "diagonal", "trace")]
    alone = tangent_kernel(network, layers, x), vector_product(network, layers, x, vector)
    several = jax.vmap(lambda v: vector_product(network, layers, x, v, y))(vector.reshape(2, len(y), -1))
    return jnp.einsum("iow,jpw->ijop", J, J), *kernels, *alone, several


@pytest.mark.parametrize(
    ("name", "sizes"),
    [*((name, (4, 7, 5, 3)) for name in NETWORKS), ("relu, biases, standard", (4, 7, 1)), ("tanh, biases", (4, 3))],
)
def test_the_kernel_is_the_contraction_of_jacobians(name, sizes):
    network, vector = NETWORKS[name], VECTOR[:, : sizes[-1]]
    layers = network.initialize(jax.random.key(1), sizes)
    exact, crossed, diagonal, trace, kernel, product, several = everything(network, layers, X, Y, vector)
    np.testing.assert_allclose(crossed, exact[:6, 6:], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(diagonal, np.einsum("ijoo->ijo", exact[:6, 6:]), rtol=1e-11)
    np.testing.assert_allclose(trace, np.einsum("ijoo->ij", exact[:6, 6:]), rtol=1e-11)
    np.testing.assert_allclose(kernel, exact[:6, :6], rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(product, np.einsum("ijop,jp->io", exact[:6, :6], vector), rtol=1e-11)
    products = np.einsum("ijop,kjp->kio", exact[:6, 6:], vector.reshape(2, 3, -1))
    np.testing.assert_allclose(several, products, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("outputs", ["all", "trace"])
def test_one_set_and_twice_the_same_set_agree(outputs):
    """Both within rounding; a test set's kernel is a block of the kernel of all inputs."""
    network = NETWORKS["tanh, biases"]
    layers = network.initialize(jax.random.key(5), (4, 33, 17, 2))
    own = np.asarray(tangent_kernel(network, layers, X, outputs=outputs))
    assert np.abs(own - tangent_kernel(network, layers, X, X, outputs=outputs)).max() <= 1e-14 * np.abs(own).max()
    whole = np.asarray(tangent_kernel(network, layers, jnp.concatenate([X, Y]), outputs=outputs))
    cross = np.asarray(tangent_kernel(network, layers, X, Y, outputs=outputs))
    assert np.abs(whole[:6, 6:] - cross).max() <= 1e-14 * np.abs(whole).max()


@pytest.mark.parametrize("name", ["relu", "relu, biases, standard", "tanh, standard"])
def test_blank_inputs_give_numbers(name):
    """At x = 0 without biases all pre-activations vanish, and with them the kernel of ReLU; tanh keeps nothing too."""
    network = NETWORKS[name]
    layers = network.initialize(jax.random.key(1), (4, 7, 5, 3))
    found = everything(network, layers, X.at[0].set(0.0), Y, VECTOR)
    trace, products = np.asarray(found[3]), np.asarray(found[-1])
    assert np.isfinite(trace).all()
    assert np.isfinite(products).all()
    if network.bias_variance == 0:
        assert (trace[0] == 0).all()
        assert (products[:, 0] == 0).all()


@pytest.mark.parametrize("device", jax.devices(), ids=str)
@pytest.mark.parametrize("name", ["relu, biases, standard", "tanh, biases"])
def test_devices_and_precisions_agree(device, name):
    network = NETWORKS[name]
    layers = network.initialize(jax.random.key(3), WIDE)
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

    network = FullyConnected(jax.nn.relu, 2.0, 0.1)
    keys = jax.random.split(jax.random.key(4), 64)
    kernels = [tangent_kernel(network, network.initialize(key, WIDE), X, outputs="trace") / 2 for key in keys]
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
        (lambda: tangent_kernel(network, layers, np.array([[0.0, 1.0, np.nan, 2.0]])), "x must be finite"),
        (lambda: tangent_kernel(network, layers, X, X * 1j), "y must hold real numbers, got complex128"),
        (lambda: vector_product(network, layers, X, jnp.ones((6, 2)), np.full((6, 4), np.inf)), "y must be finite"),
        (lambda: tangent_kernel(network, layers, X[:0]), r"x must be .* got shape \(0, 4\)"),
        (lambda: vector_product(network, layers, X, jnp.ones((3, 2)), Y[:, :3]), "y must be one or more rows of 4"),
        (lambda: vector_product(network, layers, X, jnp.ones((6, 2)), Y), r"the vector needs shape \(3, 2\)"),
        (lambda: tangent_kernel(network, layers, X, outputs="sum"), "outputs must be one of"),
        (lambda: vector_product(network, layers, X, jnp.ones(6)), "the vector needs shape"),
    ]:
        with pytest.raises(ValueError, match=words):
            wrong()


def test_lists_are_arrays():
    network = FullyConnected()
    layers = network.initialize(jax.random.key(0), (4, 5, 2))
    np.testing.assert_array_equal(
        tangent_kernel(network, layers, np.asarray(X).tolist()), tangent_kernel(network, layers, X)
    )
    vector = jnp.ones((len(X), 2))
    product = vector_product(network, layers, np.asarray(X).tolist(), np.asarray(vector).tolist())
    np.testing.assert_array_equal(product, vector_product(network, layers, X, vector))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weight_variance": np.inf}, "both finite, got inf and 0.0"),
        ({"weight_variance": None}, "weight variance must be positive"),
        ({"bias_variance": "0"}, "bias variance not negative"),
        ({"bias_variance": np.nan}, "bias variance not negative"),
        ({"activation": "relu"}, "activation must be a function of arrays, got 'relu'"),
    ],
)
def test_no_network(wrong, words):
    with pytest.raises(ValueError, match=words):
        FullyConnected(**wrong)
