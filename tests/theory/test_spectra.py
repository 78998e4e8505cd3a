"""Spectra of cube, sphere and Gaussian against independent closed forms, and bad input."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ive

from theory import eigenspaces, gaussian_spectrum, kernels, spectra
from theory.activations import ERF, RELU, Exponential
from theory.infinite_width import Network, kernels_of_gaps


@given(st.lists(st.fractions(0, 3, max_denominator=9), min_size=6, max_size=6))
@settings(deadline=None, max_examples=20)
def test_cube_is_an_exact_eigendecomposition(values: list[Fraction]) -> None:
    d = 5
    spectrum = spectra.cube(values, d)
    assert spectrum.trace == values[0]
    points = list(itertools.product((1, -1), repeat=d))
    parity = [math.prod(p[:2]) for p in points]
    image = sum(values[sum(a != 1 for a in p)] * s for p, s in zip(points, parity, strict=True)) / Fraction(2**d)
    assert image == spectrum.eigenvalues[2]


def test_cube_of_the_gaussian_kernel_is_a_product() -> None:
    d, q = 9, math.exp(-2)  # exp(-|x - y|^2 / 2) changes by exp(-2) per flipped coordinate
    spectrum = spectra.cube(lambda c: kernels.profile("rbf", c, dimension=d), d)
    k = np.arange(d + 1)
    assert spectrum.eigenvalues == pytest.approx(((1 + q) / 2) ** (d - k) * ((1 - q) / 2) ** k, abs=1e-15)


def test_sphere_in_three_dimensions_is_rational_for_relu() -> None:
    spectrum = spectra.sphere(
        lambda c: kernels.profile("relu_ntk", c, dimension=3, weight_variance=1.0, bias_variance=0.0), 3, 6
    )
    expected = [1 / 4, 1 / 6, 5 / 128, 0, 1 / 384, 0]
    assert spectrum.eigenvalues[:6] == pytest.approx(expected, abs=1e-15)


def test_sphere_of_the_gaussian_kernel_is_a_bessel_function() -> None:
    d = 6
    spectrum = spectra.sphere(lambda c: np.exp(c - 1), d, 5)
    nu = d / 2 - 1
    expected = [math.gamma(d / 2) * 2**nu * ive(nu + k, 1.0) for k in range(6)]
    assert spectrum.eigenvalues == pytest.approx(expected, rel=1e-12)


@given(st.integers(2, 12), st.integers(0, 6))
def test_harmonics_are_polynomials_modulo_lower_degrees(d: int, k: int) -> None:
    total = sum(spectra.sphere_multiplicity(d, j) for j in range(k, -1, -2))
    assert total == math.comb(d + k - 1, k)


@given(st.sampled_from(["cube", "sphere"]), st.integers(1, 60), st.integers(0, 8))
def test_dimension_is_d_to_the_k_over_k_factorial_up_to_the_bound(domain, d: int, k: int) -> None:
    if (domain == "cube" and k > d) or (domain == "sphere" and (d < 2 or 2 * d < k * (k - 1))):
        return
    ratio, bound = eigenspaces.leading_ratio(domain, d, k), eigenspaces.largest_correction(domain, d, k)
    assert abs(ratio - 1) <= bound
    if domain == "cube" and k == 2:
        assert abs(ratio - 1) == bound


def test_order_is_certified_by_balls() -> None:
    assert eigenspaces.cube_levels("relu_ntk", 8).multiplicities == tuple(math.comb(8, k) for k in range(9))
    assert eigenspaces.cube_levels("relu_ntk", 8, bias_variance=0.0).labels[:4] == ("k=0", "k=1", "k=2", "k=4")
    # a small bias brings the odd degrees back too weakly: d = 8 is below about 2 / bias
    assert eigenspaces.cube_levels("relu_ntk", 8, bias_variance=0.125).labels[3] == "k=4"
    float64 = eigenspaces.sphere_eigenvalues("relu_ntk", 5, 3)
    assert np.all(np.diff(float64) < 0)


def test_overlapping_balls_raise() -> None:
    from flint import arb

    values = np.array([arb(1, 0.1), arb(1.05, 0.1)], dtype=object)
    with pytest.raises(ValueError, match="cannot be told apart"):
        eigenspaces.certified_order(spectra.Spectrum(values, (1, 2), ("a", "b")))


def test_gaussian_spectrum_without_bias_is_that_of_the_sphere() -> None:
    d = 9
    levels = gaussian_spectrum.relu_levels(d, depth=1, weight_variance=1.0, bias_variance=0.0)
    sphere = spectra.sphere(
        lambda c: kernels.profile("relu_ntk", c, dimension=d, weight_variance=1.0, bias_variance=0.0), d, 4
    )
    assert levels.labels[:4] == ("k=0 j=0", "k=1 j=0", "k=2 j=0", "k=4 j=0")
    assert levels.eigenvalues[:4] == pytest.approx(sphere.eigenvalues[[0, 1, 2, 4]], rel=1e-10)
    assert abs(levels.eigenvalues[5]) < 1e-15


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_third_gaussian_level_is_radial(depth: int) -> None:
    levels = gaussian_spectrum.relu_levels(10, depth=depth, weight_variance=2.0, bias_variance=1.0)
    assert levels.labels[:4] == ("k=0 j=0", "k=1 j=0", "k=0 j=1", "k=2 j=0")
    assert levels.multiplicities[:4] == (1, 10, 1, 54)


@pytest.mark.parametrize(
    ("network", "kernel"),
    [(Network(RELU, 1, 2, 1), "nngp"), (Network(RELU, 2, 2, 1), "ntk"), (Network(ERF, 1, 2, 1), "ntk")],
)
def test_radial_eigenvalue_in_ten_thousand_dimensions(network: Network, kernel: str) -> None:
    """d lambda_{0,1} tends to 2 (F_12 - F_1 F_2 / F), F(q, q') the kernel of orthogonal inputs of squares q, q'."""
    step, at = 1e-4, {}
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            both = kernels_of_gaps(network, 1 + i * step, 1 + j * step, 1.0)
            at[i, j] = float(both.ntk if kernel == "ntk" else both.nngp)
    slope = (at[1, 0] - at[-1, 0]) / (2 * step)
    mixed = (at[1, 1] - at[1, -1] - at[-1, 1] + at[-1, -1]) / (4 * step**2)
    levels = gaussian_spectrum.levels(network, 10**4, kernel=kernel, degrees=1)
    radial = levels.eigenvalues[levels.labels.index("k=0 j=1")]
    assert 10**4 * radial == pytest.approx(2 * (mixed - slope**2 / at[0, 0]), rel=0.002)


@pytest.mark.parametrize("d", [1000, 10**5])
def test_sphere_of_many_dimensions(d: int) -> None:
    levels = spectra.sphere(lambda c: np.exp(c), d, 4)
    leading = [1.0, 1 / d, 1 / d**2, 1 / d**3, 1 / d**4]
    assert levels.eigenvalues == pytest.approx(leading, rel=0.02, abs=1e-15)


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
def test_gaussian_trace_of_an_erf_kernel(kernel: str) -> None:
    d, network = 6, Network(ERF, 2, 1.5, 0.5)
    levels = gaussian_spectrum.levels(network, d, kernel=kernel, degrees=24, radial=10)
    squares = np.random.default_rng(0).chisquare(d, 10**6) / d
    diagonal = gaussian_spectrum.polar_kernel(network, kernel, np.sqrt(squares * d), np.sqrt(squares * d), 0.0, d)
    assert float(levels.trace) == pytest.approx(diagonal.mean(), rel=0.005)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: spectra.cube([1.0, 2.0], 5), "needs 6 values"),
        (lambda: spectra.cube(lambda c: c * np.nan, 5), "must be finite"),
        (lambda: spectra.cube_multiplicity(3, 4), "degrees 0 to 3"),
        (lambda: spectra.sphere_multiplicity(1, 1), "from d = 2 on"),
        (lambda: spectra.sphere_multiplicity(3, -1), "degree at least 0"),
        (lambda: spectra.sphere(np.cos, 3, []), "at least one degree"),
        (lambda: spectra.Spectrum(np.ones(2), (1,), ("a",)), "one multiplicity and one label"),
        (lambda: spectra.Spectrum(np.ones(1), (0,), ("a",)), "positive integers"),
        (lambda: eigenspaces.multiplicity("torus", 3, 1), "'cube' or 'sphere'"),
        (lambda: eigenspaces.largest_correction("sphere", 3, 5), "holds for d >= k"),
        (lambda: eigenspaces.relu_cube_spectrum(3, weight_variance=0), "must be positive"),
        (lambda: gaussian_spectrum.relu_levels(3, depth=0, weight_variance=1.0, bias_variance=1.0), "need depth >= 1"),
        (lambda: gaussian_spectrum.relu_levels(3, depth=1, weight_variance=np.nan, bias_variance=1.0), "need depth"),
        (lambda: gaussian_spectrum.levels(Network(ERF, 1), 3, kernel="ck"), "must be 'nngp' or 'ntk'"),
        (lambda: gaussian_spectrum.levels(Network(ERF, 1), 3, radial=0), "1 <= radial"),
        (lambda: gaussian_spectrum.levels(Network(ERF, 1), 3, degrees=300), "0 <= degrees <= 160"),
        (lambda: gaussian_spectrum.levels(Network(Exponential(), 1), 3), "the mean of K.* has not converged"),
        (lambda: gaussian_spectrum.polar_kernel(Network(ERF, 1), "ck", 1, 1, 0.5, 3), "must be 'nngp' or 'ntk'"),
        (lambda: gaussian_spectrum.polar_kernel(Network(ERF, 1), "ntk", -1, 1, 0.5, 3), "norms are not negative"),
        (lambda: spectra.sphere(np.cos, 3, [600]), "512 angles resolve degrees up to 512, got 600"),
        (lambda: spectra.cube_multiplicity(5, 1.5), "whole numbers, got 1.5"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
