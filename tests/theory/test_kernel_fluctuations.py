"""The variance of a kernel entry over units: quadrature of its definition, bad input."""

import numpy as np
import pytest
from scipy.integrate import dblquad

from theory import kernel_fluctuations


def test_variance_over_units_by_quadrature():
    q, c = 2 * 0.5 + 0.01, 2 * 0.5 * 0.3 + 0.01
    inverse, size = np.linalg.inv([[q, c], [c, q]]), 2 * np.pi * np.sqrt(q**2 - c**2)

    def moment(f):
        def density(v, u):
            return f(u, v) * np.exp(-0.5 * np.array([u, v]) @ inverse @ np.array([u, v])) / size

        return dblquad(density, 0, 9, 0, 9, epsabs=1e-7, epsrel=1e-7)[0]

    mean, square = moment(lambda u, v: u * v + c), moment(lambda u, v: (u * v) ** 2 + 2 * u * v * c + 3 * c**2)
    assert kernel_fluctuations.relative_variance(0.3) == pytest.approx(square / mean**2 - 1, rel=1e-5)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="a cosine lies in"):
        kernel_fluctuations.relative_variance(1.1)
    with pytest.raises(ValueError, match="nothing can be measured"):
        kernel_fluctuations.relative_variance(-1.0, bias_variance=0.0)
