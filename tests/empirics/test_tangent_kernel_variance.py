"""Tangent kernels of deep ReLU networks by backpropagation, against automatic differentiation."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import tangent_kernel_variance
from empirics.networks import Architecture, tangent_kernel


@pytest.mark.parametrize("depth", [1, 3])
def test_kernel_is_that_of_automatic_differentiation(depth: int) -> None:
    rng, width = np.random.default_rng(0), 5
    weights = [rng.standard_normal((1, width, width if h else 2)) for h in range(depth)]
    read_out, x = rng.standard_normal((1, width)), rng.standard_normal((1, 2))
    network = Architecture(2, depth, width, "relu", bias_variance=0.0)
    layers = [jnp.concatenate([jnp.asarray(W[0].T), jnp.zeros((1, width))]) for W in weights]
    layers.append(jnp.asarray(read_out[0])[:, None])
    kernel = tangent_kernel_variance.kernel_at(weights, read_out, x)
    by_jax = jax.jit(lambda layers, x: tangent_kernel(network, layers, x))(layers, jnp.asarray(x))
    assert kernel[0] == pytest.approx(float(by_jax[0, 0]))


def test_shapes_and_moments() -> None:
    found = tangent_kernel_variance.diagonal.run(np.random.default_rng(1), shapes=((4, 1), (8, 3)), nets=50)
    assert found["kernel"].shape == (2, 2)
    assert (found["kernel"][:, 1] >= found["kernel"][:, 0] ** 2).all()
