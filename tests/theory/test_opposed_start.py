"""Starts on the wrong side: closed forms against direct integration of the scalar equations, and bad input."""

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.special import expi

from theory import opposed_start


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("depth", [2, 3, 5])
def test_size_solves_the_equation_of_one_weight(depth, sign):
    length, scale, times = 0.8, 1.3, np.array([0.0, 0.3, 2.0, 6.0])

    def slope(_, r):
        return sign * r ** (depth - 1) * length / (1 + np.exp(sign * r**depth * length))

    r = solve_ivp(slope, (0, 6), [scale], t_eval=times, rtol=1e-12, atol=1e-14, method="DOP853").y[0]
    found = opposed_start.log_size(times, length=length, scale=scale, depth=depth, sign=sign)
    assert np.allclose(found, depth * np.log(r) + math.log(length), atol=1e-9)


def test_opposed_layers_fall_like_a_power_from_three_layers_on():
    late = opposed_start.log_size([1e4, 1e6], length=1.0, scale=1.0, depth=4, sign=-1)
    assert np.diff(late)[0] / math.log(100) == pytest.approx(-2, abs=1e-2)  # x ~ t^(-L / (L - 2))


def test_crossing_time_is_logarithmic_and_does_not_care_which_layer_is_longer():
    times = [opposed_start.crossing_time(length=2.0, first=1.0, last=1.0 + gap) for gap in (1e-6, 1e-8)]
    assert times[1] - times[0] == pytest.approx(math.log(100) / 2, rel=1e-4)
    swapped = opposed_start.crossing_time(length=2.0, first=1.5, last=1.0)
    assert swapped == pytest.approx(opposed_start.crossing_time(length=2.0, first=1.0, last=1.5), rel=1e-12)


def test_speeds_of_zero_layers():
    data = [[1.0, 2.0], [3.0, 0.0]]
    assert np.array_equal(opposed_start.speeds([np.zeros((3, 2)), np.zeros((1, 3))], data), [0, 0])
    assert opposed_start.speeds([np.zeros((1, 2))], data) == pytest.approx(np.sqrt(5) / 2)
    assert opposed_start.speeds([np.eye(2), np.zeros((1, 2))], data) == pytest.approx([0, np.sqrt(5) / 2])


@pytest.mark.parametrize(
    "options",
    [
        {"length": 0.0},
        {"scale": -1.0},
        {"scale": math.nan},
        {"depth": 1},
        {"sign": 0},
        {"times": [-1.0]},
        {"times": [math.inf]},
    ],
)
def test_bad_input_of_sizes(options):
    given = {"times": [1.0], "length": 1.0, "scale": 1.0, "depth": 2, "sign": 1} | options
    with pytest.raises(ValueError, match=r"must be positive|needs depth"):
        opposed_start.log_size(given.pop("times"), **given)


@pytest.mark.parametrize("lengths", [(1.0, 1.0, 1.0), (0.0, 1.0, 2.0), (1.0, math.inf, 2.0)])
def test_bad_input_of_crossings(lengths):
    with pytest.raises(ValueError, match=r"never cross|must be positive"):
        opposed_start.crossing_time(length=lengths[0], first=lengths[1], last=lengths[2])


def test_speeds_need_a_zero_map():
    with pytest.raises(ValueError, match="must be zero"):
        opposed_start.speeds([np.ones((1, 2))], [[1.0, 2.0]])


@pytest.mark.parametrize("time", [1.0, 1e100, 1e299])
def test_a_long_time_on_the_right_side(time):
    log = float(opposed_start.log_size(time, length=1.0, scale=1.0, depth=2, sign=1))
    x = math.exp(log)  # x - 1 + Ei(x) - Ei(1), in ln x: the integral of (1 + e^x) / x
    spent = log + float(expi(x) - expi(1.0))
    assert spent / 2 == pytest.approx(time, rel=1e-11)


def test_starts_of_any_size():
    tiny = opposed_start.log_size(1e-3, length=1.0, scale=1e-150, depth=5, sign=1)
    assert tiny == pytest.approx(5 * math.log(1e-150), rel=1e-15)
    huge = opposed_start.log_size(1e-11, length=1.0, scale=1e10, depth=3, sign=-1)  # d x^(-1/3) / dt = 1 at first
    assert huge == pytest.approx(-3 * math.log(1e-10 + 1e-11), rel=1e-12)
    assert opposed_start.crossing_time(length=2.0, first=1e-100, last=1.0) == pytest.approx(1e-100)
    assert opposed_start.crossing_time(length=2.0, first=1e200, last=1e100) == pytest.approx(5e-101)


@pytest.mark.parametrize(
    "call",
    [
        lambda: opposed_start.log_size(1.0, length=1.0, scale=1e10, depth=3, sign=1),
        lambda: opposed_start.log_size(1.7e308, length=1.0, scale=1.0, depth=2, sign=1),
        lambda: opposed_start.log_size(1.0, length=1.0, scale=1.0, depth=math.nan, sign=1),
        lambda: opposed_start.log_size(1j, length=1.0, scale=1.0, depth=2, sign=1),
        lambda: opposed_start.crossing_time(length=None, first=1, last=2),
        lambda: opposed_start.speeds([[[0.0]]], []),
        lambda: opposed_start.speeds([[[0.0, 0.0]]], [[1.0]]),
        lambda: opposed_start.speeds([[[0.0]]], [[math.nan]]),
    ],
)
def test_bad_input_is_one_sentence(call):
    with pytest.raises(ValueError, match=r"^[^\n]+$"):
        call()
