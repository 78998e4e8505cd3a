"""Linear regression in closed form, against the learning curves and a Wishart law."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import integrate, stats

from theory import learning_curves, linear_regression


@pytest.mark.parametrize("n", [1, 3, 5])
def test_the_first_two_are_those_of_eigenlearning(n):
    levels = learning_curves.levels(n, [1.0], [8])
    assert levels.learned[0] == pytest.approx(float(linear_regression.mean_learnability(n, 8)), rel=1e-12)
    assert levels.mse([1.0]) == pytest.approx(float(linear_regression.mean_error(n, 8)), rel=1e-12)


@pytest.mark.parametrize(("n", "d"), [(1, 5), (5, 1), (1, 9)])
def test_one_point_or_one_input_is_an_inverse_chi_square(n, d):
    mean = integrate.quad(lambda x: stats.chi2.pdf(x, max(n, d)) / x, 0, np.inf)[0]
    assert float(linear_regression.noise_excess(n, d)) == pytest.approx(mean, rel=1e-8)


def test_the_excess_tends_to_that_of_eigenlearning():
    for n, d in [(500, 1000), (3000, 1000)]:
        formula = learning_curves.overfitting(n, [1.0], [d]) - 1
        assert float(linear_regression.noise_excess(n, d)) == pytest.approx(formula, rel=2.1e-3)


def test_everything_is_learned_from_d_points_on():
    assert [linear_regression.mean_error(n, 4) for n in (1, 4, 9)] == [Fraction(3, 4), 0, 0]


def test_bad_input_is_named():
    for n in (3, 4, 5):
        with pytest.raises(ValueError, match="no mean"):
            linear_regression.noise_excess(n, 4)
    with pytest.raises(ValueError, match="positive"):
        linear_regression.mean_learnability(0, 4)
