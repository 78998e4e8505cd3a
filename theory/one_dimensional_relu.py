"""The rank of the tangent kernel of a ReLU network without biases, over the rationals.

Such a network is positively homogeneous in x, h(c x) = c h(x) for c > 0, hence so are its gradient features: they know
the ray of a point, and its length only as a factor. On the line there are two rays, and with standard normal weights
k(x, x') = x x' 1[x x' > 0]. In R^d write relu(u) = (|u| + u) / 2: the even part of the features of a two-layer network
is free on lines, the odd one, (b_i . x)_i and (a_i x)_i, is linear in x. A combination of points is in the kernel of
the Gram matrix if it cancels on each line and, for the lines on which both rays occur, as a vector of R^d. Therefore
    rank = number of lines + dimension of the span of the lines that hold points on both sides of the origin,
at most at every width and with equality for enough neurons. On the line it is 1 + 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

Rational = int | Fraction


def gram(points: Sequence[Rational]) -> list[list[Fraction]]:
    """k(x, x') = x x' E[s' s'] + E[s s'] = x x' 1[x x' > 0] for points of the line, exactly.

    Each of the two expectations is half of it: B x and B x' are positive together for half of all B, or never.
    """
    x = [Fraction(point) for point in points]
    return [[u * v if u * v > 0 else Fraction(0) for v in x] for u in x]


def gram_rank(matrix: Sequence[Sequence[Rational]]) -> int:
    """The rank over the rationals, by exact elimination. Raises ValueError for an empty or ragged matrix."""
    from flint import fmpq, fmpq_mat

    rows = [[fmpq(Fraction(v).numerator, Fraction(v).denominator) for v in row] for row in matrix]
    if not rows or not rows[0] or len({len(row) for row in rows}) != 1:
        raise ValueError(f"a rank needs a matrix with rows of one length, got {matrix!r}")
    return int(fmpq_mat(len(rows), len(rows[0]), [v for row in rows for v in row]).rank())


def rank(points: Sequence[Sequence[int]]) -> int:
    """Lines plus span of the two-sided lines, for points of Z^d: the rank of the two-layer kernel without biases.

    Zero vectors add nothing. Raises ValueError for points of different dimensions.
    """
    if len({len(point) for point in points}) != 1:
        raise ValueError(f"points of one dimension are wanted, got {points!r}")
    rays = {ray(point) for point in points if any(point)}
    two_sided = [list(r) for r in rays if tuple(-v for v in r) in rays]
    lines = len(rays) - len(two_sided) // 2
    return lines + (gram_rank(two_sided) if two_sided else 0)


def ray(point: Sequence[int]) -> tuple[int, ...]:
    """The primitive integer vector on the ray of a point. Raises ValueError for the zero vector."""
    divisor = math.gcd(*(int(v) for v in point))
    if divisor == 0:
        raise ValueError("the zero vector lies on no ray")
    return tuple(int(v) // divisor for v in point)


def loss_floor(points: Sequence[Rational], labels: Sequence[Rational]) -> Fraction:
    """The limit of |h - y|^2 / (2 n) under gradient descent with k on the line: one slope for each side of zero.

    sum over sides of (|y|^2 - <x, y>^2 / |x|^2) / (2 n), whatever the initial function: it is linear on each side too.
    Raises ValueError unless there is one label per nonzero point.
    """
    pairs = [(Fraction(x), Fraction(y)) for x, y in zip(points, labels, strict=True)]
    if not pairs or any(x == 0 for x, _ in pairs):
        raise ValueError(f"nonzero points are wanted, got {points!r}")
    total = Fraction(0)
    for side in ([p for p in pairs if p[0] > 0], [p for p in pairs if p[0] < 0]):
        if side:
            inner = sum((x * y for x, y in side), Fraction(0))
            total += sum(y * y for _, y in side) - inner * inner / sum((x * x for x, _ in side), Fraction(0))
    return total / (2 * len(pairs))
