"""Kernel regression from growing starts: its risk against a direct Monte-Carlo over labels, and its first order."""

import numpy as np

from empirics import growing_starts as measured
from empirics.gram_plus_identity import kernel


def test_bias_and_variance_are_means_over_teachers_and_noise():
    n, d, scale = 5, 7, 1.7
    bias, variance = measured.bias_and_variance(np.random.default_rng(4), "erf", n, d, (scale,))
    again, rng = np.random.default_rng(4), np.random.default_rng(0)
    x, fresh = again.standard_normal((n, d)), again.standard_normal((n, d))
    theta, noise = rng.standard_normal((d, 100_000)), rng.standard_normal((n, 100_000))
    theta /= np.linalg.norm(theta, axis=0)
    smooth = kernel("erf", fresh, x, scale) @ np.linalg.inv(kernel("erf", x, x, scale))
    missed = np.mean((fresh @ theta - smooth @ (x @ theta)) ** 2)
    assert np.isclose(bias[0] + np.mean(fresh**2) - 1, missed, rtol=0.02)
    assert np.isclose(variance[0], np.mean((smooth @ noise) ** 2), rtol=0.02)


def test_scale_of_relu_cancels():
    bias, variance = measured.bias_and_variance(np.random.default_rng(1), "relu", 6, 8, (1.0, 30.0))
    assert bias[0] == bias[1]
    assert variance[0] == variance[1]


def test_far_starts_predict_nothing():
    bias, variance = measured.bias_and_variance(np.random.default_rng(1), "erf", 6, 8, (1e6,))
    assert abs(bias[0] - 1) < 1e-4
    assert variance[0] < 1e-9


def test_extrapolation_takes_the_double_size_twice():
    found = measured.extrapolated.run(np.random.default_rng(2), activation="erf", n=4, d=6, scales=(1.0, 3.0))
    rng = np.random.default_rng(2)
    once = measured.bias_and_variance(rng, "erf", 4, 6, (1.0, 3.0))
    twice = measured.bias_and_variance(rng, "erf", 8, 12, (1.0, 3.0))
    assert np.array_equal(np.stack([found["bias"], found["variance"]]), 2 * twice - once)
