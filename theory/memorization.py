"""ReLU networks that fit any labels of distinct points, over the rationals, and what they cannot do.

With one direction a and n nodes, f(x) = sum_j w_j relu(a . x - b_j) has 2n + d weights. Order the points by their
projections z = a . x and put each knot b_j in [z_{j-1}, z_j), the first below z_1: the matrix relu(z_i - b_j) is lower
triangular with a positive diagonal, so that every labelling is fitted exactly. Source: Zhang et al., Understanding deep
learning requires rethinking generalization (2017), theorem 1.

Left of b_1 such an f vanishes, and on each of its m pieces beyond it is linear, the first one from 0: its sign changes
at most m - 1 times, and any pattern of m runs of signs is attained. And one function value cannot be two labels.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from theory.architecture import whole
from theory.rational_algebra import Row, exactly, products, table

Number = int | Fraction
Points = Sequence[Sequence[Number]]


@dataclass(frozen=True)
class Memorizer:
    """x -> sum_j weights_j relu(direction . x - knots_j), with increasing knots."""

    direction: tuple[Number, ...]
    knots: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]

    @property
    def parameters(self) -> int:
        """The number of its weights: 2n + d."""
        return len(self.direction) + len(self.knots) + len(self.weights)

    def values(self, points: Points) -> list[Fraction]:
        """f at each of the points: sums over the knots below a . x, which are prefixes, taken once."""
        slopes, offsets = [Fraction(0)], [Fraction(0)]
        for weight, knot in zip(self.weights, self.knots, strict=True):
            slopes.append(slopes[-1] + weight)
            offsets.append(offsets[-1] + weight * knot)
        reached = [(z, bisect_left(self.knots, z)) for z in _projections(points, self.direction)]
        return [z * slopes[count] - offsets[count] for z, count in reached]


def separating_direction(points: Points) -> tuple[int, ...]:
    """(1, t, t^2, ...) for the smallest t >= 1 with which distinct points have distinct projections.

    There is one: two points agree for the roots of a polynomial of degree below d. Raises ValueError as `conflicts`.
    """
    points = _table(points)
    distinct = len(set(points))
    t = 1
    while True:
        direction = tuple(t**k for k in range(len(points[0])))
        if len(set(_projections(points, direction))) == distinct:
            return direction
        t += 1


def memorizer(
    points: Points, labels: Sequence[Number], direction: Sequence[Number], position: Fraction = Fraction(0)
) -> Memorizer:
    """The network that fits the labels; its knots divide the gaps in the ratio `position`, the first is z_1 - 1.

    A point that comes twice with one label counts once. Raises ValueError where projections coincide and labels do not,
    as they must for equal points, for a position outside [0, 1), and as `conflicts` does.
    """
    _labels_at(points, labels)
    share = exactly(position, "a knot lies in [0, 1) of its gap")
    if not 0 <= share < 1:
        raise ValueError(f"a knot lies in [0, 1) of its gap, got {position}")
    found = dict[Fraction, Fraction]()
    for z, value in zip(_projections(points, direction), labels, strict=True):
        label = exactly(value, "labels are finite numbers")
        if found.setdefault(z, label) != label:
            raise ValueError(f"points with the same projection {z} have different labels, {found[z]} and {label}")
    places = sorted(found)
    knots = [places[0] - 1] + [a + share * (b - a) for a, b in itertools.pairwise(places)]
    weights, slope, offset = [], Fraction(0), Fraction(0)
    for z, knot in zip(places, knots, strict=True):
        weight = (found[z] - (z * slope - offset)) / (z - knot)
        weights.append(weight)
        slope, offset = slope + weight, offset + weight * knot
    return Memorizer(tuple(direction), tuple(knots), tuple(weights))


def conflicts(points: Points, labels: Sequence[Number]) -> int:
    """The least number of wrong labels of any function: at every point, all labels but the most frequent one.

    Raises ValueError for no points, ragged or infinite ones, and where there is not one label for each.
    """
    return sum(sum(count.values()) - max(count.values()) for count in _labels_at(points, labels).values())


def fewest_errors(signs: Sequence[int], nodes: int) -> int:
    """Fewest wrong signs of a network with this many nodes, for labels 1 and -1 in the order of the projections.

    The best pattern of at most `nodes` runs, by dynamic programming. Raises ValueError for other labels or no nodes.
    """
    whole(nodes, "nodes are a whole number", least=None)
    if nodes < 1 or not len(signs) or any(s not in (1, -1) for s in signs):
        raise ValueError(f"there is a node, and labels are 1 or -1, got {nodes} nodes and labels {list(signs)}")
    fewest = {(1, sign): 0 for sign in (1, -1)}
    for label in signs:
        came = {
            (runs, sign): min(fewest.get(before, len(signs)) for before in ((runs, sign), (runs - 1, -sign)))
            for runs in range(1, nodes + 1)
            for sign in (1, -1)
        }
        fewest = {state: errors + (state[1] != label) for state, errors in came.items()}
    return min(fewest.values())


def _labels_at(points: Points, labels: Sequence[Number]) -> dict[Row, Counter[Number]]:
    rows = _table(points)
    if len(labels) != len(rows):
        raise ValueError(f"there are n >= 1 points of one dimension with a label each, got {len(rows)}, {len(labels)}")
    found = dict[Row, Counter[Number]]()
    for x, label in zip(rows, labels, strict=True):
        found.setdefault(x, Counter()).update([label])
    return found


def _table(points: Points) -> list[Row]:
    return table(points, "the n >= 1 points of one dimension")


def _projections(points: Points, direction: Sequence[Number]) -> list[Fraction]:
    (along,) = table([direction], "a direction")
    return products(_table(points), along)
