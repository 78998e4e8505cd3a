"""Kernel matrices on corners, against sums written out."""

import itertools

import jax
import numpy as np
import pytest

from empirics import kernels, parities

PARAMETERS = {"kernel": "relu_ntk", "dimension": 3, "weight_variance": 2.0, "bias_variance": 0.5}


@pytest.mark.parametrize("low", [-1.0, 0.0])
def test_images_of_parities(low):
    scales = np.array([2.0, 1.0, 1.0])
    found = parities.kernel_on_parities(jax.random.key(0), low=low, scales=scales, **PARAMETERS)
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=3)))
    points = np.where(signs > 0, 1.0, low) * scales
    matrix = np.asarray(kernels.gram("relu_ntk", points, points, weight_variance=2.0, bias_variance=0.5))
    for position, size in ((0, 0), (2, 2), (3, 1), (5, 3)):  # sets that the draw cannot change
        chi = signs[:, 3 - size :].prod(axis=1) if position < 3 else signs[:, :size].prod(axis=1)
        image = matrix @ chi / 8
        assert found["eigenvalues"][position] == pytest.approx(np.mean(chi * image), abs=1e-13)
        assert found["mixing"][position] == pytest.approx(np.mean(image), abs=1e-13)
    assert (float(found["residuals"].max()) < 1e-12) == (low == -1.0)


def test_scales_must_fit():
    with pytest.raises(ValueError, match="one scale"):
        parities.kernel_on_parities(jax.random.key(0), low=-1.0, scales=np.ones(2), **PARAMETERS)
