"""The exact margin of labelled data, in the norm asked for: the front door to the margins of this package.

>>> from theory import exact_margin
>>> found = exact_margin.margin([[2, 1], [0, 1], [-1, -3]], [1, 1, -1])
>>> found.square, found.point
(Fraction(1, 1), (Fraction(0, 1), Fraction(1, 1)))
>>> exact_margin.margin([[2, 1], [0, 1], [-1, -3]], [1, 1, -1], "l1").high
Fraction(1, 1)
>>> exact_margin.margin([[1, 2], [1, 2]], [1, -1])
NotSeparable(weights=(Fraction(1, 2), Fraction(1, 2)))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, overload

from numpy.typing import NDArray

from theory.kernel_margins import checked_labels
from theory.l1_margins import L1Margin, l1_margin
from theory.margins import Margin, NotSeparable, l2_margin
from theory.rational_algebra import Row, table

Points = Sequence[Sequence[Any]] | NDArray[Any]
Labels = Sequence[Any] | NDArray[Any]


@overload
def margin(points: Points, labels: Labels, norm: Literal["l2"] = "l2") -> Margin | NotSeparable: ...
@overload
def margin(points: Points, labels: Labels, norm: Literal["l1"]) -> L1Margin | NotSeparable: ...
@overload
def margin(points: Points, labels: Labels, norm: str = "l2") -> Margin | L1Margin | NotSeparable: ...
def margin(points: Points, labels: Labels, norm: str = "l2") -> Margin | L1Margin | NotSeparable:
    """max over w of norm one of min_i y_i x_i . w, with a certificate that was checked in rational arithmetic.

    points  (n, d) integers, Fractions, or floats, which are taken as the exact dyadic numbers that they are
    labels  (n,) of 1 and -1; all may be equal, for then w only has to be on one side of the points
    norm    "l2", the Euclidean length of w, or "l1", the sum of |w_j|, for voters h_j(x_i) in place of the points

    There is no bias: a column of ones adds one that counts in the norm. NotSeparable holds weights p of sum one with
    sum_i p_i y_i x_i = 0, exactly, so that no w has y_i x_i . w > 0 for all i. Raises ValueError for an empty, ragged
    or non-finite table, labels that are not +-1 or not n, and another norm. Check again: `theory.margins.check`,
    `theory.l1_margins.check` on `signed(points, labels)`.
    """
    if norm not in ("l1", "l2"):
        raise ValueError(f"the norm is 'l1' or 'l2', got {norm!r}")
    rows = signed(points, labels)
    return l2_margin(rows) if norm == "l2" else l1_margin(rows)


def signed(points: Points, labels: Labels) -> list[Row]:
    """The rows y_i x_i, exactly. Raises ValueError as `margin` does."""
    rows = table(points, "points")
    return [tuple([y * x for x in row]) for y, row in zip(checked_labels(labels, len(rows)), rows, strict=True)]
