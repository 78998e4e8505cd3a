"""First-layer descent of linear networks: steps one by one on all of W, the mean risk, bad input."""

from typing import Any

import numpy as np
import pytest

from theory import first_layer_training as exact
from theory.two_layer_linear import MomentError, mean_curve


@pytest.mark.parametrize(("n", "d", "h", "length"), [(4, 7, 3, 0.8), (7, 4, 2, 1.1), (3, 3, 5, 0.3)])
def test_w_moves_by_one_vector_times_a(n, d, h, length):
    rng = np.random.default_rng(n)
    x, y, w, a = (
        rng.standard_normal((n, d)),
        rng.standard_normal(n),
        rng.standard_normal((d, h)),
        rng.standard_normal(h),
    )
    a *= length / np.linalg.norm(a)
    first, rate = w, 0.5 / np.linalg.norm(x, 2) ** 2
    for _ in range(20):
        w = w + rate * np.outer(x.T @ (y - x @ w @ a), a) / n
    b = exact.after(x, y, first @ a, rate, 20, length)
    assert w @ a == pytest.approx(b, abs=1e-12)
    assert w - first == pytest.approx(np.outer(b - first @ a, a) / length**2, abs=1e-12)


def test_without_a_second_layer_nothing_moves():
    x, y, start = np.eye(3), np.ones(3), np.arange(3.0)
    assert np.array_equal(exact.after(x, y, start, 0.1, 50, length=0.0), start)


def test_descent_ends_where_the_limit_is():
    rng = np.random.default_rng(0)
    x, y, start = rng.standard_normal((4, 9)), rng.standard_normal(4), rng.standard_normal(9)
    end = exact.after(x, y, start, 1 / np.linalg.norm(x, 2) ** 2, 10**6)
    assert exact.limit_risk(x, y, start, np.eye(9)[0]) == pytest.approx(np.sum((end - np.eye(9)[0]) ** 2))


@pytest.mark.parametrize(("n", "d"), [(6, 20), (20, 6)])
def test_mean_risk_is_that_of_drawn_networks(n, d):
    rng, draws = np.random.default_rng(1), 20_000
    x, start = rng.standard_normal((draws, n, d)), 1.5 / np.sqrt(d) * rng.standard_normal((draws, d))
    theta = np.broadcast_to(2 * np.eye(d)[0], (draws, d))
    y = np.einsum("tnd,td->tn", x, theta) + np.sqrt(0.3) * rng.standard_normal((draws, n))
    found = exact.limit_risk(x, y, start, theta)
    expected = exact.mean_risk(n, d, 1.5**2, noise=0.3, radius=2.0)
    assert found.mean() == pytest.approx(expected, abs=6 * found.std() / np.sqrt(draws))


def test_a_start_at_zero_leaves_minimum_norm_regression():
    assert exact.mean_risk(9, 4, 0.0) == mean_curve(9, 4, [4])[0] == exact.mean_risk(9, 4, 1e6)
    assert exact.mean_risk(10, 30, 0.0) == pytest.approx(mean_curve(10, 30, [10**9])[0], rel=1e-7)


def test_mean_risk_refuses_what_is_infinite_and_bad_input():
    for n, d in ((8, 7), (8, 8), (8, 9)):
        with pytest.raises(MomentError, match="infinite"):
            exact.mean_risk(n, d, 1.0)
    assert exact.mean_risk(8, 9, 1.0, noise=0.0) == pytest.approx(2 / 9)
    bad: dict[str, Any] = {"n": 0, "d": 2.5, "start": -1.0, "noise": -1.0, "radius": float("nan")}
    good: dict[str, Any] = {"n": 4, "d": 9, "start": 1.0}
    for name, value in bad.items():
        with pytest.raises(ValueError, match=name):
            exact.mean_risk(**(good | {name: value}))
    with pytest.raises(ValueError, match="length"):
        exact.after(np.eye(2), np.ones(2), np.ones(2), 0.1, 3, length=-1.0)
    with pytest.raises(ValueError, match="do not fit"):
        exact.after(np.eye(2), np.ones(3), np.ones(2), 0.1, 3)


def test_descent_that_leaves_float64_is_refused():
    x, y, start = np.eye(2), np.ones(2), np.zeros(2)
    with pytest.raises(ValueError, match="rate must be below"):
        exact.after(x, y, start, 1e300, 5)
    for rate, length in ((1e300, 1e100), (1e-300, 1e-100)):
        with pytest.raises(ValueError, match=r"rate \* length\^2"):
            exact.after(x, y, start, rate, 5, length=length)
    with pytest.raises(ValueError, match="length must be"):
        exact.after(x, y, start, 0.1, 5, length=1e200)
