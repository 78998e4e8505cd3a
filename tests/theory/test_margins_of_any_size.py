"""Numbers that nobody chose: any size, almost nothing, and things that are no numbers, for the margins and boosting."""

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from theory import (
    boosting,
    exact_margin,
    kernel_margins,
    l1_margins,
    linear_descent,
    margin_distributions,
    margins,
    perceptron,
    rational_algebra,
    residual_law,
    stumps,
    vc_dimension,
)

ROWS = [[2, 1], [0, 1], [1, 3]]
NOTHING = (math.nan, math.inf, None, "a", 1j)


@pytest.mark.parametrize(
    "scale", [Fraction(1, 10**320), Fraction(1e-170), Fraction(1), Fraction(10**200), Fraction(1e300)]
)
def test_margin_and_direction_of_any_size(scale):
    found = margins.l2_margin([[scale * x for x in row] for row in ROWS])
    assert found.value == pytest.approx(float(scale * Fraction(math.sqrt(2))) * math.sqrt(1 / 2), rel=1e-12)
    assert found.direction == pytest.approx([0, 1])


def test_a_margin_that_is_no_float_is_named():
    found = margins.l2_margin([[10**400, 1]])
    assert found.direction == pytest.approx([1, 0])
    with pytest.raises(ValueError, match="too large for a float"):
        _ = found.value


def test_margin_of_a_kernel_of_any_size():
    assert kernel_margins.gram_margin([[10**320]], [1]).value == pytest.approx(1e160)
    assert kernel_margins.gram_margin([[Fraction(1, 10**400)]], [1]).value == pytest.approx(1e-200)


@pytest.mark.parametrize("edge", [1e-150, 1e-9, 1e-3, 0.3, 1 - 1e-12])
@pytest.mark.parametrize("step", [1e-150, 1e-12, 1e-3, 0.7, 1.5, 30.0])
def test_gain_in_balls(edge, step):
    ctx.prec, kept = 2000, ctx.prec
    try:
        gain = -(arb(step).cosh() - arb(edge) * arb(step).sinh()).log()
        assert float(boosting.log_gain(edge, step)) == pytest.approx(float(gain), rel=1e-12, abs=1e-300)
    finally:
        ctx.prec = kept


@pytest.mark.parametrize("edge", [1e-12, 1e-7, 1e-4])
def test_rate_of_a_small_edge_is_half_of_it(edge):
    assert float(boosting.rate(edge)) == pytest.approx(edge / 2, rel=edge**2 + 1e-14)


def test_a_step_too_long_for_cosh():
    assert float(boosting.log_gain(0.5, 5000.0)) == pytest.approx(math.log(4) - 5000)


@pytest.mark.parametrize("step", [2 + 4 * 2.0**-52, 2 + 1e-12, 2.001, 2.1, 5.0, 1999.0, 1e150])
def test_swing_solves_its_equation(step):
    v = linear_descent.swing(step)
    ctx.prec, kept = 500, ctx.prec
    try:
        assert float(2 * arb(v) / arb(v).tanh() - 2) == pytest.approx(step - 2, rel=1e-12)
    finally:
        ctx.prec = kept


def test_integers_beyond_machine_words():
    assert perceptron.squared_radius([[2**63 + 1, -1]]) == (2**63 + 1) ** 2 + 1
    assert perceptron.squared_radius([[10**400, 0]]) == 10**800
    assert perceptron.squared_radius(np.array([[2**62, 2**62]])) == 2**125


def test_points_in_general_position_need_not_be_integers():
    assert vc_dimension.in_general_position([[0.5], [0.25]])
    assert not vc_dimension.in_general_position([[0.5, 0.5], [0.25, 0.25], [Fraction(1, 3), Fraction(1, 3)]])


