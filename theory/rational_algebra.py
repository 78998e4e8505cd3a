"""Linear algebra over the rationals for tables of data: Fractions outside, integers and python-flint inside."""

from __future__ import annotations

import math
import operator
import reprlib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = tuple[Fraction, ...]
Floats = NDArray[np.float64]
ZERO = Fraction(0)


def table(data: Any, name: str = "data") -> list[Row]:
    """The rows of `data`, shape (n, d), as Fractions; floats are taken as the exact dyadic numbers that they are.

    Raises ValueError for an empty, ragged or non-finite table, and for text.
    """
    try:
        rows = data.tolist() if isinstance(data, np.ndarray) else [_listed(row) for row in data]
    except TypeError:
        rows = []
    if not isinstance(rows, list) or not rows or not isinstance(rows[0], list) or not rows[0]:
        raise ValueError(f"{name} must be a table of n >= 1 rows of d >= 1 numbers each, got {reprlib.repr(data)}")
    if any(not isinstance(row, list) or len(row) != len(rows[0]) for row in rows):
        raise ValueError(f"{name} must be a table with rows of one length, got {reprlib.repr(data)}")
    try:
        known = {entry: rational(entry) for entry in {entry for row in rows for entry in row}}  # each value once
    except (OverflowError, TypeError, ValueError):
        raise ValueError(f"{name} must hold finite integers, rationals or floats, got {reprlib.repr(data)}") from None
    return [tuple([known[entry] for entry in row]) for row in rows]


def exactly(value: Any, wanted: str) -> Fraction:
    """A finite number as a Fraction. Raises ValueError, which begins with `wanted`, for anything else."""
    try:
        return rational(value)
    except (OverflowError, TypeError, ValueError):
        raise ValueError(f"{wanted}, got {reprlib.repr(value)}") from None


def rational(entry: Any) -> Fraction:
    """One number, exactly. Integers of numpy become Python's, which do not overflow. TypeError for text."""
    if isinstance(entry, str):
        raise TypeError(f"a number is wanted, got the text {entry!r}")
    return Fraction(entry.item() if isinstance(entry, np.generic) else entry)


def dot(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    """a . b. Raises ValueError for vectors of two lengths."""
    _same(len(a), len(b))
    (left, p), (right, q) = cleared(a), cleared(b)
    return Fraction(sum(map(operator.mul, left, right)), p * q)


def products(rows: Sequence[Row], vector: Sequence[Fraction]) -> list[Fraction]:
    """The scalar products of all rows (n, d) with a vector (d,). Raises ValueError for another length."""
    _same(len(rows[0]), len(vector))
    used = [j for j, x in enumerate(vector) if x]
    part, common = cleared([vector[j] for j in used])
    short = rows if len(used) == len(vector) else [[row[j] for j in used] for row in rows]
    return [Fraction(sum(map(operator.mul, ints, part)), common * own) for ints, own in map(cleared, short)]


def root(square: Fraction) -> float:
    """sqrt(square) of a number >= 0 of any size; ValueError where no float is that large."""
    half = (square.numerator.bit_length() - square.denominator.bit_length()) // 2
    try:
        return math.ldexp(math.sqrt(square / Fraction(4) ** half), half)
    except OverflowError:
        raise ValueError(f"the root of a number near 4^{half} is too large for a float") from None


def scalar_products(rows: Sequence[Row]) -> list[list[Fraction]]:
    """The Gram matrix (n, n) of the rows (n, d)."""
    flat = matrix(rows)
    return [[fraction(x) for x in row] for row in (flat * flat.transpose()).tolist()]


def combine(weights: Sequence[Fraction], rows: Sequence[Row]) -> Row:
    """sum_i weights_i rows_i, shape (d,)."""
    used = [(w, *cleared(row)) for w, row in zip(weights, rows, strict=True) if w]
    factors, common = cleared([w / own for w, _, own in used])
    total = [0] * len(rows[0])
    for factor, (_, ints, _) in zip(factors, used, strict=True):
        total = [t + factor * x for t, x in zip(total, ints, strict=True)]
    return tuple(Fraction(t, common) for t in total)


def cleared(vector: Sequence[Fraction]) -> tuple[list[int], int]:
    """Integers and their common denominator."""
    common = math.lcm(*(x.denominator for x in vector))
    if common == 1:
        return [x.numerator for x in vector], 1
    return [x.numerator * (common // x.denominator) for x in vector], common


def unique_solution(rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction] | None:
    """The x with `rows` x = `right`, shapes (m, k) and (m,); None where there is none or more than one."""
    size = len(rows[0])
    system = list(dict.fromkeys((*row, r) for row, r in zip(rows, right, strict=True)))  # equal equations once
    reduced, rank = matrix(system).rref()
    if rank != size or reduced[size - 1, size - 1] != 1:
        return None
    return [fraction(reduced[i, size]) for i in range(size)]


def rank(rows: Sequence[Sequence[Fraction]]) -> int:
    """Dimension of the span of the rows."""
    return int(matrix(rows).rank()) if rows else 0


def matrix(rows: Sequence[Sequence[Fraction]]) -> Any:
    """The table as flint's fmpq_mat."""
    from flint import fmpq, fmpq_mat

    return fmpq_mat(len(rows), len(rows[0]), [fmpq(x.numerator, x.denominator) for row in rows for x in row])


def fraction(x: Any) -> Fraction:
    """A Fraction from flint's fmpq."""
    return Fraction(int(x.p), int(x.q))


def scaled_floats(rows: Sequence[Row]) -> Floats:
    """The table in float64, divided by a power of two so that its largest entry is of order one: for good guesses."""
    values = {id(x): x for row in rows for x in row}  # equal entries are mostly one object
    largest = max(abs(x) for x in values.values())
    shift = largest.numerator.bit_length() - largest.denominator.bit_length()
    known = {key: float(x / Fraction(2) ** shift) for key, x in values.items()}
    return np.array([[known[id(x)] for x in row] for row in rows])


def _same(size: int, other: int) -> None:
    if size != other:
        raise ValueError(f"rows of {size} numbers have no scalar product with a vector of {other}")


def _listed(row: Any) -> list[Any]:
    if isinstance(row, str | bytes):
        raise TypeError("a row of numbers is wanted, got text")
    return row.tolist() if isinstance(row, np.ndarray) and row.ndim else list(row)
