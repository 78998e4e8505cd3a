"""The law of errors against a binomial, the curve of residuals against descent step by step."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import binom

from theory import random_labels


@pytest.mark.parametrize("right", [Fraction(1, 2), Fraction(11, 20), Fraction(1)])
def test_the_law_is_binomial(right):
    found = random_labels.law_of_errors(20, range(-1, 22), right=right)
    assert np.allclose([float(p) for p in found], binom.cdf(np.arange(-1, 22), 20, float(1 - right)))
    assert found[0] == 0
    assert found[-1] == 1


def test_residuals_are_those_of_descent():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((7, 2))
    K, y, f = x @ x.T + np.eye(7), rng.standard_normal(7), np.zeros(7)
    seen = []
    for _ in range(6):
        seen.append(np.mean((f - y) ** 2))
        f = f - 0.3 * K @ (f - y) / 7
    assert np.allclose(random_labels.mean_squared_residuals(K, y, 0.3, range(6)), seen)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="m = 0"):
        random_labels.law_of_errors(0, [1])
    with pytest.raises(ValueError, match=r"shapes \(2, 2\) and \(3,\)"):
        random_labels.mean_squared_residuals(np.eye(2), np.ones(3), 0.1, [1])
    with pytest.raises(ValueError, match="not negative, got -1"):
        random_labels.mean_squared_residuals(np.eye(2), np.ones(2), 0.1, [-1])
