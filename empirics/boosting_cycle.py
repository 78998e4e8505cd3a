"""AdaBoost on a table of signs where it settles in a cycle, and coordinate descent with short steps on real numbers."""

from __future__ import annotations

import numpy as np

from empirics.boosting import Floats, boost
from empirics.lab import trial

GOLDEN = (np.sqrt(5.0) - 1) / 2


@trial(batch=4, host=True)
def in_cycle(rng: np.random.Generator, *, table: Floats, rounds: int) -> dict[str, Floats]:
    """AdaBoost from weights in the cycle: r^2 / 2 on row 7, r / 2 on rows 4, 5, 6, and 1/2 on rows 0, 2, 3.

    Observables: shares (6,), of rows 4, 5, 6 and of 0, 2, 3, in thousandths; edge, margin and column of every round.
    """
    a, b, c, d = rng.integers(-20, 21, 4)
    shares = np.array([520 + a, 240 + b, 240 - a - b, 20 + abs(c), 550 - c + d, 430 + c - d - abs(c)], dtype=float)
    start = np.zeros(8)
    start[[4, 5, 6, 0, 2, 3]] = shares / 1000 * np.repeat([GOLDEN / 2, 0.5], 3)
    start[7] = GOLDEN**2 / 2
    runs = boost(table, rounds=rounds, start=start / start.sum())
    return {"shares": shares, "edge": runs.edge[0], "margin": runs.margin[0], "column": runs.column[0].astype(float)}


@trial(batch=4, host=True)
def near_uniform(rng: np.random.Generator, *, table: Floats, spread: float, rounds: int) -> dict[str, Floats]:
    """AdaBoost from weights that differ from uniform ones by the factor 1 +- spread at most: margin of every round."""
    start = 1 + spread * rng.uniform(-1, 1, len(table))
    return {"margin": boost(table, rounds=rounds, start=start / start.sum()).margin[0]}


@trial(batch=1, host=True)
def short_steps(
    rng: np.random.Generator, *, tables: int, n: int, d: int, shrinkage: float, rounds: int
) -> dict[str, Floats]:
    """Coordinate descent with steps shrinkage * edge on several tables of integers over 4, with planted margins.

    Observables: rows (tables, n, d); reached (tables,), the margin over the length of the path at the end.
    """
    rows = np.stack([_planted(rng, n, d) for _ in range(tables)])
    runs = boost(rows, rounds=rounds, rule="edge", shrinkage=shrinkage)
    return {"rows": rows, "reached": runs.margin[:, -1]}


def _planted(rng: np.random.Generator, n: int, d: int) -> Floats:
    """Rows (n, d) of multiples of 1/4 in [-1, 1] that a random direction of l1 norm 1 classifies with margin 1/4."""
    direction = rng.integers(1, 4, d) * rng.choice([-1, 1], d)
    z = rng.integers(-4, 5, (100 * n, d))
    score = z @ direction / np.abs(direction).sum()
    return (np.sign(score)[:, None] * z)[np.abs(score) >= 1][:n] / 4
