"""The logistic velocity: against automatic differentiation, and where the risk underflows."""

import jax
import jax.numpy as jnp
import numpy as np

from empirics import limits_of_losses as measured

ROWS = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]])
VELOCITY = jax.jit(measured.velocity)


def test_velocity_is_the_negative_gradient_over_the_risk():
    w = jnp.array([0.3, -0.2])
    risk, slope = jax.jit(jax.value_and_grad(lambda w: jnp.log1p(jnp.exp(-(ROWS @ w))).mean()))(w)
    np.testing.assert_allclose(VELOCITY(ROWS, w), -slope / risk, atol=1e-14)


def test_velocity_far_out_is_the_row_of_the_smallest_margin():
    np.testing.assert_allclose(VELOCITY(ROWS, jnp.array([2000.0, 1000.0])), ROWS[2], atol=1e-14)
