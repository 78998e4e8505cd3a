"""What Armijo steps grant and move, against brute force on random weights."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import line_search_descent as exact
from theory.deep_linear import Imbalance, imbalance
from theory.deep_linear_gradients import gradients

SIZES = (3, 4, 3, 1)
ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3]]) / 8


@given(st.floats(0, 3.999))
def test_least_growth_takes_a_quarter_of_the_slope_off_the_risk(promised):
    assert math.isclose(1 - math.exp(-exact.least_growth(promised)), promised / 4, rel_tol=1e-9, abs_tol=1e-12)


def test_the_drift_encloses_the_spectrum_after_steps_of_any_size():
    rng = np.random.default_rng(0)
    for _ in range(20):
        flat = 0.7 * rng.standard_normal(sum(a * b for a, b in pairwise(SIZES)))
        start, moved = imbalance(flat, SIZES), np.zeros(3)
        for size in rng.uniform(0, 0.2, 10):
            steps = gradients(flat, ROWS, SIZES)
            moved += [size**2 * np.sum(g * g) for g in steps]
            flat = flat - size * np.concatenate([g.ravel() for g in steps])
        after, bound = imbalance(flat, SIZES), exact.drifted(start, moved)
        assert np.all(after.largest <= bound.largest + 1e-9)
        assert np.all(after.smallest >= bound.smallest - 1e-9)
        assert np.allclose(after.trace, bound.trace, rtol=1e-9, atol=1e-9)


def test_the_drift_is_attained_where_steps_add_along_the_extreme_directions():
    """One unit between two layers: D is a number, and each bound but for the other's share."""
    start = Imbalance(np.array([1.0]), np.array([1.0]), np.array([1.0]))
    assert exact.drifted(start, [0.0, 2.0]).largest == exact.drifted(start, [0.0, 2.0]).trace == 3
    assert exact.drifted(start, [2.0, 0.0]).smallest == exact.drifted(start, [2.0, 0.0]).trace == -1


@pytest.mark.parametrize("a", [0.2, 0.5, 0.77])
def test_the_flip_is_the_cycle_of_doubled_steps(a):
    x, y, size = 0.0, 0.3, 1.0
    for _ in range(50):
        behind = 1.0 if y < 0 else -1.0
        heights = min(x + a * y, x - a * y)
        x, y = x + size, y + behind * a * size
        assert min(x + a * y, x - a * y) >= heights + size * (1 + a * a) / 4
        size *= 2
    end = exact.flip(a)
    assert math.isclose(abs(y) / x, end.slope, rel_tol=1e-12)
    assert math.isclose((x - a * abs(y)) / math.hypot(x, y), end.margin, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: exact.least_growth(4.0), "less than 4"),
        (lambda: exact.least_growth([1.0, -1e-9]), "not less than nothing"),
        (lambda: exact.least_growth(np.nan), "less than 4"),
        (lambda: exact.drifted(imbalance(np.ones(16), (3, 4, 1)), [1.0]), "each of 2 layers"),
        (lambda: exact.drifted(imbalance(np.ones(16), (3, 4, 1)), [1.0, -1.0]), "each of 2 layers"),
        (lambda: exact.drifted(imbalance(np.ones(16), (3, 4, 1)), [1.0, np.inf]), "each of 2 layers"),
        (lambda: exact.flip(0.0), "3/5"),
        (lambda: exact.flip([0.3, 0.78]), "3/5"),
        (lambda: exact.flip(np.nan), "3/5"),
    ],
)
def test_bad_input(call, match):
    with pytest.raises(ValueError, match=match):
        call()
