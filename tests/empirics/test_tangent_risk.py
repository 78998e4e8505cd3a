"""Regression with tangent kernels: kernels against many units, risks against the pseudo-inverse, bad input."""

import numpy as np
import pytest

from empirics import tangent_risk as measured


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_infinite_width_is_the_mean_over_many_units(activation):
    rng, d = np.random.default_rng(0), 3
    x, others = rng.standard_normal((2, d)), rng.standard_normal((4, d))
    w = rng.standard_normal((d, 400_000)) / np.sqrt(d)
    slope = measured.SLOPES[activation]
    many = (x @ others.T) * (slope(x @ w) @ slope(others @ w).T) / w.shape[1]
    assert np.allclose(measured.kernel(activation, x, others), many, atol=0.02)


@pytest.mark.parametrize("activation", sorted(measured.SLOPES))
def test_slopes_are_derivatives(activation):
    functions = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    z, step = np.array([-3.0, -0.7, 0.4, 2.0]), 1e-6
    if activation == "erf":
        from math import erf

        functions["erf"] = np.vectorize(erf)
    difference = (functions[activation](z + step) - functions[activation](z - step)) / (2 * step)
    assert np.allclose(measured.SLOPES[activation](z), difference, atol=1e-8)


def test_singular_kernels_are_inverted_on_their_range():
    root = np.random.default_rng(2).standard_normal((6, 3))
    gram, right = root @ root.T, np.random.default_rng(3).standard_normal((6, 2))
    assert np.allclose(measured.solve(gram, right), np.linalg.pinv(gram, rcond=1e-9) @ right)


def test_control_has_the_mean_that_is_used():
    rng = np.random.default_rng(4)
    sample, exact = measured.ridge(rng.standard_normal((5, 3)), rng.standard_normal((200_000, 3)), 2.0)
    assert np.allclose(sample, exact, rtol=0.02)


@pytest.mark.parametrize("activation", sorted(measured.CONTROLS))
def test_controls_have_mean_zero(activation):
    rng = np.random.default_rng(5)
    found = [measured.control(activation, *(rng.standard_normal((m, 3)) for m in (4, 5))) for _ in range(4000)]
    assert np.all(np.abs(np.mean(found, axis=0)) < 5 * np.std(found, axis=0) / 4000**0.5)


def test_relative_variance_of_slopes_is_the_known_one():
    assert measured.relative_variance("relu") == pytest.approx(1.0, rel=1e-12)
    assert measured.relative_variance("erf") == pytest.approx(3 / np.sqrt(5) - 1, rel=1e-12)


def test_exchange_of_one_eigenvalue_is_an_equality():
    seen = [measured.exchange.run(np.random.default_rng(seed), largest=1) for seed in range(3)]
    for one in seen:
        missed = one["ridge"] / (one["top"] + one["ridge"])
        assert one["top"] == pytest.approx(one["bottom"])
        assert np.allclose(one["exchange"], [missed**2, missed * (2 - missed)])


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="closed form for 'relu' and 'erf'"):
        measured.kernel("tanh", np.eye(2), np.eye(2))
