"""Hard margins of kernel machines: exact for a rational Gram matrix, and in proven bounds for the Gaussian kernel.

Among f of norm one in the kernel's Hilbert space, without a bias, the largest min_i y_i f(x_i) is

    margin = min_p (p . Q p)^(1/2),   Q_ij = y_i y_j k(x_i, x_j),   p_i >= 0,   sum_i p_i = 1,

reached by f = sum_i p_i y_i k(x_i, .) / margin, for which y_i f(x_i) = (Q p)_i / margin. The square of the margin is
rational if k is. For any p at all, p . Q p bounds it above and, if positive, min_i (Q p)_i^2 / p . Q p below: that is
how kernels known in balls only are treated. Source: convex duality; `theory.nearest_point` solves the program.
"""

from __future__ import annotations

import math
import reprlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.architecture import whole
from theory.arithmetic import ball
from theory.kernel_balls import precision
from theory.margins import NotSeparable
from theory.nearest_point import nearest_point
from theory.rational_algebra import (
    Row,
    dot,
    exactly,
    fraction,
    matrix,
    products,
    root,
    scalar_products,
    scaled_floats,
    table,
)

Table = Sequence[Sequence[Any]] | NDArray[Any]


@dataclass(frozen=True)
class KernelMargin:
    """The hard margin of a kernel machine, and the multipliers p that prove it.

    low      a lower bound of the squared margin, positive
    high     an upper bound of it; equal to `low` for a rational Gram matrix
    weights  p, shape (n,): nonnegative, of sum one
    """

    low: Fraction
    high: Fraction
    weights: Row

    @property
    def exact(self) -> bool:
        """Whether the bounds agree."""
        return self.low == self.high

    @property
    def value(self) -> float:
        """The margin itself as a float."""
        return root((self.low + self.high) / 2)

    @property
    def support(self) -> tuple[int, ...]:
        """Indices of the support vectors: the examples with a positive multiplier."""
        return tuple(i for i, p in enumerate(self.weights) if p > 0)


def gram_margin(gram: Table, labels: Sequence[Any] | NDArray[Any]) -> KernelMargin | NotSeparable:
    """Margin for a Gram matrix k(x_i, x_j), (n, n), of integers, Fractions or floats (exact dyadic rationals).

    NotSeparable comes with p of p . Q p = 0, where sum_i p_i y_i f(x_i) = 0 for all f. Raises ValueError for a matrix
    that is not square, not exactly symmetric or has a negative eigenvalue, which is decided over Q, and for labels that
    are not +-1: a Gram matrix computed in floats is seldom positive semidefinite if it is singular.
    """
    rows = table(gram, "a Gram matrix")
    signs = checked_labels(labels, len(rows))
    if len(rows[0]) != len(rows) or any(rows[i][j] != rows[j][i] for i in range(len(rows)) for j in range(i)):
        raise ValueError(f"a Gram matrix is square and symmetric, got {reprlib.repr(gram)}")
    signed = [tuple(signs[i] * signs[j] * k for j, k in enumerate(row)) for i, row in enumerate(rows)]
    quadratic = matrix(signed)
    if not _semidefinite(quadratic):
        raise ValueError("a Gram matrix has no negative eigenvalue, this one has")
    weights = nearest_point(quadratic, _corners(scaled_floats(signed)))
    forces = products(signed, weights)
    square = dot(weights, forces)
    if min(forces) < square or min(weights) < 0 or sum(weights) != 1:
        raise ArithmeticError("the multipliers are not optimal")
    return KernelMargin(square, square, weights) if square else NotSeparable(weights)


def polynomial_gram(points: Table, degree: int, offset: Any = 1) -> list[Row]:
    """The rational Gram matrix (n, n) of (offset + x . x')^degree for the rows x of `points`, (n, d).

    Raises ValueError for a bad table, a degree below 1, and a negative offset, for which it is no kernel.
    """
    rows, shift = table(points, "points"), exactly(offset, "the offset is a finite number")
    degree = whole(degree, "a polynomial kernel has a whole degree >= 1", least=1)
    if shift < 0:
        raise ValueError(f"a polynomial kernel has offset >= 0, got {offset}")
    return [tuple((shift + product) ** degree for product in row) for row in scalar_products(rows)]


