"""The l2 margin of linearly separable data, solved over the rationals.

Data are the rows z_i = y_i x_i. Their margin max_{|w| = 1} min_i z_i . w is the distance of the origin from the
convex hull of the rows, and the nearest point v = sum_i weights_i z_i of the hull is the maximiser, up to length.
Its square is rational for rational data. Source: convex duality; `theory.nearest_point` solves the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.nearest_point import nearest_point
from theory.rational_algebra import Row, combine, dot, matrix, products, rank, root, scaled_floats, table

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
        return root(self.square)

    @property
    def direction(self) -> Floats:
        """The unit vector of largest margin, v / |v|."""
        point = scaled_floats([self.point])[0]
        return point / np.linalg.norm(point)

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

    Wolfe's algorithm in rational arithmetic, from a guess in floats: finite, without tolerance; the conditions of
    optimality are then checked once more from scratch, on the rows. Meant for hundreds of points. Raises ValueError for
    an empty, ragged or non-finite table.
    """
    rows = table(data)
    flat = matrix(rows)
    weights = nearest_point(flat * flat.transpose(), scaled_floats(rows))
    point = combine(weights, rows)
    square = dot(point, point)
    if square == 0:
        certificate = NotSeparable(weights)
        _check(certificate, rows)
        return certificate
    tight = tuple(i for i, product in enumerate(products(rows, point)) if product == square)
    margin = Margin(square, point, weights, tight, rank([rows[i] for i in tight]))
    _check(margin, rows)
    return margin


def l2_margin_value(data: Sequence[Sequence[Any]] | NDArray[Any]) -> float:
    """The exact l2 margin of the rows of `data` as a float; 0 where no hyperplane separates."""
    found = l2_margin(data)
    return found.value if isinstance(found, Margin) else 0.0


def check(result: Margin | NotSeparable, data: Sequence[Sequence[Any]] | NDArray[Any]) -> None:
    """Verify a certificate with exact arithmetic only; raises ArithmeticError at the first condition that fails."""
    _check(result, table(data))


def _check(result: Margin | NotSeparable, rows: Sequence[Row]) -> None:
    if min(result.weights) < 0 or sum(result.weights) != 1 or len(result.weights) != len(rows):
        raise ArithmeticError("the multipliers are not a point of the simplex")
    point = combine(result.weights, rows)
    if isinstance(result, NotSeparable):
        if any(point):
            raise ArithmeticError("the multipliers do not combine the rows to zero")
        return
    if point != result.point or dot(point, point) != result.square or result.square <= 0:
        raise ArithmeticError("the point is not the stated combination of the rows")
    slack = [product - result.square for product in products(rows, point)]
    if min(slack) < 0 or any(s * w for s, w in zip(slack, result.weights, strict=True)):
        raise ArithmeticError("a row lies below the margin, or a multiplier belongs to a row beyond it")
