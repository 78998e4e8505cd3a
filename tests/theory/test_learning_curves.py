"""Learning curves: against balls, limits in n, ridge and noise, linear regression, and bad input."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import eigenlearning, learning_curves

spectra = st.lists(st.tuples(st.floats(1e-9, 1e6), st.integers(1, 50)), min_size=1, max_size=6)


def exact_parts(n, eigenvalues, multiplicities, ridge=0):
    """C, 1 - L by level and n - q as balls of 40 digits, from the definition n - q = n - sum m L^2."""
    from flint import arb, fmpq

    c = eigenlearning.certified_constant(n, eigenvalues, multiplicities, ridge=ridge, digits=60)
    lam = [arb(fmpq(*Fraction(x).as_integer_ratio())) for x in eigenvalues]
    learned = [x / (x + c) for x in lam]
    n_exact = arb(fmpq(*Fraction(n).as_integer_ratio()))
    return c, [1 - x for x in learned], n_exact - sum(m * x * x for m, x in zip(multiplicities, learned, strict=True))


@pytest.mark.parametrize("exponent", [2, 4, 6])
def test_overfitting_and_errors_to_the_last_digits_up_to_the_rank(exponent):
    from flint import ctx

    eigenvalues = [float(i) ** -exponent for i in range(1, 301)]
    ones = [1] * 300
    before, ctx.prec = ctx.prec, 600
    try:
        for n in (1e-6, 1.0, 17.5, 299.0, 300 - 1e-9):
            _, unlearned, remainder = exact_parts(n, eigenvalues, ones)
            overfitting = float(n / remainder)
            assert learning_curves.overfitting(n, eigenvalues) == pytest.approx(overfitting, rel=1e-13)
            expected = [overfitting * float(u * u) for u in unlearned]
            np.testing.assert_allclose(learning_curves.levels(n, eigenvalues).mode_mse, expected, rtol=1e-13)
    finally:
        ctx.prec = before


def test_two_levels_far_apart():
    from flint import ctx

    before, ctx.prec = ctx.prec, 2000
    try:
        for values, counts in (((1.0, 1e-12), (5, 1000)), ((1.0, 1e-200), (5, 40)), ((1e12, 1.0), (3, 4))):
            for n in (1, counts[0], counts[0] + 0.5, sum(counts) - 1):
                _, _, remainder = exact_parts(n, values, counts)
                value = learning_curves.overfitting(n, values, counts)
                assert value == pytest.approx(float(n / remainder), rel=1e-13)
    finally:
        ctx.prec = before


@given(spectra, st.floats(0.001, 0.999), st.sampled_from([0.0, 1e-6, 0.1, 10.0]))
@settings(deadline=None, max_examples=60)
def test_identities_for_any_spectrum(spectrum, share, ridge):
    values, counts = np.array([v for v, _ in spectrum]), np.array([m for _, m in spectrum])
    n = share * float(counts.sum())
    at = learning_curves.levels(n, values, counts, ridge=ridge)
    assert np.dot(counts, at.learned) + n * at.ridge_fraction == pytest.approx(n, rel=1e-12)
    assert at.remainder + at.squares == pytest.approx(n, rel=1e-12)
    assert at.overfitting >= 1
    # a white target of unit power and unit noise are alike: E = E_0 (sum m (1 - L)^2 + 1)
    white = at.risk(counts, noise=1.0)
    expected = at.overfitting * (np.dot(counts, at.unlearned**2) + 1)
    assert white == pytest.approx(expected, rel=1e-11)
    # by level and in total
    by_mode = at.mode_mse
    power = np.arange(1.0, len(values) + 1)
    assert at.mse(power) == pytest.approx(by_mode @ power, rel=1e-12)
    # the error does not depend on the scale of kernel and ridge together
    scaled = learning_curves.levels(n, 8 * values, counts, ridge=8 * ridge).mode_mse
    np.testing.assert_allclose(scaled, by_mode, rtol=1e-11)


def test_no_points_leave_the_target_unlearned():
    values, power = [2.0, 1.0, 0.0], [1.0, 4.0, 9.0]
    at = learning_curves.levels(0, values)
    assert (at.overfitting, at.constant) == (1, math.inf)
    assert (at.mse(power, noise=0.5), at.risk(power, noise=0.5)) == (14, 14.5)
    assert at.mode_mse.tolist() == [1, 1, 1]
    assert at.mean_coefficients([1, -2, 3]).tolist() == [0, 0, 0]
    assert at.train_error(power) == 0
    assert learning_curves.levels(0, values, ridge=1.0).train_error(power) == pytest.approx(14 / 16)
    assert learning_curves.levels(1e-9, values, ridge=1.0).train_error(power) == pytest.approx(14 / 16, rel=1e-6)


def test_at_the_rank_the_mode_without_eigenvalue_and_the_noise_blow_up():
    at = learning_curves.levels(2, [2.0, 1.0, 0.0])
    assert (at.overfitting, at.constant) == (math.inf, 0)
    assert at.mse([1.0, 1.0, 0.0]) == 0
    assert at.mse([1.0, 1.0, 0.0], noise=1e-9) == math.inf
    assert at.mode_mse.tolist() == [0, 0, math.inf]
    assert at.train_error([0.0, 0.0, 1.0]) == 0


def test_beyond_the_rank_it_is_linear_regression():
    at, ridge = (learning_curves.levels(10, [2.0, 1.0, 0.0], ridge=delta) for delta in (0.0, 1e-9))
    assert at.overfitting == 10 / 8
    assert at.mode_mse.tolist() == [0, 0, 10 / 8]
    # Gaussian features: excess risk of d = 2 features is sigma^2 d / (n - d), residual sigma^2 (1 - d / n)
    assert at.mse([1, 1, 0], noise=3.0) == pytest.approx(3 * 2 / 8)
    assert at.train_error([1, 1, 0], noise=3.0) == pytest.approx(3 * 8 / 10)
    assert at.train_error([1, 1, 5], noise=3.0) == pytest.approx(ridge.train_error([1, 1, 5], noise=3.0), rel=1e-6)
    assert ridge.mse([1, 1, 5]) == pytest.approx(5 * 10 / 8, rel=1e-6)


@pytest.mark.parametrize("n", [0.5, 2, 3.9, 6])
def test_levels_of_eigenvalue_zero_keep_their_power_times_the_overfitting(n):
    at = learning_curves.levels(n, [1.0, 0.5, 0.0], [1, 3, 7])
    assert at.mode_mse[2] == at.overfitting
    assert at.mse([0, 0, 2.5]) == pytest.approx(2.5 * at.overfitting, rel=1e-15)


@pytest.mark.parametrize("n", [1, 10, 39])
def test_isotropic_features_have_the_known_curve(n):
    d = 40
    at = learning_curves.levels(n, [3.0], [d])
    assert at.mode_mse[0] == pytest.approx(1 - n / d, rel=1e-13)
    assert at.mse([0.0], noise=2.0) == pytest.approx(2 * n / (d - n), rel=1e-13)


def test_training_points_with_ridge_and_noise():
    power, sigma2 = [1.0, 2.0], 0.4
    weak, strong = (learning_curves.levels(8, [1.0, 0.3], [2, 20], ridge=delta) for delta in (0.0, 1e9))
    assert weak.train_mse(power, noise=sigma2) == sigma2  # interpolated noise
    assert strong.train_mse(power, noise=sigma2) == pytest.approx(3, rel=1e-6)
    assert strong.train_error(power, noise=sigma2) == pytest.approx(3 + sigma2, rel=1e-6)


def test_off_the_training_set():
    assert learning_curves.off_training(0.3, 0.0, 64, 256) == pytest.approx(0.4)
    inside, outside = [1.0, 2.0], [4.0, 6.0, 8.0]
    whole = np.mean(inside + outside)
    assert learning_curves.off_training(whole, np.mean(inside), 2, 5) == pytest.approx(6)


def test_errors_that_rise_at_first():
    values, counts, step = np.array([1.0, 0.3, 0.01]), np.array([1, 5, 20]), 1e-6
    slope = learning_curves.first_slope(values, counts)
    np.testing.assert_allclose(slope, (learning_curves.levels(step, values, counts).mode_mse - 1) / step, rtol=1e-4)
    assert (slope > 0).tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: learning_curves.levels(1, [1.0, math.nan]).mse([1, 1]), "eigenvalue 1 is nan"),
        (lambda: learning_curves.levels(1, [1.0, -0.02]).mse([1, 1]), "eigenvalue 1 is -0.02"),
        (lambda: learning_curves.overfitting(-1, [1.0]), "not negative"),
        (lambda: learning_curves.overfitting(1, [1.0], ridge=-1), "ridge"),
        (lambda: learning_curves.levels(1, [1.0]).mse([1.0], noise=-0.1), "noise variance"),
        (lambda: learning_curves.levels(1, [1.0]).mse([1.0], noise=math.nan), "noise variance"),
        (lambda: learning_curves.levels(1, [1.0, 2.0]).mse([1.0]), "one power per level"),
        (lambda: learning_curves.levels(1, [1.0, 2.0]).mse([1.0, -1.0]), "power 1 is -1.0"),
        (lambda: learning_curves.levels(1, [1.0, 2.0]).mse([math.nan, 1.0]), "power 0 is nan"),
        (lambda: learning_curves.levels(1, [1.0, 2.0]).mean_coefficients([1.0]), "one finite coefficient"),
        (lambda: learning_curves.off_training(1.0, 0.0, 5, 5), "0 <= n < M"),
        (lambda: learning_curves.off_training(-1.0, 0.0, 4, 5), "not negative"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("n", "eigenvalues", "multiplicities"),
    [
        (1, [9e11, 1e11 / 1000], [1, 1000]),  # trace 1e12
        (5, [1.0, 1e-300], [4, 3]),
        (256 - 1e-9, [float(k + 1) ** -6 for k in range(256)], None),  # a root far below 1e-15
    ],
)
def test_where_a_root_finder_on_a_fixed_bracket_fails(n, eigenvalues, multiplicities):
    at = learning_curves.levels(n, eigenvalues, multiplicities)
    ball = eigenlearning.certified_constant(n, eigenvalues, multiplicities)
    assert at.constant == pytest.approx(float(ball), rel=1e-14, abs=0)
    assert np.dot(np.ones(256) if multiplicities is None else multiplicities, at.learned) == pytest.approx(n, rel=1e-12)
    assert math.isfinite(at.overfitting)


def test_the_smallest_numbers():
    at = learning_curves.levels(5, [1e12, 1e-320], [3, 4])
    assert at.learned.tolist() == pytest.approx([1, 0.5], rel=1e-3)
    assert at.overfitting == pytest.approx(5 / (4 * 0.25), rel=1e-3)


def test_overfitting_is_not_below_one_where_nothing_is_learned():
    assert learning_curves.overfitting(3.0, [1.0000000000000003e-09] * 3, [1, 1, 4], ridge=10.0) >= 1
