"""Margins as they are seen: random ReLU networks whose layers are scaled, random scores whose winner is asked for."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]
LARGEST = 9  # of integer weights, biases and inputs


@trial(batch=8, host=True)
def rescaled(
    rng: np.random.Generator, *, sizes: tuple[int, ...], n: int, biased: bool, scales: Floats
) -> dict[str, Floats]:
    """A network with integer weights, n integer points that it classifies without ties, and its smallest margin m.

    Observables: weights, biases (flat), points (n, d), labels (n,); factors, one c_k per layer; for all parameters
    times each c of `scales`: growth, m(c theta) / m(theta), and normalised growth, the same after division by
    |theta|^L; normalised: for W_k times c_k, m over prod |W_k|_F and over prod |W_k|_2, and, for all
    weights times c_1, m / |theta|^L.
    """
    weights, biases, points, labels = _drawn(rng, sizes, biased, n)
    factors = rng.uniform(0.25, 4.0, size=len(weights))
    at_one = _smallest_margin(weights, biases, points, labels)
    everywhere = np.array([_smallest_margin(_times(weights, c), _times(biases, c), points, labels) for c in scales])
    lengths = np.array([_length(_times(weights, c), _times(biases, c)) for c in scales])
    layered = [c * w for c, w in zip(factors, weights, strict=True)]
    m = _smallest_margin(layered, biases, points, labels)
    products = [math.prod(float(np.linalg.norm(w, kind)) for w in layered) for kind in ("fro", 2)]
    alike = _times(weights, factors[0])
    m_alike = _smallest_margin(alike, biases, points, labels)
    return {
        "weights": np.concatenate([w.ravel() for w in weights]),
        "biases": np.concatenate(biases),
        "points": points,
        "labels": labels.astype(float),
        "factors": factors,
        "growth": everywhere / at_one,
        "normalised growth": everywhere / at_one * (_length(weights, biases) / lengths) ** len(weights),
        "normalised": np.array([m / products[0], m / products[1], m_alike / _length(alike, biases) ** len(alike)]),
    }


@trial(batch=64, host=True)
def ranked(rng: np.random.Generator, *, classes: int, n: int, largest: int) -> dict[str, Floats]:
    """n rows of random integer scores up to `largest`, with random labels.

    Observables: scores (n, classes), labels (n,); lead (n,), the integer by which the score of the label can be lowered
    (or must be raised, if negative) until it just ties with the best of the others; and wrong, the shares of rows whose
    winner is another class where ties are broken against the label and for it, and these shares for scores 0.
    """
    scores, labels = rng.integers(-largest, largest + 1, (n, classes)), rng.integers(classes, size=n)
    lowered = np.arange(-2 * largest - 1, 2 * largest + 1)
    own = np.arange(classes) == labels[:, None]
    trials = scores[:, None] - lowered[:, None] * own[:, None]
    still = ~_loses(trials, np.broadcast_to(labels[:, None], trials.shape[:2]), against=True)
    wrong = [_loses(s, labels, against=against).mean() for s in (scores, 0 * scores) for against in (True, False)]
    return {
        "scores": scores.astype(float),
        "labels": labels.astype(float),
        "lead": 1.0 + np.where(still, lowered, -2 * largest - 2).max(axis=1),
        "wrong": np.array(wrong),
    }


def layers(flat: Floats, sizes: tuple[int, ...]) -> list[NDArray[np.int64]]:
    """The integer matrices (d_k, d_{k-1}) of a network from the observable `weights` of one trial."""
    shapes = [(rows, columns) for columns, rows in itertools.pairwise(sizes)]
    cuts = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
    return [part.astype(int).reshape(shape) for part, shape in zip(np.split(flat, cuts), shapes, strict=True)]


def _loses(scores: NDArray[np.int64], labels: NDArray[np.int64], *, against: bool) -> NDArray[np.bool_]:
    """Whether arg max, which takes the first of equals, misses the label when that is put last, or put first."""
    own = np.arange(scores.shape[-1]) == labels[..., None]
    order = np.argsort(own if against else ~own, axis=-1, kind="stable")
    winner = np.take_along_axis(scores, order, axis=-1).argmax(axis=-1)
    return winner != (scores.shape[-1] - 1 if against else 0)


def _drawn(
    rng: np.random.Generator, sizes: tuple[int, ...], biased: bool, n: int
) -> tuple[list[Floats], list[Floats], Floats, NDArray[np.int64]]:
    """A network, n points for which it has one best class, and these classes; drawn anew where ties are the rule."""
    shapes = [(rows, columns) for columns, rows in itertools.pairwise(sizes)]
    while True:
        weights = [rng.integers(-LARGEST, LARGEST + 1, shape).astype(float) for shape in shapes]
        biases = [biased * rng.integers(-LARGEST, LARGEST + 1, rows).astype(float) for rows, _ in shapes]
        points = rng.integers(-LARGEST, LARGEST + 1, (8 * n, sizes[0])).astype(float)
        scores = _forward(weights, biases, points)
        best = np.sort(scores, axis=1)[:, -2:]
        sure = np.flatnonzero(best[:, 1] > best[:, 0])[:n]
        if len(sure) == n:
            return weights, biases, points[sure], scores[sure].argmax(axis=1)


def _forward(weights: list[Floats], biases: list[Floats], points: Floats) -> Floats:
    state = points @ weights[0].T + biases[0]
    for w, b in zip(weights[1:], biases[1:], strict=True):
        state = np.maximum(state, 0) @ w.T + b
    return state


def _smallest_margin(weights: list[Floats], biases: list[Floats], points: Floats, labels: NDArray[np.int64]) -> float:
    out = _forward(weights, biases, points)
    own = np.arange(out.shape[1]) == labels[:, None]
    return float((out[own] - np.where(own, -np.inf, out).max(axis=1)).min())


def _times(tables: list[Floats], factor: float) -> list[Floats]:
    return [factor * table for table in tables]


def _length(weights: list[Floats], biases: list[Floats]) -> float:
    return float(np.linalg.norm(np.concatenate([table.ravel() for table in (*weights, *biases)])))
