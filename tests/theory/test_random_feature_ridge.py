"""The one-scalar theory with ridge: the root against 50 digits, the risk against its limits and identities."""

import itertools
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empirics import random_feature_ridge as printed
from theory import random_feature_ridge as ridge_theory
from theory import random_features
from theory.activation_constants import Constants, constants
from theory.random_feature_certificates import certified_overlap
from theory.random_feature_equivalent import equivalent
from theory.two_layer_conventions import SLIDES, Convention
from theory.two_layer_linear import MomentError

RATIOS = [1e-8, 1e-4, 0.3, 1 - 1e-9, 1.0, 1 + 1e-9, 7.0, 1e4, 1e8]
ZETAS = [1e-14, 1e-6, 0.09, 0.36, 30.0, 1e8]
RIDGES = [0.0, 1e-12, 1e-3, 1.0, 1e6]


def unit(zeta: float) -> Constants:
    return Constants(0.0, 1.0, zeta, 1.0, zeta, 0.0)


@pytest.mark.parametrize("zeta", ZETAS)
def test_the_root_has_fifteen_digits_on_the_whole_grid(zeta):
    """The equation changes sign within 1e-15 of the root, relatively, in 50 digits: it is monotone in the odds."""
    psi1, psi2, ridge = (np.array(x) for x in zip(*itertools.product(RATIOS, RATIOS, RIDGES), strict=True))
    found = equivalent(unit(zeta), psi1, psi2, ridge)

    def height(w, neurons, samples, pull):
        g = 1 / (1 + w) + zeta / w
        if not pull:
            return min(neurons, samples) - g
        inside = g < min(neurons, samples)
        return (neurons - g) * (samples - g) * w - neurons * samples * pull if inside else -mpmath.inf

    with mpmath.workdps(50):
        for u, a, *given in zip(found.loss, found.overlap, psi1, psi2, ridge, strict=True):
            exactly = [mpmath.mpf(float(x)) for x in given]
            for scalar, odds in ((u, lambda x: x / (1 - x)), (a, lambda x: (1 - x) / x)):
                if scalar == 1:
                    continue  # the other one tells
                ends = [
                    height(odds(mpmath.mpf(float(scalar)) * (1 + s * mpmath.mpf("1e-15"))), *exactly) for s in (-1, 1)
                ]
                assert ends[0] * ends[1] < 0, (scalar, given)


def in_digits(zeta, psi1, psi2, ridge, noise=1, radius=1):
    """Bias and variance from the root by bisection and the differences as they stand, in 60 digits."""
    with mpmath.workdps(60):
        psi1, psi2, ridge, zeta = (
            mpmath.mpf(x.numerator) / x.denominator for x in map(Fraction, (psi1, psi2, ridge, zeta))
        )

        def g(a):
            return a + zeta * a / (1 - a)

        low, high, a = mpmath.mpf(0), mpmath.mpf(1), mpmath.mpf(0)
        for _ in range(200):
            a = (low + high) / 2
            above = g(a) < min(psi1, psi2) and (psi1 - g(a)) * (psi2 - g(a)) * (1 - a) / a > psi1 * psi2 * ridge
            low, high = (a, high) if above else (low, a)
        d = (psi2 - g(a)) * (psi1 - a**2) + (g(a) - a**2) * (psi1 - g(a))
        variance = noise * (g(a) ** 2 - 2 * g(a) * a**2 + a**2 * psi1) / d
        bias = radius**2 * (1 - a) * psi2 * ((psi1 - a**2) - a * (psi1 - g(a))) / d
        return [float(bias), float(variance)]


POINTS = [
    (Fraction(1, 3), Fraction(1, 2), Fraction(1, 1000), Fraction(1, 3)),
    (Fraction(10**9 + 1, 10**9), Fraction(1), Fraction(1, 10**12), Fraction(36, 100)),
    (Fraction(10**9 + 1, 10**9), Fraction(1), Fraction(0), Fraction(36, 100)),
    (Fraction(5), Fraction(1, 10**8), Fraction(1, 10), Fraction(1, 10**6)),
    (Fraction(10**8), Fraction(1, 2), Fraction(1), Fraction(20)),
    (Fraction(1, 10**4), Fraction(10**4), Fraction(1, 7), Fraction(1, 10**10)),
]


