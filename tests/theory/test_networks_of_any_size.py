"""Numbers that nobody chose, and things that are no numbers, for margins and norms of networks."""

import math
from fractions import Fraction

import numpy as np
import pytest

from theory import (
    classification_margins,
    diagonal_networks,
    diagonal_offset,
    joint_maximum,
    l1_margins,
    line_search_descent,
    margins,
    margins_and_loss,
    memorization,
    nuisance_term,
    relu_alignment,
    smoothed_margin,
    spectral_bound,
)


def test_integers_beyond_machine_words():
    big = np.array([[2**62, 1]])
    assert classification_margins.outputs([big], np.array([4, 1])) == [2**64 + 1]
    assert classification_margins.frobenius_product([big, big]) == pytest.approx(2.0**124)


def test_floats_are_exact():
    seen = classification_margins.outputs([[[0.1, 0.2]]], [Fraction(1, 3), 1])
    assert seen == [Fraction(0.1) / 3 + Fraction(0.2)]


def test_norms_of_any_size():
    assert classification_margins.frobenius_product([[[1e200]], [[1e-200]]]) == pytest.approx(1)
    assert classification_margins.length_power([[[1e-200, 1e-200]]]) == pytest.approx(math.sqrt(2) * 1e-200)


def test_a_bound_beyond_floats_is_vacuous():
    seen = spectral_bound.of_class([1e200] * 2, [1.0] * 2, points=5, frobenius=1.0, largest_layer=4, training=0.1,
                                   gamma=0.1, log_failure=-1.0)  # fmt: skip
    assert seen.complexity == 1
    assert spectral_bound.complexity(math.inf, 3) == 0.5


def test_points_that_differ_by_almost_nothing_have_a_direction():
    points = [[1e300, 1e-300], [1e300, 2e-300]]
    assert memorization.separating_direction(points) == (1, 1)
    network = memorization.memorizer(points, [3, -5], (1, 1))
    assert network.values(points) == [3, -5]
    assert memorization.separating_direction(np.eye(2)) == (1, 2)


def test_a_layer_that_hardly_grows():
    grown = relu_alignment.later_norms([1.0, 0.0], 1 + 2.0**-50)
    assert grown[0] == pytest.approx(2.0**-24.5, rel=1e-12)


