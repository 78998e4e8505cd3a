"""Shares of the degrees: two ways to compute them, the law of sampled functions, and digits that sums do not cancel."""

import math

import numpy as np
import pytest

from empirics import depth_spectra as measured
from empirics import kernels

RNG = np.random.default_rng


def test_profiles_agree_with_the_kernels_in_jax():
    cosine = np.linspace(-1, 1, 9)
    known = np.asarray(kernels.profile("relu_ntk_4", cosine, dimension=5, weight_variance=2.0, bias_variance=0.3))
    found = measured.profiles("relu", 1 - cosine, 4, 2.0, 0.3)[1][4]
    np.testing.assert_allclose(found, known / known[-1], rtol=1e-12)


def test_profiles_of_one_erf_layer_by_sampled_units():
    z = RNG(0).standard_normal((2, 10**6))
    c, variance = 0.3, 1.7
    u, v = math.sqrt(variance) * z[0], math.sqrt(variance) * (c * z[0] + math.sqrt(1 - c * c) * z[1])
    from scipy.special import erf

    weight, bias = 1.5, 0.2
    gap = (1 - c) * variance / weight  # so that the first pre-activations have correlation c
    covariance, tangent = measured.profiles("erf", np.array([0.0, gap]), 1, weight, bias)
    own, value = np.mean(erf(u) ** 2), np.mean(erf(u) * erf(v))
    slope, steepest = (np.mean(4 / np.pi * np.exp(-(u**2) - w**2)) for w in (v, u))
    np.testing.assert_allclose(covariance[1], [1, value / own], atol=0.004)
    np.testing.assert_allclose(tangent[1, 1], (value + slope * c * variance) / (own + steepest * variance), atol=0.004)


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_shares_are_a_partition_and_agree_with_digital_sums(activation):
    d, depth = 9, 3
    kernel = measured.profiles(activation, 2 * np.arange(d + 1) / d, depth, 2.0, 0.25)
    shares = [measured.shares(RNG(1), rows, d) for rows in kernel]
    np.testing.assert_allclose(np.sum(shares, axis=2), 1, rtol=1e-12)
    for rows, digital in zip(kernel, measured.digital_profiles(activation, d, depth, 1.0, 2.0, 0.25), strict=True):
        ratios = [[float(value / row[0]) for value in row] for row in digital]
        np.testing.assert_allclose(rows, ratios, rtol=1e-13)
    for share, digital in zip(shares, measured.digital_profiles(activation, d, depth, 1.0, 2.0, 0.25), strict=True):
        np.testing.assert_array_equal(measured.best_depths(digital, d, 5), share[:, 1:6].argmax(axis=0))


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_best_depth_map_agrees_with_digital_sums_and_does_not_depend_on_the_draw(activation):
    weights, biases = (0.6, 1.4, 2.2), (0.05, 0.5)
    how = {"dimension": 6, "degree": 3, "depth": 7, "weights": weights, "biases": biases}
    found = [measured.best_depth_map(RNG(seed), activation=activation, **how)["best"] for seed in (0, 1)]
    digital = [
        measured.best_depths(measured.digital_profiles(activation, 6, 7, 1.0, w, b)[1], 6, 3)[2]
        for b in biases
        for w in weights
    ]
    np.testing.assert_array_equal(found, [digital, digital])


def test_sampled_functions_have_these_shares():
    depths, degrees = (1, 3), (0, 1, 2, 3, 4, 5)
    drawn = [
        measured.sampled_functions(RNG(i), dimension=5, depths=depths, degrees=degrees, draws=4096) for i in (0, 1)
    ]
    energy = np.mean([[one[f"degree {k}"] for k in degrees] for one in drawn], axis=0)
    np.testing.assert_allclose(energy.sum(axis=0), 1, atol=0.1)
    gaps = 2 * np.arange(6) / 5
    expected = measured.shares(RNG(2), measured.profiles("relu", gaps, 3, 2.0, 0.0)[0][list(depths)], 5)
    np.testing.assert_allclose(energy.T, expected, rtol=0.1, atol=1e-12)
