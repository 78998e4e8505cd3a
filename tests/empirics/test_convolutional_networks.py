"""Structured tangent kernels of finite convolutional networks against automatic differentiation."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import blocked_gram
from empirics import convolutional_networks as measured
from empirics.convolutional import ConvolutionalNetwork

RNG = np.random.default_rng(7)


def doubled(weights):
    return measured.Weights(*jax.tree.map(lambda z: z.astype(np.float64), tuple(weights)))


def outputs(network, weights, x):
    """The same network by XLA's convolution."""
    filters, biases, read_out = weights
    reach = network.filter_size // 2
    for W, b in zip(filters, biases, strict=True):
        around = [(0, 0), (reach, reach), (reach, reach), (0, 0)]
        padded = jnp.pad(x, around, mode="wrap" if network.padding == "circular" else "constant")
        kernel = W.reshape(network.filter_size, network.filter_size, x.shape[3], -1)
        numbers = ("NHWC", "HWIO", "NHWC")
        before = jax.lax.conv_general_dilated(padded, kernel, (1, 1), "VALID", dimension_numbers=numbers)
        x = network.activation(before * np.sqrt(network.weight_variance / len(W)) + np.sqrt(network.bias_variance) * b)
    features = x.mean(axis=(1, 2)) if network.pooled else x.reshape(len(x), -1)
    return features @ read_out / np.sqrt(len(read_out))


@functools.partial(jax.jit, static_argnums=0, compiler_options={"xla_backend_optimization_level": "0"})
def outputs_and_jacobian(network, weights, x):
    return outputs(network, weights, x), jax.jacobian(lambda w: outputs(network, w, x))(weights)


@pytest.mark.parametrize(
    ("padding", "pooled", "activation"),
    [("zeros", False, "leaky_relu"), ("zeros", True, "relu"), ("circular", False, "gelu"), ("circular", True, "relu")],
)
def test_against_automatic_differentiation(padding, pooled, activation):
    network = ConvolutionalNetwork(2, 3, padding, pooled, 1.8, 0.3, activation)
    x = RNG.standard_normal((5, 3, 4, 2))
    weights = doubled(measured.initial(RNG, network, x.shape, 6, 3))
    expected, jacobian = outputs_and_jacobian(network, tuple(weights), x)
    assert np.allclose(measured.outputs(network, weights, x), expected, rtol=1e-12)
    J = np.concatenate([np.asarray(leaf).reshape(5, 3, -1) for leaf in jax.tree.leaves(jacobian)], axis=2)
    wanted = np.einsum("aip,bjp->aibj", J, J)
    assert np.allclose(measured.tangent_kernel(network, weights, x), wanted, rtol=1e-12, atol=1e-13)
    crossed = measured.tangent_kernel(network, weights, x[:2], x[2:])
    assert np.allclose(crossed, wanted[:2, :, 2:], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(
    ("depth", "padding", "pooled"), [(2, "zeros", True), (3, "circular", False), (0, "zeros", True)]
)
def test_products_with_vectors_are_those_of_the_kernel(depth, padding, pooled):
    network = ConvolutionalNetwork(depth, 3, padding, pooled, 1.8, 0.3)
    x, v = RNG.standard_normal((5, 3, 4, 2)), RNG.standard_normal((5, 3))
    x[1] = 0
    weights = doubled(measured.initial(RNG, network, x.shape, 6, 3))
    kernel = measured.tangent_kernel(network, weights, x)
    found = measured.vector_product(network, weights, x, v)
    assert np.allclose(found, np.einsum("aibj,bj->ai", kernel, v), rtol=1e-12, atol=1e-12)
    assert np.array_equal(found, measured.vector_product(network, weights, x, v, x))
    crossed = measured.vector_product(network, weights, x[:2], v[2:], x[2:])
    assert np.allclose(crossed, np.einsum("aibj,bj->ai", kernel[:2, :, 2:], v[2:]), rtol=1e-12, atol=1e-12)
    with pytest.raises(ValueError, match=r"the vector needs shape \(5, 3\)"):
        measured.vector_product(network, weights, x, v[:2])


@pytest.mark.parametrize("other", [None, 1.5])
def test_files_beyond_memory(tmp_path, other):
    network = ConvolutionalNetwork(2, 3, "zeros", True, 1.8, 0.3)
    x = RNG.standard_normal((5, 3, 4, 2))
    weights = doubled(measured.initial(RNG, network, x.shape, 6, 2))
    y = None if other is None else x[:3] + other
    path = tmp_path / "k.npy"
    found = blocked_gram.write_convolutional(path, network, weights, x, y, tile=2, progress=None)
    kernel = measured.tangent_kernel(network, weights, x, y).transpose(0, 2, 1, 3)
    assert np.abs(found - kernel).max() < 1e-14 * np.abs(kernel).max()
    with pytest.raises(ValueError, match="was begun with other inputs or options"):
        blocked_gram.write_convolutional(path, network, weights, 2 * x, y, progress=None)
    for images, tile, words in [(x[:0], 2, "one or more images"), (x, 0, "at least one"), (x * np.nan, 2, "finite")]:
        with pytest.raises(ValueError, match=words):
            blocked_gram.write_convolutional(tmp_path / "n.npy", network, weights, images, tile=tile, progress=None)


def test_linear_at_depth_0():
    network, x = ConvolutionalNetwork(0, pooled=True), RNG.standard_normal((3, 4, 4, 2))
    weights = measured.initial(RNG, network, x.shape, 9, 1)
    means = x.mean(axis=(1, 2))
    kernel = measured.tangent_kernel(network, doubled(weights), x)
    assert np.allclose(kernel[:, 0, :, 0], means @ means.T / 2, rtol=1e-13)


def test_trial_has_both_paddings_and_read_outs():
    x = RNG.standard_normal((2, 3, 4, 2))
    found = measured.tangent_kernels(np.random.default_rng(1), x=x, channels=8, depth=2)
    assert len(found) == 4
    for name, values in found.items():
        padding, read_out = name.split(", ")
        network = ConvolutionalNetwork(2, padding=padding, pooled=read_out == "pooled")
        weights = measured.initial(np.random.default_rng(1), ConvolutionalNetwork(2), x.shape, 8, 1)
        weights = weights._replace(read_out=weights.read_out[: 8 if network.pooled else None])
        kernel = measured.tangent_kernel(network, weights, x)[:, 0, :, 0]
        assert np.allclose(values, kernel[np.triu_indices(2)], rtol=1e-5)


def test_bad_input():
    network, x = ConvolutionalNetwork(1), RNG.standard_normal((2, 3, 4, 2))
    weights = measured.initial(RNG, network, x.shape, 5, 1)
    for images, message in ((x[0], "wanted"), (x[:0], "one or more images"), (x[..., :1], "filters of 9")):
        with pytest.raises(ValueError, match=message):
            measured.tangent_kernel(network, weights, images)
    with pytest.raises(ValueError, match="one shape"):
        measured.tangent_kernel(network, weights, x, x[:, :2])
    with pytest.raises(ValueError, match="2 layers"):
        measured.hidden(ConvolutionalNetwork(2), weights, x)
    with pytest.raises(ValueError, match="read-out of 5"):
        measured.tangent_kernel(ConvolutionalNetwork(1, pooled=True), weights, x)
