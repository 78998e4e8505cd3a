"""Kernels in ball arithmetic and the spectra of the cube that they give to the last digit."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from theory import kernel_balls, kernels, spectra

COSINES = [Fraction(k, 4) for k in (4, 3, 1, 0, -2, -4)]


@pytest.mark.parametrize("kernel", kernels.KERNELS)
def test_balls_agree_with_float64(kernel):
    balls = kernel_balls.profile(kernel, COSINES, dimension=8)
    values = kernels.profile(kernel, [float(c) for c in COSINES], dimension=8)
    np.testing.assert_allclose([float(b.mid()) for b in balls], values, rtol=1e-12)
    assert max(float(b.rad()) for b in balls) < 1e-45


def test_other_parameters_reach_the_kernel():
    how = {"dimension": 3, "radius": 1.5, "weight_variance": 0.75, "bias_variance": 0.0}
    for kernel in ("relu_ntk_4", "tanh_ntk"):
        balls = kernel_balls.profile(kernel, COSINES, **how)
        values = kernels.profile(kernel, [float(c) for c in COSINES], **how)
        np.testing.assert_allclose([float(b.mid()) for b in balls], values, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("scale", [1, 8, 64, 512])
def test_gaussian_kernel_on_the_cube_to_the_last_digit_however_smooth(scale):
    from flint import arb

    with kernel_balls.precision(400):
        q = (-arb(2) / scale**2).exp()
        known = [float(((1 + q) / 2) ** (8 - k) * ((1 - q) / 2) ** k) for k in range(9)]
    found = kernel_balls.cube("rbf", 8, scale=float(scale))
    np.testing.assert_allclose(found.eigenvalues, known, rtol=1e-15)  # 1e-46 at scale 512 in degree 8


def test_relu_kernel_on_the_cube_to_the_last_digit():
    mpmath.mp.dps = 60
    values = []
    for c in spectra.cube_cosines(8):  # weights of variance 2 and biases of variance 1 / 8, from the arc-cosine kernels
        covariance, variance = 2 * mpmath.mpf(c.numerator) / c.denominator + 1 / mpmath.mpf(8), 2 + 1 / mpmath.mpf(8)
        angle = mpmath.acos(covariance / variance)
        relu = variance * (mpmath.sin(angle) + (mpmath.pi - angle) * mpmath.cos(angle)) / (2 * mpmath.pi)
        values.append(relu + (mpmath.pi - angle) / (2 * mpmath.pi) * covariance)
    known = [float(sum(w * v for w, v in zip(spectra.krawtchouk(8, k), values, strict=True)) / 256) for k in range(9)]
    found = kernel_balls.cube("relu_ntk", 8, bias_variance=0.125)
    np.testing.assert_allclose(found.eigenvalues, known, rtol=1e-15)


def test_tanh_does_not_depend_on_the_step_of_its_rule(monkeypatch):
    coarse = kernel_balls.cube("tanh_ntk", 4)
    monkeypatch.setattr(kernel_balls, "QUADRATURE_BITS", 140)
    np.testing.assert_allclose(kernel_balls.cube("tanh_ntk", 4).eigenvalues, coarse.eigenvalues, rtol=1e-15)


@pytest.mark.parametrize(("kernel", "accuracy"), [("laplace", 2e-15), ("relu_ntk", 2e-13), ("tanh_ntk", 2e-11)])
def test_what_float64_values_reach(kernel, accuracy):
    rounded = spectra.cube(lambda c: kernels.profile(kernel, c, dimension=8), 8)
    np.testing.assert_allclose(rounded.eigenvalues, kernel_balls.cube(kernel, 8).eigenvalues, rtol=accuracy)


def test_float64_values_are_summed_exactly():
    values = [1.0, 1e-20, 3e-30, 1e-20, 1.0]
    exact = spectra.cube([Fraction(v) for v in values], 4)
    assert spectra.cube(values, 4).eigenvalues.tolist() == [float(x) for x in exact.eigenvalues]


def test_bad_input_gets_one_sentence():
    with pytest.raises(ValueError, match="kernel must be one of"):
        kernel_balls.profile("cosine", COSINES, dimension=3)
    with pytest.raises(ValueError, match=r"cosines lie in \[-1, 1\]"):
        kernel_balls.profile("rbf", [Fraction(3, 2)], dimension=3)
    with pytest.raises(ValueError, match="eigenvalue 3 has no digit"):
        kernel_balls.cube("relu_ntk", 4, bias_variance=0.0)  # exactly zero
