"""The tangent kernel of a deep network, against its gradient by automatic differentiation."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import depth_and_width
from empirics.draws import gaussians


def test_the_kernel_is_the_squared_gradient():
    key, m, L = jax.random.key(3), 5, 3
    draw = gaussians(key, L * m**2 + m)
    weights, readout = draw[:-m].reshape(L, m, m), draw[-m:]

    def output(weights, readout):
        g = jnp.ones(m)
        for w in weights:
            g = jax.nn.relu(jnp.sqrt(2 / m) * w @ g)
        return readout @ g / jnp.sqrt(m)

    gradients = jax.grad(output, argnums=(0, 1))(weights, readout)
    seen = depth_and_width.kernel(key, width=m, depth=L, power=1.0)
    assert float(seen["whole"]) == pytest.approx(float(sum(jnp.sum(g**2) for g in gradients)) / (L + 1), rel=1e-10)
    assert float(seen["last"]) == pytest.approx(float(jnp.sum(gradients[1] ** 2)), rel=1e-10)
    assert np.isfinite(float(seen["whole"]))


def test_sizes_are_positive():
    with pytest.raises(ValueError, match="at least 1, got 0 and 1"):
        depth_and_width.kernel(jax.random.key(0), width=0, depth=1, power=1.0)