MARGIN = margins.l2_margin(ROWS)
NONE = margins.l2_margin([[1], [-1]])
SHORT = np.array(ROWS) / 9
CALLS = [
    *(
        call
        for bad in NOTHING
        for call in (
            lambda bad=bad: boosting.log_gain(0.5, [bad]),
            lambda bad=bad: boosting.adaboost_step(bad),
            lambda bad=bad: boosting.soft_margin([0.5], [0.1], bad),
            lambda bad=bad: boosting.guaranteed_margin(0.5, bad, 3),
            lambda bad=bad: boosting.guaranteed_margin(bad, 5, 3),
            lambda bad=bad: boosting.capped_guarantee(0.5, 5, [bad]),
            lambda bad=bad: boosting.rounds_to_share(0.1, bad, 0.2),
            lambda bad=bad: boosting.rounds_to_share(0.1, 4, bad),
            lambda bad=bad: boosting.margin_with_errors(9, bad),
            lambda bad=bad: margin_distributions.smallest_after(bad, 0.5, 5, 3.0),
            lambda bad=bad: margin_distributions.smallest_after(0.5, bad, 5, 3.0),
            lambda bad=bad: margin_distributions.smallest_after(0.5, 0.5, bad, 3.0),
            lambda bad=bad: margin_distributions.solved("linear", ROWS, [1, 1, 1], bias=bad),
            lambda bad=bad: kernel_margins.polynomial_gram(ROWS, bad),
            lambda bad=bad: kernel_margins.polynomial_gram(ROWS, 2, bad),
            lambda bad=bad: kernel_margins.gaussian_margin(ROWS, [1, 1, 1], bad),
            lambda bad=bad: kernel_margins.gaussian_margin(ROWS, [1, 1, 1], 1, bits=bad),
            lambda bad=bad: stumps.largest_margin([bad, 1]),
            lambda bad=bad: stumps.rademacher(bad),
            lambda bad=bad: stumps.best_correlation([[bad, 0.5]]),
            lambda bad=bad: stumps.excess(5, 0.3, 0.1, bad),
            lambda bad=bad: stumps.risk([0.5], [bad, 1], [0.5], 0.1),
            lambda bad=bad: stumps.risk([0.5], [1, 1], [0.5], bad),
            lambda bad=bad: perceptron.squared_radius([[bad, 1]]),
            lambda bad=bad: perceptron.needle_mistakes(bad),
            lambda bad=bad: vc_dimension.chain_labellings(bad),
            lambda bad=bad: vc_dimension.in_general_position([[bad], [1]]),
            lambda bad=bad: vc_dimension.digits(3, bad),
            lambda bad=bad: vc_dimension.bends_once(bad),
            lambda bad=bad: linear_descent.swing(bad),
            lambda bad=bad: linear_descent.smoothness(bad, "logistic"),
            lambda bad=bad: linear_descent.length_floor(MARGIN, 5, rule="plain", step=bad),
            lambda bad=bad: linear_descent.log_risk(MARGIN, [bad]),
            lambda bad=bad: linear_descent.certificate(MARGIN, SHORT, loss="logistic", rule="plain", step=bad),
            lambda bad=bad: residual_law.normalised_margin(MARGIN, [bad if bad != math.inf else -bad]),
        )
    ),
    lambda: boosting.capped_guarantee(0.5, 5, [0.1, 0.0]),
    lambda: boosting.share_of_errors(0.3, -1),
    lambda: linear_descent.certificate(MARGIN, SHORT, loss="exponential", rule="plain", step=0),
    lambda: linear_descent.certificate(MARGIN, SHORT * math.nan, loss="exponential", rule="plain", step=1),
    lambda: linear_descent.log_risk(NONE, 3.0),
    lambda: linear_descent.length_floor(MARGIN, -1, rule="plain", step=0.5),
    lambda: margin_distributions.smallest_after(0.5, 0.5, 5, -1.0),
    lambda: margin_distributions.of_vote([[1, 1, 1]], [1, 1]),
    lambda: margin_distributions.of_vote([[1, 1]], [1, 1, 1]),
    lambda: rational_algebra.dot((Fraction(1),), (Fraction(1),) * 2),
    lambda: exact_margin.margin([[1, 2]], [1 + 0j]),
    lambda: residual_law.offset(MARGIN, [[1, 2]]),
    lambda: residual_law.offset(MARGIN, np.array(ROWS) * math.nan),
    lambda: vc_dimension.dependence([[0.5], [1], [2]]),
    lambda: l1_margins.l1_margin([[1, None]]),
]


@pytest.mark.parametrize("call", CALLS)
def test_bad_input_is_one_sentence(call):
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        call()
