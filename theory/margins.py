"""The l2 margin of linearly separable data, solved over the rationals.

Data are the rows z_i = y_i x_i. Their margin max_{|w| = 1} min_i z_i . w is the distance of the origin from the
convex hull of the rows, and the nearest point v = sum_i weights_i z_i of the hull is the maximiser, up to length.
Its square is rational for rational data. Source: convex duality; Wolfe, Finding the nearest point in a polytope (1976).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = tuple[Fraction, ...]
Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Margin:
    """The margin of separable data, with the certificate that `check` verifies.

    square   the squared margin |v|^2 > 0
    point    v, the point of the convex hull nearest to the origin, shape (d,)
    weights  multipliers of the rows, shape (n,): nonnegative, of sum one, and v = sum_i weights_i z_i
    tight    indices of the rows with z_i . v = |v|^2, the others lie beyond
    rank     dimension of the span of the tight rows
    """

    square: Fraction
    point: Row
    weights: Row
    tight: tuple[int, ...]
    rank: int

    @property
    def value(self) -> float:
        """The margin itself, the square root of `square`."""
        return math.sqrt(self.square)

    @property
    def direction(self) -> Floats:
        """The unit vector of largest margin, v / |v|."""
        return np.array([float(x) for x in self.point]) / self.value

    @property
    def support(self) -> tuple[int, ...]:
        """Indices of the support vectors: the rows with a positive multiplier."""
        return tuple(i for i, weight in enumerate(self.weights) if weight > 0)

    @property
    def nondegenerate(self) -> bool:
        """Whether the support vectors are independent and no other row is tight, so that the multipliers are unique."""
        return self.tight == self.support and len(self.support) == self.rank

    @property
    def strongly_separable(self) -> bool:
        """Whether the data are nondegenerate and their support vectors span the whole space."""
        return self.nondegenerate and self.rank == len(self.point)


@dataclass(frozen=True)
class NotSeparable:
    """No hyperplane separates: weights >= 0 of sum one with sum_i weights_i z_i = 0, exactly."""

    weights: Row


def l2_margin(data: Sequence[Sequence[Any]] | NDArray[Any]) -> Margin | NotSeparable:
    """Margin of the rows of `data`, shape (n, d), of integers, Fractions or floats (taken as exact dyadic rationals).

    Wolfe's algorithm in rational arithmetic: finite, without tolerance; the optimality conditions are then checked once
    more from scratch. Meant for tens of points. Raises ValueError for an empty, ragged or non-finite table.
    """
    rows = _rational(data)
    weights = _nearest_point(rows)
    point = _combine(weights, rows)
    square = _dot(point, point)
    if square == 0:
        certificate = NotSeparable(weights)
        check(certificate, rows)
        return certificate
    tight = tuple(i for i, row in enumerate(rows) if _dot(row, point) == square)
    margin = Margin(square, point, weights, tight, _rank([rows[i] for i in tight]))
    check(margin, rows)
    return margin


def l2_margin_value(data: Sequence[Sequence[Any]] | NDArray[Any]) -> float:
    """The exact l2 margin of the rows of `data` as a float; 0 where no hyperplane separates."""
    found = l2_margin(data)
    return found.value if isinstance(found, Margin) else 0.0


def check(result: Margin | NotSeparable, data: Sequence[Sequence[Any]] | NDArray[Any]) -> None:
    """Verify a certificate with exact arithmetic only; raises ArithmeticError at the first condition that fails."""
    rows = _rational(data)
    if min(result.weights) < 0 or sum(result.weights) != 1 or len(result.weights) != len(rows):
        raise ArithmeticError("the multipliers are not a point of the simplex")
    point = _combine(result.weights, rows)
    if isinstance(result, NotSeparable):
        if any(point):
            raise ArithmeticError("the multipliers do not combine the rows to zero")
        return
    if point != result.point or _dot(point, point) != result.square or result.square <= 0:
        raise ArithmeticError("the point is not the stated combination of the rows")
    slack = [_dot(row, point) - result.square for row in rows]
    if min(slack) < 0 or any(s * w for s, w in zip(slack, result.weights, strict=True)):
        raise ArithmeticError("a row lies below the margin, or a multiplier belongs to a row beyond it")


def _nearest_point(rows: Sequence[Row]) -> Row:
    """Multipliers of the point of the convex hull nearest to the origin."""
    start = min(range(len(rows)), key=lambda i: _dot(rows[i], rows[i]))
    weights = {start: Fraction(1)}
    while True:
        point = _combine(weights.values(), [rows[i] for i in weights])
        nearest = min(range(len(rows)), key=lambda i: _dot(rows[i], point))
        if _dot(rows[nearest], point) >= _dot(point, point):
            return tuple(weights.get(i, Fraction(0)) for i in range(len(rows)))
        weights[nearest] = Fraction(0)
        weights = _to_affine_minimum(weights, rows)


def _to_affine_minimum(weights: dict[int, Fraction], rows: Sequence[Row]) -> dict[int, Fraction]:
    """Move towards the nearest point of the affine hull, dropping rows whose multiplier reaches zero on the way."""
    while True:
        target = _affine_minimum([rows[i] for i in weights])
        goal = dict(zip(weights, target, strict=True))
        if min(target) > 0:
            return goal
        steps = [w / (w - goal[i]) for i, w in weights.items() if goal[i] <= 0 and w > goal[i]]
        step = min([*steps, Fraction(1)])
        moved = {i: w + step * (goal[i] - w) for i, w in weights.items()}
        weights = {i: w for i, w in moved.items() if w > 0}


def _affine_minimum(rows: Sequence[Row]) -> list[Fraction]:
    """Multipliers of sum one, of any sign, of the point of the affine hull nearest to the origin."""
    size = len(rows)
    gram = [[_dot(a, b) for b in rows] + [Fraction(1), Fraction(0)] for a in rows]
    bordered = [*gram, [Fraction(1)] * size + [Fraction(0), Fraction(1)]]
    return [row[-1] for row in _reduced(bordered)[:size]]


def _reduced(matrix: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """Reduced row echelon form over the rationals, zero rows left out."""
    rest, done = [list(row) for row in matrix], []
    for column in range(len(rest[0]) if rest else 0):
        pivot = next((row for row in rest if row[column]), None)
        if pivot is None:
            continue
        rest.remove(pivot)
        head = [x / pivot[column] for x in pivot]
        done = [_eliminate(row, head, column) for row in done] + [head]
        rest = [_eliminate(row, head, column) for row in rest]
    return done


def _eliminate(row: list[Fraction], head: list[Fraction], column: int) -> list[Fraction]:
    factor = row[column]
    return [x - factor * h for x, h in zip(row, head, strict=True)] if factor else row


def _rank(rows: Sequence[Row]) -> int:
    return len(_reduced(rows))


def _combine(weights: Any, rows: Sequence[Row]) -> Row:
    pairs = [(w, row) for w, row in zip(weights, rows, strict=True) if w]
    return tuple(sum((w * row[j] for w, row in pairs), Fraction(0)) for j in range(len(rows[0])))


def _dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(a, b, strict=True)), Fraction(0))


def _rational(data: Any) -> list[Row]:
    table = data.tolist() if isinstance(data, np.ndarray) else [list(row) for row in data]
    if not table or not isinstance(table[0], list) or not table[0] or len({len(row) for row in table}) != 1:
        raise ValueError(f"data must be a table of n >= 1 rows of d >= 1 numbers each, got {data!r}")
    try:
        return [tuple(Fraction(entry) for entry in row) for row in table]
    except (OverflowError, TypeError, ValueError):
        raise ValueError(f"data must hold finite integers, rationals or floats, got {data!r}") from None
