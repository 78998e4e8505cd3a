"""Sums of learnabilities after t steps, against descent and its limits."""

import numpy as np
import pytest

from theory import early_stopping


def test_the_budget_is_spent_in_the_limit_and_not_before():
    k = np.array([0.5, 1.0, 3.0])
    spent = early_stopping.total_learnability(k, 0.9, [0, 1, 10, 10**4])
    assert spent[0] == 0
    assert spent[1] == pytest.approx(0.9 * 4.5 / 3)
    assert np.all(np.diff(spent) > 0)
    assert spent[3] == pytest.approx(3)


def test_the_total_is_the_trace_of_the_iterated_map_for_each_of_several_steps():
    K, steps = np.array([[2.0, 0.5, 0.1], [0.5, 1.0, 0.2], [0.1, 0.2, 0.7]]), np.array([0.4, 1.1])
    k = np.linalg.eigvalsh(K)
    found = early_stopping.total_learnability(np.stack([k, k]), steps, range(6))
    for eta, totals in zip(steps, found, strict=True):
        fit = np.zeros((3, 3))
        for total in totals:
            assert total == pytest.approx(np.trace(fit))
            fit = fit + eta * K @ (np.eye(3) - fit) / 3


def test_small_steps_are_gradient_flow():
    k = np.array([[0.5, 1.0, 3.0], [0.0, 1.0, 1.0]])
    descent = early_stopping.total_learnability(k, 1e-5, [10**5])
    assert np.allclose(descent, early_stopping.total_learnability_of_flow(k, 1e-5, [10**5]), atol=1e-4)


@pytest.mark.parametrize(
    ("k", "step", "times", "words"),
    [
        ([1.0, 2.0], 2.1, [1], "descent diverges"),
        ([1.0, -0.5], 0.1, [1], "indefinite"),
        ([1.0, np.nan], 0.1, [1], "finite"),
        ([1.0], np.inf, [1], "finite"),
        ([1.0], 0.0, [1], "step is positive"),
        ([1.0], 0.1, [-1], "times are not negative"),
    ],
)
def test_bad_input_is_named(k, step, times, words):
    with pytest.raises(ValueError, match=words):
        early_stopping.total_learnability(k, step, times)
