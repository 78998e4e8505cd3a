"""The two-layer theory: laws against their own moments, the random-feature scalar against its equation, bad input."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from theory import first_layer_training, random_features, two_layer_laws
from theory.activation_constants import constants
from theory.two_layer_linear import MomentError, SecondLayerRisk, mean_curve


@pytest.mark.parametrize("sizes", [(10, 25, 4, 0.5, 1.3), (8, 16, 20, 0.0, 1.0), (8, 16, 22, 1.0, 0.0)])
def test_mean_and_variance_are_those_of_the_cdf(sizes):
    law = SecondLayerRisk(*sizes)

    def survival(log_risk: float, power: int) -> float:
        return power * (1 - law.cdf(np.exp(log_risk))) * np.exp(power * log_risk)

    first, second = (integrate.quad(survival, -15, np.log(1e5), args=(k,), limit=200)[0] for k in (1, 2))
    assert first == pytest.approx(law.mean(), rel=1e-5)
    assert second - first**2 == pytest.approx(law.variance_of_risk(), rel=2e-3)


@pytest.mark.parametrize("risk", [0.8, 2.0, 10.0, 1e4])
def test_the_two_laws_agree_at_the_threshold(risk):
    left = two_layer_laws.subspace_cdf(risk, 8, 16, 8, 0.5, 1.0)
    assert two_layer_laws.interpolating_cdf(risk, 8, 16, 8, 0.5, 1.0) == pytest.approx(left, abs=3e-6)


@pytest.mark.parametrize("sizes", [(2, 4, 3), (3, 5, 4), (8, 16, 9), (8, 16, 24), (24, 48, 30)])
@pytest.mark.parametrize("radius", [0.0, 0.5, 2.0])
def test_the_third_law_is_converged(sizes: tuple[int, int, int], radius: float):
    small = sizes[1] - sizes[0] < 4
    for risk, allowed in ((1.0, 1e-6), (4.0, 1e-6), (30.0, 1e-5), (1e3, 1e-5)):
        fine = two_layer_laws.interpolating_cdf(risk, *sizes, 0.5, radius, nodes=28)
        found = two_layer_laws.interpolating_cdf(risk, *sizes, 0.5, radius)
        assert found == pytest.approx(fine, abs=2e-4 if small else allowed)


@pytest.mark.parametrize("sizes", [(3, 5, 4), (2, 4, 3), (5, 11, 7)])
def test_the_third_law_is_that_of_drawn_networks(sizes):
    (n, d, h), rng, draws = sizes, np.random.default_rng(0), 40_000
    x, w = rng.standard_normal((draws, n, d)), rng.standard_normal((draws, d, h))
    y = x[:, :, 0] + np.sqrt(0.5) * rng.standard_normal((draws, n))
    reached = (w @ (np.linalg.pinv(x @ w) @ y[:, :, None]))[:, :, 0]
    risks = np.sum((reached - np.eye(d)[0]) ** 2, axis=1)
    for risk in (0.8, 2.0, 10.0, 1e3):
        law = SecondLayerRisk(n, d, h, noise=0.5).cdf(risk)
        assert np.mean(risks <= risk) == pytest.approx(law, abs=6 * np.sqrt(law * (1 - law) / draws) + 1e-4)


@pytest.mark.parametrize("h", [11, 12, 13])
def test_a_mean_at_the_threshold_is_refused(h):
    with pytest.raises(MomentError, match="infinite"):
        SecondLayerRisk(12, 24, h).mean()
    with pytest.raises(MomentError, match="infinite"):
        random_features.mean_curve("relu", 12, 24, [h])
    assert np.isfinite(SecondLayerRisk(12, 24, h).quantile(0.5))


@pytest.mark.parametrize("bad", [{"n": 0}, {"d": 2.5}, {"h": -1}, {"noise": -1.0}, {"radius": np.nan}])
def test_bad_sizes_are_named(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        SecondLayerRisk(**({"n": 4, "d": 8, "h": 2} | bad))


def test_widths_beyond_d_change_nothing_when_d_is_below_n():
    assert np.ptp(mean_curve(20, 5, (5, 6, 20, 21, 90), "risk")) == 0


@settings(deadline=None)
@given(st.fractions(Fraction(1, 10**6), 10**6), st.floats(1e-12, 1e6))
def test_overlap_loss_solves_its_equation(psi, zeta):
    u = Fraction(random_features.overlap_loss(psi, zeta))
    z = Fraction(zeta)
    assert abs(u * (1 + psi / (z + u)) - 1) < Fraction(1, 10**14)


def test_residues_agree_on_both_sides_of_the_threshold():
    phi, gap = constants("erf"), Fraction(1, 10**9)
    below = random_features.ridgeless_risk(phi, 2, 1 - gap)
    above = random_features.ridgeless_risk(phi, 2, 1 + gap)
    assert below == pytest.approx(above, rel=1e-7)


def test_finite_sizes_have_the_poles_of_the_inverse_wishart_law():
    n, d, zeta = 12, 24, constants("erf").zeta
    below, above = [3, 10], [14, 40]
    variance = random_features.mean_curve("erf", n, d, below, "variance")
    assert variance == pytest.approx(mean_curve(n, d, below, "variance"))  # any Gaussian design has it
    missed = [random_features.overlap_loss(Fraction(h, d), zeta) * (n - 1) / (n - h - 1) for h in below]
    assert random_features.mean_curve("erf", n, d, below, "bias") == pytest.approx(missed)
    floor, u = random_features.plateau(Fraction(n, d), zeta), random_features.overlap_loss(Fraction(n, d), zeta)
    pole = np.array([n / (h - n - 1) for h in above])
    assert random_features.mean_curve("erf", n, d, above, "bias") == pytest.approx(floor[0] + u * pole)
    assert random_features.mean_curve("erf", n, d, above, "variance") == pytest.approx(floor[1] + pole)


def test_half_of_the_least_eigenvalues_lie_below_the_one_of_the_peak():
    x = 7 / random_features.peak_median(7)  # of n lambda_min
    assert np.exp(-x / 2 - np.sqrt(x)) == pytest.approx(0.5)


def test_the_quantile_is_the_inverse_of_the_cdf():
    law = SecondLayerRisk(8, 16, 8, 0.5)
    assert law.cdf(law.quantile(0.3)) == pytest.approx(0.3, abs=1e-10)


def test_first_layer_limit_interpolates_and_refuses_nan():
    x = np.arange(12.0).reshape(2, 6) ** 1.5
    theta = np.ones(6)
    assert first_layer_training.limit_risk(x, x @ theta, theta, theta) == pytest.approx(0, abs=1e-18)
    with pytest.raises(ValueError, match="finite"):
        first_layer_training.limit_risk(x, np.full(2, np.nan), theta, theta)
