"""Tangent kernels of finite networks: factors, the contraction of Jacobians, and a plain product of matrices."""

import jax
import jax.numpy as jnp
import numpy as np

from empirics.empirical_ntk import FullyConnected, tangent_kernel, vector_product

POINTS, INPUTS, WIDTH = 200, 256, 1024
NETWORK = FullyConnected(jax.nn.relu, 2.0)
GROUP = f"empirical NTK, n = {POINTS}, two hidden layers of {WIDTH}, float32"
LAYERS = NETWORK.initialize(jax.random.key(0), (INPUTS, WIDTH, WIDTH, 1), jnp.float32)
x = jax.random.normal(jax.random.key(1), (POINTS, INPUTS), jnp.float32)


@jax.jit
def by_jacobian(layers, points):
    jacobian = jax.tree.leaves(jax.jacrev(lambda weights: NETWORK(weights, points)[:, 0])(layers))
    flat = jnp.concatenate([j.reshape(points.shape[0], -1) for j in jacobian], axis=1)
    return flat @ flat.T


def test_factors(rate):
    found = rate(
        lambda: np.asarray(tangent_kernel(NETWORK, LAYERS, x, outputs="trace")), group=GROUP, things=1, of="kernels"
    )
    assert found.shape == (POINTS, POINTS)


def test_jacobians(rate):
    found = rate(lambda: np.asarray(by_jacobian(LAYERS, x)), group=GROUP, things=1, of="kernels")
    np.testing.assert_allclose(found, tangent_kernel(NETWORK, LAYERS, x, outputs="trace"), rtol=1e-3, atol=1e-2)


def test_vector_product(rate):
    vector = jnp.ones((POINTS, 1), jnp.float32)
    rate(lambda: np.asarray(vector_product(NETWORK, LAYERS, x, vector)), group=GROUP, things=1, of="products")


def test_matrix_product(rate):
    a = jnp.ones((2000, 2000), jnp.float32)
    square = jax.jit(lambda z: z @ z)
    rate(lambda: np.asarray(square(a)), group=GROUP, things=1, of="products of 2000 x 2000 matrices")
