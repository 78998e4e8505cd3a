"""Directions that serve as counterclaims."""

from fractions import Fraction

import numpy as np
import pytest

from theory import rival_directions as rivals

ROWS = np.array([[-2, 4, 3], [0, 3, 0], [-4, -4, 2], [1, 2, 0], [-3, -1, 2], [-3, -1, 1]])


def test_l1_margin_of_a_known_table():
    direction = rivals.l1_margin(ROWS)
    assert np.allclose(direction / np.abs(direction).sum(), [0, 1 / 4, 3 / 4])
    assert np.isclose((ROWS @ direction).min() / np.abs(direction).sum(), float(Fraction(1, 2)))


def test_least_squares_and_mean_are_unit_vectors():
    for rival in (rivals.least_squares, rivals.mean):
        assert np.isclose(np.linalg.norm(rival(ROWS)), 1)
    residual = ROWS.T @ (ROWS @ np.linalg.lstsq(ROWS, np.ones(6), rcond=None)[0] - 1)
    assert np.allclose(residual, 0, atol=1e-9)


@pytest.mark.parametrize("rival", [rivals.least_squares, rivals.l1_margin, rivals.mean])
@pytest.mark.parametrize("rows", [np.zeros((0, 2)), np.zeros(3), [[np.nan, 1.0]]])
def test_bad_tables(rival, rows):
    with pytest.raises(ValueError, match="finite table"):
        rival(rows)


def test_undefined_directions():
    with pytest.raises(ValueError, match="not separable"):
        rivals.l1_margin([[1.0], [-1.0]])
    with pytest.raises(ValueError, match="zero"):
        rivals.mean([[1.0], [-1.0]])
