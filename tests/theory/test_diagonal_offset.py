"""Diagonal networks: the predicted weights solve their equations, and bad input."""

import math

import numpy as np
import pytest

from theory import diagonal_offset, l1_margins

ROWS = np.array([[4, 1, 0, 1], [-1, 0, 4, 1]]) / 4
VOTE = l1_margins.l1_margin(ROWS)
assert isinstance(VOTE, l1_margins.L1Margin)


@pytest.mark.parametrize("log_loss", [-50.0, -1e4])
@pytest.mark.parametrize("scale", [0.3, 1.0])
def test_weights_solve_their_equations(scale, log_loss):
    w = diagonal_offset.weights(VOTE, ROWS, scale, log_loss)
    shares = np.exp(log_loss + ROWS @ w)  # e^(-c) e^(margins) = 1 / p
    assert np.allclose(1 / shares, [float(p) for p in VOTE.distribution], rtol=1e-7)
    pulls = np.linalg.lstsq(ROWS.T, np.arcsinh(w / (2 * scale**2)), rcond=None)[0]
    assert np.allclose(ROWS.T @ pulls, np.arcsinh(w / (2 * scale**2)))  # a combination of the examples


def test_bad_input():
    loose = l1_margins.l1_margin([[1, 0], [2, 1]])
    with pytest.raises(ValueError, match="as many coordinates"):
        diagonal_offset.weights(loose, [[1, 0], [2, 1]], 1.0, -50.0)
    with pytest.raises(ValueError, match="scale must be"):
        diagonal_offset.weights(VOTE, ROWS, 0.0, -50.0)
    with pytest.raises(ValueError, match="data must have shape"):
        diagonal_offset.weights(VOTE, ROWS[:, :2], 1.0, -50.0)
    with pytest.raises(ValueError, match="separable data"):
        diagonal_offset.weights(l1_margins.l1_margin([[1, 0], [-1, 0]]), ROWS, 1.0, -50.0)
    with pytest.raises(ValueError, match="too high"):
        diagonal_offset.weights(VOTE, ROWS, 1.0, math.nan)
