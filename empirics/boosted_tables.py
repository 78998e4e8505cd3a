"""Boosting on random signs, on real measurements with true and random labels, and with an adversary as weak learner."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from empirics import breast_cancer
from empirics.boosting import Floats, Runs, boost, exact_step
from empirics.lab import trial


@trial(batch=4, host=True)
def random_signs(rng: np.random.Generator, *, n: int, d: int, rounds: int) -> dict[str, NDArray[np.generic]]:
    """AdaBoost on n x d random signs; `table` (n, d), and of every round what `observed` lists."""
    table = rng.choice([-1.0, 1.0], size=(n, d))
    return {"table": table, **observed(boost(table, rounds=rounds), 0)}


@trial(batch=4, host=True)
def searched(
    rng: np.random.Generator, *, n: int, d: int, rounds: int, confidence: float, unsure: float
) -> dict[str, Floats]:
    """Boosting with the exact line search on n x d values +-confidence, a share `unsure` of them uniform in between.

    Observables: edge and step of each round; mean_square (rounds,), of the column that was chosen.
    """
    table = rng.choice([-confidence, confidence], size=(n, d))
    table = np.where(rng.random((n, d)) < unsure, rng.uniform(-confidence, confidence, size=(n, d)), table)
    runs = boost(table, rounds=rounds, rule="line search")
    return {"edge": runs.edge[0], "step": runs.step[0], "square": (table**2).mean(axis=0)[runs.column[0]]}


@trial(batch=4, host=True)
def best_coordinate(rng: np.random.Generator, *, n: int, d: int) -> dict[str, float]:
    """Of random signs and random weights: edge, the largest one; and fall, the most that -ln of the risk can gain along
    one column, searched along every one of them."""
    table, p = rng.choice([-1.0, 1.0], size=(n, d)), rng.dirichlet(np.ones(n))
    edges = p @ table
    columns = (table * np.sign(edges)).T
    falls = [-np.log(p @ np.exp(-exact_step(p, column) * column)) for column in columns]
    return {"edge": float(np.abs(edges).max()), "fall": float(max(falls))}


@trial(batch=2, host=True)
def stumps(rng: np.random.Generator, *, n: int, features: int, rounds: int) -> dict[str, NDArray[np.generic]]:
    """AdaBoost on decision stumps for n tumours, with true labels and with random ones.

    Observables: table (2, n, n * features), and of every round what `observed` lists, of shape (2, rounds): first the
    true labels, then the random ones.
    """
    x, labels = breast_cancer.draw(rng, n, features)
    table = np.stack([stump_table(x, y) for y in (labels, rng.choice([-1.0, 1.0], size=n))])
    return {"table": table, **observed(boost(table, rounds=rounds))}


@trial(batch=2, host=True)
def distributions(
    rng: np.random.Generator, *, n: int, features: int, rounds: tuple[int, ...], at: Floats
) -> dict[str, Floats]:
    """AdaBoost on decision stumps for n tumours: the margins of all of them, with true labels and with random ones.

    Observables: edge and step (2, last round); share (2, rounds, at), of tumours whose margin over the length of the
    path is at most each of `at`, after each of `rounds`. First the true labels, then the random ones.
    """
    x, labels = breast_cancer.draw(rng, n, features)
    table = np.stack([stump_table(x, y) for y in (labels, rng.choice([-1.0, 1.0], size=n))])
    runs = boost(table, rounds=max(rounds))
    moves = (runs.sign * runs.step)[..., None] * table.transpose(0, 2, 1)[np.arange(2)[:, None], runs.column]
    margins = np.cumsum(moves, axis=1) / np.cumsum(runs.step, axis=1)[..., None]
    kept = margins[:, np.array(rounds) - 1]
    return {"edge": runs.edge, "step": runs.step, "share": (kept[..., None] <= at + 1e-12).mean(axis=2)}


def stump_table(x: Floats, labels: Floats) -> Floats:
    """Right or wrong, 1 or -1, of all decision stumps of points (n, f): does a coordinate exceed that of a point?"""
    answers = np.where(x[:, :, None] > x.T[None], 1.0, -1.0)
    return labels[:, None] * answers.reshape(len(x), -1)


@trial(batch=1, host=True)
def adversary(
    rng: np.random.Generator, *, n: int, errors: int, rounds: int, edge: float, shrinkage: Floats
) -> dict[str, NDArray[np.generic]]:
    """Boosting on all columns that err on `errors` of n rows, given one of the least edge that is at least `edge`.

    Edges that agree to two digits count as equal, and the first of them, in a random order, is given. Observables: see
    `observed`, of shape (shrinkages, rounds).
    """
    wrong = np.array(list(combinations(range(n), errors)))
    table = np.ones((n, len(wrong)))
    table[wrong.T, rng.permutation(len(wrong))] = -1.0
    return observed(boost(table, rounds=rounds, oracle="adversary", floor=edge, digits=2, shrinkage=shrinkage))


def observed(runs: Runs, which: int | slice = slice(None)) -> dict[str, NDArray[np.generic]]:
    """edge, step, margin, soft and errors of every round; `least`, the smallest margin before it is normalised; and
    `cleared`, the first round from which on there are no errors."""
    names = ("edge", "step", "margin", "soft", "errors")
    found = {name: getattr(runs, name)[which] for name in names}
    least, cleared = found["margin"] * np.cumsum(found["step"], axis=-1), settled(-found["errors"], 0)
    return {**found, "least": least, "cleared": cleared}


def settled(values: NDArray[np.generic], level: ArrayLike) -> NDArray[np.int64]:
    """The first round, counted from 1, from which on values (..., rounds) are at least `level`, a number or (...).

    One more than the rounds there are if the last value is below it.
    """
    below = values < np.asarray(level)[..., None]
    return np.where(below, np.arange(2, below.shape[-1] + 2), 1).max(axis=-1)
