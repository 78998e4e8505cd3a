r"""A table of signs on which AdaBoost settles in a cycle below the best margin, proven in Q(\sqrt 5).

A round of AdaBoost along a column a of edge g divides the weight of row i by 1 + g a_i, which needs no logarithm: from
weights in a field all later ones are in it. In a cycle of three columns with edges r = (\sqrt 5 - 1) / 2 a row that is
wrong at one of them comes back, as (1 + r)^2 (1 - r) = 1, and a row that is never wrong loses its weight. All steps
are equal, so that the margin tends to (1 + 1 - 1) / 3; AdaBoost's own rate agrees, since 1 - r^2 = r and
(1 + r) / (1 - r) = r^-3. Compare Rudin, Daubechies and Schapire, The dynamics of AdaBoost (2004), for another table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from theory.architecture import whole
from theory.golden_field import Golden, R

TABLE = (
    (1, 1, 1, 1, -1, 1, 1, 1),
    (1, -1, -1, -1, 1, 1, 1, 1),
    (1, -1, -1, 1, 1, -1, 1, 1),
    (1, 1, 1, 1, -1, 1, -1, 1),
    (-1, 1, 1, -1, 1, -1, -1, 1),
    (-1, 1, -1, -1, -1, 1, 1, 1),
    (-1, -1, 1, -1, -1, 1, 1, 1),
    (1, 1, 1, -1, 1, 1, 1, -1),
)
CYCLE = ((7, 1), (0, 1), (3, -1))  # columns and their signs, in the order of the rounds
LIMIT = Fraction(1, 3)  # of the margin in the cycle
Number = Any  # int, Fraction or Golden: what has +, *, /, abs and <


@dataclass(frozen=True)
class Round:
    """One round: the chosen column and its sign, its edge, and by how much it leads the second largest |edge|."""

    column: int
    sign: int
    edge: Number
    lead: Number


def adaboost(
    table: Sequence[Sequence[int]], weights: Sequence[Number], rounds: int
) -> tuple[list[Round], list[Number]]:
    """Exact AdaBoost on a table of signs (n, d), d >= 2, from such weights (n,): its rounds, and the last weights.

    The largest |edge| is chosen, the first of equal ones. Raises ValueError for entries that are no signs, weights that
    are negative or do not add up to one, fewer than two columns, and an edge of one or zero, which ends the run.
    """
    if (
        len({len(row) for row in table}) != 1
        or len(table[0]) < 2
        or any(a not in (1, -1) for row in table for a in row)
    ):
        raise ValueError(f"a table of signs with two columns or more is needed, got {table}")
    if len(weights) != len(table) or any(w < 0 for w in weights) or sum(weights[1:], weights[0]) - 1 != weights[0] * 0:
        raise ValueError(f"one weight for each of {len(table)} rows, of sum one, is needed, got {weights}")
    done, p = list[Round](), list(weights)
    for _ in range(whole(rounds, "rounds are a whole number, not negative")):
        edges = [
            sum((w * a for w, a in zip(p[1:], column[1:], strict=True)), p[0] * column[0])
            for column in zip(*table, strict=True)
        ]
        sizes = [abs(edge) for edge in edges]
        best = 0
        for j, size in enumerate(sizes):
            best = j if sizes[best] < size else best
        sign, others = (-1 if edges[best] < 0 else 1), sizes[:best] + sizes[best + 1 :]
        second = others[0]
        for size in others:
            second = size if second < size else second
        if not (sizes[best] < 1 and 0 * p[0] < sizes[best]):
            raise ValueError(f"AdaBoost needs an edge between 0 and 1, got {sizes[best]} of column {best}")
        done.append(Round(best, sign, sizes[best], sizes[best] - second))
        p = [w / (sizes[best] * (sign * row[best]) + 1) for w, row in zip(p, table, strict=True)]
    return done, p


def cycle_weights(first: Sequence[Fraction], second: Sequence[Fraction]) -> list[Golden]:
    """Weights (8,) before the first column of the cycle: r^2 / 2 on row 7, r / 2 on rows 4, 5, 6 and 1/2 on 0, 2, 3.

    `first` and `second` are the shares (3,) of rows 4, 5, 6 and of 0, 2, 3. Raises ValueError unless each are of sum 1.
    """
    if sum(first) != 1 or sum(second) != 1 or (len(first), len(second)) != (3, 3) or min(*first, *second) < 0:
        raise ValueError(f"shares are three numbers >= 0 of sum one, twice, got {first} and {second}")
    weights = [Golden.of(0)] * 8
    weights[7] = R * R / 2
    for row, share in zip((4, 5, 6), first, strict=True):
        weights[row] = R / 2 * share
    for row, share in zip((0, 2, 3), second, strict=True):
        weights[row] = Golden.of(share) / 2
    return weights


def is_cycle(weights: Sequence[Golden]) -> bool:
    """Whether AdaBoost from these weights takes the columns of CYCLE, strictly, with edges r, and then is back."""
    rounds, after = adaboost(TABLE, weights, len(CYCLE))
    path = tuple((one.column, one.sign) for one in rounds)
    strict = all(one.edge == R and one.lead.sign > 0 for one in rounds)
    return path == CYCLE and strict and after == list(weights)


def margin_in_cycle(rounds: int) -> Fraction:
    """The margin after so many rounds from the start of the cycle, in which all steps are equal.

    A row that is wrong once in three rounds has gained floor(t / 3), or one less right after row 7 was wrong. Raises
    ValueError for no rounds.
    """
    rounds = whole(rounds, "there is at least one round", least=1)
    return Fraction(rounds // 3 - (rounds % 3 == 1), rounds)
