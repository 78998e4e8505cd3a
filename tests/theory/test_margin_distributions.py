"""Distributions of margins: counting by hand, votes and machines of known margins, bad input."""

import math
from fractions import Fraction
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import NotApplicable, Scale
from harness.verify import Case, Verify
from theory import classification_margins, l1_margins
from theory import margin_distributions as md
from theory.kernel_margins import KernelMargin
from theory.margins import NotSeparable

XOR, PARITY = [[1, 1], [1, -1], [-1, 1], [-1, -1]], [1, -1, -1, 1]
MARGINS = st.lists(st.fractions(-1, 1, max_denominator=4), min_size=1, max_size=9)


def test_ties_count():
    assert md.distribution([Fraction(1, 3), 0, Fraction(-1, 2), 0], [-1, -0.5, -0.25, 0, Fraction(1, 3), 1]) == [
        0,
        Fraction(1, 4),
        Fraction(1, 4),
        Fraction(3, 4),
        1,
        1,
    ]


@given(MARGINS)
def test_it_is_a_distribution_and_its_value_at_zero_the_error(margins):
    at = [Fraction(k, 8) for k in range(-9, 10)]
    shares = md.distribution(margins, at)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert md.distribution(margins, [0]) == [classification_margins.share_of_errors(margins)]
    just_after = md.distribution(margins, [t + Fraction(1, 1000) for t in at])
    assert [s for s in zip(shares, just_after, strict=True) if s[0] != s[1]] == []  # margins are multiples of 1/3, 1/4


def test_floats_are_compared_exactly():
    assert md.distribution([0.1 + 0.2], [0.3]) == [0]
    assert md.distribution([0.3], [Fraction(3, 10)]) == [1]  # the float is just below


@pytest.mark.parametrize(
    ("margins", "at"), [([], [0]), ([math.nan], [0]), ([0], [math.inf]), (["1"], [0]), (None, [0])]
)
def test_bad_margins(margins, at):
    with pytest.raises(ValueError, match="margin"):
        md.distribution(margins, at)


def test_a_vote_has_margins_between_minus_one_and_one():
    assert md.of_vote([[1, 1, -1], [1, -1, 1], [-1, 1, 1]], [2, -1, 0]) == [Fraction(1, 3), 1, -1]
    with pytest.raises(ValueError, match="without weight"):
        md.of_vote([[1, 1]], [0, 0])
    with pytest.raises(ValueError, match="weights must"):
        md.of_vote([[1, 1]], [math.nan, 0])


@given(st.lists(st.lists(st.sampled_from([-1, 1]), min_size=4, max_size=4), min_size=1, max_size=6), st.data())
def test_no_vote_has_its_first_step_beyond_the_margin(rows, data):
    weights = data.draw(st.lists(st.integers(-3, 3), min_size=4, max_size=4).filter(any))
    found = l1_margins.l1_margin(rows)
    gamma = found.high if isinstance(found, l1_margins.L1Margin) else 0
    assert min(md.of_vote(rows, weights)) <= gamma
    if isinstance(found, l1_margins.L1Margin):
        assert min(md.of_vote(rows, found.weights)) == found.low == gamma


def test_machine_of_the_exclusive_or():
    found = md.solved("quadratic", XOR, PARITY)
    assert isinstance(found, KernelMargin)
    assert np.allclose(md.of_machine("quadratic", XOR, PARITY, found), math.sqrt(2) / 3)  # R = k(x, x)^(1/2) = 3
    assert isinstance(md.solved("linear", XOR, PARITY), NotSeparable)
    gaussian = md.solved("gaussian", XOR, PARITY, rate=Fraction(1, 4))
    assert isinstance(gaussian, KernelMargin)
    margins = md.of_machine("gaussian", XOR, PARITY, gaussian, rate=Fraction(1, 4))
    assert np.allclose(margins, (1 - math.exp(-1)) / 2)  # k is a product, and (1 - 1/e) / 2 of each factor is odd


@pytest.mark.parametrize("kernel", ["linear", "quadratic"])
def test_the_first_step_is_at_the_margin(kernel):
    rng = np.random.default_rng(8)
    points = rng.integers(-5, 6, (12, 3))
    labels = np.where(points @ [1, 2, -1] > 0, 1, -1)
    points[:, 0] += 2 * labels
    found = md.solved(kernel, points, labels)
    assert isinstance(found, KernelMargin)
    margins = md.of_machine(kernel, points, labels, found)
    size = (points**2).sum(axis=1).max()
    assert np.isclose(margins.min(), found.value / (math.sqrt(size) if kernel == "linear" else 1 + size))
    assert set(found.support) <= set(np.flatnonzero(margins < margins.min() + 1e-9))
    assert abs(margins).max() <= 1


def test_a_large_bias_kernel_is_a_free_bias():
    """On a line the machine with a bias separates half-way between the classes, with half of their distance."""
    points, labels, bias = [[1], [4], [10]], [-1, 1, 1], 10**10
    found = md.solved("linear", points, labels, bias=bias)
    assert isinstance(found, KernelMargin)
    assert math.isclose(found.value, 1.5, rel_tol=1e-6)
    assert np.allclose(10 * md.of_machine("linear", points, labels, found, bias=bias), [1.5, 1.5, 7.5], rtol=1e-4)


def test_the_bound_of_boosted_votes():
    assert np.allclose(
        md.smallest_after(Fraction(1, 5), 0.1, 10, np.array([1.0, 100.0])),
        [0.19 - math.log(10), 0.19 - math.log(10) / 100],
    )
    with pytest.raises(ValueError, match="step"):
        md.smallest_after(Fraction(1, 5), 2.0, 10, np.ones(1))


@pytest.mark.parametrize(("kernel", "bias"), [("cubic", 0), ("gaussian", 1), ("", 0)])
def test_other_kernels(kernel, bias):
    margin = KernelMargin(Fraction(1), Fraction(1), (Fraction(1, 4),) * 4)
    with pytest.raises(ValueError, match="kernels are"):
        md.of_machine(kernel, XOR, PARITY, margin, bias=bias)


def test_the_claim_does_not_apply_to_data_that_nothing_separates():
    claim, kept = import_module("claims.margins.test_margin_distributions"), []
    verify = Verify(Case("id", "name", {}, Scale.SMOKE, 0, kept.append))
    with pytest.raises(NotApplicable, match="not separable"):
        claim.solved(verify, "linear", [(XOR, PARITY)])
    assert kept[0]["verdict"] == "NOT APPLICABLE"