W = [np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, -1.0]])]
X = [[1.0, 2.0], [1.0, 1.0]]
VOTE = l1_margins.l1_margin([[2, 1], [0, 1], [1, 3]])
MARGIN = margins.l2_margin([[2, 1], [0, 1], [1, 3]])
NONE = margins.l2_margin([[1], [-1]])
CLASS = {"points": 5, "frobenius": 1.0, "largest_layer": 4, "training": 0.1, "gamma": 0.1}
CALLS = [
    *(
        call
        for bad in (math.nan, math.inf, None, "a", 1j)
        for call in (
            *(
                lambda bad=bad, name=name: spectral_bound.of_class(
                    [1.0], [1.0], **{**CLASS, "log_failure": -1.0, name: bad}
                )
                for name in (*CLASS, "log_failure")
            ),
            *(
                lambda bad=bad, name=name: spectral_bound.of_norms([1.0], [1.0], **{**CLASS, name: bad})
                for name in (*CLASS, "delta", "ratio")
            ),
            lambda bad=bad: spectral_bound.of_class([1.0], [1.0], **CLASS, log_failure=-1.0, lipschitz=[bad]),
            lambda bad=bad: spectral_bound.confidence(bad, 5),
            lambda bad=bad: spectral_bound.by_dimension(bad, 1, 1),
            lambda bad=bad: nuisance_term.nuisance([bad], [1.0]),
            lambda bad=bad: nuisance_term.nuisance([1.0], [bad]),
            lambda bad=bad: nuisance_term.largest_nuisance([bad], [1]),
            lambda bad=bad: nuisance_term.least_nuisance(bad),
            lambda bad=bad: nuisance_term.moved_nuisance(bad, [1], [1]),
            lambda bad=bad: nuisance_term.spectral_norm([[bad, 1]]),
            lambda bad=bad: nuisance_term.row_norm_sum([[bad, 1]]),
            lambda bad=bad: classification_margins.margin([bad, 1], 0),
            lambda bad=bad: classification_margins.margin([2, 1], bad),
            lambda bad=bad: classification_margins.binary_margin(bad, 1),
            lambda bad=bad: classification_margins.share_of_errors([bad, 1]),
            lambda bad=bad: classification_margins.outputs([[[bad]]], [1]),
            lambda bad=bad: classification_margins.outputs([[[1]]], [bad]),
            lambda bad=bad: classification_margins.outputs([[[1]]], [1], [[bad]]),
            lambda bad=bad: classification_margins.growth([bad]),
            lambda bad=bad: classification_margins.biases_seen([[1]], bad),
            lambda bad=bad: classification_margins.frobenius_product([[[bad]]]),
            lambda bad=bad: classification_margins.spectral_product([[[bad]]]),
            lambda bad=bad: classification_margins.length_power([[[bad]]]),
            lambda bad=bad: margins_and_loss.quantile_floor(0.5, 1, bad),
            lambda bad=bad: margins_and_loss.smallest_ceiling(0.5, bad),
            lambda bad=bad: margins_and_loss.error_ceiling([bad]),
            lambda bad=bad: margins_and_loss.chance_error(bad),
            lambda bad=bad: memorization.conflicts([[bad]], [1]),
            lambda bad=bad: memorization.separating_direction([[bad, 1]]),
            lambda bad=bad: memorization.memorizer([[1], [2]], [bad, 1], [1]),
            lambda bad=bad: memorization.memorizer([[1], [2]], [1, 1], [bad]),
            lambda bad=bad: memorization.memorizer([[1], [2]], [1, 1], [1], bad),
            lambda bad=bad: memorization.fewest_errors([1, -1], bad),
            lambda bad=bad: smoothed_margin.order(1, bad),
            lambda bad=bad: smoothed_margin.smoothed([bad]),
            lambda bad=bad: smoothed_margin.rates(W, [[1.0, bad], X[1]], [-1, -1]),
            lambda bad=bad: smoothed_margin.rates(W, X, [-1, bad]),
            lambda bad=bad: smoothed_margin.rates(W, X, [-1, -1], bad),
            lambda bad=bad: smoothed_margin.along_flow(W, X, [-1, -1], 1, [0, bad]),
            lambda bad=bad: relu_alignment.gaussian_ratio(bad, 1),
            lambda bad=bad: relu_alignment.start_square(bad),
            lambda bad=bad: relu_alignment.later_norms([1, 1], bad),
            lambda bad=bad: relu_alignment.later_norms(bad, 1),
            lambda bad=bad: joint_maximum.with_norms(MARGIN, [bad]),
            lambda bad=bad: joint_maximum.with_norms(bad, [1]),
            lambda bad=bad: joint_maximum.with_total(MARGIN, bad, 2),
            lambda bad=bad: diagonal_networks.gap_ceiling(VOTE, bad, ([1, 1], [1, 1]), [9]),
            lambda bad=bad: diagonal_networks.gap_ceiling(bad, 3, ([1, 1], [1, 1]), [9]),
            lambda bad=bad: diagonal_networks.gap_ceiling(VOTE, 3, ([bad, 1], [1, 1]), [9]),
            lambda bad=bad: diagonal_offset.weights(l1_margins.l1_margin([[1]]), [[1]], bad, -3.0),
            lambda bad=bad: diagonal_offset.weights(l1_margins.l1_margin([[1]]), [[1]], 1.0, bad),
            lambda bad=bad: line_search_descent.least_growth([bad]),
            lambda bad=bad: line_search_descent.flip(bad),
        )
    ),
    lambda: spectral_bound.of_class([1.0], [1.0], **{**CLASS, "training": -0.1}, log_failure=-1.0),
    lambda: spectral_bound.of_class([1.0], [1.0], **CLASS, log_failure=-1.0, lipschitz=[1.0, 1.0]),
    lambda: nuisance_term.spectral_norm([1.0, 2.0]),
    lambda: nuisance_term.row_norm_sum([]),
    lambda: smoothed_margin.rates(W, X, [0, 1]),
    lambda: smoothed_margin.rates([np.eye(2)], X, [1, 1]),
    lambda: relu_alignment.later_norms([-1.0, 1.0], 1.0),
    lambda: relu_alignment.later_norms([], 1.0),
    lambda: joint_maximum.with_norms(NONE, [1.0]),
    lambda: diagonal_networks.gap_ceiling(VOTE, 4, ([1, 1], [1, 1]), [9]),
    lambda: memorization.memorizer([[1], [2]], [1, 1], [1, 1]),
]


@pytest.mark.parametrize("call", CALLS)
def test_bad_input_is_one_sentence(call):
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        call()
