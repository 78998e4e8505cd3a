"""Increments of the mean risk against the means, the slope against its integral, no fit at h = 0, bad input."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import linear_risk as exact
from theory.two_layer_linear import MomentError, SecondLayerRisk, mean_curve


@pytest.mark.parametrize("sizes", [(12, 20, (0, 1, 4, 10)), (12, 20, (14, 15, 20, 60)), (12, 5, (0, 2, 5, 12, 13, 40))])
@pytest.mark.parametrize(("noise", "radius"), [(0.0, 1.0), (0.3, 2.0), (5.0, 0.0)])
def test_increments_are_differences_of_the_exact_means(sizes, noise, radius):
    n, d, widths = sizes
    found = exact.increments(n, d, widths, noise, radius)
    assert found == pytest.approx(np.diff(mean_curve(n, d, widths, "risk", noise, radius)), abs=1e-12)


@settings(deadline=None)
@given(st.integers(3, 60), st.integers(0, 60), st.floats(0, 1e3), st.floats(1e-3, 1e3))
def test_the_risk_rises_up_to_the_peak_whenever_d_is_not_below_n(n, more, noise, radius):
    assert np.all(exact.increments(n, n + more, range(n - 1), noise, radius) > 0)


@settings(deadline=None)
@given(st.integers(3, 60), st.integers(2, 60), st.floats(0, 1e3), st.floats(1e-3, 1e3))
def test_the_risk_falls_beyond_the_peak(n, more, noise, radius):
    assert np.all(exact.increments(n, n + more, range(n + 2, n + 9), noise, radius) < 0)


def test_a_first_descent_needs_d_below_n_and_little_noise():
    for noise, descends in ((2.9, True), (2.93, False)):  # 47 / 12 - 1 = 2.917
        assert exact.descends_at_first(48, 12, noise) is descends
        assert np.all((exact.increments(48, 12, range(13), noise) < 0) == descends)
    assert not exact.descends_at_first(48, 49, 0.0)


@pytest.mark.parametrize(
    ("gamma1", "gamma2"), [(Fraction(2), Fraction(1, 3)), (Fraction(2), Fraction(3)), (Fraction(1, 2), Fraction(1, 4))]
)
def test_the_slope_is_the_limit_of_the_increments(gamma1, gamma2):
    n = 10**6
    d, h = round(gamma1 * n), round(gamma2 * n)
    steps = exact.increments(n, d, (h, h + 1), 0.3, 1.5)
    assert steps[0] * n == pytest.approx(exact.slope(gamma1, gamma2, 0.3, 1.5), rel=1e-5)


def test_the_slope_integrates_to_the_risk_on_either_side():
    below = [(1 - g / 2 + 0.3 * g) / (1 - g) for g in (0.2, 0.8)]
    above = [0.5 * g / (g - 1) + 0.3 * (1 / (g - 1) + 1) for g in (1.5, 4.0)]
    for (low, high), ends in (((0.2, 0.8), below), ((1.5, 4.0), above)):
        nodes, weights = np.polynomial.legendre.leggauss(60)
        places = (low + high) / 2 + (high - low) / 2 * nodes
        area = (high - low) / 2 * weights @ [exact.slope(2, g, 0.3) for g in places]
        assert area == pytest.approx(ends[1] - ends[0], rel=1e-9)


def test_the_slope_refuses_the_threshold_the_corner_and_no_units():
    for gamma1, gamma2 in ((2, 1), (1, 1), (1, 2)):
        with pytest.raises(MomentError, match="infinite"):
            exact.slope(gamma1, gamma2)
    with pytest.raises(ValueError, match="corner"):
        exact.slope(0.5, 0.5)
    assert exact.slope(0.5, 1) == 0  # no peak where d < n
    for bad in ({"gamma2": 0}, {"gamma1": -1}, {"gamma1": float("nan")}, {"noise": -1.0}, {"radius": -2.0}):
        with pytest.raises(ValueError, match=next(iter(bad))):
            exact.slope(**({"gamma1": 2.0, "gamma2": 0.5} | bad))


def test_increments_refuse_what_has_no_mean_and_widths_on_two_sides():
    for widths in ((4, 11), (12, 20), (13, 20)):
        with pytest.raises(MomentError, match="infinite"):
            exact.increments(12, 24, widths)
    for d, widths in ((24, (4, 20)), (6, (4, 8))):
        with pytest.raises(ValueError, match="one side"):
            exact.increments(12, d, widths)
    with pytest.raises(ValueError, match="increase"):
        exact.increments(12, 24, (4, 4))
    with pytest.raises(ValueError, match="d must be"):
        exact.increments(12, 0, (1, 2))


def test_without_units_the_risk_is_that_of_no_fit_in_every_draw():
    law = SecondLayerRisk(8, 16, 0, noise=0.5, radius=1.5)
    assert (law.mean(), law.mean_bias(), law.mean_variance(), law.variance_of_risk()) == (2.25, 2.25, 0, 0)
    assert (law.cdf(2.2), law.cdf(2.25), law.quantile(0.1)) == (0, 1, 2.25)
    assert SecondLayerRisk(1, 5, 0).mean() == 1  # n - h - 1 = 0 divides nothing there


@pytest.mark.parametrize("sizes", [(16, 24, 17), (16, 32, 64), (24, 96, 30)])
def test_six_nodes_keep_four_digits(sizes):
    law = SecondLayerRisk(*sizes, noise=0.25)
    for q in (0.1, 0.5, 0.9):
        assert law.cdf(law.quantile(q, nodes=6)) == pytest.approx(q, abs=1e-4)


def test_a_certain_risk_has_one_quantile():
    law = SecondLayerRisk(9, 4, 6, noise=0.0)
    assert (law.cdf(-1e-9), law.cdf(0.0), law.quantile(0.5), law.variance_of_risk()) == (0, 1, 0, 0)
