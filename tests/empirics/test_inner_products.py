"""Inner-product kernels: functions of mean zero, the matrix entry by entry, and bad input."""

import numpy as np
import pytest

from empirics import inner_products


@pytest.mark.parametrize("name", inner_products.FUNCTIONS)
def test_functions_have_mean_zero(name):
    half, weights = np.polynomial.legendre.leggauss(200)
    z = np.concatenate([6 * (half - 1), 6 * (half + 1)])
    density = 6 * np.tile(weights, 2) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    assert density @ inner_products.FUNCTIONS[name](z) == pytest.approx(0, abs=1e-12)


def test_eigenvalues_are_those_of_the_matrix_entry_by_entry():
    x = np.random.default_rng(0).standard_normal((4, 3))
    kernel = [[0 if i == j else np.sign(x[i] @ x[j]) / np.sqrt(3) for j in range(4)] for i in range(4)]
    assert inner_products.eigenvalues("sign", x) == pytest.approx(np.linalg.eigvalsh(kernel))


def test_statistics_keep_their_normalisation():
    case = {"n": 6, "gamma": 0.5, "points": np.array([[0.0, 1e3]]), "cuts": np.array([-99.0, 0.0, 99.0])}
    found = inner_products.spectra.run(np.random.default_rng(0), function="erf", **case)
    assert found["share"].sum() == pytest.approx(1)
    assert found["stieltjes"] == pytest.approx([0, 1e-3], abs=1e-6)


def test_an_unknown_function_is_named():
    with pytest.raises(ValueError, match="one of sign, erf"):
        inner_products.eigenvalues("tanh", np.ones((2, 2)))
