"""Gradients of deep linear networks: against finite differences, over the rationals, and as polynomials."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from theory import deep_linear_gradients as exact
from theory.deep_linear import imbalances, layers

SIZES = (3, 4, 2, 1)


def draw(seed, sizes=SIZES, count=5):
    rng = np.random.default_rng(seed)
    size = sum(a * b for a, b in pairwise(sizes))
    return rng.normal(size=size), rng.normal(size=(count, sizes[0]))


def log_risk(weights, data, sizes):
    outputs = data
    for matrix in layers(weights, sizes):
        outputs = outputs @ matrix.T
    return np.log(np.logaddexp(0, -outputs).sum())


@pytest.mark.parametrize("sizes", [SIZES, (3, 1), (4, 3, 2)])
def test_against_central_differences(sizes):
    weights, data = draw(1, sizes)
    steps = 1e-6 * np.eye(len(weights))
    slopes = [(log_risk(weights + h, data, sizes) - log_risk(weights - h, data, sizes)) / 2e-6 for h in steps]
    assert np.allclose(exact.flat_gradient(weights, data, sizes), slopes, atol=1e-8)


def test_risks_below_every_float():
    weights, data = draw(2)
    data = data[:1] * np.sign(log_risk(-weights, data[:1], SIZES) - log_risk(weights, data[:1], SIZES))
    gradients = exact.gradients(1e3 * weights, data, SIZES)
    assert all(np.isfinite(g).all() and np.abs(g).max() > 0 for g in gradients)


def test_facing_products_meet():
    weights, data = draw(3)
    left = [w.T @ g for w, g in zip(layers(weights, SIZES), exact.gradients(weights, data, SIZES), strict=True)][1:]
    assert np.allclose(np.concatenate([m.ravel() for m in left]), exact.facing_products(weights, data, SIZES))


def test_the_step_law_is_exact():
    weights, data = draw(4)
    step = 0.3
    moved = weights - step * exact.flat_gradient(weights, data, SIZES)
    pairs = zip(imbalances(moved, SIZES), imbalances(weights, SIZES), strict=True)
    change = np.concatenate([(after - before).ravel() for after, before in pairs])
    assert np.allclose(exact.imbalance_step(weights, data, SIZES, step), change, atol=1e-13)


def test_the_step_law_over_the_rationals():
    """Quadratic risk, integer weights and data: four steps of descent, compared with ==."""
    first, second = [[Fraction(1), Fraction(-2)], [Fraction(0), Fraction(3)]], [[Fraction(2), Fraction(-1)]]
    data, targets, eta = [[1, 2], [3, -1]], [1, -2], Fraction(1, 50)

    def times(a, b):
        return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in zip(*b, strict=True)] for row in a]

    def turned(a):
        return [list(row) for row in zip(*a, strict=True)]

    def minus(a, b, factor=Fraction(1)):
        return [[x - factor * y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]

    for _ in range(4):
        row = times(second, first)[0]
        errors = [sum(w * x for w, x in zip(row, z, strict=True)) - t for z, t in zip(data, targets, strict=True)]
        slope = [[sum(e * z[j] for e, z in zip(errors, data, strict=True)) for j in range(2)]]
        g1, g2 = times(turned(second), slope), times(slope, turned(first))
        new1, new2 = minus(first, g1, eta), minus(second, g2, eta)
        before = minus(times(turned(second), second), times(first, turned(first)))
        after = minus(times(turned(new2), new2), times(new1, turned(new1)))
        law = minus(times(turned(g2), g2), times(g1, turned(g1)))
        assert minus(after, before) == [[eta**2 * x for x in row] for row in law]
        first, second = new1, new2


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 1), (3, 2, 2, 1), (2, 2, 2, 2)])
def test_identities_are_proved(sizes):
    assert exact.prove(sizes) > 0


def test_a_false_identity_is_caught(monkeypatch):
    honest = exact._symbolic_gradient
    monkeypatch.setattr(exact, "_symbolic_gradient", lambda m, s, k: honest(m, s, k) * (2 if k else 1))
    with pytest.raises(ArithmeticError, match="fails"):
        exact.prove((2, 2, 1))


def test_generic_rank():
    assert exact.generic_rank((5, 4, 4, 1), 8) == 1
    assert exact.generic_rank((5, 4, 2, 3), 8) == 2
    assert exact.generic_rank((5, 4, 4, 3), 2) == 2


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: exact.gradients(np.zeros(22), np.zeros((2, 4)), SIZES), "finite rows of 3"),
        (lambda: exact.gradients(np.zeros(22), np.full((2, 3), np.nan), SIZES), "finite rows of 3"),
        (lambda: exact.gradients(np.zeros(9), np.zeros((2, 3)), SIZES), "finite weights"),
        (lambda: exact.generic_rank((3,), 2), "two or more"),
        (lambda: exact.generic_rank((3, 1), 0), "count >= 1"),
    ],
)
def test_bad_input(call, match):
    with pytest.raises(ValueError, match=match):
        call()
