"""Batched descent and the flow in log time, against automatic differentiation and other integrators."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from empirics import linear_descent as measured
from empirics import linear_flow
from empirics.planted_margins import planted
from theory import margins, rival_directions

LOSSES = pytest.mark.parametrize("loss", measured.LOSSES)
SHAPES = [(6, 3, 2), (6, 3, 3), (8, 4, 4), (8, 4, 2), (2, 2, 2)]


def rng(seed=0):
    return np.random.default_rng(seed)


def risk(w, rows, loss):
    m = rows @ w
    return jnp.mean(jnp.exp(-m) if loss == "exponential" else jnp.logaddexp(0.0, -m))


@LOSSES
@pytest.mark.parametrize("rule", measured.RULES)
def test_descent_is_that_of_automatic_differentiation(loss, rule):
    data = planted(rng(), sets=3, count=6, dimension=3, supports=3)
    start = rng(1).standard_normal((3, 3))
    seen = measured.descend(data.rows, start, loss=loss, rule=rule, step=0.7, steps=20)
    both = jax.jit(jax.value_and_grad(risk), static_argnums=2)
    for k, rows in enumerate(data.rows):
        w = start[k]
        for _ in range(20):
            value, slope = both(w, rows, loss)
            length = {"normalised": float(value), "unit": float(jnp.linalg.norm(slope)), "plain": 1.0}[rule]
            w = w - 0.7 * np.asarray(slope) / length
        assert np.allclose(seen[-1, k], w, rtol=1e-12, atol=1e-12)


@LOSSES
def test_normalised_steps_do_not_underflow(loss):
    rows = np.array([[[1.0, 0.0], [0.5, 0.5]]])
    start = np.array([[1e5, 1e5]])
    path = measured.descend(rows, start, loss=loss, rule="normalised", step=1.0, steps=2)
    assert np.allclose(np.diff(path[:, 0], axis=0).sum(axis=1), 1)


@LOSSES
@pytest.mark.parametrize("rule", measured.RULES)
def test_one_point_is_followed_exactly(loss, rule):
    point = np.array([[[0.6, -0.64]]])
    path = measured.descend(point, np.zeros((1, 2)), loss=loss, rule=rule, step=1.0, steps=100)[1:, 0]
    assert np.allclose(path @ point[0, 0] / np.linalg.norm(path, axis=1), np.linalg.norm(point), rtol=1e-14)


@pytest.mark.parametrize(("count", "dimension", "supports"), SHAPES)
def test_planted_margins_are_the_exact_ones(count, dimension, supports):
    data = planted(rng(supports), sets=8, count=count, dimension=dimension, supports=supports)
    for rows, direction, value in zip(data.rows, data.directions, data.margins, strict=True):
        margin = margins.l2_margin(rows)
        assert isinstance(margin, margins.Margin)
        assert margin.nondegenerate
        assert margin.support == tuple(range(supports))
        assert np.allclose(margin.direction, direction)
        assert np.isclose(margin.value, value)
        assert np.linalg.norm(rows, axis=1).max() <= 1


def test_rivals_of_planted_margins_are_apart():
    data = planted(rng(5), sets=8, count=6, dimension=3, supports=2, apart=25.0)
    for rows, direction in zip(data.rows, data.directions, strict=True):
        for rival in (rival_directions.mean, rival_directions.least_squares, rival_directions.l1_margin):
            assert rival(rows) @ direction < np.cos(np.radians(24.9))


@LOSSES
@pytest.mark.parametrize("seed", range(3))
def test_the_velocity_in_log_time_is_t_times_minus_the_gradient(loss, seed):
    rows, w, s = rng(seed).standard_normal((4, 3)), rng(seed + 1).standard_normal(3), 1.5
    field, jacobian = linear_flow.velocity(rows, loss)
    assert np.allclose(field(w, s), -np.exp(s) * jax.grad(risk)(w, rows, loss), rtol=1e-10, atol=1e-12)
    steps = 1e-5 * np.eye(3)
    differences = np.array([(field(w + h, s) - field(w - h, s)) / 2e-5 for h in steps]).T
    assert np.allclose(jacobian(w, s), differences, rtol=1e-5, atol=1e-7)


@LOSSES
def test_the_flow_in_log_time_is_the_flow_in_time(loss):
    data = planted(rng(2), sets=1, count=6, dimension=3, supports=3)
    rows, start, end = data.rows[0], rng(3).standard_normal(3), np.exp(4.0)
    slope = jax.jit(jax.grad(risk), static_argnums=2)
    other = solve_ivp(
        lambda t, w: -np.asarray(slope(w, rows, loss)), (1.0, end), start, method="DOP853", rtol=1e-11, atol=1e-12
    )
    seen = linear_flow.flow(rows, start, np.array([4.0]), loss=loss)[0]
    assert np.allclose(seen, other.y[:, -1], atol=1e-8)


def test_long_steps_come_from_unit_rows_of_the_stated_swing():
    seen = measured.too_long(rng(), steps=50, sets=3)
    assert np.allclose(np.linalg.norm(seen["data"], axis=2), 1)
    assert np.all((seen["swings"] > 2.5) & (seen["swings"] < 6))
    assert np.all(seen["lag"] > 0)


def test_trials_are_functions_of_their_generator():
    options = {"loss": "logistic", "rule": "plain", "step": 1.0, "steps": 10, "sets": 2, "shape": (6, 3, 2)}
    for experiment in (measured.from_zero, measured.from_anywhere):
        once, again = (experiment(rng(3), **options) for _ in range(2))
        assert all(np.array_equal(once[name], again[name]) for name in once)


ROWS, ZERO = np.ones((1, 2, 3)), np.zeros((1, 3))
GOOD = {"loss": "logistic", "rule": "plain", "step": 1.0, "steps": 2}
PLANTED = {"sets": 1, "count": 6, "dimension": 3, "supports": 3}


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: measured.descend(ROWS[0], ZERO, **GOOD), "sets, n, d"),
        (lambda: measured.descend(np.full_like(ROWS, np.nan), ZERO, **GOOD), "finite"),
        (lambda: measured.descend(ROWS, ZERO[:, :2], **GOOD), "finite start"),
        (lambda: measured.descend(ROWS, ZERO + np.inf, **GOOD), "finite start"),
        (lambda: measured.descend(ROWS, ZERO, **{**GOOD, "loss": "hinge"}), "needs one of"),
        (lambda: measured.descend(ROWS, ZERO, **{**GOOD, "rule": "fast"}), "needs one of"),
        (lambda: measured.descend(ROWS, ZERO, **{**GOOD, "step": 0.0}), "step > 0"),
        (lambda: measured.descend(ROWS, ZERO, **{**GOOD, "step": np.nan}), "step > 0"),
        (lambda: planted(rng(), **{**PLANTED, "supports": 4}), "supports <= count"),
        (lambda: planted(rng(), **{**PLANTED, "supports": 1}), "2 <= supports"),
        (lambda: planted(rng(), **{**PLANTED, "sets": 0}), "sets >= 1"),
        (lambda: planted(rng(), **PLANTED, apart=90.0), "apart < 90"),
        (lambda: linear_flow.flow(ROWS[0], ZERO[0], np.array([2.0, 1.0]), loss="logistic"), "increase"),
        (lambda: linear_flow.flow(ROWS[0], ZERO[0], np.array([0.0]), loss="logistic"), "positive"),
        (lambda: linear_flow.flow(ROWS[0], ZERO[0, :2], np.array([1.0]), loss="logistic"), "one finite start"),
        (lambda: linear_flow.flow(ROWS[0], ZERO[0], np.array([1.0]), loss="hinge"), "loss must be"),
        (lambda: linear_flow.flow(np.full((2, 3), np.inf), ZERO[0], np.array([1.0]), loss="logistic"), "finite rows"),
    ],
)
def test_bad_input(call, match):
    with pytest.raises(ValueError, match=match):
        call()
