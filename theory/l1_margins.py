"""The l1 margin, the largest margin of a vote, certified over the rationals.

For rows z_i = y_i x_i, or z_ij = y_i h_j(x_i) where h_1, ..., h_d are the voters, a linear program and its dual meet:

    max_{|w|_1 <= 1} min_i z_i . w  =  min_p max_j |sum_i p_i z_ij|,    p_i >= 0,  sum_i p_i = 1.

So the margin of the best vote is the edge of the best voter under the hardest distribution p of the examples. HiGHS
guesses which entries of w and p are zero and which inequalities are tight; the equations are then solved over Q. A
feasible w bounds the margin below and a p above, whatever the guess: where both bounds agree, the margin is known.
Where they do not, since entries differ by many orders of size, say, `theory.matrix_games` solves small tables exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from theory import matrix_games
from theory.margins import NotSeparable
from theory.rational_algebra import Floats, Row, combine, products, scaled_floats, table, unique_solution

SMALL = 1000  # entries of a table for which the simplex method without rounding takes seconds at most
ZEROS = (1e-9, 1e-7, 1e-11)  # what HiGHS may leave of a zero, of numbers of order one


@dataclass(frozen=True)
class L1Margin:
    """Bounds low <= margin <= high, proven by a vote and a distribution; `check` verifies them.

    low           min_i z_i . w
    high          max_j |sum_i p_i z_ij|; equal to `low` unless a large table defeats floats
    weights       w, shape (d,): sum_j |w_j| <= 1
    distribution  p, shape (n,): nonnegative, of sum one

    low = 0 says that it is not known whether any vote separates: only that none has a margin beyond `high`.
    """

    low: Fraction
    high: Fraction
    weights: Row
    distribution: Row

    @property
    def exact(self) -> bool:
        """Whether the bounds agree."""
        return self.low == self.high

    @property
    def value(self) -> float:
        """The margin as a float, the middle of its bounds."""
        return float((self.low + self.high) / 2)

    @property
    def support(self) -> tuple[int, ...]:
        """Indices of the examples of positive probability."""
        return tuple(i for i, p in enumerate(self.distribution) if p > 0)

    @property
    def voters(self) -> tuple[int, ...]:
        """Indices of the voters of nonzero weight."""
        return tuple(j for j, w in enumerate(self.weights) if w)


def l1_margin(data: Sequence[Sequence[Any]] | NDArray[Any]) -> L1Margin | NotSeparable:
    """The l1 margin of the rows of `data`, shape (n, d), of integers, Fractions or floats (exact dyadic rationals).

    NotSeparable comes with p, exactly of sum_i p_i z_ij = 0 for all j. A table of 120 examples and 3000 voters takes a
    few seconds. Raises ValueError for an empty, ragged or non-finite table.
    """
    rows = table(data)
    weights, low = (Fraction(0),) * len(rows[0]), Fraction(0)
    distribution = (Fraction(1, len(rows)),) * len(rows)
    high = _edge(distribution, rows)
    for w, p in _guesses(rows):
        if w is not None and (reached := min(products(rows, w))) > low:
            weights, low = w, reached
        if p is not None and (edge := _edge(p, rows)) < high:
            distribution, high = p, edge
        if low == high:
            break
    found = L1Margin(low, high, weights, distribution) if high else NotSeparable(distribution)
    _check(found, rows)
    return found


def l1_margin_value(data: Sequence[Sequence[Any]] | NDArray[Any]) -> float:
    """The l1 margin of the rows of `data` as a float; 0 where no vote separates."""
    found = l1_margin(data)
    return found.value if isinstance(found, L1Margin) else 0.0


def check(result: L1Margin | NotSeparable, data: Sequence[Sequence[Any]] | NDArray[Any]) -> None:
    """Verify a certificate with exact arithmetic only; raises ArithmeticError at the first condition that fails."""
    _check(result, table(data))


def _check(result: L1Margin | NotSeparable, rows: Sequence[Row]) -> None:
    p = result.weights if isinstance(result, NotSeparable) else result.distribution
    if len(p) != len(rows) or min(p) < 0 or sum(p) != 1:
        raise ArithmeticError("the distribution is not a point of the simplex")
    edge = _edge(p, rows)
    if isinstance(result, NotSeparable):
        if edge:
            raise ArithmeticError("a voter has an edge, so the distribution proves nothing")
        return
    if len(result.weights) != len(rows[0]) or sum(map(abs, result.weights)) > 1:
        raise ArithmeticError("the weights of the vote are not in the ball")
    if min(products(rows, result.weights)) != result.low or edge != result.high or not 0 <= result.low <= result.high:
        raise ArithmeticError("the bounds are not those of the vote and the distribution")


def _edge(distribution: Row, rows: Sequence[Row]) -> Fraction:
    """The best voter's edge under a distribution of the examples."""
    return max(map(abs, combine(distribution, rows)))


