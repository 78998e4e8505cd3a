"""ReLU networks without biases for classification, positively homogeneous in every layer, and their training.

A network is the list of its matrices W_k, (d_k, d_{k-1}), and computes f(x) = W_L relu(... relu(W_1 x)). It is trained
by gradient descent with momentum on the mean cross-entropy of all training points, in float32. Everything is a pure
function of arrays: `jax.vmap` over starts, labels and data gives one program for all networks of a shape.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

Layers = list[Array]


def initial(key: Array, sizes: Sequence[int]) -> Layers:
    """Normal weights of variance 2 / fan-in (He) for the sizes d_0, ..., d_L, in float32.

    Raises ValueError for fewer than two sizes, or sizes below one.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"a network has at least two positive sizes, got {tuple(sizes)}")
    counts = [rows * columns for columns, rows in itertools.pairwise(sizes)]
    draw = jax.random.normal(key, (sum(counts),), dtype=jnp.float32)
    cuts = itertools.pairwise([0, *itertools.accumulate(counts)])
    shapes = itertools.pairwise(sizes)
    return [
        (draw[a:b] * (2 / columns) ** 0.5).reshape(rows, columns)
        for (a, b), (columns, rows) in zip(cuts, shapes, strict=True)
    ]


def forward(weights: Layers, x: Array) -> Array:
    """Outputs (n, d_L) at the rows of x (n, d_0). Raises ValueError for matrices that do not fit together, or to x."""
    if not weights:
        raise ValueError("a network has at least one matrix, got none")
    chain = [x.shape[-1], *(w.shape[0] for w in weights)]
    if any(w.ndim != 2 or w.shape[1] != columns for w, columns in zip(weights, chain, strict=False)):
        shapes = [w.shape for w in weights]
        raise ValueError(f"matrices (d_k, d_(k-1)) have to fit to {chain[0]} inputs and to each other, got {shapes}")
    for w in weights[:-1]:
        x = jax.nn.relu(x @ w.mT)
    return x @ weights[-1].mT


def cross_entropy(outputs: Array, labels: Array) -> Array:
    """Mean of -log softmax(outputs)_label over the rows of outputs (n, k); labels (n,) are integers 0 ... k - 1."""
    return -jnp.mean(_at_labels(jax.nn.log_softmax(outputs, axis=-1), labels))


class Trained(NamedTuple):
    """Weights where the mean cross-entropy first fell below each stop: every matrix has a leading axis of stops.

    `losses` and `steps` (stops,) say where that was. A stop that was not reached has the last weights, their loss,
    which is not below the stop, and the number of all steps.
    """

    weights: Layers
    losses: Array
    steps: Array


class _State(NamedTuple):
    layers: Layers
    speed: Layers
    kept: Trained
    taken: Array


def train(
    weights: Layers,
    x: Array,
    labels: Array,
    *,
    rate: Array | float,
    momentum: Array | float,
    stops: Sequence[float],
    limit: Array | int,
    decay: Array | float = 0.0,
) -> Trained:
    """Full-batch descent v <- momentum v - rate (grad + decay W), W <- W + v on the mean cross-entropy, in float32.

    The weights are kept at the first step whose loss lies below each of the decreasing `stops`; at most `limit` steps
    are taken. x (n, d_0), labels (n,). Under `jax.vmap` all networks of the batch wait for the last one.
    Raises ValueError for stops that do not decrease to a positive number, and for no steps.
    """
    if not stops or min(stops) <= 0 or any(b >= a for a, b in itertools.pairwise(stops)):
        raise ValueError(f"stops decrease and are positive, got {tuple(stops)}")
    if isinstance(limit, int) and limit < 1:
        raise ValueError(f"training takes at least one step, got a limit of {limit}")
    x, marks = jnp.asarray(x, jnp.float32), jnp.asarray(stops, jnp.float32)
    rate, momentum, decay = (jnp.asarray(value, jnp.float32) for value in (rate, momentum, decay))

    def error(layers: Layers) -> Array:
        return cross_entropy(forward(layers, x), labels)

    def unfinished(state: _State) -> Array:
        return (state.kept.steps[-1] < 0) & (state.taken < limit)

    def descend(state: _State) -> _State:
        layers, speed, kept, taken = state
        loss, slope = jax.value_and_grad(error)(layers)
        kept = _keep(kept, (kept.steps < 0) & (loss < marks), layers, loss, taken)
        speed = [momentum * v - rate * (g + decay * w) for v, g, w in zip(speed, slope, layers, strict=True)]
        return _State([w + v for w, v in zip(layers, speed, strict=True)], speed, kept, taken + 1)

    layers = [jnp.asarray(w, jnp.float32) for w in weights]
    nowhere = [jnp.zeros((len(stops), *w.shape), jnp.float32) for w in layers]
    never = Trained(nowhere, jnp.zeros(len(stops), jnp.float32), jnp.full(len(stops), -1))
    begin = _State(layers, [jnp.zeros_like(w) for w in layers], never, jnp.asarray(0))
    end = jax.lax.while_loop(unfinished, descend, begin)
    return _keep(end.kept, end.kept.steps < 0, end.layers, error(end.layers), end.taken)


