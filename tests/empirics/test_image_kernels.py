"""Regression on images: Gram matrices against theory on a torus, positive, and what a trial returns."""

from itertools import product

import numpy as np
import pytest

from empirics import image_kernels as measured
from theory import image_kernels as exact


def draw(seed, n=2, rows=3, columns=4):
    return np.random.default_rng(seed).standard_normal((n, rows, columns))


def test_on_a_torus_it_is_that_of_theory_and_pooling_averages_translations():
    x = draw(2, n=4)
    np.testing.assert_allclose(measured.gram(x, 3, "vanilla", "circular"), exact.vanilla_kernel(x, x, 3), atol=1e-7)
    moved = [np.roll(x, s, axis=(1, 2)) for s in exact.all_shifts(3, 4)]
    averaged = np.mean([exact.vanilla_kernel(x, y, 3) for y in moved], axis=0)
    np.testing.assert_allclose(measured.gram(x, 3, "pooled", "circular"), averaged, atol=1e-7)


def test_blank_patches_give_no_nan_and_the_gram_matrix_is_positive():
    x = measured.spread("digits", 12)[0]
    assert np.any(x[:, :2, 0] == 0)
    for kernel, padding in product(measured.KERNELS, ("zeros", "circular")):
        assert np.linalg.eigvalsh(measured.gram(x, 2, kernel, padding)).min() > 0


def test_a_trial_scores_every_kernel():
    design = {
        "images": "digits",
        "count": 20,
        "depth": 1,
        "sizes": (5, 10),
        "kernels": ("vanilla", "pooled"),
        "padding": "zeros",
    }
    found = measured.shares.run(np.random.default_rng(0), **design)
    assert set(found) == {*measured.KERNELS, "gain of vanilla", "gain of pooled"}
    np.testing.assert_allclose(found["gain of pooled"], found["pooled"] - found["fully connected"])
    assert all(np.all((found[k] >= 0) & (found[k] <= 1)) for k in measured.KERNELS)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="one of fully connected"):
        measured.gram(draw(0), 1, "strided")
    with pytest.raises(ValueError, match="padding must be one of"):
        measured.gram(draw(0), 1, "pooled", "reflect")
    with pytest.raises(ValueError, match="digits has 1797"):
        measured.spread("digits", 1798)
