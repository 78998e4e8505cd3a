"""The l1 margin: known answers, the same by enumeration of vertices, certificates, and tables that defeat floats."""

import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import l1_margins, margins
from theory.l1_margins import L1Margin, check, l1_margin, l1_margin_value
from theory.margins import NotSeparable

TWO_SUPPORTS = [[-2, 4, 3], [0, 3, 0], [-4, -4, 2], [1, 2, 0], [-3, -1, 2], [-3, -1, 1]]
SPANNING = [[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]
CYCLE = """++++-+++ +---++++ +--++-++ ++++-+-+ -++-+--+ -+---+++ --+--+++ +++-+++-"""
TABLES = st.integers(1, 3).flatmap(
    lambda d: st.lists(st.lists(st.integers(-4, 4), min_size=d, max_size=d), min_size=1, max_size=5)
)


def by_enumeration(rows):
    """The largest min_i z_i . w over all w that as many tight rows as nonzero entries, with signs, determine."""
    table = np.array(rows, dtype=float)
    (n, d), best = table.shape, 0.0
    for k in range(1, min(n, d) + 1):
        for columns, tight in itertools.product(
            itertools.combinations(range(d), k), itertools.combinations(range(n), k)
        ):
            for signs in itertools.product([-1.0, 1.0], repeat=k):
                bordered = np.block([[table[np.ix_(tight, columns)], -np.ones((k, 1))], [np.array([*signs, 0.0])]])
                if abs(np.linalg.det(bordered)) > 1e-9:
                    w = np.zeros(d)
                    w[list(columns)] = np.linalg.solve(bordered, np.eye(k + 1)[-1])[:-1]
                    best = max(best, (table @ w).min() / abs(w).sum())
    return best


def test_gold_tables():
    found = l1_margin(TWO_SUPPORTS)
    assert isinstance(found, L1Margin)
    assert found.low == found.high == Fraction(1, 2)
    assert found.weights == (0, Fraction(1, 4), Fraction(3, 4))
    assert found.voters == (1, 2)
    spanning = l1_margin(SPANNING)
    assert isinstance(spanning, L1Margin)
    assert spanning.exact
    assert spanning.high == Fraction(9, 7)


def test_eight_votes_of_which_boosting_makes_a_cycle():
    found = l1_margin([[1 if sign == "+" else -1 for sign in row] for row in CYCLE.split()])
    assert isinstance(found, L1Margin)
    assert found.low == found.high == Fraction(5, 13)


@pytest.mark.parametrize("labels", [[1, 1, 1], [1, -1], [1, -1, 1, -1], [1, 1, -1, 1, -1, -1, 1, -1, 1, 1, -1]])
def test_stumps_on_a_line_know_the_number_of_label_changes(labels):
    n, changes = len(labels), sum(a != b for a, b in itertools.pairwise(labels))
    rows = [[y * (1 if i >= cut else -1) for cut in range(n + 1)] for i, y in enumerate(labels)]
    found = l1_margin(rows)
    assert isinstance(found, L1Margin)
    assert found.low == found.high == Fraction(1, 2 * (changes // 2) + 1)


@given(TABLES)
@settings(deadline=None, max_examples=80)
def test_enumeration_of_vertices_agrees(rows):
    found = l1_margin(rows)
    check(found, rows)
    if isinstance(found, L1Margin):
        assert found.exact
        assert np.isclose(found.value, by_enumeration(rows))
    else:
        assert by_enumeration(rows) < 1e-9


@given(TABLES)
@settings(deadline=None, max_examples=60)
def test_both_margins_agree_on_what_is_separable(rows):
    one, two = l1_margin(rows), margins.l2_margin(rows)
    assert isinstance(one, NotSeparable) == isinstance(two, NotSeparable)
    if isinstance(one, L1Margin) and isinstance(two, margins.Margin):
        assert one.low**2 <= two.square <= len(rows[0]) * one.high**2


@given(TABLES, st.integers(1, 9), st.permutations(range(3)))
@settings(deadline=None, max_examples=40)
def test_scale_order_and_signs_of_voters(rows, factor, order):
    columns = [j for j in order if j < len(rows[0])]
    changed = [[-factor * row[j] if j == 0 else factor * row[j] for j in columns] for row in rows]
    before, after = l1_margin(rows), l1_margin(changed)
    assert type(before) is type(after)
    if isinstance(before, L1Margin) and isinstance(after, L1Margin):
        assert after.high == factor * before.high


def test_floats_are_exact_and_their_margins_too():
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(30, 12)) + 1.2
    found = l1_margin(rows)
    assert isinstance(found, L1Margin)
    assert found.exact
    assert found.low.denominator > 2**53
    check(found, rows)


def test_hundred_examples_and_a_thousand_voters():
    rng = np.random.default_rng(4)
    found = l1_margin(rng.choice([-1, 1], (60, 600)))
    assert isinstance(found, L1Margin)
    assert found.exact
    assert len(found.support) == len(found.voters)
    assert 0 < found.value < 1


@pytest.mark.parametrize("scale", [Fraction(1, 10**400), Fraction(10) ** 400])
def test_tables_beyond_the_range_of_floats(scale):
    found = l1_margin([[scale * x for x in row] for row in SPANNING])
    assert isinstance(found, L1Margin)
    assert found.low == found.high == scale * Fraction(9, 7)


@pytest.mark.parametrize(
    "rows", [[[0]], [[1, 2], [-1, -2]], [[0, 0], [1, 1]], [[2, 0], [-1, 1], [-1, -1], [5, 5]], [[1], [-3]]]
)
def test_not_separable_comes_with_its_certificate(rows):
    found = l1_margin(rows)
    assert isinstance(found, NotSeparable)
    check(found, rows)
    assert l1_margin_value(rows) == 0


@pytest.mark.parametrize("gap", [Fraction(1, 10**8), Fraction(1, 10**30)])
def test_margins_too_small_for_floats(gap, monkeypatch):
    """The rows (1, 1) and (-1, -1 + gap) are both at gap / (4 - gap) for the best vote."""
    rows = [[1, 1], [-1, -1 + gap]]
    found = l1_margin(rows)
    assert isinstance(found, L1Margin)
    assert found.low == found.high == gap / (4 - gap)
    monkeypatch.setattr(l1_margins, "SMALL", 0)
    enclosed = l1_margin(rows)
    assert isinstance(enclosed, L1Margin)
    check(enclosed, rows)
    assert enclosed.low <= gap / (4 - gap) <= enclosed.high < Fraction(1, 10**6)


@given(TABLES)
@settings(deadline=None, max_examples=60)
def test_the_simplex_method_without_rounding_agrees(rows):
    expected = l1_margin(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(l1_margins, "_linear_program", lambda floats, presolve: None)
        found = l1_margin(rows)
    assert type(found) is type(expected)
    if isinstance(found, L1Margin) and isinstance(expected, L1Margin):
        assert found.low == found.high == expected.high


def test_columns_of_very_different_size():
    rng = np.random.default_rng(9)
    rows = (rng.normal(size=(12, 8)) + 0.3) * 10.0 ** np.arange(-6, 2)
    found = l1_margin(rows)
    assert isinstance(found, L1Margin)
    assert found.exact
    check(found, rows)


def test_bounds_where_the_program_is_not_solved(monkeypatch):
    monkeypatch.setattr(l1_margins, "_linear_program", lambda floats, presolve: None)
    monkeypatch.setattr(l1_margins, "SMALL", 0)
    found = l1_margin(SPANNING)
    assert isinstance(found, L1Margin)
    check(found, SPANNING)
    assert not found.exact
    assert found.low == 0 < Fraction(9, 7) <= found.high


def test_bounds_where_no_vertex_is_recognised(monkeypatch):
    monkeypatch.setattr(l1_margins, "unique_solution", lambda rows, right: None)
    monkeypatch.setattr(l1_margins, "SMALL", 0)
    found = l1_margin(SPANNING)
    assert isinstance(found, L1Margin)
    check(found, SPANNING)
    assert found.low <= Fraction(9, 7) <= found.high
    assert found.high - found.low < Fraction(1, 10**9)


@pytest.mark.parametrize(
    "change",
    [
        {"low": Fraction(3)},
        {"high": Fraction(3)},
        {"weights": (Fraction(1),) * 3},
        {"weights": (Fraction(1),)},
        {"distribution": (Fraction(1, 2),) * 6},
        {"distribution": (Fraction(1), *[Fraction(0)] * 5)},
        {"distribution": (Fraction(1),)},
    ],
)
def test_a_wrong_certificate_is_refused(change):
    found = l1_margin(SPANNING)
    assert isinstance(found, L1Margin)
    with pytest.raises(ArithmeticError):
        check(replace(found, **change), SPANNING)


def test_a_distribution_under_which_a_voter_has_an_edge_proves_nothing():
    with pytest.raises(ArithmeticError, match="edge"):
        check(NotSeparable((Fraction(1),)), [[1]])


@pytest.mark.parametrize("rows", [[], [[]], [[1, 2], [3]], [[float("nan")]], [[float("inf"), 1]], np.zeros(3), [["1"]]])
def test_bad_tables(rows):
    with pytest.raises(ValueError, match="data must"):
        l1_margin(rows)
