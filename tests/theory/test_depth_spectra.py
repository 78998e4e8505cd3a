"""Shares by depth: known best depths, the limit of infinite depth, and what happens where a bound leaves it open."""

import numpy as np
import pytest

from theory import depth_spectra as exact
from theory import kernels, spectra
from theory.activations import ERF, RELU


def test_shares_agree_with_sums_of_float64_values():
    d = 8
    values = kernels.profile("relu_ntk_4", 1 - 2 * np.arange(d + 1) / d, dimension=d, bias_variance=0.5)
    known = spectra.cube(lambda c: values, d)
    found = exact.shares(RELU, d, d, depth=4, weight_variance=2, bias_variance=0.5)
    expected = known.eigenvalues * known.multiplicities / values[0]
    np.testing.assert_allclose(found.fractions[4], expected.astype(float), rtol=1e-9)


def test_best_depths_at_128_dimensions():
    ks, how = range(1, 13), {"weight_variance": 2, "bias_variance": 0}
    covariance = exact.best_depths(RELU, 128, ks, depth=16, **how, kernel="nngp")
    assert covariance == (0, 1, 3, 4, 5, 6, 7, 7, 8, 8, 9, 9)
    assert exact.best_depths(RELU, 128, ks, depth=16, **how) == (0, 1, 3, 4, 6, 7, 8, 9, 10, 10, 11, 12)
    odd = exact.best_depths(ERF, 128, (3, 5, 7, 9), depth=110, weight_variance=1, bias_variance=0)
    assert odd == (25, 46, 60, 72)


def test_best_depth_map_is_degree_by_bias_by_weight():
    weights, biases, degrees = (0.7, 1.3, 2.5), (0.1, 0.6), (2, 3)
    found = exact.best_depth_map(ERF, 6, degrees, weights, biases, depth=5)
    for i, bias in enumerate(biases):
        for j, weight in enumerate(weights):
            how = {"weight_variance": weight, "bias_variance": bias}
            rows = [exact.shares(ERF, 6, degrees, depth=depth, **how).fractions[-1] for depth in range(6)]
            np.testing.assert_array_equal(found[:, i, j], np.argmax(rows, axis=0))
    assert found.shape == (2, 2, 3)


def test_shares_tend_to_the_limit_of_infinite_depth():
    d, degrees = 10, range(1, 11)
    found = exact.shares(RELU, d, degrees, depth=600, weight_variance=2, bias_variance=0).fractions
    limit = exact.deep_limit(d, degrees)
    off = np.abs(found[[150, 600]] / limit - 1)
    assert (off[1] < 0.45 * off[0]).all()  # like log L / L
    assert off[1, 2:].max() < 0.02  # degrees 1 and 2 are the slowest: 16 and 3 per cent


def test_critical_degrees():
    assert [exact.critical_degree(d, 64) for d in (5, 7, 9, 12)] == [3, 3, 4, 5]


def test_what_a_bound_leaves_open_raises(monkeypatch):
    monkeypatch.setattr(exact, "deep_limit", lambda d, degrees: exact.shares(
        RELU, d, degrees, depth=4, weight_variance=2, bias_variance=0).fractions.max(axis=0))  # fmt: skip
    with pytest.raises(ValueError, match="cannot be told from its limit"):
        exact.critical_degree(5, 4)


def test_degrees_without_a_limit():
    for call, sentence in [
        (lambda: exact.deep_limit(7, [0]), "degrees from 1 on"),
        (lambda: exact.deep_limit(7, [8]), "degrees 0 to 7, got 8"),
        (lambda: exact.critical_degree(1, 3), "no degree of the 1-cube"),
    ]:
        with pytest.raises(ValueError, match=sentence):
            call()
