"""Gradient features of ReLU networks with integer weights at integer points: their ranks are exact."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Integers = NDArray[np.int64]
NEAREST, REACH = 5, 20  # sizes of the integer points on the line
STEPS = 2**21


@trial(batch=16, host=True)
def on_the_line(rng: np.random.Generator, *, largest: int, layers: int, bias: bool) -> dict[str, Any]:
    """Ranks of the features of a random network at the first 2, 3 ... `largest` of distinct integer points, not zero.

    One hidden layer, with or without biases, or several without. Besides: the points, random integer labels, and the
    loss |h - y|^2 / (2 n) that gradient descent on the linearized network leaves at all of them.
    """
    sizes = rng.permutation(np.arange(NEAREST, REACH + 1))[:largest]
    points = sizes * np.concatenate([[1, -1], rng.choice([-1, 1], size=largest - 2)])
    labels = rng.integers(-9, 10, size=largest)
    inputs = np.stack([points, np.ones_like(points)], axis=1) if bias else points[:, None]
    phi = features(_kinked(rng) if bias else _bias_free(rng, layers), inputs)
    ranks = [_rank(phi[:n]) for n in range(2, largest + 1)]
    return {"points": points, "labels": labels, "ranks": ranks, "loss": _loss_left(phi.astype(float), labels)}


@trial(batch=16, host=True)
def in_the_plane(rng: np.random.Generator, *, points: int) -> dict[str, Any]:
    """Rank of the features of a two-layer network without biases at multiples of small integer vectors of the plane."""
    pool = np.array([v for v in itertools.product(range(-3, 4), repeat=2) if any(v)])
    chosen = pool[rng.integers(len(pool), size=points)] * rng.integers(1, 4, size=(points, 1))
    twice = rng.integers(points, size=points // 2)
    chosen[: len(twice)] = -2 * chosen[twice]  # opposite points, often
    hidden = np.array([v for v in itertools.product(range(-6, 7), repeat=2) if any(v)])
    hidden = hidden[(hidden @ chosen.T != 0).all(axis=1)]  # no point on a kink, which random weights never have
    hidden = hidden * rng.integers(1, 10, size=(len(hidden), 1))
    output = rng.choice([-1, 1], size=len(hidden)) * rng.integers(1, 10, size=len(hidden))
    return {"points": chosen, "rank": _rank(features([hidden, output[None, :]], chosen))}


def features(weights: Sequence[Integers], x: Integers) -> Integers:
    """The gradient of a bias-free ReLU network in all its weights, for each row of x: shape (n, number of weights).

    `weights` are the layers' matrices (fan_out, fan_in), the last one of shape (1, width): backpropagation in integers.
    """
    layers, active = [x], []
    for matrix in weights[:-1]:
        before = layers[-1] @ matrix.T
        active.append(before > 0)
        layers.append(np.maximum(before, 0))
    parts, back = [layers[-1]], np.broadcast_to(weights[-1], layers[-1].shape)
    for depth in reversed(range(len(active))):
        back = back * active[depth]
        parts.append((back[:, :, None] * layers[depth][:, None, :]).reshape(len(x), -1))
        back = back @ weights[depth]
    return np.concatenate(parts, axis=1)


def _bias_free(rng: np.random.Generator, layers: int, width: int = 8) -> list[Integers]:
    """Integer layers of a network on the line; the first unit of each is on wherever anything below it is."""
    sizes = [1] + [width] * layers
    weights = [rng.integers(-9, 10, size=(out, into)) for into, out in itertools.pairwise(sizes)]
    weights[0][:2, 0] = 3, -5
    for matrix in weights[1:]:
        matrix[0] = rng.integers(1, 10, size=width)
    return [*weights, rng.choice([-2, -1, 1, 2], size=(1, width))]


def _kinked(rng: np.random.Generator) -> list[Integers]:
    """Neurons 2 x + c with odd c, and their mirror images, with random lengths: kinks between all integers."""
    offsets = np.arange(-2 * REACH - 1, 2 * REACH + 2, 2)
    hidden = np.concatenate([np.stack([np.full_like(offsets, side), offsets], axis=1) for side in (2, -2)])
    hidden = hidden * rng.integers(1, 10, size=(len(hidden), 1))
    return [hidden, rng.choice([-2, -1, 1, 2], size=(1, len(hidden)))]


def _loss_left(phi: NDArray[np.float64], labels: Integers) -> float:
    """|phi w - y|^2 / (2 n) after STEPS of gradient descent from zero: each step multiplies y - phi w by one matrix."""
    gram = phi @ phi.T
    step = np.eye(len(gram)) - gram / np.linalg.eigvalsh(gram)[-1]
    residual = np.linalg.matrix_power(step, STEPS) @ labels
    return float(residual @ residual / (2 * len(labels)))


def _rank(matrix: Integers) -> int:
    from flint import fmpz_mat

    return int(fmpz_mat(matrix.tolist()).rank())
