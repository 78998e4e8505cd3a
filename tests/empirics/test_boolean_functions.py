"""Parities learned by kernel regression and by networks: direct solves, infinite width, bad input."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirics import boolean_functions, kernel_regression


def test_one_point_at_a_time_is_regression_on_all_of_them():
    random = np.random.default_rng(0)
    root, targets = random.standard_normal((12, 12)), random.standard_normal((12, 3))
    K, points = root @ root.T + np.eye(12), random.permutation(12)[:7]
    learned, error = kernel_regression.learn_one_by_one(jnp.asarray(K), jnp.asarray(targets), jnp.asarray(points))
    for n in (1, 4, 7):
        D = points[:n]
        fit = K[:, D] @ np.linalg.solve(K[np.ix_(D, D)], targets[D])
        assert error[n - 1] == pytest.approx(((fit - targets) ** 2).mean(axis=0))
        assert learned[n - 1] == pytest.approx(1 - ((targets - fit) * targets).mean(axis=0))


def test_learnabilities_of_all_parities_sum_to_n():
    sizes = {"dimension": 4, "sizes": (3, 9), "degrees": (0, 1, 2, 3, 4)}
    found = jax.jit(lambda key: boolean_functions.kernel_regression.run(key, kernel="laplace", **sizes))(
        jax.random.key(1)
    )
    assert found["learnability"] @ np.array([1, 4, 6, 4, 1]) == pytest.approx([3, 9])


def test_a_wide_network_learns_what_its_kernel_learns():
    sizes = {"width": 512, "dimension": 3, "sizes": (3, 5), "degrees": (0, 1), "steps": 100}
    found = jax.jit(lambda key: boolean_functions.networks.run(key, kernel="relu_ntk", **sizes))(jax.random.key(2))
    assert np.all(found["mean_square"] < 1e-3)
    assert np.all(np.abs(found["excess_learnability"]) < 0.1)
    assert np.all(np.abs(found["excess_mse"]) < 0.2)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="between 1 and 16, got"):
        boolean_functions.kernel_regression(jax.random.key(0), kernel="rbf", dimension=4, sizes=(17,), degrees=(1,))
    with pytest.raises(ValueError, match="between 0 and 4, got"):
        boolean_functions.kernel_regression(jax.random.key(0), kernel="rbf", dimension=4, sizes=(3,), degrees=(5,))
