"""Networks that fit random labels: evaluated from their definition, and their limits against brute force."""

from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory import memorization as me

POINTS = st.lists(st.tuples(*[st.integers(-9, 9)] * 3), min_size=1, max_size=8, unique=True)


def by_definition(network, x):
    z = sum(a * v for a, v in zip(network.direction, x, strict=True))
    return sum(w * max(Fraction(0), z - b) for w, b in zip(network.weights, network.knots, strict=True))


@given(POINTS, st.data())
def test_any_labels_of_distinct_points_are_fitted_exactly(points, data):
    labels = data.draw(st.lists(st.integers(-9, 9), min_size=len(points), max_size=len(points)))
    position = data.draw(st.fractions(0, Fraction(9, 10), max_denominator=10))
    network = me.memorizer(points, labels, me.separating_direction(points), position)
    assert network.values(points) == labels
    assert network.parameters == 2 * len(points) + 3
    elsewhere = data.draw(POINTS)
    assert network.values(elsewhere) == [by_definition(network, x) for x in elsewhere]


def test_knots_at_the_points_interpolate_linearly():
    network = me.memorizer([[0], [2], [6]], [1, 5, 3], [1])
    assert network.values([[-1], [1], [4], [8]]) == [0, 3, 4, 2]


def test_equal_points_with_one_label_count_once_and_with_two_are_refused():
    points = [[1, 2], [3, 4], [1, 2]]
    assert me.memorizer(points, [5, 6, 5], [1, 0]).parameters == 6
    assert (me.conflicts(points, [5, 6, 5]), me.conflicts(points, [5, 6, 7])) == (0, 1)
    with pytest.raises(ValueError, match="different labels, 5 and 7"):
        me.memorizer(points, [5, 6, 7], [1, 0])


def test_a_direction_that_separates_is_found_where_coordinates_agree():
    assert me.separating_direction([[0, 1], [1, 0]]) == (1, 2)
    assert me.separating_direction([[4, 0, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]]) == (1, 3, 9)
    assert me.separating_direction([[1, 1], [1, 1]]) == (1, 1)


@pytest.mark.parametrize("n", [1, 2, 5, 7])
def test_fewest_errors_is_the_best_pattern_of_few_runs(n):
    patterns = list(product((1, -1), repeat=n))
    runs = {p: 1 + sum(a != b for a, b in pairwise(p)) for p in patterns}
    for signs in patterns:
        for nodes in range(1, n + 1):
            best = min(sum(a != b for a, b in zip(signs, p, strict=True)) for p in patterns if runs[p] <= nodes)
            assert me.fewest_errors(signs, nodes) == best


def test_alternating_signs_need_every_node():
    assert [me.fewest_errors([1, -1] * 4, m) for m in range(1, 9)] == [4, 3, 3, 2, 2, 1, 1, 0]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=7))
def test_conflicts_are_the_errors_of_the_best_function(pairs):
    points, labels = [[x] for x, _ in pairs], [y for _, y in pairs]
    best = min(sum(f[x] != y for x, y in pairs) for f in product(range(3), repeat=3))
    assert me.conflicts(points, labels) == best


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: me.conflicts([], []), "n >= 1 points"),
        (lambda: me.conflicts([[1], [1, 2]], [0, 0]), "of one dimension"),
        (lambda: me.conflicts([[1]], [0, 0]), "got 1, 2"),
        (lambda: me.separating_direction([]), "n >= 1 points"),
        (lambda: me.memorizer([[1]], [0], [1], Fraction(1)), "in \\[0, 1\\) of its gap, got 1"),
        (lambda: me.memorizer([[1, 0], [0, 1]], [0, 1], [1, 1]), "same projection 1"),
        (lambda: me.fewest_errors([1, 0], 1), "labels are 1 or -1"),
        (lambda: me.fewest_errors([], 1), "labels are 1 or -1"),
        (lambda: me.fewest_errors([1], 0), "got 0 nodes"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
