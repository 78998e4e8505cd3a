"""Zero-sum games solved over the rationals, by the simplex method without rounding.

Two players choose a row i and a column j of a table, and the column player gets the entry z_ij: with mixed strategies
p and q the game has the value v = max_q min_i (z q)_i = min_p max_j (p z)_j. With all entries positive, u = p / v
solves max sum_i u_i under u z <= 1 and u >= 0, which starts at u = 0. Bland's rule makes the search finite.
Source: Dantzig, A proof of the equivalence of the programming problem and the game problem (1951); Bland (1977).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from theory.rational_algebra import Row, fraction, matrix


def solve(rows: Sequence[Row]) -> tuple[Row, Row]:
    """Optimal strategies p (n,) of the row player, who pays, and q (d,) of the column player, for a table (n, d)."""
    n, d = len(rows), len(rows[0])
    shift = 1 - min(min(row) for row in rows)
    positive = matrix([[x + shift for x in row] for row in rows])
    tableau = np.array(matrix([[Fraction(0)] * (n + 1)] * (d + 1)).tolist(), dtype=object)
    tableau[:d, :n] = np.array(positive.tolist(), dtype=object).T
    tableau[:d, n] += 1
    tableau[d, :n] -= 1
    basic, free = list(range(n, n + d)), list(range(n))  # slack variables n ... n + d - 1, then u
    while True:
        gaining = [j for j in range(n) if tableau[d, j] < 0]
        if not gaining:
            break
        column = min(gaining, key=free.__getitem__)
        bounding = [i for i in range(d) if tableau[i, column] > 0]
        row = min(bounding, key=lambda i: (tableau[i, n] / tableau[i, column], basic[i]))
        _pivot(tableau, row, column)
        basic[row], free[column] = free[column], basic[row]
    u = {k: tableau[i, n] for i, k in enumerate(basic) if k < n}
    prices = {k - n: tableau[d, j] for j, k in enumerate(free) if k >= n}
    return _strategy(u, n), _strategy(prices, d)


def _pivot(tableau: Any, row: int, column: int) -> None:
    """Exchange a basic and a free variable, in place."""
    pivot, across, down = tableau[row, column], tableau[row].copy(), tableau[:, column].copy()
    across = across / pivot
    for i in range(len(tableau)):
        if i != row and down[i] != 0:
            tableau[i] = tableau[i] - down[i] * across
            tableau[i, column] = -down[i] / pivot
    tableau[row] = across
    tableau[row, column] = 1 / pivot


def _strategy(weights: dict[int, Any], size: int) -> Row:
    total = sum(weights.values())
    return tuple(fraction(weights[k] / total) if k in weights else Fraction(0) for k in range(size))
