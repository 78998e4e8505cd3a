"""Convolutional kernels on a torus: invariances, constant images, and pooling as augmentation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import image_kernels as exact
from theory import kernels


def draw(seed, n=3, side=3):
    return np.random.default_rng(seed).standard_normal((n, side, side))


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 1000), st.integers(0, 2), st.integers(0, 2), st.integers(1, 3))
def test_translating_both_images_changes_nothing(seed, a, b, depth):
    x, y = draw(seed), draw(seed + 1)
    moved = [np.roll(z, (a, b), axis=(1, 2)) for z in (x, y)]
    np.testing.assert_allclose(exact.vanilla_kernel(*moved, depth), exact.vanilla_kernel(x, y, depth), atol=1e-12)


@pytest.mark.parametrize("depth", [1, 4])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_constant_images_have_the_kernel_of_one_pixel(depth, sign):
    x = np.ones((1, 3, 3))
    kernel = {1: "relu_ntk", 4: "relu_ntk_4"}[depth]
    expected = kernels.profile(kernel, sign, dimension=1, bias_variance=0.0)
    np.testing.assert_allclose(exact.vanilla_kernel(x, sign * x, depth), [[expected]], rtol=1e-7, atol=1e-7)


def test_augmented_regression_is_that_of_the_kernel_averaged_over_translations():
    x, tests, y = draw(1, n=4), draw(2, n=2), np.random.default_rng(3).standard_normal((4, 2))
    shifts = exact.all_shifts(3, 3)
    averaged = [
        np.mean([exact.vanilla_kernel(z, np.roll(x, s, axis=(1, 2)), 2) for s in shifts], axis=0) for z in (x, tests)
    ]
    expected = averaged[1] @ np.linalg.solve(averaged[0], y)
    np.testing.assert_allclose(exact.augmented_regression(x, y, tests, 2, shifts), expected, atol=1e-8)


def test_without_translations_it_interpolates():
    x, y = draw(5), np.eye(3)
    np.testing.assert_allclose(exact.augmented_regression(x, y, x, 2, [(0, 0)]), y, atol=1e-9)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="one size"):
        exact.vanilla_kernel(draw(0), draw(0, side=4), 1)
    with pytest.raises(ValueError, match="one size"):
        exact.vanilla_kernel(draw(0), draw(0), 0)
    with pytest.raises(ValueError, match="rows and columns"):
        exact.all_shifts(0, 3)
    with pytest.raises(ValueError, match="row of targets"):
        exact.augmented_regression(draw(0), np.eye(4), draw(0), 1, [(0, 0)])