@pytest.mark.parametrize(("psi1", "psi2", "ridge", "zeta"), POINTS)
def test_bias_and_variance_have_fourteen_digits(psi1, psi2, ridge, zeta):
    found = ridge_theory.ridge_risk(unit(float(zeta)), psi1, psi2, float(ridge))
    exact = in_digits(Fraction(float(zeta)), psi1, psi2, Fraction(float(ridge)))
    assert [float(x) for x in found] == pytest.approx(exact, rel=1e-14)


positive = st.floats(1e-3, 1e3)


@settings(deadline=None, max_examples=60)
@given(positive, positive, st.floats(1e-6, 1e3), st.floats(1e-3, 1e3), st.floats(0, 10))
def test_norm_and_training_error_are_derivatives_of_the_penalised_loss(psi1, psi2, ridge, zeta, noise):
    """J / d = delta_2 (noise + u) as a function of psi1 psi2 ridge: its slope is |a|^2, its intercept the error."""
    phi = unit(zeta)

    def penalised(r):
        at = equivalent(phi, psi1, psi2, r)
        return at.free_samples * (noise + at.loss)

    step, norm = 1e-4 * ridge, ridge_theory.squared_norm(phi, psi1, psi2, ridge, noise)
    slope = (penalised(ridge + step) - penalised(ridge - step)) / (2 * step * psi1 * psi2)
    assert slope == pytest.approx(norm, rel=1e-5, abs=1e-9 * float(penalised(ridge)) / step)
    error = ridge_theory.training_error(phi, psi1, psi2, ridge, noise)
    whole = psi2 * error + psi1 * psi2 * ridge * norm
    assert whole == pytest.approx(penalised(ridge), rel=1e-12)


@settings(deadline=None, max_examples=60)
@given(positive, positive, st.floats(1e-6, 1e3), st.floats(1e-3, 1e3), st.floats(0, 10))
def test_training_error_is_that_of_generalised_cross_validation(psi1, psi2, ridge, zeta, noise):
    phi = unit(zeta)
    at, risk = equivalent(phi, psi1, psi2, ridge), ridge_theory.ridge_risk(phi, psi1, psi2, ridge, noise)
    error = ridge_theory.training_error(phi, psi1, psi2, ridge, noise)
    assert error == pytest.approx((at.free_samples / psi2) ** 2 * (noise + sum(risk)), rel=1e-12)


@pytest.mark.parametrize("name", ["relu", "erf", "tanh"])
@pytest.mark.parametrize("gamma1", [Fraction(1, 3), Fraction(1), Fraction(5, 2)])
@pytest.mark.parametrize("gamma2", [Fraction(1, 2), 1 - Fraction(1, 10**12), 1 + Fraction(1, 10**12), Fraction(3)])
def test_without_ridge_it_is_the_closed_form(name, gamma1, gamma2):
    phi = constants(name)
    closed = random_features.ridgeless_risk(phi, gamma1, gamma2)
    assert ridge_theory.ridge_risk(phi, gamma2 / gamma1, 1 / gamma1) == pytest.approx(closed, rel=1e-14)
    error = ridge_theory.training_error(phi, gamma2 / gamma1, 1 / gamma1, noise=0.3)
    u = random_features.overlap_loss(gamma2 / gamma1, phi.zeta)
    assert error == pytest.approx((0.3 + u) * max(0.0, float(1 - gamma2)), rel=1e-14)


