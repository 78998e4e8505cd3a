"""What the two-layer theory says to arguments that are no numbers, too large ones, and lists that are none."""

import math
from fractions import Fraction

import numpy as np
import pytest

from theory import (
    linear_risk,
    metastable_plateau,
    minimum_norm,
    random_feature_ridge,
    random_features,
    tangent_risk,
    two_layer_laws,
)
from theory import two_layer_checks as checks
from theory.activation_constants import Constants, constants
from theory.first_layer_training import mean_risk
from theory.second_layer_norm import linear_network
from theory.second_layer_training import limit
from theory.two_layer_linear import SecondLayerRisk, cdf_curve, mean_curve, quantile_curve
from theory.weak_nonlinearity import least_squares_variance

HUGE = (10**400, Fraction(10**400, 3))


@pytest.mark.parametrize("check", [checks.nonnegative, checks.positive, checks.nonnegatives, checks.positives])
@pytest.mark.parametrize("bad", [*HUGE, "3", 1 + 2j, None, True, math.nan, [[1], [1, 2]], np.array([1j]), {1}])
def test_numbers_beyond_float64_and_things_that_are_none_are_named(check, bad):
    with pytest.raises(ValueError, match="it must"):
        check("it", bad)


def test_a_length_has_a_finite_square():
    for call in (
        lambda r: SecondLayerRisk(5, 9, 3, 1.0, r),
        lambda r: linear_risk.slope(2.0, 0.5, 1.0, r),
        lambda r: linear_network(5, 9, [3], 1.0, r),
        lambda r: random_features.ridgeless_risk(constants("relu"), 2.0, 0.5, 1.0, r),
        lambda r: tangent_risk.ridge_limit(0.3, 2.0, 1.0, r),
        lambda r: mean_risk(5, 9, 1.0, 1.0, r),
    ):
        with pytest.raises(ValueError, match="radius must be"):
            call(1e300)
        call(1e150)


@pytest.mark.parametrize("widths", [3, None, "3", [[3, 4]]])
def test_widths_are_a_list(widths):
    for call in (
        lambda: mean_curve(9, 20, widths),
        lambda: quantile_curve(0.5, 9, 20, widths),
        lambda: linear_risk.increments(9, 20, widths),
        lambda: random_features.mean_curve("relu", 9, 20, widths),
        lambda: tangent_risk.ridge_curve(0.3, 9, widths),
        lambda: minimum_norm.mean_curve(9, widths),
    ):
        with pytest.raises(ValueError, match="must be a list of numbers"):
            call()
    with pytest.raises(ValueError, match="thresholds must be a list"):
        cdf_curve(0.5, 9, 20, 3)


def test_complex_arrays_do_not_lose_their_imaginary_part():
    x, y = np.ones((3, 2)), np.ones(3)
    for call in (
        lambda: limit(x * 1j, y, np.zeros(2)),
        lambda: least_squares_variance(x * 1j),
        lambda: metastable_plateau.linear_loss(x * 1j, y),
    ):
        with pytest.raises(ValueError, match="finite real numbers"):
            call()


def test_constants_are_those_of_an_activation():
    with pytest.raises(ValueError, match="mean must"):
        Constants("3", 1.0, 1.0, 1.0, 1.0, 0.0)
    with pytest.raises(ValueError, match="name or one of"):
        constants([])
    for scale in (1e300, 1e-100):
        with pytest.raises(ValueError, match="scale must lie between"):
            constants("tanh", scale)
    with pytest.raises(ValueError, match="phi must be the Constants"):
        random_feature_ridge.atoms("relu", 2.0, 1.5)


def test_a_nearly_linear_plateau_has_all_its_digits():
    for zeta in (1e-300, 1e-200):
        assert random_features.plateau(1.5, zeta) == pytest.approx((0.0, 1 / 0.5), rel=1e-12)
        assert random_features.plateau(0.5, zeta) == pytest.approx((0.5, 0.5 / 0.5), rel=1e-12)


def test_quantiles_too_near_an_end_are_refused():
    with pytest.raises(ValueError, match="too near an end"):
        minimum_norm.MinimumNormRisk(10, 5).quantile(1e-300)
    for probability in (0.1, 0.9):  # a function that does not get there would be searched for ever
        with pytest.raises(ValueError, match="too near an end"):
            two_layer_laws.quantile(lambda _: 0.5, probability, 1.0)


def test_sizes_are_at_most_2_to_the_53():
    for check in (checks.size, checks.count):
        assert check("n", 2**53) == 2**53
        with pytest.raises(ValueError, match=r"n must be at most 2\^53"):
            check("n", 2**53 + 1)
    for call in (
        lambda: mean_risk(10**400, 9, 1.0),
        lambda: mean_risk(5, 10**400, 1.0),
        lambda: SecondLayerRisk(5, 9, 10**400),
        lambda: minimum_norm.MinimumNormRisk(10**400, 5),
        lambda: mean_curve(9, 10**400, [3]),
    ):
        with pytest.raises(ValueError, match=r"must be at most 2\^53"):
            call()