def _keep(kept: Trained, where: Array, layers: Layers, loss: Array, taken: Array) -> Trained:
    weights = [jnp.where(where[:, None, None], w, old) for w, old in zip(layers, kept.weights, strict=True)]
    return Trained(weights, jnp.where(where, loss, kept.losses), jnp.where(where, taken, kept.steps))


def margins_of(outputs: Array, labels: Array) -> Array:
    """The output of the label less the largest other output: (..., n) for outputs (..., n, k) and labels (n,).

    Positive exactly where the class is right and not tied. Raises ValueError for fewer than two classes.
    """
    if outputs.shape[-1] < 2:
        raise ValueError(f"a margin compares at least two outputs, got {outputs.shape[-1]}")
    own = jnp.arange(outputs.shape[-1]) == labels[..., None]
    return _at_labels(outputs, labels) - jnp.where(own, -jnp.inf, outputs).max(axis=-1)


def spectral_norm(w: Array) -> Array:
    """Largest singular value of matrices (..., rows, columns), in float64, too large by a factor s^(1/2^20) at most.

    s is the smaller side: 4e-6 at 64. It is (tr G^p)^(1/2p) for the Gram matrix G of that side and p = 2^19, by
    squaring; a singular value decomposition would keep batches from running side by side. The zero matrix has norm 0.
    """
    w = w.astype(jnp.float64)
    gram = w @ w.mT if w.shape[-2] <= w.shape[-1] else w.mT @ w
    logarithm, trace = jnp.zeros(w.shape[:-2]), jnp.trace(gram, axis1=-2, axis2=-1)
    scale = jnp.where(trace > 0, trace, 1.0)
    power = gram / scale[..., None, None]

    def square(k: Array, state: tuple[Array, Array]) -> tuple[Array, Array]:
        power, logarithm = state
        power = power @ power
        size = jnp.trace(power, axis1=-2, axis2=-1)
        size = jnp.where(size > 0, size, 1.0)
        return power / size[..., None, None], logarithm + jnp.log(size) / 2.0 ** (k + 1)

    logarithm = jax.lax.fori_loop(0, 19, square, (power, logarithm))[1]
    return jnp.where(trace > 0, jnp.sqrt(scale) * jnp.exp(logarithm / 2), 0.0)


def frobenius_norm(w: Array) -> Array:
    """Root of the sum of squares of matrices (..., rows, columns), in float64."""
    return jnp.sqrt((w.astype(jnp.float64) ** 2).sum(axis=(-2, -1)))


def row_norm_sum(w: Array) -> Array:
    """Sum over the rows, one for each unit, of their lengths: the (2, 1)-norm of the transpose of W, in float64."""
    return jnp.sqrt((w.astype(jnp.float64) ** 2).sum(axis=-1)).sum(axis=-1)


def _at_labels(table: Array, labels: Array) -> Array:
    """Entry labels[i] of row i of a table (..., n, k): by a mask, which is faster than gathering."""
    return jnp.where(jnp.arange(table.shape[-1]) == labels[..., None], table, 0).sum(axis=-1)
