"""Eigenvalues on the sphere, against quadrature, and learnabilities for weighted points."""

from fractions import Fraction

import numpy as np
import pytest

from theory import data_measure, eigenlearning, kernels, spectra


def test_eigenvalues_of_the_relu_kernel_are_known_fractions():
    found = [data_measure.relu_eigenvalue_on_the_sphere(k) for k in range(6)]
    assert found == [Fraction(1, 4), Fraction(1, 6), Fraction(5, 128), 0, Fraction(1, 384), 0]


def test_they_agree_with_quadrature_and_add_up_to_the_trace():
    def profile(c):
        return kernels.profile("relu_ntk", c, dimension=3, radius=1.5**0.5, bias_variance=0.0)

    numeric = spectra.sphere(profile, 3, 40)
    exact = [float(data_measure.relu_eigenvalue_on_the_sphere(k)) for k in range(41)]
    assert np.allclose(numeric.eigenvalues, exact, atol=1e-15)
    assert sum((2 * k + 1) * value for k, value in enumerate(exact)) == pytest.approx(1, abs=0.03)


def test_weights_of_one_point_that_is_two():
    K = np.array([[2.0, 0.5], [0.5, 1.0]])
    twice = np.array([[2.0, 2.0, 0.5], [2.0, 2.0, 0.5], [0.5, 0.5, 1.0]])
    two = data_measure.learnabilities(1, K, [2 / 3, 1 / 3])
    three = data_measure.learnabilities(1, twice)
    assert np.allclose(three, [*two, 0.0])
    alike = eigenlearning.learnabilities(1, np.linalg.eigvalsh(K)[::-1] / 2)
    assert np.allclose(data_measure.learnabilities(1, K), alike)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="not negative, got -1"):
        data_measure.relu_eigenvalue_on_the_sphere(-1)
    with pytest.raises(ValueError, match="add up to 1"):
        data_measure.learnabilities(1, np.eye(2), [0.7, 0.7])
