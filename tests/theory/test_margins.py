"""The exact l2 margin: known answers, certificates, and properties over random integer tables."""

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory.margins import Margin, NotSeparable, check, l2_margin, l2_margin_value

TWO_SUPPORTS = [[-2, 4, 3], [0, 3, 0], [-4, -4, 2], [1, 2, 0], [-3, -1, 2], [-3, -1, 1]]
SPANNING = [[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]
TABLES = st.integers(1, 4).flatmap(
    lambda d: st.lists(st.lists(st.integers(-5, 5), min_size=d, max_size=d), min_size=1, max_size=8)
)


def test_two_supports():
    margin = l2_margin(TWO_SUPPORTS)
    assert isinstance(margin, Margin)
    assert margin.square == Fraction(36, 65)
    assert margin.point == (Fraction(-20, 65), Fraction(28, 65), Fraction(34, 65))
    assert margin.support == margin.tight == (2, 3)
    assert margin.nondegenerate
    assert not margin.strongly_separable


def test_spanning_supports():
    margin = l2_margin(SPANNING)
    assert isinstance(margin, Margin)
    assert margin.square == Fraction(1936, 513)
    assert [margin.weights[i] for i in margin.support] == [Fraction(97, 171), Fraction(299, 1026), Fraction(145, 1026)]
    assert margin.strongly_separable
    assert np.isclose(margin.value, (np.array(SPANNING) @ margin.direction).min())


def test_xor_under_the_quadratic_kernel():
    points = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    features = [[x * x, y * y, x * y, x, y, 1] for x, y in points.tolist()]
    margin = l2_margin([[x * y * f for f in row] for (x, y), row in zip(points.tolist(), features, strict=True)])
    assert isinstance(margin, Margin)
    assert margin.square == 1  # only the feature x y separates
    assert margin.weights == (Fraction(1, 4),) * 4


def test_floats_are_exact():
    assert l2_margin(np.array(SPANNING) / 8).square == Fraction(1936, 513 * 64)


@pytest.mark.parametrize("rows", [[[1, 2], [-1, -2]], [[0, 0]], [[2, 0], [-1, 1], [-1, -1], [5, 5]]])
def test_not_separable_comes_with_its_certificate(rows):
    found = l2_margin(rows)
    assert isinstance(found, NotSeparable)
    check(found, rows)


def test_tight_row_without_a_multiplier_is_degenerate():
    margin = l2_margin([[1, 1], [1, -1], [1, 0]])
    assert isinstance(margin, Margin)
    assert margin.square == 1
    assert not margin.nondegenerate


@given(TABLES)
@settings(deadline=None, max_examples=150)
def test_every_answer_is_certified_and_optimal(rows):
    found = l2_margin(rows)
    check(found, rows)
    if isinstance(found, Margin):
        table = np.array(rows, dtype=float)
        assert np.isclose((table @ found.direction).min(), found.value)
        assert len(found.support) <= len(rows[0])


@given(TABLES, st.integers(1, 7))
@settings(deadline=None, max_examples=50)
def test_scaling_scales_the_square(rows, factor):
    before, after = l2_margin(rows), l2_margin([[factor * x for x in row] for row in rows])
    assert type(before) is type(after)
    if isinstance(before, Margin) and isinstance(after, Margin):
        assert after.square == factor**2 * before.square


def test_value_of_the_margin():
    assert np.isclose(l2_margin_value(TWO_SUPPORTS), (36 / 65) ** 0.5)
    assert l2_margin_value([[1], [-1]]) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"square": Fraction(2)},
        {"weights": (Fraction(1), *[Fraction(0)] * 5)},
        {"weights": (Fraction(1, 2),) * 6},
        {"point": (Fraction(1), Fraction(1), Fraction(1))},
    ],
)
def test_a_wrong_certificate_is_refused(change):
    margin = l2_margin(TWO_SUPPORTS)
    assert isinstance(margin, Margin)
    with pytest.raises(ArithmeticError):
        check(replace(margin, **change), TWO_SUPPORTS)


@pytest.mark.parametrize("rows", [[], [[]], [[1, 2], [3]], [[float("nan")]], [[float("inf"), 1]], np.zeros(3), [["a"]]])
def test_bad_tables(rows):
    with pytest.raises(ValueError, match="data must"):
        l2_margin(rows)


@given(TABLES.filter(lambda rows: len(rows) <= 6))
@settings(deadline=None, max_examples=60)
def test_the_best_of_all_subsets_agrees(rows):
    """The nearest point of the hull is that of the affine hull of some rows, with multipliers that are not negative."""
    table, best = np.array(rows, dtype=float), np.inf
    for size in range(1, len(rows) + 1):
        for chosen in itertools.combinations(range(len(rows)), size):
            part = table[list(chosen)]
            steps = np.linalg.lstsq((part[1:] - part[0]).T, -part[0])[0] if size > 1 else np.zeros(0)
            if steps.sum() < 1 + 1e-9 and (steps > -1e-9).all():
                best = min(best, float(np.linalg.norm(part[0] + steps @ (part[1:] - part[0]))))
    assert np.isclose(l2_margin_value(rows), best, atol=1e-6)


def test_hundreds_of_points():
    rng = np.random.default_rng(6)
    table = rng.integers(0, 17, (360, 64)) + 4 * np.where(np.arange(64) < 32, 1, 0)
    margin = l2_margin(table)
    assert isinstance(margin, Margin)
    assert margin.nondegenerate
    assert np.isclose((table @ margin.direction).min(), margin.value)


@pytest.mark.parametrize("guess", [RuntimeError, ValueError])
def test_without_a_guess_the_answer_is_the_same(monkeypatch, guess):
    def fails(*_):
        raise guess

    expected = l2_margin(SPANNING)
    monkeypatch.setattr("theory.nearest_point.nnls", fails)
    assert l2_margin(SPANNING) == expected


@given(TABLES, st.lists(st.integers(0, 3), min_size=8, max_size=8))
@settings(deadline=None, max_examples=60)
def test_any_guess_leads_to_the_answer(rows, multipliers):
    expected = l2_margin(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("theory.nearest_point.nnls", lambda A, b: (np.array(multipliers[: A.shape[1]], dtype=float), 0.0))
        found = l2_margin(rows)
    check(found, rows)
    assert type(found) is type(expected)
    if isinstance(found, Margin) and isinstance(expected, Margin):
        assert found.point == expected.point
