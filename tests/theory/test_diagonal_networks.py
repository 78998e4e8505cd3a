"""Diagonal networks: exponents and uniqueness by hand, the ceiling on a direct integration, and bad input."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from theory import diagonal_networks, l1_margins

ROWS = np.array([[20.0, 12.0, 4.0], [12.0, 20.0, -12.0], [40.0, 30.0, 25.0]]) / 64


def known(rows=ROWS):
    found = l1_margins.l1_margin(rows)
    assert isinstance(found, l1_margins.L1Margin)
    return found


def test_exponents_and_direction_by_hand():
    assert known().low == Fraction(1, 4)
    assert diagonal_networks.is_unique(known(), ROWS)
    assert diagonal_networks.exponents(known(), ROWS) == pytest.approx([1, 1, 0.25])  # (4 - 12) / 2 over 16
    assert diagonal_networks.direction(known()) == pytest.approx([0.5, 0.5, 0])
    assert diagonal_networks.direction(known(), 2) == pytest.approx([0.5**0.5, 0.5**0.5, 0])


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 1], [1, 1], [2, 2]],  # both coordinates serve alike
        [[1, 0], [1, 1]],  # two tight rows, one voter
        [[2, 1, 0], [1, 2, 0], [2, 1, 5]],  # three tight rows
    ],
)
def test_ties_are_not_unique(rows):
    assert not diagonal_networks.is_unique(known(np.array(rows, dtype=float)), np.array(rows, dtype=float))


@pytest.mark.parametrize("scale", [1.0, 4.0])
def test_gap_stays_below_its_ceiling_on_a_direct_integration(scale):
    u, v = scale * np.array([1.0, 0.5, 0.8]), scale * np.array([0.7, 0.4, 1.1])

    def field(_, y):
        w = y[:3] ** 2 - y[3:] ** 2
        q = np.exp((ROWS @ w).min() - ROWS @ w)
        pull = (q @ ROWS) / q.sum() / 2
        return np.concatenate([y[:3] * pull, -y[3:] * pull])

    path = solve_ivp(field, (0, 30), np.concatenate([u, v]), t_eval=np.linspace(1, 30, 30), method="LSODA", rtol=1e-9).y
    maps, sizes = path[:3] ** 2 - path[3:] ** 2, (path**2).sum(axis=0)
    smooth = -np.logaddexp.reduce(-(ROWS @ maps), axis=0)
    late = (smooth > 0) & (sizes > (u**2 + v**2).sum())
    assert late.sum() > 10
    ceiling = diagonal_networks.gap_ceiling(known(), 3, (u, v), sizes[late])
    assert np.all(1 - smooth[late] / sizes[late] * 4 <= ceiling)
    assert np.all(np.diff(ceiling) < 0)


@pytest.mark.parametrize(
    ("u", "v"), [([1.0, 1.0], [1.0, 1.0]), ([1.0, 0.0, 1.0], [1.0, 1.0, 1.0]), ([np.nan] * 3, [1.0] * 3)]
)
def test_bad_starts(u, v):
    with pytest.raises(ValueError, match="positive finite entries"):
        diagonal_networks.gap_ceiling(known(), 3, (u, v), 100.0)


def test_sizes_that_did_not_grow():
    with pytest.raises(ValueError, match="exceed that of the start"):
        diagonal_networks.gap_ceiling(known(), 3, (np.ones(3), np.ones(3)), 6.0)


def test_rivals_of_inseparable_data():
    with pytest.raises(ValueError, match="no hyperplane separates"):
        diagonal_networks.rivals([[1.0, 0.0], [-1.0, 0.0]])
