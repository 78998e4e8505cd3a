"""Which mode is learned first: against closed forms, determinantal means and bad input."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from theory import determinantal, learning_order


def pairs_in_closed_form(levels):
    """n = 2: phi^T K_DD^-1 phi is 2 / (k_0 + k_h) for a mode with equal values at distance h, else 2 / (k_0 - k_h)."""
    characters = np.array([[1, 1, 1, 1], [3, 1, -1, -3], [3, -1, -1, 3], [1, -1, 1, -1]])  # by degree and distance
    k = np.array(levels, dtype=float) @ characters
    means = []
    for degree, m in enumerate((1, 3, 3, 1)):
        equal = (1 + characters[degree] / m) / 2
        by_distance = [equal[h] * 2 / (k[0] + k[h]) + (1 - equal[h]) * 2 / (k[0] - k[h]) for h in (1, 2, 3)]
        means.append(levels[degree] * np.dot((3, 3, 1), by_distance) / 7)
    return means


@pytest.mark.parametrize("levels", [(5, 2, 1, 1), (1, 9, 2, 4), (63, 43, 7, 6)])
def test_pairs_have_a_closed_form(levels):
    means = learning_order.uniform_learnabilities(2, levels)
    np.testing.assert_allclose([float(x) for x in means], pairs_in_closed_form(levels), rtol=1e-13)


@pytest.mark.parametrize("n", [1, 3, 7, 8])
def test_they_sum_to_n(n):
    means = learning_order.uniform_learnabilities(n, (5, 3, 2, 1))
    assert sum(m * x for m, x in zip((1, 3, 3, 1), means, strict=True)) == n


@pytest.mark.parametrize("ratio", [1, 2, 30, 10**3, 10**9])
def test_no_ratio_of_eigenvalues_protects_the_order(ratio):
    constant, coordinate, *_ = learning_order.uniform_learnabilities(2, learning_order.masked_levels(ratio))
    assert constant < Fraction(1, 40) < Fraction(1, 28) < coordinate


def test_equal_eigenvalues_need_not_be_learned_alike():
    means = learning_order.uniform_learnabilities(
        2, [Fraction(7, 24), Fraction(43, 216), Fraction(1, 36), Fraction(1, 36)]
    )
    assert float(means[2]) == pytest.approx(0.06897, abs=5e-6)
    assert float(means[3]) == pytest.approx(0.07030, abs=5e-6)


@pytest.mark.parametrize("n", [1, 3, 5])
def test_determinantal_gaps_are_differences(n):
    eigenvalues = [Fraction(x) for x in (9, 5, 5, 2, 1)]
    occupied = determinantal.fixed_size_learnabilities_exact(n, eigenvalues)
    gaps = learning_order.determinantal_gaps(n, eigenvalues)
    assert gaps == [a - b for a, b in pairwise(occupied)]
    assert min(gaps) >= 0
    assert gaps[1] == 0


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="1 to 8 points, got n = 9"):
        learning_order.uniform_learnabilities(9, (4, 3, 2, 1))
    with pytest.raises(ValueError, match="must not increase"):
        learning_order.determinantal_gaps(1, [Fraction(1), Fraction(2)])
    with pytest.raises(ValueError, match="must not increase nor be negative"):
        learning_order.determinantal_gaps(1, [Fraction(1), Fraction(-2)])
    with pytest.raises(ValueError, match="rank = 2"):
        learning_order.determinantal_gaps(3, [Fraction(2), Fraction(1), Fraction(0)])
    with pytest.raises(ValueError, match="at least 1"):
        learning_order.masked_levels(0)
    with pytest.raises(ValueError, match="powers not negative"):
        learning_order.least_mse(0.5, -1.0)
    with pytest.raises(ValueError, match="learnabilities are finite"):
        learning_order.least_mse(float("nan"))