def test_small_ridges_and_large_widths_approach_their_limits():
    phi, psi1, psi2 = constants("relu"), 3.0, 2.0
    limit, near = (ridge_theory.ridge_risk(phi, psi1, psi2, r) for r in (0.0, 1e-9))
    assert near == pytest.approx(limit, rel=1e-6)
    kernel, wide = (ridge_theory.ridge_risk(phi, h, psi2, 0.1) for h in (math.inf, 1e9))
    assert wide == pytest.approx(kernel, rel=1e-7)
    norms = [ridge_theory.kernel_norm(phi, h, psi2, 0.1) for h in (math.inf, 1e9)]
    assert norms[1] == pytest.approx(norms[0], rel=1e-7)
    assert ridge_theory.ridge_risk(phi, math.inf, psi2) == pytest.approx(random_features.plateau(psi2, phi.zeta))
    null = ridge_theory.ridge_risk(phi, psi1, psi2, 1e12, noise=2.0, radius=3.0)
    assert null == pytest.approx((9.0, 0.0), abs=1e-9)


def test_displacement_is_the_closed_form_and_the_trace_over_a_spectrum():
    phi, psi2, noise, n = constants("erf"), 0.5, 0.7, 1500
    d = round(n / psi2)
    u = random_features.overlap_loss(psi2, phi.tangent_zeta)
    closed = (1 - u) / phi.tangent_slope + noise * (psi2 - (1 - u)) / phi.tangent_rest
    assert ridge_theory.displacement(phi, psi2, noise) == pytest.approx(closed, rel=1e-13)
    x = np.random.default_rng(0).standard_normal((n, d))
    s = np.linalg.eigvalsh(x @ x.T)
    drawn = np.sum((s / d + noise) / (phi.tangent_slope * s + phi.tangent_rest * d))
    assert drawn == pytest.approx(closed, rel=5e-3)


def test_an_even_activation_is_the_limit_of_a_small_slope():
    even = ridge_theory.ridge_risk(constants("cos"), 1.5, 0.7, 0.01)
    rest = constants("cos").rest
    nearly = ridge_theory.ridge_risk(Constants(0.0, 1e-9, rest, 1.0, 1.0, 0.0), 1.5, 0.7, 0.01)
    assert even == pytest.approx(nearly, rel=1e-6)
    assert ridge_theory.ridge_risk(constants("cos"), 0.5, 1.0) == pytest.approx((2.0, 1.0))  # 1 / (1 - gamma2)
    assert ridge_theory.ridge_risk(constants("cos"), 4.0, 1.0) == pytest.approx((4 / 3, 1 / 3))
    assert equivalent(constants("abs"), 4.0, 1.0).overlap == 0


def test_conventions_regroup_the_same_atoms():
    atoms = ridge_theory.atoms(constants("relu"), 3.0, 2.0, 0.05, noise=0.5, radius=1.5)
    slides, averaged = SLIDES.split(atoms), Convention(averaged=True, noise_in_risk=True).split(atoms)
    assert averaged.risk == pytest.approx(slides.risk + 0.5)
    assert averaged.bias == pytest.approx(1.5**2 * equivalent(constants("relu"), 3.0, 2.0, 0.05).loss ** 2)
    assert averaged.bias < slides.bias
    assert averaged.bias + averaged.variance == pytest.approx(slides.risk)


def test_everything_broadcasts():
    psi1, psi2, ridge = (
        np.array([0.5, 2.0, math.inf])[:, None, None],
        np.array([1.5, 3.0])[:, None],
        np.array([0.1, 0.2]),
    )
    bias, variance = ridge_theory.ridge_risk(constants("erf"), psi1, psi2, ridge, noise=0.5)
    assert bias.shape == variance.shape == (3, 2, 2)
    one = ridge_theory.ridge_risk(constants("erf"), 2.0, 3.0, 0.2, noise=0.5)
    assert (bias[1, 1, 1], variance[1, 1, 1]) == pytest.approx(one, rel=1e-15)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((0.0, 1.0), "psi1"),
        ((1.0, -1.0), "psi2"),
        ((math.nan, 1.0), "psi1"),
        ((1.0, math.inf), "psi2"),
        ((1.0, 2.0, -0.1), "ridge"),
        ((1.0, 2.0, 0.1, -1.0), "noise"),
        ((1.0, 2.0, 0.1, 1.0, math.nan), "radius"),
        (("1", 2.0), "psi1"),
        ((-math.inf, 2.0), "psi1"),
    ],
)
def test_bad_input_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        ridge_theory.ridge_risk(constants("relu"), *arguments)


