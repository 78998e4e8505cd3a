"""The measured learnabilities against a plain refit of every mode, and the design of each experiment."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.linalg import hadamard

from empirics import eigenlearning, kernels

KEY = jax.random.key(5)
LEVEL = np.array([index.bit_count() for index in range(16)])


def once(experiment, **parameters):
    """One trial as one compiled program."""
    return jax.jit(lambda key: experiment(key, **parameters))(KEY)


def gram_on_small_cube():
    by_distance = np.asarray(kernels.profile("laplace", 1 - np.arange(5) / 2, dimension=4))
    return by_distance[LEVEL[np.arange(16)[:, None] ^ np.arange(16)]]


def refit(gram, functions, data):
    """<phi_i, fit of phi_i> by one regression per mode, straight from the definition."""
    learned = []
    for function in functions.T:
        fit = gram[:, data] @ np.linalg.solve(gram[np.ix_(data, data)], function[data])
        learned.append(np.mean(function * fit))
    return np.array(learned)


def test_all_modes_and_sizes_at_once_equal_one_refit_per_mode_and_size():
    gram, functions = gram_on_small_cube(), hadamard(16).astype(float)
    data = np.array([3, 14, 7, 0, 9, 12])
    projections = functions.T @ gram[:, data] / 16
    curves = eigenlearning.nested_learnabilities(
        jnp.asarray(gram[np.ix_(data, data)]), jnp.asarray(functions[data]), jnp.asarray(projections.T), (1, 4, 6)
    )
    for n, curve in zip((1, 4, 6), curves, strict=True):
        np.testing.assert_allclose(curve, refit(gram, functions, data[:n]), atol=1e-13)


@pytest.mark.parametrize("kernel", ["laplace", "relu_ntk_4"])
def test_cube_spends_the_whole_budget_at_each_size(kernel):
    learned = once(eigenlearning.cube, kernel=kernel, dimension=4, sizes=(1, 5, 16))
    for n, total in ((1, 1), (5, 5), (16, 16)):
        level_sum = np.bincount(LEVEL) @ np.asarray(learned[f"n={n}"])
        assert level_sum == pytest.approx(total, rel=1e-10)
    np.testing.assert_allclose(learned["n=16"], 1.0, atol=1e-10)


def test_one_point_of_the_cube_learns_its_share_of_the_trace():
    by_distance = np.asarray(kernels.profile("laplace", 1 - np.arange(5) / 2, dimension=4))
    eigenvalues = hadamard(16) @ by_distance[LEVEL] / 16
    learned = once(eigenlearning.cube, kernel="laplace", dimension=4, sizes=(1,))["n=1"]
    expected = np.bincount(LEVEL, eigenvalues) / np.bincount(LEVEL) / eigenvalues.sum()
    np.testing.assert_allclose(learned, expected, rtol=1e-12)


def test_gaussian_features_spend_the_whole_budget():
    multiplicities = (2, 8, 30)
    learned = once(
        eigenlearning.gaussian, eigenvalues=jnp.array([1.0, 0.3, 0.05]), multiplicities=multiplicities, sizes=(3, 20)
    )
    for n in (3, 20):
        assert np.dot(multiplicities, learned[f"n={n}"]) == pytest.approx(n, rel=1e-10)


def test_sphere_agrees_with_its_harmonics_of_degree_one():
    dimension, n = 4, 6
    learned = once(eigenlearning.sphere, kernel="laplace", dimension=dimension, degrees=3, sizes=(n,))[f"n={n}"]
    directions = jax.random.normal(KEY, (n, dimension))
    points = directions / jnp.linalg.norm(directions, axis=1, keepdims=True)
    inverse = np.linalg.inv(np.asarray(kernels.gram("laplace", points, points)))
    eigenvalues = np.asarray(eigenlearning._funk_hecke("laplace", dimension, 3))
    constant = eigenvalues[0] * inverse.sum()
    coordinates = np.sqrt(dimension) * np.asarray(points)  # the harmonics of degree 1, orthonormal
    linear = eigenvalues[1] * np.mean(np.sum(coordinates * (inverse @ coordinates), axis=0))
    np.testing.assert_allclose(learned[:2], [constant, linear], rtol=1e-10)


def test_sphere_keeps_to_the_budget():
    learned = np.asarray(once(eigenlearning.sphere, kernel="laplace", dimension=3, degrees=20, sizes=(8,))["n=8"])
    assert np.all((learned > 0) & (learned < 1))
    assert 5.5 < np.dot(2 * np.arange(20) + 1, learned) < 8


@pytest.mark.parametrize("sizes", [(), (0,), (4, 17)])
def test_sizes_outside_the_data_are_refused(sizes):
    gram = jnp.eye(16)
    with pytest.raises(ValueError, match="training set sizes"):
        eigenlearning.nested_learnabilities(gram, gram, gram, sizes)


@pytest.mark.parametrize("sizes", [(), (0,), (17,)])
def test_sizes_outside_the_cube_are_refused(sizes):
    with pytest.raises(ValueError, match="training set sizes"):
        eigenlearning.cube(KEY, kernel="laplace", dimension=4, sizes=sizes)
