"""Falls of eigenvalues against the transform of the kernel, and shares of single parities."""

import numpy as np
import pytest
import sympy as sp

from theory import activations, random_walk_spectrum, spectra
from theory import weak_simplicity as exact


@pytest.mark.parametrize(("k", "m"), [(0, 0), (1, 0), (0, 3), (2, 3), (4, 1)])
def test_moments_are_taylor_coefficients(k, m):
    z = sp.symbols("z")
    series = sp.series(sp.sinh(z) ** k * sp.cosh(z) ** m, z, 0, 8).removeO()
    for n in range(8):
        assert exact.moment(k, m, n) == sp.factorial(n) * series.coeff(z, n)


def test_falls_are_differences_of_eigenvalues():
    d, coefficients = 7, np.random.default_rng(0).exponential(size=9)
    spectrum = spectra.cube(lambda c: np.polynomial.polynomial.polyval(c, coefficients), d).eigenvalues
    np.testing.assert_allclose(exact.falls(coefficients, d), spectrum[:-2] - spectrum[2:], rtol=1e-12, atol=1e-15)
    assert (exact.falls(coefficients, d) >= 0).all()


def test_variances_per_parity():
    network = {"depth": 2, "weight_variance": 2.0, "bias_variance": 2.0}
    plain = random_walk_spectrum.levels("cube", 7, 7, activations.RELU, kernel="nngp", **network).fractions[2]
    per_parity = exact.variances_per_parity(activations.RELU, 7, **network)
    np.testing.assert_allclose(per_parity * [1, 7, 21, 35, 35, 21, 7, 1], plain)


def test_bad_input():
    with pytest.raises(ValueError, match="nonnegative coefficients"):
        exact.falls([1.0, -1.0], 3)
    with pytest.raises(ValueError, match="0 or more"):
        exact.moment(-1, 2, 0)
