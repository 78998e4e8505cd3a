"""Gradient descent on the first layer of the linear two-layer network f(x) = x'W a, a_i = +-1/sqrt(h) fixed, by JAX."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from empirics.lab import trial

__all__ = ["train"]


@trial(batch=16)
def train(key: Array, *, n: int, d: int, widths: tuple[int, ...], steps: int, noise: float) -> dict[str, Array]:
    """Train W (d, h) from N(0, 1/d) on one data set for every h; theta is the first axis, |theta| = 1.

    Observables: "risk" (len(widths),), the data "x" (n d,), "y" (n,), "start" = W0 a for each width (len(widths)
    d,), and
    "left" (len(widths),), the norm of the training residual at the last step.
    """
    most = max(widths)
    numbers = jax.random.normal(key, (n * d + n + d * most,))
    x, w = numbers[: n * d].reshape(n, d), numbers[n * d + n :].reshape(d, most) / jnp.sqrt(d)
    y = x[:, 0] + jnp.sqrt(noise) * numbers[n * d : n * d + n]
    rate = n / jnp.sum(x**2) * d / (jnp.sqrt(d) + jnp.sqrt(n)) ** 2  # about n over the largest eigenvalue of X'X

    def loss(weights: Array, a: Array) -> Array:
        return jnp.sum((y - x @ (weights @ a)) ** 2) / (2 * n)

    outcome: dict[str, list[Array]] = {"risk": [], "start": [], "left": []}
    for h in widths:
        a = jnp.where(jnp.arange(h) % 2 == 0, 1.0, -1.0) / jnp.sqrt(h)
        end = jax.lax.fori_loop(0, steps, lambda _, v, a=a: v - rate * jax.grad(loss)(v, a), w[:, :h])
        outcome["risk"].append(jnp.sum((end @ a - jnp.eye(d)[0]) ** 2))
        outcome["start"].append(w[:, :h] @ a)
        outcome["left"].append(jnp.linalg.norm(y - x @ (end @ a)))
    return {k: jnp.concatenate([jnp.atleast_1d(v) for v in vs]) for k, vs in outcome.items()} | {"x": x.ravel(), "y": y}
