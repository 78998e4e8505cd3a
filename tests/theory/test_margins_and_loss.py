"""Bounds of margins by the mean cross-entropy: random classifiers, the cases of equality, and bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import margins_and_loss as exact


def losses_and_margins(outputs, labels):
    n = np.arange(len(labels))
    own = outputs[n, labels]
    others = outputs.copy()
    others[n, labels] = -np.inf
    gaps = np.exp(others - own[:, None])
    return np.log1p(gaps.sum(axis=1)), own - others.max(axis=1)


@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(2, 6), st.floats(0.1, 12))
def test_margins_of_random_classifiers_obey_both_bounds(seed, n, k, spread):
    generator = np.random.default_rng(seed)
    outputs, labels = spread * generator.standard_normal((n, k)), generator.integers(0, k, n)
    losses, margins = losses_and_margins(outputs, labels)
    order = np.sort(margins)
    for rank in range(1, n + 1):
        assert order[rank - 1] >= exact.quantile_floor(losses.mean(), rank, n) - 1e-9
    assert order[0] <= exact.smallest_ceiling(losses.mean(), k) + 1e-9
    assert (margins <= 0).mean() <= exact.error_ceiling(losses.mean()) + 1e-12


def test_ceiling_is_met_by_equal_rivals_at_equal_points():
    losses, margins = losses_and_margins(np.array([[3.0, 1.0, 1.0, 1.0]] * 5), np.zeros(5, dtype=int))
    assert margins.min() == pytest.approx(exact.smallest_ceiling(losses.mean(), 4), abs=1e-12)


def test_floor_is_approached_by_equal_points_of_one_rival_beside_perfect_ones():
    losses, margins = losses_and_margins(np.array([[1.0, 0.0]] * 3 + [[60.0, 0.0]] * 5), np.zeros(8, dtype=int))
    assert np.sort(margins)[2] == pytest.approx(exact.quantile_floor(losses.mean(), 3, 8), abs=1e-12)


def test_ties_of_two_classes_beside_perfect_points_meet_the_ceiling_of_errors():
    losses, margins = losses_and_margins(np.array([[0.0, 0.0]] * 3 + [[60.0, 0.0]] * 5), np.zeros(8, dtype=int))
    assert (margins <= 0).mean() == pytest.approx(exact.error_ceiling(losses.mean()), abs=1e-12)
    assert exact.error_ceiling(7.0) == 1


def test_any_fixed_classifier_errs_by_chance_on_uniform_labels():
    guesses = np.array([0, 2, 2, 1])
    errors = [np.mean(guesses != label) for label in range(3)]
    assert np.mean(errors) == pytest.approx(float(exact.chance_error(3)))
    assert exact.chance_error(1) == 0
    with pytest.raises(ValueError, match="at least one class"):
        exact.chance_error(0)


def test_tiny_and_huge_losses_neither_overflow_nor_vanish():
    assert exact.quantile_floor(1e-12, 1, 1) == pytest.approx(12 * np.log(10), abs=1e-9)
    assert exact.quantile_floor([2.0, 5000.0], 1, 10)[1] == pytest.approx(-50000)
    assert exact.smallest_ceiling(np.log(2), 2) == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("loss", [0.0, -1.0, np.nan, np.inf, [1.0, 0.0]])
def test_losses_are_positive_and_finite(loss):
    with pytest.raises(ValueError, match="positive and finite"):
        exact.quantile_floor(loss, 1, 2)
    with pytest.raises(ValueError, match="positive and finite"):
        exact.smallest_ceiling(loss, 3)


def test_ranks_and_classes_are_checked():
    for rank in (0, 5):
        with pytest.raises(ValueError, match="between 1 and 4"):
            exact.quantile_floor(0.1, rank, 4)
    with pytest.raises(ValueError, match="at least two classes"):
        exact.smallest_ceiling(0.1, 1)
