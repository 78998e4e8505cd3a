"""Votes of stumps on the line, fitted to random data, and signs drawn at random."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from empirics.lab import trial

Floats = NDArray[np.float64]
TURNS = 2


@trial(batch=4, host=True)
def votes(
    rng: np.random.Generator, *, n: int, rounds: int, noises: tuple[float, ...], gammas: tuple[float, ...]
) -> dict[str, Floats]:
    """n uniform points whose labels turn twice and are flipped with each of `noises`, and two votes for each.

    The first vote steps where labels change, the second is made by `rounds` rounds of boosting. Observables, with N
    noises: points (n,), turns (2,), labels (N, n), values (N, 2, n), the vote of sum 1 at each point; shares
    (N, 2, G) of margins below each gamma; errors (N, 2) among the points, and risk (N, 2) by lengths of intervals.
    """
    x, turns = np.sort(rng.random(n)), np.sort(rng.random(TURNS))
    clean = np.where(np.searchsorted(turns, x) % 2 == 0, 1.0, -1.0)
    labels = clean * np.where(rng.random((len(noises), n)) < np.array(noises)[:, None], -1.0, 1.0)
    values = np.stack([_stepping(labels), _boosted(labels, rounds)], axis=1)
    margins = labels[:, None] * values
    share = np.stack([(margins < gamma).mean(axis=2) for gamma in gammas], axis=2)
    wrong = _wrong_length((x[1:] + x[:-1]) / 2, values, turns)
    flipped = np.array(noises)[:, None]
    return {
        "points": x,
        "turns": turns,
        "labels": labels,
        "values": values,
        "shares": share,
        "errors": (margins <= 0).mean(axis=2),
        "risk": flipped + (1 - 2 * flipped) * wrong,
    }


@trial(batch=16, host=True)
def two_turns(rng: np.random.Generator, *, sizes: tuple[int, ...], draws: int, gamma: float) -> dict[str, Floats]:
    """What the margin bound says of the vote that steps at two turns, but for its last term, with complexity measured.

    One entry for each of `sizes`: the share of margins below gamma, and 2 / gamma times the best correlation of a stump
    with random signs, a mean over the draws. Observable: violations.
    """
    x, turns = rng.random(max(sizes)), np.sort(rng.random(TURNS))
    found = []
    for n in sizes:
        labels = np.where(np.searchsorted(turns, np.sort(x[:n])) % 2 == 0, 1.0, -1.0)[None]
        share = float((labels * _stepping(labels) < gamma).mean())
        found.append(share + 2 / gamma * float(_correlation(rng.choice(np.array([-1, 1]), (draws, n))).mean()))
    return {"violations": np.array(found)}


@trial(batch=16, host=True)
def best_vote(rng: np.random.Generator, *, n: int) -> dict[str, Floats | float]:
    """Labels of n points on the line with a random number of changes, and the margin of the best vote of all stumps.

    Observables: labels (n,), margin, by a linear program.
    """
    places = np.isin(np.arange(n - 1), rng.permutation(n - 1)[: rng.integers(n)])
    labels = rng.choice([-1.0, 1.0]) * np.cumprod(np.concatenate([[1.0], np.where(places, -1.0, 1.0)]))
    return {"labels": labels, "margin": best_margin(labels[:, None] * _stumps(n))}


@trial(batch=16, host=True)
def any_class(rng: np.random.Generator, *, family: str, n: int, classifiers: int) -> dict[str, Floats | float]:
    """Random labels, and classifiers of n points: the margin of the best vote of them and of their negations.

    `family` is "random" signs, "real" values in [-1, 1], or "stumps" on random axes of a square. Observables: table
    (n, classifiers), the products y_i h_j(x_i), and margin, 0 where no vote is right on all points.
    """
    if family == "stumps":
        points = rng.random((n, 2))[:, rng.integers(2, size=classifiers)]
        outputs = np.where(points > rng.random(classifiers), 1.0, -1.0)
    elif family == "real":
        outputs = rng.integers(-8, 9, (n, classifiers)) / 8
    elif family == "random":
        outputs = rng.choice([-1.0, 1.0], (n, classifiers))
    else:
        raise ValueError(f"a family is random, real or stumps, got {family!r}")
    table = rng.choice([-1.0, 1.0], n)[:, None] * outputs
    return {"table": table, "margin": best_margin(table)}


@trial(batch=16, host=True)
def signs(rng: np.random.Generator, *, sizes: tuple[int, ...], draws: int) -> dict[str, Floats]:
    """Random signs of points on the line; each observable has one entry for each of `sizes`, a mean over the draws.

    Observables: complexity, the best correlation of a stump with the signs; margin, that of the vote that steps where
    the sign changes, for other signs; and term, twice the complexity times the mean inverse margin.
    """
    found = [_of_signs(*rng.choice(np.array([-1, 1]), (2, draws, n))) for n in sizes]
    return {name: np.array([one[name] for one in found]) for name in found[0]}


@trial(batch=2, host=True)
def all_signs(rng: np.random.Generator, *, largest: int) -> dict[str, Floats]:
    """The observables of `signs` as means over all signs of n = 2 ... `largest` points, in an order of their own."""
    found = []
    for n in range(2, largest + 1):
        every = rng.permutation(np.array(list(product((-1, 1), repeat=n))))
        found.append(_of_signs(every, every))
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def best_margin(table: Floats) -> float:
    """max min_i (A w)_i over sum_j |w_j| <= 1, by a linear program in the positive and negative parts of w."""
    n, d = table.shape
    constraints = np.block([[-table, table, np.ones((n, 1))], [np.ones((1, 2 * d)), np.zeros((1, 1))]])
    limits = np.concatenate([np.zeros(n), [1.0]])
    solved = linprog(np.r_[np.zeros(2 * d), -1.0], A_ub=constraints, b_ub=limits, bounds=(0, None), method="highs")
    if solved.x is None:
        raise ValueError(f"the linear program of a table of shape {table.shape} was not solved: {solved.message}")
    return max(0.0, float(solved.x[-1]))


def _of_signs(first: NDArray[np.int64], second: NDArray[np.int64]) -> dict[str, float]:
    weights = np.abs(second[:, -1] + second[:, 0]) / 2 + np.abs(np.diff(second, axis=1)).sum(axis=1) / 2
    complexity = float(_correlation(first).mean())
    term = 2 * complexity * float(weights.mean())
    return {"complexity": complexity, "margin": float((1 / weights).mean()), "term": term}


def _correlation(signs: NDArray[np.int64]) -> Floats:
    """max_h |(1/n) sum_i s_i h(x_i)| over stumps for each row of signs: + from some point on, - before."""
    sums = np.cumsum(signs, axis=1)
    total = sums[:, -1:]
    return np.maximum(np.abs(2 * sums - total).max(axis=1), np.abs(total[:, 0])) / signs.shape[1]


def _stumps(n: int) -> Floats:
    """All stumps on n points, up to sign: + from point j on, for j = 0 ... n - 1."""
    return np.where(np.arange(n)[:, None] >= np.arange(n), 1.0, -1.0)


def _stepping(labels: Floats) -> Floats:
    """The vote with the values of the labels, divided by its sum of weights: half of the variation and of the ends."""
    variation = np.abs(np.diff(labels, axis=1)).sum(axis=1) + np.abs(labels[:, 0] + labels[:, -1])
    return labels / (variation / 2)[:, None]


def _boosted(labels: Floats, rounds: int) -> Floats:
    """AdaBoost: in every round the stump of largest edge r, with weight atanh(r), at most atanh(1 - 1e-9)."""
    votes, total = np.zeros_like(labels), np.zeros(len(labels))
    rows, places = np.arange(len(labels)), np.arange(labels.shape[1])
    for _ in range(rounds):
        logs = -labels * votes
        share = np.exp(logs - logs.max(axis=1, keepdims=True))
        signed = labels * share / share.sum(axis=1, keepdims=True)
        edges = 2 * np.cumsum(signed[:, ::-1], axis=1)[:, ::-1] - signed.sum(axis=1, keepdims=True)
        best = np.abs(edges).argmax(axis=1)
        steps = np.arctanh(np.clip(edges[rows, best], -1 + 1e-9, 1 - 1e-9))
        votes += steps[:, None] * np.where(places >= best[:, None], 1.0, -1.0)
        total += np.abs(steps)
    return votes / total[:, None]


def _wrong_length(cuts: Floats, values: Floats, turns: Floats) -> Floats:
    """Length of the part of [0, 1] where sign(f) is not that of the target, for f with `values` between the cuts."""
    inner = np.sort(np.concatenate([cuts, turns]))
    edges = np.concatenate([[0.0], inner, [1.0]])
    middle = (edges[1:] + edges[:-1]) / 2
    target = np.where(np.searchsorted(turns, middle) % 2 == 0, 1.0, -1.0)
    signs = np.sign(values[..., np.searchsorted(cuts, middle)])
    return ((signs != target) * np.diff(edges)).sum(axis=-1)
