"""Gram matrices: agreement with finite networks, symmetry, close points, and bad input."""

import functools

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from empirics import kernels
from empirics.spectra import level_sizes

RNG = np.random.default_rng(0)


def compiled_gram(kernel: str, x: np.ndarray, y: np.ndarray, **parameters: float) -> np.ndarray:
    """The Gram matrix in one program, parameters traced: operation by operation it would compile dozens."""
    return np.asarray(jax.jit(functools.partial(kernels.gram, kernel))(x, y, **parameters))


@pytest.mark.parametrize("kernel", kernels.KERNELS)
def test_gram_is_symmetric_positive_and_the_profile_at_equal_norms(kernel: str) -> None:
    x = RNG.standard_normal((12, 6))
    x *= np.sqrt(6) / np.linalg.norm(x, axis=1, keepdims=True)
    matrix = compiled_gram(kernel, x, x)
    assert np.array_equal(matrix, matrix.T)
    assert np.linalg.eigvalsh(matrix)[0] > 1e-6
    apart = ~np.eye(12, dtype=bool)
    profile = jax.jit(functools.partial(kernels.profile, kernel, dimension=6))((x @ x.T / 6)[apart])
    assert matrix[apart] == pytest.approx(np.asarray(profile), abs=1e-13)


@pytest.mark.parametrize(("kernel", "activation"), [("relu_ntk_4", jax.nn.relu), ("tanh_ntk_4", jnp.tanh)])
def test_gram_is_the_mean_of_finite_networks(kernel: str, activation) -> None:
    depth, width, d, bias = 4, 192, 3, 0.3
    weight = kernels.WEIGHT_VARIANCE[kernel.split("_")[0]]
    x = RNG.standard_normal((3, d))

    def net(parameters, point):
        hidden = point
        for w, b in parameters[:-1]:
            hidden = activation(jnp.sqrt(weight / w.shape[1]) * w @ hidden + jnp.sqrt(bias) * b)
        return parameters[-1] @ hidden / jnp.sqrt(width)

    @jax.jit
    def tangent_kernel(parameters):
        gradients = jax.tree.leaves(jax.vmap(jax.grad(net), (None, 0))(parameters, x))
        return sum(rows @ rows.T for rows in (leaf.reshape(len(x), -1) for leaf in gradients))

    def draw():
        widths = [d] + [width] * (depth - 1)
        layers = [(RNG.standard_normal((width, fan_in)), RNG.standard_normal(width)) for fan_in in widths]
        return tangent_kernel([*layers, RNG.standard_normal(width)])

    draws = np.stack([draw() for _ in range(20)])
    error = draws.std(axis=0) / np.sqrt(len(draws))
    exact = compiled_gram(kernel, x, x, bias_variance=bias)
    assert np.all(np.abs(draws.mean(axis=0) - exact) < 5 * error + 0.05 * np.abs(exact))


def test_close_points_keep_their_distance() -> None:
    mpmath.mp.dps = 40
    x = np.array([[0.6, 0.8]])
    y = x + np.array([[1e-9, 0.0]])
    u, v = ([mpmath.mpf(float(t)) for t in row[0]] for row in (x, y))
    norm = mpmath.sqrt((u[0] ** 2 + u[1] ** 2) * (v[0] ** 2 + v[1] ** 2))
    c = (u[0] * v[0] + u[1] * v[1]) / norm
    angle = mpmath.acos(c)
    exact = norm * (c * (mpmath.pi - angle) / mpmath.pi + mpmath.sin(angle) / (2 * mpmath.pi))
    value = compiled_gram("relu_ntk", x, y, weight_variance=2.0, bias_variance=0.0)[0, 0]
    assert abs(float(value) - float(exact)) < 3e-16  # weight 2 over d = 2 gives kappa itself


def test_zero_and_antipodal_points_are_no_special_case() -> None:
    x = np.array([[0.0, 0.0], [1.0, 0.0], [-1.0, 0.0]])
    for kernel in ("relu_ntk", "relu_ntk_4", "tanh_ntk"):
        matrix = compiled_gram(kernel, x, x, bias_variance=0.0)
        assert np.isfinite(matrix).all()
        assert np.array_equal(matrix[0], np.zeros(3))
        if kernel == "relu_ntk":
            assert matrix[1, 2] == pytest.approx(0.0, abs=1e-15)


def test_level_sizes_are_cut_at_the_widest_ratios() -> None:
    eigenvalues = jnp.array([9.0, 3.0, 2.9, 2.8, 0.5, 0.1, 0.09])
    assert level_sizes(eigenvalues, 3).tolist() == [1, 3, 1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("cosine", np.ones((2, 2)), np.ones((2, 2))), "kernel must be one of laplace, rbf"),
        (("rbf", np.ones(2), np.ones((2, 2))), "x must be a matrix"),
        (("rbf", np.ones((2, 2)), np.ones((2, 3))), "same number of columns"),
        (("rbf", np.full((2, 2), np.nan), np.ones((2, 2))), "x must be finite"),
    ],
)
def test_bad_input_gets_one_sentence(arguments: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        kernels.gram(*arguments)


def test_profile_rejects_no_dimension() -> None:
    with pytest.raises(ValueError, match="dimension must be at least 1"):
        kernels.profile("rbf", 0.5, dimension=0)