def test_the_threshold_and_linear_activations_are_refused():
    for found in (ridge_theory.ridge_risk, ridge_theory.squared_norm):
        with pytest.raises(MomentError, match="infinite at psi1 = psi2"):
            found(constants("relu"), np.array([1.0, 2.0]), 2.0)
    assert ridge_theory.training_error(constants("relu"), 2.0, 2.0) == 0
    assert np.isfinite(ridge_theory.ridge_risk(constants("relu"), 2.0, 2.0, 1e-9)).all()
    with pytest.raises(ValueError, match="linear"):
        ridge_theory.ridge_risk(constants("identity"), 1.0, 2.0, 0.1)
    with pytest.raises(ValueError, match="rest"):
        ridge_theory.displacement(constants("sign"), 1.0)


@settings(deadline=None, max_examples=40)
@given(*[st.fractions(Fraction(1, 10**4), 10**4, max_denominator=10**4) for _ in range(4)])
def test_the_root_is_certified_for_rational_numbers(zeta, psi1, psi2, pull):
    alpha = certified_overlap(zeta, psi1, psi2, pull)
    found = equivalent(unit(float(zeta)), psi1, psi2, float(pull / (psi1 * psi2)))
    assert alpha.rel_accuracy_bits() > 150
    assert found.overlap == pytest.approx(float(alpha), rel=2e-15)
    assert found.loss == pytest.approx(float(1 - alpha), rel=2e-15)


def test_certificates_want_positive_rational_numbers():
    half = Fraction(1, 2)
    for bad in ((0.5, half, half, half), (half, -half, half, half), (half, half, half, Fraction(0))):
        with pytest.raises(ValueError, match="positive rational"):
            certified_overlap(*bad)


def test_the_printed_form_loses_the_digits_that_the_scalar_keeps():
    """In float64 the printed root of chi has 3 digits left at zeta^2 = 1e-14, the polynomials 7 or 8 next to h = n."""
    psi1, psi2 = np.array([1e-4]), np.array([1e-4 * 3])
    chi = printed.printed_root(1e-14, psi1, psi2)
    kept = equivalent(unit(1e14), psi1, psi2)
    assert abs(chi / (-1e14 * kept.overlap / kept.loss) - 1) > 1e-3
    near, zeta = 1 + 1e-9, 0.36
    exact = in_digits(Fraction(zeta), Fraction(near), Fraction(1), Fraction(0))
    assert ridge_theory.ridge_risk(unit(zeta), near, 1.0) == pytest.approx(exact, rel=1e-14)
    e0, e1, e2 = printed.polynomials(printed.printed_root(1 / zeta, near, 1.0), 1 / zeta, near, 1.0)
    for found, wanted in zip((e1 / e0, e2 / e0), exact, strict=True):
        assert abs(found / wanted - 1) > 1e-9


def test_long_rational_numbers_are_refused():
    half = Fraction(1, 2)
    for long in (10**400, Fraction(1, 10**400), Fraction(10**400 + 1, 10**400)):
        with pytest.raises(ValueError, match=r"psi1 must have its numerator and denominator below 2\^1024"):
            certified_overlap(half, long, half, half)


def test_roots_want_numbers_within_reach():
    relu = constants("relu")
    for bad in (("2", 1.0), (None, 1.0), (1.0, "2"), (1.0, None), (1j, 1.0)):
        with pytest.raises(ValueError, match=r"psi\d must"):
            equivalent(relu, *bad)
    for gap in (-0.1, 1.5, 1e300, "0.5"):
        with pytest.raises(ValueError, match="gap must"):
            equivalent(relu, 2.0, 1.0, 0.1, gap)
    with pytest.raises(ValueError, match="more extreme ones"):
        equivalent(relu, 1e-100, 1e-100, 1e-100)
    with pytest.raises(ValueError, match="psi2 must lie between"):
        equivalent(relu, 1.0, 1e-200)
    for call in (ridge_theory.atoms_at, ridge_theory.kernel_norm_at, ridge_theory.training_error_at):
        with pytest.raises(ValueError, match="at must be an Equivalent"):
            call(None, 1.0, 1.0)
