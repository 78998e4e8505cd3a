"""Boosting on tables A_ij = y_i h_j(x_i) in [-1, 1]: coordinate descent on sum_i exp(-m_i), m the margins so far.

Several runs go side by side, as the first axis. Weights p_i = exp(-m_i) / sum_k exp(-m_k) are taken from the margins
anew in every round, so that nothing underflows. A column and its negative are one: the sign of the edge decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
DIGITS = 10  # edges that agree so far are ties, so that rounding does not decide between columns
PERFECT = 1 - 1e-10


@dataclass(frozen=True)
class Runs:
    """What each round of each run left behind, in arrays of shape (runs, rounds).

    column, sign, edge, step   the choice of the round; edge and step are not negative
    margin   smallest margin over the length of the path, the sum of the steps
    soft     -ln sum_i exp(-m_i), for n times the start's weights if these are not uniform
    errors   number of rows with m_i <= 0
    """

    column: Integers
    sign: Floats
    edge: Floats
    step: Floats
    margin: Floats
    soft: Floats
    errors: Integers


def boost(
    table: ArrayLike,
    *,
    rounds: int,
    rule: str = "adaboost",
    shrinkage: ArrayLike = 1.0,
    caps: ArrayLike = np.inf,
    oracle: str = "best",
    floor: float = 0.0,
    digits: int = DIGITS,
    start: ArrayLike | None = None,
) -> Runs:
    """Boost on one table (n, d) for all runs, or on one for each, (runs, n, d).

    rule       the step along a column of edge g: "adaboost", artanh g; "edge", g; "line search", the exact minimiser
    shrinkage  factor of the step, one number or one for each run
    caps       longest step, one number or one for each round
    oracle     "best": the column of largest |edge|; "adversary": of the smallest that is at least `floor`
    digits     after the point, to which edges are compared: of equal ones the oracle takes the first
    start      weights of the rows to begin with, (n,) or (runs, n); uniform ones without

    A column of edge 1 has no finite step: the vote is this column alone, with margin 1. Raises ValueError for a table
    that is not finite or not in [-1, 1], unknown rules and oracles, no round, and where no column has an edge.
    """
    A, prior = _table(table), np.zeros((1, 1))
    if rounds < 1 or rule not in RULES or oracle not in ORACLES:
        known = f"rules {', '.join(RULES)} and oracles {', '.join(ORACLES)}"
        raise ValueError(f"there is a round, and {known} are known; got {rounds}, {rule!r}, {oracle!r}")
    if start is not None:
        prior = _log_weights(start, A.shape[-2])
    nu, longest = np.atleast_1d(np.asarray(shrinkage, float)), np.broadcast_to(np.asarray(caps, float), (rounds,))
    runs = max(len(nu), len(prior), A.shape[0] if A.ndim == 3 else 1)
    every, columns = np.arange(runs), np.ascontiguousarray(np.swapaxes(A, -1, -2))
    m, length, p = np.zeros((runs, A.shape[-2])), np.zeros(runs), _softmax(prior + np.zeros((runs, A.shape[-2])))
    margins, lengths = np.zeros((rounds, *m.shape)), np.zeros((rounds, runs))
    column, chosen_edge, steps = np.zeros((rounds, runs), dtype=np.int64), np.zeros((rounds, runs)), lengths.copy()
    for t in range(rounds):
        edges = p @ A if A.ndim == 2 else (p[:, None] @ A)[:, 0]
        j = ORACLES[oracle](np.abs(edges), digits, floor)
        edge = edges[every, j]
        g, sign = np.abs(edge), np.sign(edge)
        if g.min() < 10.0**-DIGITS / 2:
            raise ValueError(f"no column has an edge in round {t + 1}: these weights leave nothing to gain")
        chosen = sign[:, None] * (columns[j] if A.ndim == 2 else columns[every, j])
        step = np.minimum(nu * RULES[rule](np.minimum(g, PERFECT), p, chosen), longest[t])
        if g.max() > PERFECT:
            perfect = g > PERFECT
            m[perfect] = length[perfect] = 0.0
            step = np.where(perfect, 1.0, step)
        m += step[:, None] * chosen
        length += step
        p = _softmax(prior - m)
        column[t], chosen_edge[t], steps[t], margins[t], lengths[t] = j, edge, step, m, length
    return Runs(
        column=column.T,
        sign=np.sign(chosen_edge.T),
        edge=np.abs(chosen_edge.T),
        step=steps.T,
        margin=(margins.min(axis=2) / lengths).T,
        soft=-_log_sum(prior - margins)[..., 0].T,
        errors=(margins <= 0).sum(axis=2).T,
    )


def exact_step(p: Floats, column: Floats) -> float:
    """The minimiser of sum_i p_i exp(-a column_i) over a, the root of its derivative, for a column with an edge > 0.

    Raises ValueError for a column that is positive wherever p is: the longer the step, the better.
    """
    p, column = p[p > 0], column[p > 0]
    if column.min() >= 0:
        raise ValueError("no step is the best along a column that is never wrong")

    def slope(a: float) -> float:
        return float((p * column) @ np.exp(-a * column))

    end = 1.0
    while slope(end) > 0:
        end *= 2
    return cast(float, brentq(slope, 0.0, end, xtol=1e-14, rtol=4 * np.finfo(float).eps))


def _line_search(g: Floats, p: Floats, chosen: Floats) -> Floats:
    return np.array([exact_step(*one) if edge < PERFECT else 1.0 for edge, *one in zip(g, p, chosen, strict=True)])


def _best(sizes: Floats, digits: int, floor: float) -> Integers:
    return sizes.round(digits).argmax(axis=1)


def _adversary(sizes: Floats, digits: int, floor: float) -> Integers:
    allowed = np.where(sizes >= floor - 10.0**-DIGITS, sizes.round(digits), np.inf)
    if not np.isfinite(allowed.min(axis=1)).all():
        raise ValueError(f"no column has an edge of {floor}, the largest is {sizes.max(axis=1).min()}")
    return allowed.argmin(axis=1)


Rule = Callable[[Floats, Floats, Floats], Floats]
RULES: dict[str, Rule] = {
    "adaboost": lambda g, p, chosen: np.arctanh(g),
    "edge": lambda g, p, chosen: g,
    "line search": _line_search,
}
ORACLES: dict[str, Callable[[Floats, int, float], Integers]] = {"best": _best, "adversary": _adversary}


def _softmax(x: Floats) -> Floats:
    shares = np.exp(x - x.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def _log_sum(x: Floats) -> Floats:
    top = x.max(axis=-1, keepdims=True)
    return top + np.log(np.exp(x - top).sum(axis=-1, keepdims=True))


def _table(table: ArrayLike) -> Floats:
    A = np.asarray(table, dtype=np.float64)
    if A.ndim not in (2, 3) or 0 in A.shape or not np.all(np.abs(A) <= 1):
        raise ValueError(f"a table of n >= 1 rows and d >= 1 columns in [-1, 1] is needed, got shape {A.shape}")
    return A


def _log_weights(start: ArrayLike, n: int) -> Floats:
    """ln of n times the weights: zero for uniform ones, minus infinity for a row without weight."""
    p = np.atleast_2d(np.asarray(start, dtype=np.float64))
    if p.shape[1] != n or not (np.all(p >= 0) and np.allclose(p.sum(axis=1), 1, atol=1e-9)):
        raise ValueError(f"one weight for each of {n} rows, of sum one, is needed, got {start}")
    with np.errstate(divide="ignore"):
        return np.log(n * p)
