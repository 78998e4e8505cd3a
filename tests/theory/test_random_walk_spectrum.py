"""Spectra from random walks against balls, quadrature, known series and simulated walks; their bounds; bad input."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from theory import dual_balls, dual_taylor, kernel_balls, kernel_series, spectra, zonal_walk
from theory import random_walk_spectrum as exact
from theory.activations import (
    ABSOLUTE,
    ERF,
    GELU,
    RELU,
    TANH,
    Activation,
    Bump,
    Exponential,
    LeakyRelu,
    Polynomial,
    Sine,
)

NETWORKS: list[tuple[Activation, float, float]] = [
    (RELU, 2.0, 0.1),
    (RELU, 2.0, 0.0),
    (ERF, 2.0, 0.1),
    (ERF, 0.5, 0.3),
    (LeakyRelu(0.25, 1), 1.5, 1.0),
    (GELU, 1.5, 0.2),
    (Sine(1.3, 0.4), 1.0, 0.1),
    (Bump(0.7), 2.0, 0.0),
    (Exponential(0.5), 0.5, 0.1),
    (Polynomial((0, 1, 0, Fraction(1, 6))), 0.7, 0.2),
]


def reference(activation, d, degrees, depth, weight, bias, kernel, bits=512):
    """m_k mu_k in balls, from Krawtchouk sums."""
    how = {"depth": depth, "weight_variance": weight, "bias_variance": bias, "bits": bits}
    values = kernel_balls.network(activation, spectra.cube_cosines(d), **how)[kernel == "ntk"][depth]
    with kernel_balls.precision(bits):
        return [math.comb(d, k) * spectra.cube_eigenvalue(values, d, k) for k in degrees]


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize(("activation", "weight", "bias"), NETWORKS)
def test_errors_stay_within_their_bounds(activation, weight, bias, kernel):
    d, depth = 100, 6
    series = kernel_series.series(activation, depth=depth, weight_variance=weight, bias_variance=bias, terms=192)
    found = exact.from_series("cube", d, range(25), series, kernel)
    true = reference(activation, d, range(25), depth, weight, bias, kernel)
    errors = np.array([abs(float(t - v)) for t, v in zip(true, found.variances[depth], strict=True)])
    assert (errors <= found.rounding[depth] + found.truncation[depth]).all()
    small = found.truncation[depth] < 1e-13 * found.variances[depth]
    assert small[:16].sum() >= 6
    assert (errors[small] < 2e-14 * found.variances[depth][small]).all()


def test_many_layers_cost_no_accuracy():
    series = kernel_series.series(RELU, depth=100, weight_variance=2, bias_variance=Fraction(1, 2), terms=128)
    found = exact.from_series("cube", 300, range(3, 9), series, "ntk").variances[100]
    true = reference(RELU, 300, range(3, 9), 100, 2, Fraction(1, 2), "ntk", bits=320)
    np.testing.assert_allclose(found, [float(t) for t in true], rtol=2e-14)


def test_all_degrees_of_128_dimensions_to_full_precision_through_balls():
    found = exact.levels("cube", 128, 128, RELU, depth=2, weight_variance=2, bias_variance=0.1)
    assert found.error.max() < 1e-12
    np.testing.assert_allclose(found.fractions.sum(axis=1), 1, rtol=1e-14)
    true = reference(RELU, 128, (0, 64, 127, 128), 2, 2, 0.1, "ntk")
    np.testing.assert_allclose(found.variances[2][[0, 64, 127, 128]], [float(t) for t in true], rtol=1e-14)
    assert (found.eigenvalues(2) > 0).all()


@pytest.mark.parametrize(("activation", "weight", "bias"), NETWORKS)
def test_sphere_agrees_with_quadrature(activation, weight, bias):
    d, depth = 24, 3
    cosines = [Fraction(round(math.cos(t) * 2**52), 2**52) for t in np.pi / 2 * (1 + spectra_nodes())]
    values = kernel_balls.network(activation, cosines, depth=depth, weight_variance=weight, bias_variance=bias, bits=64)
    profile = np.array([float(v) for v in values[1][depth]])
    known = spectra.sphere(lambda c: profile, d, 8)
    series = kernel_series.series(activation, depth=depth, weight_variance=weight, bias_variance=bias, terms=256)
    found = exact.from_series("sphere", d, range(9), series, "ntk")
    np.testing.assert_allclose(found.eigenvalues(depth), known.eigenvalues, rtol=1e-9, atol=2e-15)


def spectra_nodes():
    return np.polynomial.legendre.leggauss(spectra.ANGLES)[0]


def test_a_hundred_thousand_dimensions():
    found = exact.levels("cube", 10**5, 40, RELU, depth=3, weight_variance=2, bias_variance=1)
    assert found.error.max() < 1e-12
    sphere = exact.levels("sphere", 10**5, 40, RELU, depth=3, weight_variance=2, bias_variance=1)
    np.testing.assert_allclose(found.fractions[3], sphere.fractions[3], rtol=0.02)
    with pytest.raises(ValueError, match="below 1e-307"):
        exact.levels("cube", 10**5, (120,), RELU, depth=1, weight_variance=2, bias_variance=1).eigenvalues(1)


def test_zeros_are_proven_zeros():
    one = exact.levels("cube", 12, 12, RELU, depth=2, weight_variance=2, bias_variance=0)
    assert np.flatnonzero(one.variances[1] == 0).tolist() == [3, 5, 7, 9, 11]
    assert (one.variances[2] > 0).all()
    odd = exact.levels("cube", 12, 12, ERF, depth=3, weight_variance=2, bias_variance=0)
    assert (odd.variances[:, ::2] == 0).all()
    assert (odd.variances[1:, 1::2] > 0).all()
    assert odd.error.max() < 1e-12
    even = exact.levels("cube", 12, 12, ABSOLUTE, depth=3, weight_variance=1, bias_variance=0)
    assert (even.variances[1:, 1::2] == 0).all()
    assert (even.variances[1:, ::2] > 0).all()
    linear = exact.levels("cube", 12, 12, LeakyRelu(1, 1), depth=3, weight_variance=1, bias_variance=1)
    assert (linear.variances[:, 2:] == 0).all()
    assert (linear.variances[1:, :2] > 0).all()
    square = exact.levels("cube", 12, 12, Polynomial((0, 0, 1)), depth=2, weight_variance=1, bias_variance=1)
    assert [np.flatnonzero(row).max() for row in square.variances] == [1, 2, 4]


def test_fractions_add_up_and_the_best_depth_is_decided():
    found = exact.levels("cube", 128, range(1, 9), RELU, depth=20, weight_variance=2, bias_variance=0, accuracy=1e-9)
    assert found.best_depths() == (0, 1, 3, 4, 6, 7, 8, 9)
    covariance = exact.levels(
        "cube", 128, range(1, 9), RELU, depth=20, weight_variance=2, bias_variance=0, kernel="nngp", accuracy=1e-9
    )
    assert covariance.best_depths() == (0, 1, 3, 4, 5, 6, 7, 7)
    vague = exact.Levels(
        (1,), (1,), np.array([[1.0], [1.0 + 1e-12]]), np.ones(2), np.full((2, 1), 1e-9), np.zeros((2, 1))
    )
    with pytest.raises(ValueError, match="depths 1 and 0 cannot be told apart"):
        vague.best_depths()


@pytest.mark.parametrize(("activation", "weight", "bias"), NETWORKS)
@pytest.mark.parametrize("gap", [1.0, 0.7, 0.02])
def test_dual_series_against_balls(activation, weight, bias, gap):
    """Derivatives of the dual in balls, by differences of 700 bits."""
    del bias
    found = dual_taylor.scaled(activation, weight, gap, 6)
    with kernel_balls.precision(900):
        from flint import arb

        step, q = arb(2) ** -60, arb(weight)
        c0, values = 1 - arb(gap), []
        for j in range(6):
            values.append(dual_balls.duals(activation, q, q * (c0 + gap * step * j), q)[0])
        for j in range(6):
            known = (
                sum((-1) ** (j - i) * math.comb(j, i) * values[i] for i in range(j + 1)) / step**j / math.factorial(j)
            )
            assert math.isclose(found[j], float(known), rel_tol=1e-13, abs_tol=1e-17), j


def test_arc_sine_series_around_any_point():
    for gap in (1.0, 0.6, 1e-3, 1e-9):
        found = dual_taylor.scaled(RELU, 2.0, gap, 40)
        assert (found[gap == 1.0 :] >= 0).all()
        at = np.linspace(0, 0.9, 7)
        c = 1 - gap * (1 - at)
        value = (np.sqrt(gap * (1 - at) * (1 + c)) + (np.pi - 2 * np.arcsin(np.sqrt(gap * (1 - at) / 2))) * c) / np.pi
        np.testing.assert_allclose(np.polynomial.polynomial.polyval(at, found), value, rtol=1e-4)
    half_squares = [1 / math.pi, 1 / 2, 1 / (2 * math.pi), 0, 1 / (24 * math.pi)]
    np.testing.assert_allclose(dual_taylor.scaled(RELU, 2.0, 1.0, 5), half_squares, rtol=1e-15)
    np.testing.assert_allclose(dual_taylor.scaled(ERF, 0.5, 1.0, 4) * math.pi / 2, [0, 1 / 2, 0, 1 / 48], rtol=1e-15)


@pytest.mark.parametrize(("domain", "d"), [("cube", 6), ("sphere", 6), ("sphere", 2), ("cube", 1)])
def test_walk_expands_powers_in_zonal_polynomials(domain, d):
    degrees = tuple(range(d + 1 if domain == "cube" else 12))
    law, later = zonal_walk.walk(domain, d, 12, degrees)
    np.testing.assert_allclose(law.sum(axis=1), 1, rtol=1e-14)
    if domain == "cube":
        zonal = np.array([[x / math.comb(d, h) for h, x in enumerate(spectra.krawtchouk(d, k))] for k in degrees])
        cosine = 1 - 2 * np.arange(d + 1) / d
    else:
        cosine = np.linspace(-1, 1, 9)
        zonal = spectra.gegenbauer(d, 11, cosine)
    np.testing.assert_allclose(law @ zonal, cosine ** np.arange(12)[:, None], atol=1e-14)
    longer = zonal_walk.walk(domain, d, 200, degrees)[0][12:]
    assert (longer.max(axis=0) <= later * (1 + 1e-12)).all()


def test_bad_input_gets_one_sentence():
    how: dict[str, Any] = {"depth": 1, "weight_variance": 2, "bias_variance": 1}
    with pytest.raises(ValueError, match="domain must be 'cube' or 'sphere'"):
        exact.levels("torus", 5, 3, RELU, **how)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match="degrees 0 to 5, got 6"):
        exact.levels("cube", 5, 6, RELU, **how)
    with pytest.raises(ValueError, match="kernel must be 'nngp' or 'ntk'"):
        exact.levels("cube", 5, 3, RELU, **how, kernel="ck")
    with pytest.raises(ValueError, match="at least one degree"):
        exact.levels("cube", 5, (), RELU, **how)
    with pytest.raises(ValueError, match="known to a relative"):
        exact.levels("sphere", 3, 8, RELU, **how)
    with pytest.raises(ValueError, match="weight_variance must be positive"):
        exact.levels("cube", 5, 3, RELU, depth=1, weight_variance=0, bias_variance=1)
    with pytest.raises(ValueError, match="no Taylor series is known"):
        dual_taylor.scaled(Activation(), 1.0, 1.0, 4)
    with pytest.raises(ValueError, match=r"gap in \(0, 1\]"):
        dual_taylor.scaled(RELU, 1.0, 0.0, 4)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"activation": TANH}, "no Taylor series is known"),  # at once, and not after minutes of integrals in balls
        ({"activation": "relu"}, "no Taylor series is known"),
        ({"d": 2.5}, "dimension and degree are whole numbers, got 2.5"),
        ({"d": "5"}, "dimension and degree are whole numbers, got '5'"),
        ({"degrees": [1.5]}, "dimension and degree are whole numbers, got 1.5"),
        ({"degrees": 2.0}, "at least one degree, got 2.0"),
        ({"degrees": -1}, "degree at least 0"),
        ({"depth": 1.5}, "depth is the number of hidden layers"),
        ({"depth": True}, "depth is the number of hidden layers"),
        ({"weight_variance": "2"}, "weight_variance must be positive"),
        ({"weight_variance": math.inf}, "weight_variance must be positive"),
        ({"bias_variance": -1}, "bias_variance not negative"),
        ({"accuracy": math.nan}, "accuracy lies between 0 and 1"),
        ({"accuracy": 0}, "accuracy lies between 0 and 1"),
    ],
)
def test_each_bad_argument_gets_one_sentence(changed, sentence):
    good = {"domain": "cube", "d": 5, "degrees": 2, "activation": RELU, "depth": 1}
    with pytest.raises(ValueError, match=sentence):
        exact.levels(**{**good, "weight_variance": 2, "bias_variance": 0, **changed})


def test_a_depth_that_was_not_computed():
    found = exact.levels("cube", 5, 2, RELU, depth=1, weight_variance=2, bias_variance=0)
    for depth in (-1, 2):
        with pytest.raises(ValueError, match="depths 0 to 1 were computed"):
            found.eigenvalues(depth)


@pytest.mark.parametrize("d", [1, 3, 7])
def test_small_odd_cubes_by_the_recursion_at_fifty_digits(d):
    import mpmath

    with mpmath.workdps(50):
        values = []
        for h in range(d + 1):  # three ReLU layers, weights of variance 4 and biases of 2
            q, k, tangent = mpmath.mpf(6), 4 * mpmath.mpf(d - 2 * h) / d + 2, 4 * mpmath.mpf(d - 2 * h) / d + 2
            for weight, bias in ((4, 2), (4, 2), (1, 0)):
                t = mpmath.acos(min(k / q, 1))
                k = weight * q * (mpmath.sin(t) + (mpmath.pi - t) * mpmath.cos(t)) / (2 * mpmath.pi) + bias
                q, tangent = weight * q / 2 + bias, k + weight * (mpmath.pi - t) / (2 * mpmath.pi) * tangent
            values.append(tangent)
        found = exact.levels("cube", d, d, RELU, depth=3, weight_variance=4, bias_variance=2).variances[3]
        for k in range(d + 1):
            signs = [
                sum((-1) ** j * math.comb(k, j) * math.comb(d - k, h - j) for j in range(min(h, k) + 1))
                for h in range(d + 1)
            ]
            share = math.comb(d, k) * mpmath.fdot(signs, values) / 2**d
            assert abs(found[k] / share - 1) < 1e-14
