"""Descent on least squares: snapshots, limit and least growth against a loop."""

import jax
import numpy as np

from empirics import gradient_descent as measured

KEY = jax.random.key(5)


def test_snapshots_and_least_growth_are_those_of_a_loop():
    sizes = {"p": 5, "n": 2, "m": 1, "repeat": False, "snapshots": (1, 3), "steps": 6}
    drawn = jax.jit(lambda key: measured.least_squares(key, fraction=0.9, **sizes))(KEY)
    phi, residual, step = (np.asarray(drawn[name]) for name in ("features", "residual", "step"))
    path = [np.zeros(5)]
    for _ in range(6):
        path.append(path[-1] + step / 2 * phi @ (residual - phi.T @ path[-1]))
    np.testing.assert_allclose(drawn["iterates"], np.concatenate([path[1], path[3]]), atol=1e-12)
    np.testing.assert_allclose(drawn["limit"], path[6], atol=1e-12)
    np.testing.assert_allclose(drawn["least_growth"], np.diff(np.linalg.norm(path, axis=1)).min(), atol=1e-12)