def _guesses(rows: Sequence[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Votes and distributions, the likeliest vertices first, then the floats themselves."""
    floats = scaled_floats(rows)
    rounded = []
    for presolve in (True, False):
        if (found := _linear_program(floats, presolve)) is None:
            continue
        w, p = found
        for zero in ZEROS:
            yield _vote_of_vertex(rows, floats, w, zero), _distribution_of_vertex(rows, floats, p, zero)
        rounded.append((_normalised(_exactly(w)), _normalised(_exactly(np.maximum(p, 0)))))
    yield from rounded
    if len(rows) * len(rows[0]) <= SMALL:
        p, q = matrix_games.solve([(*row, *(-x for x in row)) for row in rows])
        yield tuple(a - b for a, b in zip(q[: len(rows[0])], q[len(rows[0]) :], strict=True)), p


def _linear_program(floats: Floats, presolve: bool) -> tuple[Floats, Floats] | None:
    """The program's w and p in floats, by the dual simplex method."""
    n, d = floats.shape
    below = np.hstack([-floats, floats, np.ones((n, 1))])  # margin - z_i . (u - v) <= 0, for w = u - v
    found = linprog(
        np.append(np.zeros(2 * d), -1.0),
        below,
        np.zeros(n),
        np.append(np.ones(2 * d), 0.0)[None],
        [1.0],
        bounds=[(0, None)] * (2 * d) + [(None, None)],
        method="highs-ds",
        options={"presolve": presolve},
    )
    if found.status != 0:
        return None
    return found.x[:d] - found.x[d:-1], -np.asarray(found.ineqlin.marginals)


def _vote_of_vertex(rows: Sequence[Row], floats: Floats, w: Floats, zero: float) -> Row | None:
    """The w whose zeros and tight examples are those of the floats: z_i . w = margin there, sum_j |w_j| = 1."""
    reached = floats @ w
    used, tight = _where(abs(w) > zero), _where(reached < reached.min() + zero)
    if not used:
        return None
    equations = [[*(rows[i][j] for j in used), Fraction(-1)] for i in tight]
    length = [*(Fraction(1 if w[j] > 0 else -1) for j in used), Fraction(0)]
    solved = unique_solution([*equations, length], [Fraction(0)] * len(equations) + [Fraction(1)])
    if solved is None:
        return None
    return _normalised(_placed(solved[:-1], used, len(w)))


def _distribution_of_vertex(rows: Sequence[Row], floats: Floats, p: Floats, zero: float) -> Row | None:
    """The p whose zeros and best voters are those of the floats: |sum_i p_i z_ij| = margin there, sum_i p_i = 1."""
    edges = p @ floats
    used, best = _where(p > zero), _where(abs(edges) > abs(edges).max() - zero)
    if abs(edges).max() > zero:
        signs = [-1 if edges[j] < 0 else 1 for j in best]
        equations = [[*(sign * rows[i][j] for i in used), Fraction(-1)] for j, sign in zip(best, signs, strict=True)]
    else:  # no voter has an edge
        equations = [[rows[i][j] for i in used] for j in best]
    if not used:
        return None
    total = [Fraction(1)] * len(used) + [Fraction(0)] * (len(equations[0]) - len(used))
    solved = unique_solution([*equations, total], [Fraction(0)] * len(equations) + [Fraction(1)])
    if solved is None or min(solved[: len(used)]) < 0:
        return None
    return _placed(solved[: len(used)], used, len(p))


def _where(chosen: NDArray[np.bool_]) -> list[int]:
    return np.flatnonzero(chosen).tolist()


def _exactly(vector: Floats) -> Row:
    return tuple(Fraction(float(x)) for x in vector)


def _normalised(vector: Row) -> Row | None:
    length = sum(map(abs, vector), Fraction(0))
    return tuple(x / length if x else x for x in vector) if length else None


def _placed(entries: Sequence[Fraction], at: Sequence[int], size: int) -> Row:
    full = [Fraction(0)] * size
    for i, x in zip(at, entries, strict=True):
        full[i] = x
    return tuple(full)
