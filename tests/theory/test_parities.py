"""Parities against brute force: the whole kernel matrix, and its product with explicit parities."""

import itertools
import math

import numpy as np
import pytest

from theory import gaussian_spectrum, kernels, parities

NETWORK = {"weight_variance": 1.5, "bias_variance": 0.5}


def corners(d, low, factor=1.0):
    points = np.array(list(itertools.product((low, 1.0), repeat=d)))
    points[:, 0] *= factor
    return points


def cosines(x):
    squares = (x**2).sum(axis=1)
    root = np.sqrt(np.outer(squares, squares))
    return np.clip(x @ x.T / np.where(root > 0, root, 1.0), -1, 1)


def parity(d, subset):
    return np.prod(corners(d, -1.0)[:, list(subset)], axis=1)


@pytest.mark.parametrize("factor", [1.0, 0.5, 3.0])
@pytest.mark.parametrize("kernel", ["relu_ntk", "laplace"])
def test_rescaled_coordinate(kernel, factor):
    d = 4
    x = corners(d, -1.0, factor)
    matrix = kernels.profile(kernel, cosines(x), dimension=d, radius=math.sqrt((x[0] ** 2).sum()), **NETWORK) / 2**d
    without, within = parities.rescaled(kernel, d, factor, **NETWORK)
    for size in range(d):
        chi = parity(d, range(1, 1 + size))
        np.testing.assert_allclose(matrix @ chi, without[size] * chi, atol=1e-14)
        chi = parity(d, range(size + 1))
        np.testing.assert_allclose(matrix @ chi, within[size] * chi, atol=1e-14)


def test_equal_scales_give_the_eigenvalues_by_size():
    values = parities.eigenvalues("relu_ntk", 5, **NETWORK)
    without, within = parities.rescaled("relu_ntk", 5, 1.0, **NETWORK)
    np.testing.assert_allclose(without, values[:5], atol=1e-15)
    np.testing.assert_allclose(within, values[1:], atol=1e-15)


@pytest.mark.parametrize("depth", [1, 3])
def test_zeros_and_ones_mix_parities_with_the_constant(depth):
    d = 4
    x = corners(d, 0.0)
    norm = np.sqrt((x**2).sum(axis=1))
    matrix = gaussian_spectrum.relu_ntk(norm[:, None], norm[None, :], np.arccos(cosines(x)), d, depth, 1.5, 0.5)
    mixing = parities.binary_mixing(d, depth=depth, **NETWORK)
    for size in range(1, d + 1):
        for subset in itertools.combinations(range(d), size):
            assert abs(np.mean(matrix.mean(axis=0) * parity(d, subset)) - mixing[size - 1]) < 1e-14
    assert np.abs(mixing).min() > 1e-6


def test_bad_input():
    with pytest.raises(ValueError, match="positive factor"):
        parities.rescaled("laplace", 4, 0.0, **NETWORK)
    with pytest.raises(ValueError, match="bias_variance > 0"):
        parities.binary_mixing(4, depth=1, weight_variance=1.0, bias_variance=0.0)
