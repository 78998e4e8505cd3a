"""SGD: the scan against a loop, and the sequences against their number."""

import jax.numpy as jnp
import numpy as np

from empirics import stochastic_gradient_descent as measured


def test_descend_is_a_loop_over_samples():
    rng = np.random.default_rng(1)
    features, residual, order = rng.normal(size=(5, 3)), rng.normal(size=3), rng.integers(0, 3, size=7)
    w = np.zeros(5)
    for i in order:
        w = w + 0.1 * features[:, i] * (residual[i] - features[:, i] @ w)
    found = measured.descend(jnp.asarray(features), jnp.asarray(residual), jnp.zeros(5), 0.1, jnp.asarray(order))
    np.testing.assert_allclose(found, w, atol=1e-14)


def test_no_steps_leave_every_sequence_at_zero():
    drawn = measured.every_sequence(np.random.default_rng(0), p=3, n=3, steps=0, step=0.1)
    limit = np.linalg.pinv(drawn["features"].T) @ drawn["residual"]
    np.testing.assert_allclose(drawn["moments"], np.append(-limit, np.outer(limit, limit)), atol=1e-14)


def test_starts_have_the_covariance_that_was_asked_for():
    covariance = np.array([[2.0, 1.0], [1.0, 1.0]])
    given = {"features": np.eye(2), "noise": np.zeros(2), "covariance": covariance}
    drawn = measured.one_step_from(np.random.default_rng(0), step=0.0, **given)
    np.testing.assert_allclose(drawn["second"], covariance.ravel(), atol=1e-14)
