"""Gradients of deep linear networks by automatic differentiation, and gradient descent with line search.

All in float64 and on ln(risk), so that descent goes on where the risk itself has long left the floats. The risk is the
mean over rows z_i of the sum over outputs of ln(1 + exp(-output)).
"""

from __future__ import annotations

from itertools import pairwise

import jax
import jax.numpy as jnp
from jax import Array

from empirics.lab import trial

Sizes = tuple[int, ...]
SUFFICIENT = 0.25  # Armijo's constant
ZERO = 1e-9  # singular values below this part of the largest count as zero


@trial(batch=32)
def random_gradients(key: Array, *, sizes: Sizes, count: int) -> dict[str, Array]:
    """Gradient of ln(risk) at Gaussian weights on Gaussian rows, with the products and ranks that claims speak of."""
    if count < 1:
        raise ValueError(f"count must be at least 1, got {count}")
    flat = _size(sizes)
    draw = jax.random.normal(key, (flat + count * sizes[0],))
    weights, data = draw[:flat], draw[flat:].reshape(count, sizes[0])
    gradient = jax.grad(log_risk)(weights, data, sizes)
    pairs = zip(split(weights, sizes)[1:], split(gradient, sizes)[1:], strict=True)
    singular = [jnp.linalg.svd(g, compute_uv=False) for g in split(gradient, sizes)]
    return {
        "weights": weights,
        "data": data.ravel(),
        "gradient": gradient,
        "facing": jnp.concatenate([(w.T @ g).ravel() for w, g in pairs]),
        "ranks": jnp.stack([jnp.sum(s > ZERO * s[0]) for s in singular]).astype(float),
        "scale": jnp.abs(gradient).max() * jnp.maximum(1.0, jnp.abs(weights).max()),
    }


@trial(batch=4)
def line_search_descent(key: Array, *, sizes: Sizes, data: Array, rounds: int, steps: int) -> dict[str, Array]:
    """Gradient descent with Armijo line search, doubling and halving, seen at one step at the end of each round.

    `step` is the step size in units of the risk: the update is -step times the gradient of ln(risk).
    """
    if rounds < 1 or steps < 1 or data.ndim != 2 or data.shape[1] != sizes[0]:
        raise ValueError(
            f"needs rounds >= 1, steps >= 1 and rows of {sizes[0]} numbers, got {rounds}, {steps}, {data.shape}"
        )
    weights = jax.random.normal(key, (_size(sizes),)) / jnp.sqrt(_fan_in(sizes))
    last = slice(len(weights) - sizes[-2] * sizes[-1], None)
    sign = jnp.where(jnp.mean(outputs(weights, data, sizes)) < 0, -1.0, 1.0)
    weights = weights.at[last].multiply(sign)

    def one(_: int, state: tuple[Array, Array]) -> tuple[Array, Array]:
        now, step = state
        return descend(now, 2 * step, data, sizes)

    def one_round(state: tuple[Array, Array], _: None) -> tuple[tuple[Array, Array], dict[str, Array]]:
        before, step = jax.lax.fori_loop(0, steps - 1, one, state)
        after, used = descend(before, 2 * step, data, sizes)
        seen = {
            "before": before,
            "step": used,
            "imbalance_change": imbalances(after, sizes) - imbalances(before, sizes),
            "imbalance": imbalances(after, sizes),
            "log_risk": log_risk(after, data, sizes),
            "squared_norm": jnp.sum(after**2),
        }
        return (after, used), seen

    _, seen = jax.lax.scan(one_round, (weights, jnp.asarray(0.1)), None, length=rounds)
    return {name: values.ravel() for name, values in seen.items()} | {"initial": weights}


def descend(weights: Array, step: Array, data: Array, sizes: Sizes) -> tuple[Array, Array]:
    """One step along -grad ln(risk), halved until the decrease is sufficient; returns the new weights and the step."""
    value, gradient = jax.value_and_grad(log_risk)(weights, data, sizes)
    slope = jnp.sum(gradient**2)

    def too_long(size: Array) -> Array:
        enough = value - SUFFICIENT * size * slope
        return (log_risk(weights - size * gradient, data, sizes) > enough) & (size > 1e-12)

    size = jax.lax.while_loop(too_long, lambda s: s / 2, step)
    return weights - size * gradient, size


def log_risk(weights: Array, data: Array, sizes: Sizes) -> Array:
    """ln of the mean loss, without underflow."""
    margins = outputs(weights, data, sizes)
    far = margins > 37.0
    near = jnp.log(jnp.logaddexp(0.0, -jnp.where(far, 0.0, margins)))
    return jax.scipy.special.logsumexp(jnp.where(far, -margins, near)) - jnp.log(len(data))


def outputs(weights: Array, data: Array, sizes: Sizes) -> Array:
    """W_L ... W_1 z_i for every row, shape (n, d_L)."""
    values = data
    for matrix in split(weights, sizes):
        values = values @ matrix.T
    return values


def imbalances(weights: Array, sizes: Sizes) -> Array:
    """W_{k+1}^T W_{k+1} - W_k W_k^T for all k, flattened."""
    pairs = pairwise(split(weights, sizes))
    return jnp.concatenate([(after.T @ after - before @ before.T).ravel() for before, after in pairs])


def split(flat: Array, sizes: Sizes) -> list[Array]:
    """W_1 ... W_L from the flat vector."""
    matrices, begin = [], 0
    for before, after in pairwise(sizes):
        matrices.append(flat[begin : begin + before * after].reshape(after, before))
        begin += before * after
    return matrices


def _size(sizes: Sizes) -> int:
    if len(sizes) < 3 or min(sizes) < 1:
        raise ValueError(f"sizes must be three or more positive widths, got {sizes}")
    return sum(before * after for before, after in pairwise(sizes))


def _fan_in(sizes: Sizes) -> Array:
    return jnp.concatenate([jnp.full(before * after, float(before)) for before, after in pairwise(sizes)])
