"""Evidence is a lazy prefix: drawn once, in whole batches, and never a NaN."""

import numpy as np
import pytest

from harness.evidence import Evidence, ExperimentError
from tests.harness.streams import evidence, stream

VALUES = np.arange(12.0)


def test_nothing_is_drawn_before_somebody_looks_and_nothing_twice():
    drawn: list[int] = []
    seen = Evidence(stream(batch=4, drawn=drawn, x=VALUES))
    assert drawn == []
    assert seen.first(3).ravel().tolist() == [0, 1, 2, 3]
    assert seen.first(8).ravel().tolist() == list(range(8))
    assert seen.all().tolist() == VALUES.tolist()
    assert drawn == [0, 1, 2]
    assert seen.stream.drawn == 12


def test_an_observable_is_chosen_by_name():
    both = Evidence(stream(batch=4, x=VALUES, y=np.column_stack([VALUES, -VALUES])))
    assert both["y"].first(4).shape == (4, 2)
    assert both.worst("x") == 11
    assert both.all("y").shape == (12, 2)
    with pytest.raises(ValueError, match=r'choose an observable, evidence\["name"\], among: x, y'):
        both.first(4)
    with pytest.raises(ValueError, match="no observable 'z'; the experiment returned: x, y"):
        both["z"].first(4)


def test_maps_compose_and_apply_wherever_the_trials_are_read():
    seen = evidence(VALUES, batch=4).map(lambda x: x**2).map(lambda x: np.column_stack([x, x + 1]))
    assert seen.first(4).tolist() == [[0, 1], [1, 2], [4, 5], [9, 10]]
    assert seen.all()[-1].tolist() == [121, 122]


def test_indicators_count_the_threshold_itself():
    assert evidence(VALUES, batch=4).below([0, 2.5]).first(4).tolist() == [[1, 1], [0, 1], [0, 1], [0, 0]]


@pytest.mark.parametrize("thresholds", [np.nan, [1, np.inf], [[1.0], [2.0]]])
def test_thresholds_are_finite_numbers(thresholds):
    with pytest.raises(ValueError, match="thresholds are finite"):
        evidence(VALUES).below(thresholds)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_named_by_its_trial(bad):
    values = VALUES.copy()
    values[6] = bad
    seen = evidence(values, batch=4)
    seen.first(4)
    with pytest.raises(ExperimentError, match="'x' is not finite in trial 6"):
        seen.first(8)


def test_a_map_that_makes_a_nan_is_refused():
    with np.errstate(invalid="ignore"), pytest.raises(ExperimentError, match="transformed observable is not finite"):
        evidence(VALUES - 2, batch=4).map(np.sqrt).first(4)


def test_matrices_per_trial_are_no_observable():
    with pytest.raises(ExperimentError, match=r"got shape \(2, 2\)"):
        evidence(np.zeros((8, 2, 2)), batch=4).first(4)


def test_a_short_batch_is_refused():
    with pytest.raises(ExperimentError, match="a batch of 4 trials came with 2"):
        evidence(np.zeros(6), batch=4).first(8)


def test_a_stream_is_cut_at_whole_batches_only():
    with pytest.raises(ValueError, match="batches of 4, got 6"):
        stream(batch=4, x=VALUES).take(6)
