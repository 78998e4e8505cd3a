"""Eigenvalues of random kernels on the cube against an eigenproblem."""

import numpy as np

from empirics.functions_on_the_cube import walsh
from empirics.weak_simplicity import random_series


def test_falls_are_those_of_an_eigenproblem():
    found = random_series.run(np.random.default_rng(0), dimension=4, terms=6)
    corners = walsh(4)[0].astype(float)
    gram = np.polynomial.polynomial.polyval(corners.T @ corners / 4, found["coefficients"]) / 16
    steps = found["steps"]
    differences = np.concatenate([[0], -np.cumsum(steps)])
    first = (gram @ np.ones(16))[0]
    expected = np.sort(np.repeat(first + differences, [1, 4, 6, 4, 1]))
    np.testing.assert_allclose(np.linalg.eigvalsh(gram), expected, atol=1e-13)
    np.testing.assert_allclose(found["falls"], steps[:-1] + steps[1:], atol=1e-14)
