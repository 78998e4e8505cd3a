"""The offset of the limit, against the equations that define it."""

import numpy as np
import pytest

from theory import residual_law as exact
from theory.margins import Margin, l2_margin

ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8
TWO_SUPPORTS = np.array([[-2, 4, 3], [0, 3, 0], [-4, -4, 2], [1, 2, 0], [-3, -1, 2], [-3, -1, 1]])


def solved(rows):
    margin = l2_margin(rows)
    assert isinstance(margin, Margin)
    return margin


def test_the_map_has_the_stated_risk_and_shares():
    margin, log_risk = solved(ROWS), -2000.0
    margins = ROWS @ exact.end_to_end_map(margin, ROWS, log_risk)
    total = np.logaddexp.reduce(-margins)
    assert np.isclose(total - np.log(len(ROWS)), log_risk, rtol=1e-14)
    assert np.allclose(np.exp(-margins - total), exact.shares(margin), atol=1e-10)


@pytest.mark.parametrize("rows", [ROWS, TWO_SUPPORTS], ids=["spanning", "two-supports"])
def test_the_offset_lies_across_the_direction(rows):
    margin = solved(rows)
    offset = exact.offset(margin, rows)
    assert abs(offset @ margin.direction) < 1e-12
    spread = rows[list(margin.support)] @ offset
    assert np.allclose(spread, -np.log(exact.shares(margin)[list(margin.support)]) - exact.entropy(margin))


def test_the_normalised_margin_is_that_of_the_map():
    margin = solved(ROWS)
    for log_risk in (-1e3, -1e4):
        w = exact.end_to_end_map(margin, ROWS, log_risk)
        assert np.isclose(
            (ROWS @ w).min() / np.linalg.norm(w), exact.normalised_margin(margin, log_risk), rtol=30 / log_risk**2
        )


def test_closed_form_for_two_even_supports():
    margin = solved([[1, 1], [1, -1]])
    assert np.isclose(exact.entropy(margin), np.log(2))
    assert np.allclose(exact.offset(margin, [[1, 1], [1, -1]]), 0)
    assert np.isclose(exact.normalised_margin(margin, -10.0), 1.0)


def test_bad_input():
    margin = solved(ROWS)
    with pytest.raises(ValueError, match="separable"):
        exact.shares(l2_margin([[1], [-1]]))
    with pytest.raises(ValueError, match="not unique"):
        exact.shares(solved([[1, 1], [1, -1], [1, 0]]))
    with pytest.raises(ValueError, match="span"):
        exact.end_to_end_map(solved(TWO_SUPPORTS), TWO_SUPPORTS, -10.0)
    with pytest.raises(ValueError, match="right side"):
        exact.normalised_margin(margin, -0.1)
    with pytest.raises(ValueError, match="right side"):
        exact.normalised_margin(margin, np.nan)
    with pytest.raises(ValueError, match="shape"):
        exact.end_to_end_map(margin, ROWS[:2], -10.0)
