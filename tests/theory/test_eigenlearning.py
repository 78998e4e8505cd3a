"""The constant C and the learnabilities: accuracy, edge cases, symmetries, bad input."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import eigenlearning

LEVELS = 2000
SIZES = [1e-3, 0.5, 1, 10, 1000, 1500, 1990, LEVELS - 1]
spectra = st.lists(st.tuples(st.floats(1e-12, 1e6), st.integers(1, 50)), min_size=1, max_size=8)


def relative_error(value, ball):
    return abs(float((ball - value) / ball))


@pytest.mark.parametrize("exponent", [2, 3, 4, 5, 6])
def test_power_laws_to_the_last_digits(exponent):
    eigenvalues = np.arange(1, LEVELS + 1.0) ** -exponent
    for n in SIZES:
        c = eigenlearning.constant(n, eigenvalues)
        assert relative_error(c, eigenlearning.certified_constant(n, list(eigenvalues))) <= 1e-14
        assert abs(eigenlearning.learnabilities(n, eigenvalues).sum() - n) <= 1e-12 * n


@pytest.mark.parametrize(
    ("eigenvalues", "multiplicities"),
    [((1.0, 1e-12), (5, 1000)), ((1.0, 1e-12), (5, 1)), ((1.0, 1e-300), (5, 1000)), ((1e300, 1.0), (3, 4))],
)
def test_two_levels_with_n_below_at_and_above_the_gap(eigenvalues, multiplicities):
    rank = sum(multiplicities)
    for n in (0.5, 1, multiplicities[0], multiplicities[0] + 0.5, (rank + multiplicities[0]) / 2, rank - 1):
        c = eigenlearning.constant(n, eigenvalues, multiplicities)
        ball = eigenlearning.certified_constant(n, eigenvalues, multiplicities)
        assert relative_error(c, ball) <= 1e-14
        total = np.dot(multiplicities, eigenlearning.learnabilities(n, eigenvalues, multiplicities))
        assert abs(total - n) <= 1e-12 * n


def test_denormal_eigenvalues_keep_the_digits_that_the_constant_can_have():
    c = eigenlearning.constant(5, [1e12, 1e-320], [3, 4])
    assert c == pytest.approx(1e-320, rel=1e-3)
    assert eigenlearning.constant(1, [1e-310, 1e-310]) == pytest.approx(1e-310, rel=1e-12)


def test_closed_forms():
    assert eigenlearning.learnabilities(3, [7.0], [12])[0] == pytest.approx(0.25, rel=1e-15)
    # two levels a, b of dimension one and n = 1: C = sqrt(a b)
    assert eigenlearning.constant(1, [4.0, 9.0]) == pytest.approx(6.0, rel=1e-15)
    # one mode, one point: 1 = 1 / (1 + C) + delta / C, so C^2 = delta (1 + C)
    c = eigenlearning.constant(1, [1.0], ridge=0.5)
    assert c**2 == pytest.approx(0.5 * (1 + c), rel=1e-14)


def test_limits_in_n():
    eigenvalues = [2.0, 1.0, 0.0]
    assert eigenlearning.constant(0, eigenvalues) == math.inf
    assert eigenlearning.learnabilities(0, eigenvalues).tolist() == [0, 0, 0]
    for n in (2, 3, 100):
        assert eigenlearning.constant(n, eigenvalues) == 0
        assert eigenlearning.learnabilities(n, eigenvalues).tolist() == [1, 1, 0]
    assert eigenlearning.constant(2 - 1e-9, eigenvalues) == pytest.approx(1e-9 / (1 / 2 + 1), rel=1e-6)
    assert eigenlearning.constant(5, eigenvalues, ridge=0.1) > 0.1 / 5


@pytest.mark.parametrize("ridge", [1e-300, 1e-9, 0.1, 1e5])
def test_ridge_takes_its_share(ridge):
    eigenvalues, multiplicities = [1.0, 0.5, 0.25], [1, 3, 6]
    for n in (0.1, 3, 10, 11, 50):
        c = eigenlearning.constant(n, eigenvalues, multiplicities, ridge=ridge)
        ball = eigenlearning.certified_constant(n, eigenvalues, multiplicities, ridge=ridge)
        assert relative_error(c, ball) <= 1e-14
        total = np.dot(multiplicities, eigenlearning.learnabilities(n, eigenvalues, multiplicities, ridge=ridge))
        assert total + ridge / c == pytest.approx(n, rel=1e-12)


@settings(deadline=None, max_examples=60)
@given(spectrum=spectra, share=st.floats(0.001, 0.999))
def test_scale_duality_and_order(spectrum, share):
    values, counts = np.array([v for v, _ in spectrum]), np.array([m for _, m in spectrum])
    rank = int(counts.sum())
    n = share * rank
    learned = eigenlearning.learnabilities(n, values, counts)
    assert np.all((learned >= 0) & (learned <= 1))
    assert np.dot(counts, learned) == pytest.approx(n, rel=1e-12)
    np.testing.assert_allclose(eigenlearning.learnabilities(n, 8 * values, counts), learned, rtol=1e-12)
    # complement duality: what the inverse kernel learns from the other points is what this one does not learn
    np.testing.assert_allclose(eigenlearning.learnabilities(rank - n, 1 / values, counts), 1 - learned, atol=1e-12)
    more = eigenlearning.learnabilities(min(n + 0.5, rank), values, counts)
    assert np.all(more >= learned - 1e-14)


def test_the_ball_holds_the_root_of_rational_and_uncertain_spectra():
    from flint import arb

    ball = eigenlearning.certified_constant(1, [Fraction(4), Fraction(9)], digits=60)
    assert ball.contains(6)
    assert float(ball.rad()) < 1e-58
    wide = eigenlearning.certified_constant(1, [arb(4, 1e-40), arb(9)], digits=30)
    assert wide.contains(6)
    with pytest.raises(ValueError, match="not known well enough"):
        eigenlearning.certified_constant(1, [arb(4, 0.1), arb(9)], digits=30)
    with pytest.raises(ValueError, match="no positive root"):
        eigenlearning.certified_constant(2, [4, 9])
    with pytest.raises(ValueError, match="no positive root"):
        eigenlearning.certified_constant(0, [4, 9])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: eigenlearning.constant(1, [1.0, math.nan]), "eigenvalue 1 is nan"),
        (lambda: eigenlearning.constant(1, [math.inf, 1.0]), "eigenvalue 0 is inf"),
        (lambda: eigenlearning.constant(1, [1.0, -0.02]), "eigenvalue 1 is -0.02"),
        (lambda: eigenlearning.constant(1, [0.0, 0.0]), "at least one positive"),
        (lambda: eigenlearning.constant(1, []), "one multiplicity per eigenvalue"),
        (lambda: eigenlearning.constant(1, [1.0, 2.0], [1]), "one multiplicity per eigenvalue"),
        (lambda: eigenlearning.constant(1, [1.0, 2.0], [1, 0]), "positive integers"),
        (lambda: eigenlearning.constant(1, [1.0, 2.0], [1, 1.5]), "positive integers"),
        (lambda: eigenlearning.constant(-1, [1.0]), "not negative"),
        (lambda: eigenlearning.constant(math.nan, [1.0]), "finite"),
        (lambda: eigenlearning.constant(1, [1.0], ridge=-1), "ridge"),
        (lambda: eigenlearning.learnability([1.0], -1.0), "constant"),
        (lambda: eigenlearning.learnability([math.nan], 1.0), "eigenvalues"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_round_off_of_a_semidefinite_kernel_is_read_as_zero():
    learned = eigenlearning.learnabilities(1, [1.0, 1.0, -1e-17])
    assert learned.tolist() == [0.5, 0.5, 0.0]