def gaussian_margin(
    points: Table, labels: Sequence[Any] | NDArray[Any], rate: Any = 1, *, bits: int = 128
) -> KernelMargin | NotSeparable:
    """Margin for the kernel exp(-rate |x - x'|^2) in proven bounds, computed in balls of `bits` bits.

    Only a point that occurs with both labels is not separable. Raises ValueError for a bad table, labels that are not
    +-1, a rate that is not positive, and where `bits` are too few to prove that the margin is positive.
    """
    rows, decay = table(points, "points"), exactly(rate, "the rate is a finite number")
    bits = whole(bits, "a Gaussian kernel needs a positive rate and 64 bits at least", least=64)
    signs = checked_labels(labels, len(rows))
    if decay <= 0:
        raise ValueError(f"a Gaussian kernel needs a positive rate, got {rate}")
    first: dict[Row, int] = {}
    for i, row in enumerate(rows):
        twin = first.setdefault(row, i)
        if signs[twin] != signs[i]:
            return NotSeparable(tuple(Fraction(k in (twin, i), 2) for k in range(len(rows))))
    kept = list(first.values())
    with precision(bits):
        found = _in_balls([rows[i] for i in kept], [signs[i] for i in kept], decay, bits)
    if found is None:
        raise ValueError(f"{bits} bits are too few to prove that the margin is positive")
    low, high, weights = found
    multipliers = dict(zip(kept, weights, strict=True))
    return KernelMargin(low, high, tuple(multipliers.get(i, Fraction(0)) for i in range(len(rows))))


def normalised_margins(gram: Table, labels: Sequence[Any] | NDArray[Any], margin: KernelMargin) -> NDArray[np.float64]:
    """y_i f(x_i) for the f of norm one with the multipliers of `margin`, shape (n,), from the Gram matrix (n, n)."""
    rows, signs = table(gram, "a Gram matrix"), checked_labels(labels, len(margin.weights))
    forces = products(rows, [y * p for y, p in zip(signs, margin.weights, strict=True)])
    square = sum((p * y * f for p, y, f in zip(margin.weights, signs, forces, strict=True)), Fraction(0))
    return np.array([float(y * f) for y, f in zip(signs, forces, strict=True)]) / math.sqrt(square)


def checked_labels(labels: Sequence[Any] | NDArray[Any], count: int) -> list[int]:
    """Labels as the integers 1 and -1. Raises ValueError for others, and unless there are `count` of them."""
    try:
        listed = labels.tolist() if isinstance(labels, np.ndarray) else list(labels)
    except TypeError:
        listed = None
    if not isinstance(listed, list) or len(listed) != count:
        raise ValueError(f"there is one label for each of {count} examples, got {reprlib.repr(labels)}")
    if any(isinstance(y, str | bytes | bool | complex) or np.ndim(y) != 0 or y not in (1, -1) for y in listed):
        raise ValueError(f"labels are 1 and -1, got {reprlib.repr(labels)}")
    return [int(y) for y in listed]


def _semidefinite(symmetric: Any) -> bool:
    """Whether a symmetric fmpq_mat has no negative eigenvalue: its characteristic polynomial alternates in sign."""
    coefficients = symmetric.charpoly().coeffs()
    return all((-1) ** (len(coefficients) - 1 - k) * c >= 0 for k, c in enumerate(coefficients))


def _corners(gram: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points with these scalar products, up to rounding."""
    values, vectors = np.linalg.eigh(gram)
    return vectors * np.sqrt(np.maximum(values, 0))


def _in_balls(
    rows: Sequence[Row], signs: Sequence[int], rate: Fraction, bits: int
) -> tuple[Fraction, Fraction, Row] | None:
    """Bounds of the squared margin, from multipliers that are optimal for the midpoints of the balls."""
    from flint import arb_mat, fmpq_mat

    size, inner = len(rows), scalar_products(rows)
    balls = arb_mat(size, size)
    for i in range(size):
        for j in range(i + 1):
            balls[i, j] = balls[j, i] = (
                signs[i] * signs[j] * _gaussian(rate * (inner[i][i] - 2 * inner[i][j] + inner[j][j]), bits)
            )
    middle = fmpq_mat(size, size, [entry.mid().fmpq() for entry in balls.entries()])
    if not _semidefinite(middle):
        return None
    floats = np.array([float(entry) for entry in balls.entries()]).reshape(size, size)
    weights = _rounded(nearest_point(middle, _corners(floats)), bits)
    column = arb_mat(size, 1, [ball(p) for p in weights])
    forces = balls * column
    high = _exact((column.transpose() * forces)[0, 0].upper())
    least = min(_exact(force.lower()) for force in forces.entries())
    return (least**2 / high, high, weights) if least > 0 else None


def _gaussian(exponent: Fraction, bits: int) -> Any:
    """exp(-exponent), as a ball around 0 where it is far below 2^-bits."""
    from flint import arb

    return ball(-exponent).exp() if exponent < 4 * bits else arb(0, arb(2) ** (-4 * bits))


def _rounded(weights: Row, bits: int) -> Row:
    """Multipliers with `bits` binary digits, still of sum one."""
    short = [Fraction(math.floor(p * 2**bits), 2**bits) for p in weights]
    largest = max(range(len(short)), key=short.__getitem__)
    short[largest] += 1 - sum(short)
    return tuple(short)


def _exact(x: Any) -> Fraction:
    """The midpoint of a ball as a Fraction."""
    return fraction(x.mid().fmpq())
