"""Two-layer networks in the standard parametrization h(x) = sum_i a_i s(b_i . x), Var a = 1 / m, Var b = 1."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from empirics.lab import trial
from empirics.networks import ACTIVATIONS
from empirics.two_layer_kernel import contributions


@trial(batch=64)
def standard_kernels(key: Array, *, side: int, widths: tuple[int, ...], x: Array, y: Array) -> dict[str, Array]:
    """For each width m the mean tangent kernel of side^2 / m networks at two points of the plane, by activation.

    By automatic differentiation in a and b. To save trials the neurons are stratified: one for each of side x side
    cells of equal probability for angle and length of b, in random order, with random signs for a sqrt(m). Each neuron
    by itself is Gaussian in b with E a^2 = 1 / m, which is all that means depend on.
    """
    jitter, order = jax.random.uniform(key, (2, side, side)), jax.random.fold_in(key, 1)
    cells = jnp.arange(side) / side
    turn = 2 * jnp.pi * (cells[:, None] + jitter[0] / side)
    length = jnp.sqrt(-2 * jnp.log1p(-(cells + jitter[1] / side)))
    signs = jnp.where(jitter[0] * 2**20 % 1 < 0.5, 1.0, -1.0)
    draws = jnp.stack([signs, length * jnp.cos(turn), length * jnp.sin(turn)], axis=-1).reshape(-1, 3)
    draws = jax.random.permutation(order, draws)

    def kernels(activation: str) -> Array:
        at_width = []
        for m in widths:
            weights = draws.at[:, 0].multiply(m**-0.5)
            at_width.append(contributions(activation, weights, x, y).reshape(-1, m).sum(axis=1).mean())
        return jnp.stack(at_width)

    return {activation: kernels(activation) for activation in ("relu", "erf")}


@trial(batch=16)
def trained(
    key: Array,
    *,
    width: int,
    points: int,
    tests: int,
    dimension: int,
    steps: int,
    output_rate: float,
    hidden_rate: float,
) -> dict[str, Array]:
    """Gradient descent on |h(x) - y|^2 / 2 with one rate per layer, from random weights on random data, s = erf.

    learned, start: h at `tests` random points at the end and at the beginning; besides, all that was drawn: output (the
    weights a at the start), hidden, data, labels, at.
    """
    sizes = (width, width * dimension, points * dimension, points, tests * dimension)
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes) - 1)]
    a, b, x, y, at = jnp.split(jax.random.normal(key, (sum(sizes),)), ends)
    a, b, x, at = a / jnp.sqrt(width), b.reshape(-1, dimension), x.reshape(-1, dimension), at.reshape(-1, dimension)
    x, at = (p / jnp.sqrt(jnp.sum(p**2, axis=1, keepdims=True)) for p in (x, at))

    def h(weights: tuple[Array, Array], inputs: Array) -> Array:
        return ACTIVATIONS["erf"](inputs @ weights[1].T) @ weights[0]

    def loss(weights: tuple[Array, Array]) -> Array:
        return jnp.sum((h(weights, x) - y) ** 2) / 2

    def step(_: int, weights: tuple[Array, Array]) -> tuple[Array, Array]:
        by_a, by_b = jax.grad(loss)(weights)
        return weights[0] - output_rate * by_a, weights[1] - hidden_rate * by_b

    learned = h(jax.lax.fori_loop(0, steps, step, (a, b)), at)
    return {"learned": learned, "start": h((a, b), at), "output": a, "hidden": b, "data": x, "labels": y, "at": at}
