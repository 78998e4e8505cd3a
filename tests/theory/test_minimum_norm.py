"""Exact laws of minimum-norm regression: against quadrature, closed forms, the linear network's law, and bad input."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from theory import linear_regression
from theory import minimum_norm as exact
from theory.minimum_norm import MinimumNormRisk
from theory.two_layer_linear import MomentError, SecondLayerRisk


@pytest.mark.parametrize("sizes", [(10, 4), (30, 22), (4, 12), (8, 20)])
def test_moments_are_those_of_the_survival_function(sizes):
    law = MinimumNormRisk(*sizes, noise=Fraction(1, 2), signal=3)
    for power in (1, 2):
        under = integrate.quad(
            lambda u, k=power: k * np.exp(k * u) * law.survival(np.exp(u)), -20, 25, limit=400, epsabs=1e-12
        )[0]
        assert under == pytest.approx(float(law.moment(power)), rel=1e-6)
    assert law.variance() == law.moment(2) - law.mean() ** 2


@pytest.mark.parametrize("n", [3, 8])
@pytest.mark.parametrize("d", [1, 3, 5, 9, 12])
def test_means_are_those_of_linear_regression(n, d):
    if abs(n - d) > 1:
        found = MinimumNormRisk(n, d, noise=2, signal=5).mean()
        assert found == 5 * linear_regression.mean_error(n, d) + 2 * linear_regression.noise_excess(n, d)


@pytest.mark.parametrize(("n", "d"), [(5, 3), (5, 5), (4, 1)])
def test_below_the_threshold_it_is_the_law_of_the_linear_network(n, d):
    network, law = SecondLayerRisk(n, d, d + 2, noise=0.5), MinimumNormRisk(n, d, 0.5)
    for risk in (0.01, 1.0, 40.0):
        assert law.cdf(risk) == pytest.approx(network.cdf(risk), abs=1e-12)
    assert law.quantile(0.3) == pytest.approx(network.quantile(0.3), rel=1e-8)


@given(
    st.integers(1, 9), st.integers(1, 9), st.floats(-6, 12), st.sampled_from([0.1, 1, 7]), st.sampled_from([0, 1, 9])
)
@settings(deadline=None, max_examples=60)
def test_distribution_survival_and_quantile_agree(n, d, log_risk, noise, signal):
    law, risk = MinimumNormRisk(n, d, noise, signal), math.exp(log_risk)
    below = law.cdf(risk)
    assert below + law.survival(risk) == pytest.approx(1, abs=1e-9)
    assert below <= law.cdf(1.1 * risk) + 1e-11
    if 1e-4 < below < 1 - 1e-4:
        assert law.quantile(below) == pytest.approx(risk, rel=1e-5)


def test_beyond_the_threshold_the_law_is_a_convolution():
    n, d, noise, signal = 4, 9, 0.5, 2.0
    beta, ratio = stats.beta((d - n) / 2, n / 2), stats.f(n, d - n + 1)
    for risk in (0.7, 1.9, 2.5, 30.0):
        nodes = (np.arange(20_000) + 0.5) / 20_000
        left = risk - signal * beta.ppf(nodes)
        brute = np.mean(ratio.cdf(left * (d - n + 1) / (noise * n)))
        assert MinimumNormRisk(n, d, noise, signal).cdf(risk) == pytest.approx(brute, abs=1e-5)


def test_two_samples_in_two_dimensions_are_a_pareto_law():
    law = MinimumNormRisk(2, 2)
    for t in (1e-3, 1.0, 1e6, 1e15):
        assert law.survival(t) == pytest.approx(1 / math.sqrt(1 + t), rel=1e-12)
    assert law.tail() == (Fraction(1, 2), pytest.approx(1.0))


@pytest.mark.parametrize(("n", "d"), [(8, 7), (8, 8), (8, 9), (5, 2), (3, 8)])
def test_the_tail_constant_is_the_limit(n, d):
    law = MinimumNormRisk(n, d, noise=0.25, signal=2)
    index, constant = law.tail()
    assert index == Fraction(abs(n - d) + 1, 2)
    assert law.survival(1e6) * 1e6 ** float(index) == pytest.approx(constant, rel=1e-4)


@pytest.mark.parametrize(("n", "d"), [(6, 6), (9, 4)])
def test_the_density_is_the_slope_of_the_distribution(n, d):
    law = MinimumNormRisk(n, d, noise=0.5)
    for risk in (0.2, 1.0, 9.0):
        slope = (law.cdf(risk * 1.0001) - law.cdf(risk * 0.9999)) / (0.0002 * risk)
        assert law.density(risk) == pytest.approx(slope, rel=1e-6)


def test_without_noise_the_risk_has_every_moment_and_no_peak():
    assert MinimumNormRisk(8, 8, noise=0).moment(5) == 0
    assert MinimumNormRisk(8, 9, noise=0).mean() == Fraction(1, 9)
    assert exact.mean_curve(8, range(1, 30), noise=0).tolist() == [max(0, 1 - Fraction(8, d)) for d in range(1, 30)]
    assert exact.mean_curve(8, (9,), noise=0).moments == math.inf
    assert MinimumNormRisk(8, 3, noise=0).cdf(0) == 1
    assert MinimumNormRisk(8, 3, noise=0).quantile(0.9) == 0
    assert MinimumNormRisk(4, 9, noise=0).quantile(0.5) == pytest.approx(stats.beta(2.5, 2).ppf(0.5))


def test_the_second_descent_ends_at_the_best_dimension():
    n, best = 4000, exact.best_dimension(4000, noise=1, signal=4)
    assert best == 8000
    around = exact.mean_curve(n, range(6000, 10_000, 100), 1, 4)
    assert 6000 + 100 * int(np.argmin(around)) == pytest.approx(best, rel=0.01)
    assert exact.best_dimension(n, noise=4, signal=4) == math.inf
    falling = exact.mean_curve(8, range(10, 200), noise=1, signal=1)
    assert np.all(np.diff(falling) < 0)


def test_half_of_the_averages_lie_below_their_median():
    assert exact.average_cdf([exact.median_of_average(1, 5, 0.3)], 5, 0.3) == pytest.approx([0.5])
    assert exact.median_of_average(70, 5) == pytest.approx(70 * exact.median_of_average(1, 5))


def test_the_flow_ends_in_the_minimum_norm_fit():
    numbers = np.random.default_rng(0).standard_normal((4, 9))
    x, y, theta = numbers[:, :7], numbers[:, 7], np.ones(7)
    assert exact.flow_risk(x, y, theta, 0) == pytest.approx(7)
    end = np.sum((np.linalg.pinv(x) @ y - theta) ** 2)
    assert exact.flow_risk(x, y, theta, 1e6, factor=0.5) == pytest.approx(end)
    with pytest.raises(ValueError, match="shapes"):
        exact.flow_risk(x, theta, theta, 1.0)
    with pytest.raises(ValueError, match="time"):
        exact.flow_risk(x, y, theta, -1.0)


@pytest.mark.parametrize("d", [7, 8, 9])
def test_a_mean_at_the_threshold_is_refused(d):
    with pytest.raises(MomentError, match="infinite"):
        MinimumNormRisk(8, d).mean()
    with pytest.raises(MomentError, match="infinite"):
        exact.mean_curve(8, (2, d))


@pytest.mark.parametrize(("gap", "moments"), [(2, 1), (3, 1), (4, 2), (5, 2), (6, 3)])
def test_moments_exist_below_the_tail_index(gap, moments):
    for d in (10 + gap, 10 - gap):
        law = MinimumNormRisk(10, d)
        assert law.moments == moments == exact.mean_curve(10, [d]).moments
        assert law.moment(moments) > 0
        with pytest.raises(MomentError, match="infinite"):
            law.moment(moments + 1)
    if moments < 2:
        with pytest.raises(MomentError, match="second moment"):
            MinimumNormRisk(10, 10 + gap).variance()


@pytest.mark.parametrize(
    "bad", [{"n": 0}, {"d": 0}, {"n": -2}, {"d": 2.5}, {"n": True}, {"noise": -1}, {"noise": math.nan},
            {"signal": -0.5}, {"signal": math.inf}],
)  # fmt: skip
def test_bad_sizes_are_named(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        MinimumNormRisk(**({"n": 4, "d": 8} | bad))


def test_bad_arguments_are_named():
    law = MinimumNormRisk(4, 8)
    for probability in (0, 1, -0.1, math.nan, None):
        with pytest.raises(ValueError, match="strictly between 0 and 1"):
            law.quantile(probability)
    for question in (law.cdf, law.survival):
        assert {question(-1.0), question(math.inf)} == {0.0, 1.0}
        with pytest.raises(ValueError, match="NaN"):
            question(math.nan)
    with pytest.raises(ValueError, match="closed form"):
        law.density(1.0)
    with pytest.raises(ValueError, match="noise must be positive"):
        MinimumNormRisk(4, 4, noise=0).tail()
    for power in (0, -1, 1.5):
        with pytest.raises(ValueError, match="power"):
            law.moment(power)
    with pytest.raises(ValueError, match="level"):
        exact.average_cdf([0.0], 4)
