"""Rates of the smoothed margin against finite differences, and its bounds against steps that are taken."""

import itertools
import math

import numpy as np
import pytest

from theory import smoothed_margin as sm


def forward(layers, x, power):
    for w in layers[:-1]:
        x = np.maximum(x @ w.T, 0) ** power
    return (x @ layers[-1].T)[:, 0]


def problem(seed, sizes, power, n=6):
    """A network scaled so that all margins are at least 3, and the points it labels."""
    rng = np.random.default_rng(seed)
    layers = [rng.standard_normal((b, a)) for a, b in itertools.pairwise(sizes)]
    x = rng.standard_normal((40, sizes[0]))
    out = forward(layers, x, power)
    best = np.argsort(-np.abs(out))[:n]
    scale = (3 / np.abs(out[best]).min()) ** (1 / sm.order(len(layers), power))
    return [scale * w for w in layers], x[best], np.sign(out[best])


def logs(theta, sizes, x, y, power):
    shapes = [(b, a) for a, b in itertools.pairwise(sizes)]
    parts = np.split(theta, np.cumsum([a * b for a, b in shapes])[:-1])
    layers = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
    m, L = y * forward(layers, x, power), sm.order(len(layers), power)
    length = L * math.log(np.linalg.norm(theta))
    spectral = sum(math.log(np.linalg.norm(w, 2)) for w in layers)
    return m, np.array([math.log(sm.smoothed(m)) - length, math.log(m.min()) - length, math.log(m.min()) - spectral])


def numerical_gradient(f, theta, h=1e-6):
    return np.array([(f(theta + h * e) - f(theta - h * e)) / (2 * h) for e in np.eye(len(theta))])


CASES = [((3, 1), 1), ((3, 4, 1), 1), ((3, 4, 1), 2), ((3, 4, 3, 1), 1), ((2, 3, 2, 1), 2)]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("sizes", "power"), CASES)
def test_rates_are_derivatives_along_the_gradient(sizes, power, seed):
    layers, x, y = problem(seed, sizes, power)
    theta = np.concatenate([w.ravel() for w in layers])
    G = numerical_gradient(lambda t: sm.smoothed(logs(t, sizes, x, y, power)[0]), theta)
    h = 1e-6 / (G @ G)
    seen = (logs(theta + h * G, sizes, x, y, power)[1] - logs(theta - h * G, sizes, x, y, power)[1]) / (2 * h)
    assert sm.rates(layers, x, y, power) == pytest.approx(seen, rel=1e-4, abs=1e-6 * (G @ G))
    assert seen[0] >= 0


@pytest.mark.parametrize(("sizes", "power"), CASES)
def test_growth_of_any_step_lies_between_the_bounds(sizes, power):
    layers, x, y = problem(5, sizes, power)
    theta, L = np.concatenate([w.ravel() for w in layers]), sm.order(len(sizes) - 1, power)
    m, before = logs(theta, sizes, x, y, power)
    F, G = sm.smoothed(m), numerical_gradient(lambda t: sm.smoothed(logs(t, sizes, x, y, power)[0]), theta)
    q = np.exp(F - m)
    for size in np.array([1e-3, 1e-2, 1e-1]) / (G @ G):
        after, now = logs(theta + size * G, sizes, x, y, power)
        d = after - m
        made = (F, q @ m, G @ G, theta @ theta, size, q @ d - size * (G @ G), np.ptp(d))
        step = sm.Step(*(np.array([v]) for v in made))
        growth = now[0] - before[0]
        assert sm.least_growth(step, L)[0] - 1e-7 <= growth <= sm.most_growth(step, L)[0] + 1e-7


def test_order_and_smoothed_margin_by_hand():
    assert [sm.order(3, 1), sm.order(2, 2), sm.order(3, 2), sm.order(1, 7)] == [3, 3, 7, 1]
    assert sm.smoothed([1.0]) == 1.0
    assert sm.smoothed([2.0, 2.0]) == pytest.approx(2 - math.log(2))
    assert sm.smoothed([1e6, 1e6 + 1]) == pytest.approx(1e6 - math.log1p(math.exp(-1)), abs=1e-9)
    assert sm.smoothed([-1e6, 0.0]) == -1e6


def test_a_linear_function_of_one_point_has_the_known_rate():
    w, x = np.array([[3.0, 4.0]]), np.array([[1.0, 0.0]])
    assert sm.rates([w], x, np.array([1.0]))[0] == pytest.approx(1 / 3 - 3 / 25)


@pytest.mark.parametrize(("sizes", "power"), CASES[:4])
def test_the_flow_starts_at_the_known_rates_and_never_loses_smoothed_margin(sizes, power):
    layers, x, y = problem(7, sizes, power)
    m, _ = logs(np.concatenate([w.ravel() for w in layers]), sizes, x, y, power)
    G2 = sm.smoothed(m) / along_square(layers, x, y, power)
    curves = sm.along_flow(layers, x, y, power, [0.0, 1e-6, 0.5, 1.0])
    assert curves[:, 1] / 1e-6 == pytest.approx(sm.rates(layers, x, y, power)[:2] * G2, rel=1e-3, abs=1e-3)
    assert (np.diff(curves[0]) >= 0).all()


def along_square(layers, x, y, power):
    """|G|^2, from the growth of F per unit of step size."""
    sizes = (x.shape[1], *(len(w) for w in layers))
    theta = np.concatenate([w.ravel() for w in layers])
    G = numerical_gradient(lambda t: sm.smoothed(logs(t, sizes, x, y, power)[0]), theta)
    return G @ G


def test_the_flow_of_one_point_turns_towards_it():
    curve, smallest = sm.along_flow([np.array([[3.0, 4.0]])], [[1.0, 0.0]], [1.0], 1, [0.0, math.log(2)])
    assert curve[1] == pytest.approx(math.log(6 / math.hypot(6, 4)) - math.log(3 / 5))
    assert smallest[1] == pytest.approx(curve[1])


STEP = sm.Step(*(np.array([v]) for v in (1.0, 1.0, 1.0, 1.0, 0.1, 0.0, 0.1)))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sm.order(0, 1), "at least 1, got 0 and 1"),
        (lambda: sm.order(2, 0), "got 2 and 0"),
        (lambda: sm.smoothed([]), "n >= 1 finite"),
        (lambda: sm.smoothed([1.0, math.nan]), "finite"),
        (lambda: sm.least_growth(STEP._replace(smoothed=np.array([-1.0])), 2), "positive before and after"),
        (lambda: sm.least_growth(STEP._replace(spread=np.array([9.0])), 2), "positive before and after"),
        (lambda: sm.along_flow([np.ones((1, 1))], [[1.0]], [1.0], 1, [1.0, 2.0]), "increases from 0"),
        (lambda: sm.along_flow([np.ones((1, 1))], [[1.0]], [1.0], 1, [0.0, 0.0]), "increases from 0"),
        (lambda: sm.along_flow([np.ones((1, 1))], [[1.0]], [-1.0], 1, [0.0, 1.0]), "positive where its logarithm"),
        (lambda: sm.rates([np.ones((1, 2))], np.ones((3, 2)), -np.ones(3)), "positive where its logarithm"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
