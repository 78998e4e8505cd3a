"""Almost linear networks: the limit of a small delta, its pieces from elsewhere, least squares, bad input."""

import numpy as np
import pytest

from theory import random_features
from theory.two_layer_linear import MomentError, mean_curve
from theory.weak_nonlinearity import least_squares_variance, variance_curve


def test_the_limit_of_a_small_delta_is_not_the_linear_network():
    widths = (4, 30, 70, 200)
    linear, small = variance_curve(0.0, 40, 10, widths), variance_curve(1e-9, 40, 10, widths)
    assert linear == pytest.approx(mean_curve(40, 10, widths, "variance"))
    assert small[:2] == pytest.approx([4 / 35, 30 / 9])  # any Gaussian design of h inputs
    assert small[2:] == pytest.approx([1 / 3 + 40 / 29, 1 / 3 + 40 / 159])  # d / (n - d) and the pole


def test_the_plateau_is_that_of_features_with_that_much_noise():
    n, d, delta = 40, 60, 0.7
    found = variance_curve(delta, n, d, [10**9])[0]
    assert found == pytest.approx(random_features.plateau(n / d, delta**2)[1] + n / (10**9 - n - 1), rel=1e-13)


@pytest.mark.parametrize("shape", [(5, 5), (3, 9, 4)])
def test_least_squares_has_the_variance_of_its_normal_equations(shape):
    x = np.random.default_rng(0).standard_normal(shape)
    expected = np.trace(np.linalg.inv(np.swapaxes(x, -1, -2) @ x), axis1=-2, axis2=-1)
    assert least_squares_variance(x) == pytest.approx(expected)


def test_bad_input_is_named():
    with pytest.raises(MomentError, match="infinite"):
        variance_curve(1e-6, 12, 6, [13])
    assert np.isfinite(variance_curve(0.0, 12, 6, [13])).all()
    with pytest.raises(MomentError, match="infinite"):
        variance_curve(0.0, 12, 24, [13])
    for delta in (-0.1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="delta must be"):
            variance_curve(delta, 12, 6, [4])
    for sizes in ((0, 6, [4]), (12, 0, [4]), (12, 6, [0])):
        with pytest.raises(ValueError, match="positive integer"):
            variance_curve(0.1, *sizes)
    for x, message in ((np.ones((3, 4)), "n >= d"), (np.ones((3, 2)), "full column rank"), (np.ones(3), "shape")):
        with pytest.raises(ValueError, match=message):
            least_squares_variance(x)
    with pytest.raises(ValueError, match="finite"):
        least_squares_variance(np.full((3, 2), np.nan))
