"""Certificates of gradient descent, against the inequalities they are made of."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from theory import linear_descent as exact
from theory.margins import Margin, l2_margin

ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8
LOSSES = pytest.mark.parametrize("loss", ["exponential", "logistic"])


def solved(rows):
    margin = l2_margin(rows)
    assert isinstance(margin, Margin)
    return margin


def psi(theta, loss):
    if loss == "exponential":
        return math.log(sum(math.exp(t) for t in theta))
    return math.log(math.prod(1 + math.exp(t) for t in theta) - 1)


def shares(theta, loss):
    """The gradient of psi, by hand."""
    odds = np.exp(theta)
    return odds / odds.sum() if loss == "exponential" else odds / (1 + odds) / (1 - 1 / np.prod(1 + odds))


@LOSSES
@pytest.mark.parametrize("count", [1, 2, 6])
def test_the_start_of_the_potential(loss, count):
    assert math.isclose(exact.potential_at_zero(count, loss), psi([0] * count, loss), abs_tol=1e-15)
    assert math.isclose(exact.total_share(count, loss), shares(np.zeros(count), loss).sum())


@LOSSES
@given(st.lists(st.floats(-4, 4), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_the_potential_is_convex_smooth_and_above_the_largest_entry(loss, theta, seed):
    theta, move = np.array(theta), np.random.default_rng(seed).uniform(-1, 1, len(theta))
    h = 1e-3
    bend = (psi(theta + h * move, loss) + psi(theta - h * move, loss) - 2 * psi(theta, loss)) / h**2
    assert -1e-6 <= bend <= exact.smoothness(len(theta), loss) * np.abs(move).max() ** 2 + 1e-5
    slope = (psi(theta + h * move, loss) - psi(theta - h * move, loss)) / (2 * h)
    assert math.isclose(slope, shares(theta, loss) @ move, abs_tol=1e-5)
    assert psi(theta, loss) >= theta.max() - 1e-12
    assert shares(theta, loss).sum() >= 1 - 1e-12


@LOSSES
@given(st.integers(0, 2**32 - 1))
def test_a_step_of_the_greatest_length_lowers_the_dual_by_the_curvature_it_costs(loss, seed):
    rng = np.random.default_rng(seed)
    rows = rng.standard_normal((5, 3))
    rows /= np.linalg.norm(rows, axis=1).max()
    theta, eta = rng.standard_normal(5), 1 / exact.smoothness(5, loss)
    q = shares(theta, loss)
    after = theta - eta * rows @ (rows.T @ q)
    curvature = psi(after, loss) - psi(theta, loss) - q @ (after - theta)
    fall = (np.sum((rows.T @ q) ** 2) - np.sum((rows.T @ shares(after, loss)) ** 2)) / 2
    assert -1e-12 <= curvature <= eta * fall + 1e-12


def test_the_certificate_in_closed_form():
    margin = solved(ROWS)
    squared = Fraction(sum(x * x for x in map(int, (8 * ROWS).sum(axis=0))), 64 * 36)
    value = exact.certificate(margin, ROWS, loss="exponential", rule="normalised", step=0.5)
    assert math.isclose(value, math.log(6) + float(squared - margin.square) / 4)
    assert value < math.log(6) + 0.5
    point = solved([[0.5, 0.25]])
    assert exact.certificate(point, [[0.5, 0.25]], loss="exponential", rule="plain", step=1.0) == 0


def test_the_length_floor():
    margin = solved(ROWS)
    assert np.allclose(
        exact.length_floor(margin, [10, 20], rule="normalised", step=0.5), margin.value * np.array([5, 10])
    )
    assert np.isclose(exact.length_floor(margin, 7, rule="plain", step=1.0), math.log(1 + 7 * margin.square))


@pytest.mark.parametrize("step", [2.001, 2.5, 5.12, 50.0])
def test_the_swing_is_the_root_and_a_cycle_of_descent(step):
    v = exact.swing(step)
    assert math.isclose(v, float(brentq(lambda x: 2 * x - step * math.tanh(x), 1e-3, step)))
    assert math.isclose(v - step * math.tanh(v), -v)


def test_the_risk_in_log_time_solves_its_equation():
    margin, t, h = solved(ROWS), 1e9, 1e3
    risks = np.exp(exact.log_risk(margin, np.log([t - h, t, t + h])))
    assert np.isclose((risks[2] - risks[0]) / (2 * h), -float(margin.square) * risks[1] ** 2, rtol=1e-6)


def test_constants_of_even_and_uneven_supports():
    even, uneven = solved([[1, 1], [1, -1]]), [[1.0, 1.0], [1.0, -3.0]]
    assert abs(exact.gap_constant(even)) < 1e-15
    assert abs(exact.angle_constant(even, [[1, 1], [1, -1]])) < 1e-15
    margin = solved(uneven)  # multipliers 3/4 and 1/4, margin 1
    assert np.isclose(exact.gap_constant(margin), math.log(3) / 4)
    assert np.isclose(exact.angle_constant(margin, uneven), math.log(3) / 4)  # half the difference 2 w_2 - (-2 w_2)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda m: exact.certificate(m, 2 * ROWS, loss="logistic", rule="plain", step=1.0), "longer than 1"),
        (lambda m: exact.certificate(m, ROWS[:2], loss="logistic", rule="plain", step=1.0), "shape"),
        (lambda m: exact.certificate(m, ROWS, loss="exponential", rule="plain", step=1.01), "needs steps"),
        (lambda m: exact.certificate(m, ROWS, loss="logistic", rule="normalised", step=1.0), "needs steps"),
        (lambda m: exact.certificate(m, ROWS, loss="hinge", rule="plain", step=1.0), "loss is"),
        (lambda m: exact.certificate(m, ROWS, loss="logistic", rule="fast", step=1.0), "rule normalised"),
        (lambda m: exact.length_floor(m, 3, rule="fast", step=1.0), "rule normalised"),
        (lambda m: exact.swing(2.0), "longer than 2"),
        (lambda m: exact.swing(math.nan), "longer than 2"),
    ],
)
def test_bad_input(call, match):
    with pytest.raises(ValueError, match=match):
        call(solved(ROWS))


def test_data_that_no_hyperplane_separates():
    rows = [[1, 0], [-1, 0]]
    with pytest.raises(ValueError, match="separable data"):
        exact.certificate(l2_margin(rows), rows, loss="logistic", rule="plain", step=1.0)


def test_overlapping_rows_balance_the_gradient():
    """The predicted map leaves every pair at rest, and pulls the rest towards its margin at the speed of the flow."""
    rows = np.array([[0.5, 1.0, 1.0], [-0.25, 1.0, -3.0]]) / 4
    pairs, copies = np.array([[1.0, 0.0, 0.0]]), np.array([[3, 1]])
    margin, log_time = solved(rows[:, 1:]), 20.0
    for loss, rate in (("logistic", 3.0), ("exponential", 3.0**0.5)):
        w = exact.overlapping_map(margin, rows, pairs, copies, log_time, loss=loss)
        assert math.isclose(w[0], math.log(rate))
        pull = np.exp(log_time - rows @ w) @ rows[:, 1:] / (2 + 4)
        assert np.allclose(pull, margin.direction / margin.value)
    with pytest.raises(ValueError, match="independent equations"):
        exact.overlapping_map(margin, rows, pairs[:0], copies[:0], log_time, loss="logistic")
