r"""Votes of stumps on the line: margins, complexity and risk, all exact.

A stump is x -> +-sign(x - t) for a threshold t, or a constant +-1; a vote is f = sum_j w_j h_j with sum_j |w_j| <= 1.
On the line the least sum of weights that gives values f is half the total variation of f plus half of |f(first) +
f(last)|. A vote of margin gamma on labels with k changes of sign varies by 2 gamma k, and its ends agree for even k.

Among n points stumps correlate with signs s as max_k |2 S_k - S_n| / n, S_k the partial sums. The walk 2 S_k - S_n ends
at minus its start; by reflection at the two barriers +-L, it reaches one of them for the share L Pr[S_n / L is odd] of
all signs, for L = n mod 2. Summing over L gives the Rademacher complexity as a mean of divisor sums.

Source: Schapire, Freund, Bartlett and Lee, Boosting the margin (1998); Koltchinskii and Panchenko (2002) for the bound.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.architecture import number, real_array, whole
from theory.rational_algebra import exactly, table

Floats = NDArray[np.float64]
VC_DIMENSION = 2
"""Two points are labelled in all ways by stumps on the line; + - + is not among the labellings of three."""


def largest_margin(labels: Sequence[int]) -> Fraction:
    """max over votes of min_i y_i f(x_i) = 1 / (2 floor(k / 2) + 1), k the changes of label along the line.

    `labels` are +-1 in the order of distinct points. Raises ValueError for others, or none.
    """
    (signs,) = table([labels], "labels, one at least,")
    if any(abs(y) != 1 for y in signs):
        raise ValueError(f"labels are +1 or -1, got {list(labels)!r}")
    changes = sum(a != b for a, b in pairwise(signs))
    return Fraction(1, 2 * (changes // 2) + 1)


def mean_margin(n: int) -> Fraction:
    """E over random labels of n points of `largest_margin`: k is binomial with mean (n - 1) / 2."""
    _positive(n)
    return sum((Fraction(math.comb(n - 1, k), 2 ** (n - 1) * (2 * (k // 2) + 1)) for k in range(n)), Fraction(0))


def mean_inverse_margin(n: int) -> Fraction:
    """E over random labels of 1 / `largest_margin` = E k + Pr[k even] = n / 2 for n >= 2, and 1 for a single point."""
    _positive(n)
    return max(Fraction(n, 2), Fraction(1))


def rademacher(n: int) -> Fraction:
    """R_n = E max over stumps of (1/n) sum_i s_i h(x_i) for random signs s and distinct points.

    n R_n = 2 E sum(L : L divides S_n, S_n / L odd) - (1 if n is odd), a mean over the sum S_n of n signs.
    """
    _positive(n)
    total = sum(math.comb(n, (n + s) // 2) * _odd_codivisors(s) for s in range(2 - n % 2, n + 1, 2))
    return (Fraction(4 * total, 2**n) - n % 2) / n


RADEMACHER_LIMIT = (math.pi / 2) ** 1.5
"""sqrt(n) R_n as n grows: 4 / sqrt(2 pi) times the sum 1 + 1/9 + 1/25 + ... = pi^2 / 8."""


def complexity_by_vc_dimension(n: int, dimension: int = VC_DIMENSION) -> float:
    """sqrt(2 d ln(e n / d) / n), what Massart's and Sauer's lemmas bound R_n by, for n >= d."""
    _positive(n)
    if not 1 <= whole(dimension, "a VC dimension is a whole number") <= n:
        raise ValueError(f"the VC dimension lies in 1 ... n, got {dimension} and n = {n}")
    return math.sqrt(2 * dimension * math.log(math.e * n / dimension) / n)


def best_correlation(votes: Sequence[Sequence[Any]] | NDArray[Any]) -> Fraction:
    """max_j |mean_i A_ij| over the columns of A_ij = y_i h_j(x_i): by duality an upper bound on the largest margin.

    Raises ValueError for an empty table or entries outside [-1, 1].
    """
    rows = table(votes, "the rows of labels times classifiers")
    if any(abs(x) > 1 for row in rows for x in row):
        raise ValueError("a table has rows of labels times classifiers with values in [-1, 1]")
    return max(abs(sum(column, Fraction(0))) for column in zip(*rows, strict=True)) / len(rows)


def deviation(n: int, delta: float) -> float:
    """sqrt(ln(1 / delta) / (2n)): how far a mean of n values in [0, 1] lies off, but for a probability delta."""
    _positive(n)
    number(delta, "a probability of failure lies between 0 and 1", lambda x: 0 < x < 1)
    return math.sqrt(math.log(1 / delta) / (2 * n))


def excess(n: int, gamma: ArrayLike, delta: float, choices: int = 1) -> Floats:
    """(2 / gamma) R_n + sqrt(ln(choices / delta) / (2n)), what the bound adds to the share of margins below gamma.

    With probability 1 - delta it holds for all votes and all of `choices` values of gamma fixed in advance at once.
    Raises ValueError for gamma outside (0, 1] and as `deviation`.
    """
    steps, choices = real_array(gamma, "margins"), whole(choices, "choices are a whole number")
    if choices < 1 or not np.all((steps > 0) & (steps <= 1)):
        raise ValueError(f"margins lie in (0, 1], with one choice at least, got {gamma} and {choices}")
    return 2 * float(rademacher(n)) / steps + deviation(n, delta / choices)


def risk(cuts: Sequence[Any], values: Sequence[Any], turns: Sequence[Any], noise: Any) -> Fraction:
    """Probability that y f(x) <= 0, for x uniform on [0, 1]; f = 0 is an error whatever the label.

    f takes `values[j]` between the increasing `cuts` j - 1 and j; the label is + up to the first of the increasing
    `turns` and changes its sign at each, and is flipped with probability `noise`. Raises ValueError for other lengths
    or orders.
    """
    knots, ends, levels = (
        [exactly(x, "cuts, values and turns are finite") for x in xs] for xs in (cuts, turns, values)
    )
    share = exactly(noise, "noise is a probability")
    for inner in (knots, ends):
        if any(b < a for a, b in pairwise([Fraction(0), *inner, Fraction(1)])):
            raise ValueError(f"cuts and turns increase in [0, 1], got {[float(x) for x in inner]}")
    if len(levels) != len(knots) + 1 or not 0 <= share <= 1:
        raise ValueError(f"{len(knots)} cuts make {len(knots) + 1} values, got {len(levels)}; noise is a probability")
    total, grid = Fraction(0), sorted({Fraction(0), *knots, *ends, Fraction(1)})
    for left, right in pairwise(grid):
        value, positive = levels[bisect_right(knots, left)], bisect_right(ends, left) % 2 == 0
        wrong = share if (value > 0) == positive else 1 - share
        total += (right - left) * (wrong if value else 1)
    return total


def _odd_codivisors(s: int) -> int:
    """The sum of those divisors L of s >= 1 with an odd quotient s / L."""
    return sum(s // q for q in range(1, s + 1, 2) if s % q == 0)


def _positive(n: int) -> None:
    whole(n, "n is a whole number", least=None)
    if n < 1:
        raise ValueError(f"there is at least one point, got n = {n}")
