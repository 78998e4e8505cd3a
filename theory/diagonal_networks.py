r"""Diagonal networks x -> w . x with w_j = u_j^2 - v_j^2 under gradient flow: why they end at the l1 margin.

The flow conserves a_j = u_j v_j, so that w_j = 2 a_j sinh s_j with s_j = ln(u_j / v_j), and in the clock in which s' =
sum_i q_i z_i, q_i the shares of the rows z_i = y_i x_i in the risk, the weights move by w_j' = N_j s_j', where N_j =
u_j^2 + v_j^2. Write g for the l1 margin, N = sum_j N_j >= |w|_1 and M = -ln(sum_i exp(-z_i . w)) <= min_i z_i . w.

1. N' = w . s' = M + H(q) <= g N + ln n, hence N + ln n / g <= (N(0) + ln n / g) e^(g t).
2. For the best vote w*, s . w* grows at rate g or faster, and N >= sum_j a_j e^|s_j|; by Jensen N >= K e^(g t), with
   ln K = sum_j |w*_j| (sign(w*_j) s_j(0) + ln(a_j / |w*_j|)).
3. M / N grows where M > 0, because M' N >= (w . s')^2, and (ln N)' = M / N + H / N.

Together: g - M / N <= (ln(N(0) / K) + ln n / (g K)) / t wherever M >= 0. Source: the mirror descent behind it is
folklore (hyperbolic entropy); the constants are derived here.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import rival_directions
from theory.architecture import real_array, whole
from theory.l1_margins import L1Margin
from theory.margins import Margin, l2_margin
from theory.rational_algebra import combine, products, rank, table

Floats = NDArray[np.float64]


def is_unique(margin: L1Margin, data: ArrayLike) -> bool:
    """Whether the best vote and the hardest distribution are certified, unique, and complementary without ties.

    Then as many examples are tight as voters are used, and no other voter has the edge.
    """
    rows = table(data)
    tight = tuple(i for i, product in enumerate(products(rows, margin.weights)) if product == margin.low)
    best = tuple(j for j, edge in enumerate(combine(margin.distribution, rows)) if abs(edge) == margin.high)
    square = [tuple(rows[i][j] for j in margin.voters) for i in margin.support]
    known = margin.exact and tight == margin.support and best == margin.voters
    return known and len(tight) == len(best) == rank(square)


def direction(margin: L1Margin, norm: int = 1) -> Floats:
    """The best vote, the limit of w / |w|_1, shape (d,); or of w over another norm."""
    vote = np.array([float(w) for w in margin.weights])
    return vote / np.linalg.norm(vote, norm)


def rivals(data: ArrayLike) -> NDArray[np.floating]:
    """Unit vectors of the largest l2 margin, least squares and the mean row, shape (3, d): where w might tend instead.

    Raises ValueError where no hyperplane separates.
    """
    nearest = l2_margin(np.asarray(data))
    if not isinstance(nearest, Margin):
        raise ValueError("no hyperplane separates the data, so that there is no l2 margin")
    return np.array([nearest.direction, rival_directions.least_squares(data), rival_directions.mean(data)])


def exponents(margin: L1Margin, data: ArrayLike) -> Floats:
    """r_j with |w_j| ~ |w|_1^(r_j), shape (d,): the voters' edges under the hardest distribution, over the largest.

    s_j' tends to sum_i p_i z_ij and N'/N to g. One for the voters of the best vote, less for the others.
    """
    return np.array([float(abs(edge) / margin.high) for edge in combine(margin.distribution, table(data))])


def gap_ceiling(margin: L1Margin, count: int, start: tuple[ArrayLike, ArrayLike], sizes: ArrayLike) -> Floats:
    """Ceiling of 1 - min_i z_i . w / (g N) wherever sum_i exp(-z_i . w) <= 1, for N = `sizes` = sum_j u_j^2 + v_j^2.

    `start` holds u and v, shapes (d,), on `count` examples under the exponential loss. Raises ValueError for entries
    that are not positive (a zero stays zero for ever), and for sizes too small to have come from the start.
    """
    if not isinstance(margin, L1Margin) or whole(count, "examples are a whole number") != len(margin.distribution):
        raise ValueError(f"needs the l1 margin of {count} separable examples, got {margin}")
    u, v = (real_array(part, "u and v") for part in start)
    if u.shape != (len(margin.weights),) or u.shape != v.shape or not np.all((u > 0) & (v > 0) & np.isfinite(u * v)):
        raise ValueError(f"u and v need {len(margin.weights)} positive finite entries each, got {u} and {v}")
    now, slack = real_array(sizes, "sizes"), math.log(count) / float(margin.high)
    begin = float((u**2 + v**2).sum())
    if not np.all(now > begin):
        raise ValueError(f"sizes must exceed that of the start, {begin:.3g}, got {sizes}")
    w = direction(margin)
    used = w != 0
    growth = np.sign(w) * np.log(u / v) + np.log(u * v / np.where(used, np.abs(w), 1.0))
    log_floor = float(np.abs(w) @ growth)
    spent = math.log(begin) - log_floor + slack * math.exp(-log_floor)
    return spent / np.log((now + slack) / (begin + slack))
