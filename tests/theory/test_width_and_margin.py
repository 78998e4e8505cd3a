"""Ranks, margins on four rays and Cover's count, against exact margins and enumerations."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from theory import width_and_margin as exact
from theory.margins import Margin, l2_margin

RAYS = [(1, 0), (0, 1), (-1, 0), (0, -1)]


@pytest.mark.parametrize("weights", [[(1, 2), (-1, 1), (2, -1)], [(1, 2), (-1, -1), (3, -1), (-2, 1)]])
def test_squared_margin_is_that_of_the_features(weights):
    data = []
    for (x, z), radius in itertools.product(RAYS, (1, 2)):
        sign = 1 if z == 0 else -1
        gates = [int(p * x + q * z > 0) for p, q in weights]
        data.append([sign * radius * g * c for g in gates for c in (x, z)])
    found = l2_margin(data)
    assert isinstance(found, Margin)
    m, first, second = len(weights), sum(p > 0 for p, _ in weights), sum(q > 0 for _, q in weights)
    assert found.square / m == exact.squared_margin(m, first, second)


def test_mean_is_that_of_all_gates():
    m = 3
    halves = list(itertools.product((0, 1), repeat=m))
    values = [exact.squared_margin(m, sum(a), sum(b)) for a in halves for b in halves]
    assert exact.mean_squared_margin(m) == sum(values, Fraction(0)) / len(values)
    assert exact.LIMIT * Fraction(97, 100) < exact.mean_squared_margin(40) < exact.LIMIT


def test_cover_counts_labellings_of_points_in_general_position():
    points = np.array([[1, 0], [3, 1], [1, 2], [-1, 3], [-3, 1]])
    labels = itertools.product((-1, 1), repeat=5)
    separable = sum(isinstance(l2_margin(points * np.array(y)[:, None]), Margin) for y in labels)
    assert exact.separable_share(5, 2) == Fraction(separable, 32)
    assert exact.separable_share(5, 5) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda: exact.rank_bound(0, 1, 1),
        lambda: exact.squared_margin(3, 4, 1),
        lambda: exact.squared_margin(0, 0, 0),
        lambda: exact.separable_share(0, 1),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ValueError, match="must be"):
        call()
