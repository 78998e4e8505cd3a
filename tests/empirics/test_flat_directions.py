"""Curvature by automatic differentiation: against the matrix, with repeated points; descent ends at a minimum."""

import jax
import numpy as np

from empirics import flat_directions as measured


def test_spectrum_is_that_of_the_hessian_and_the_limit_is_stationary_with_a_repeated_point():
    columns = (0, 1, 0)
    experiment = jax.jit(lambda key: measured.curvature(key, p=5, columns=np.array(columns), steps=2000))
    drawn = {name: np.asarray(value) for name, value in experiment(jax.random.key(4)).items()}
    phi = drawn["features"]
    np.testing.assert_allclose(drawn["spectrum"], np.linalg.eigvalsh(phi @ phi.T / 3), atol=1e-12)
    np.testing.assert_allclose(phi @ (phi.T @ drawn["limit"] - drawn["residual"]), 0, atol=1e-9)
    assert (drawn["spectrum"] < 1e-9).sum() == 5 - len(set(columns))
    moved = drawn["limit"] - drawn["start"]
    np.testing.assert_allclose(phi @ np.linalg.pinv(phi) @ moved, moved, atol=1e-9)
