"""The front door to exact margins: what goes in, what is refused, and what a caller can rely on."""

import doctest
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import exact_margin, l1_margins, margins
from theory.l1_margins import L1Margin
from theory.margins import Margin, NotSeparable

POINTS, LABELS = [[2, 1], [0, 1], [-1, -3]], [1, 1, -1]
LARGE = 2**62  # its square is beyond 64 bits
BOTH = pytest.mark.parametrize("norm", ["l1", "l2"])
ROWS = st.integers(1, 3).flatmap(
    lambda d: st.lists(st.lists(st.integers(-4, 4), min_size=d, max_size=d), min_size=1, max_size=6)
)


def bounds(found):
    """Lower and upper bound of the margin's square."""
    if isinstance(found, NotSeparable):
        return 0, 0
    return (found.square, found.square) if isinstance(found, Margin) else (found.low**2, found.high**2)


@BOTH
@pytest.mark.parametrize(
    "points",
    [
        POINTS,
        [tuple(row) for row in POINTS],
        tuple(np.array(row) for row in POINTS),
        np.array(POINTS),
        np.array(POINTS, dtype=np.int8),
        np.array(POINTS, dtype=np.float32),
        np.array(POINTS, dtype=float),
        np.array(POINTS, dtype=object),
        [[Fraction(x) for x in row] for row in POINTS],
        [[Decimal(x) for x in row] for row in POINTS],
        [[np.int64(x) for x in row] for row in POINTS],
        [[np.float32(x) for x in row] for row in POINTS],
    ],
)
def test_tables_of_many_kinds_are_one(points, norm):
    assert bounds(exact_margin.margin(points, LABELS, norm)) == (1, 1)


@BOTH
@pytest.mark.parametrize("labels", [(1, 1, -1), np.array([1.0, 1.0, -1.0]), np.array([1, 1, -1], dtype=np.int8)])
def test_labels_of_many_kinds_are_one(labels, norm):
    assert bounds(exact_margin.margin(POINTS, labels, norm)) == (1, 1)


@BOTH
@pytest.mark.parametrize(
    "points",
    [
        [],
        [[]],
        [[], []],
        np.zeros((0, 2)),
        np.zeros((3, 0)),
        np.zeros(3),
        np.zeros((3, 1, 1)),
        np.float64(3),
        3,
        None,
        "abc",
        [1, 2, 3],
        ["12", "34", "56"],
        [[1, 2], [3], [4]],
        [[1], 2, [3]],
        [[1], [2], ["3"]],
        [[1], [2], [None]],
        [[1], [2], [1j]],
        [[1], [2], [[3]]],
        [[1], [2], [math.nan]],
        [[1], [2], [math.inf]],
        [[1], [2], [Decimal("nan")]],
        np.array([[1.0], [np.nan], [2.0]]),
        np.array([["a"], ["b"], ["c"]]),
        np.array([[1j], [1j], [1j]]),
        np.array([["2020-01-01"]] * 3, dtype="datetime64[D]"),
        {"a": 1},
    ],
)
def test_what_is_no_table_is_refused(points, norm):
    with pytest.raises(ValueError, match="points must"):
        exact_margin.margin(points, LABELS, norm)


@BOTH
@pytest.mark.parametrize(
    "labels",
    [
        [],
        [1, 1],
        [1, 1, -1, 1],
        [0, 1, 1],
        [1, 1, 2],
        [1, 1, -1.5],
        [True, True, False],
        np.array([True, True, False]),
        ["1", "1", "-1"],
        "abc",
        [1, 1, None],
        [1, 1, math.nan],
        [[1], [1], [-1]],
        np.ones((3, 1)),
        np.int64(1),
        1,
        None,
    ],
)
def test_what_is_no_label_is_refused(labels, norm):
    with pytest.raises(ValueError, match="label"):
        exact_margin.margin(POINTS, labels, norm)


@pytest.mark.parametrize("norm", ["L2", "linf", 2, None, ""])
def test_other_norms_are_refused(norm):
    with pytest.raises(ValueError, match="norm is"):
        exact_margin.margin(POINTS, LABELS, norm)


@BOTH
def test_integers_of_numpy_do_not_overflow(norm):
    rows = [[np.int64(LARGE), np.int64(LARGE)], [np.int64(LARGE), np.int64(-LARGE)]]
    for points in (rows, np.array(rows)):
        assert bounds(exact_margin.margin(points, [1, 1], norm)) == (LARGE**2, LARGE**2)


@BOTH
@pytest.mark.parametrize("scale", [1e-300, 5e-324, 1e300])
def test_floats_of_any_size_are_exact(scale, norm):
    found = exact_margin.margin([[scale, 0.0], [0.0, scale]], [1, -1], norm)
    expected = Fraction(scale) ** 2 / (2 if norm == "l2" else 4)
    assert bounds(found) == (expected, expected)


@BOTH
@pytest.mark.parametrize("gap", [0, Fraction(1, 10**40)])
def test_a_point_with_both_labels_is_told_from_two_points_close_by(gap, norm):
    found = exact_margin.margin([[1, 2], [1 + gap, 2]], [1, -1], norm)
    if gap:
        assert bounds(found)[1] > 0
    else:
        assert found == NotSeparable((Fraction(1, 2), Fraction(1, 2)))


@BOTH
def test_a_zero_row_is_its_own_certificate(norm):
    found = exact_margin.margin([[1, 2], [0, 0]], [1, -1], norm)
    assert isinstance(found, NotSeparable)
    assert found.weights == (0, 1)


@BOTH
def test_a_bias_is_a_column_of_ones_and_counts(norm):
    points = [[3], [1]]
    assert isinstance(exact_margin.margin(points, [1, -1], norm), NotSeparable)
    assert bounds(exact_margin.margin([[x, 1] for (x,) in points], [1, -1], norm))[0] > 0


@given(ROWS, st.data())
@settings(deadline=None, max_examples=40)
def test_one_more_copy_and_all_labels_turned(rows, data):
    labels = data.draw(st.lists(st.sampled_from([-1, 1]), min_size=len(rows), max_size=len(rows)))
    for norm in ("l1", "l2"):
        before = bounds(exact_margin.margin(rows, labels, norm))
        assert bounds(exact_margin.margin([*rows, rows[0]], [*labels, labels[0]], norm)) == before
        assert bounds(exact_margin.margin(rows, [-y for y in labels], norm)) == before
        more = bounds(exact_margin.margin([*rows, [1] * len(rows[0])], [*labels, 1], norm))
        assert more[0] <= before[1]  # one more example cannot raise the margin


@given(ROWS, st.data())
@settings(deadline=None, max_examples=40)
def test_answers_pass_their_checks(rows, data):
    labels = data.draw(st.lists(st.sampled_from([-1, 1]), min_size=len(rows), max_size=len(rows)))
    table = exact_margin.signed(rows, labels)
    one, two = exact_margin.margin(rows, labels, "l1"), exact_margin.margin(rows, labels, "l2")
    l1_margins.check(one, table)
    margins.check(two, table)
    assert isinstance(one, L1Margin) == isinstance(two, Margin)


def test_the_example_of_the_module_runs():
    assert doctest.testmod(exact_margin) == (0, 5)
