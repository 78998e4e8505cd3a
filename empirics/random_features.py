"""Networks of random nonlinear features with a trained second layer: the exact population risk of each draw.

The test error is an expectation over x ~ N(0, I_d) and has a closed form: with unit hidden weights, E phi(w_i'x)
phi(w_j'x)
is the arc-cosine (ReLU) or arc-sine (erf) kernel of the angle, and E phi(w_i'x) x = mu1 w_i. No test set is drawn.
Label noise
and the teacher's direction (uniform on the sphere of radius 1) are averaged analytically at fixed (X, W).
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics import second_layer
from empirics.lab import trial

__all__ = ["ACTIVATIONS", "activate", "bias_and_variance", "extrapolated", "population"]

ACTIVATIONS = ("relu", "erf")


def activate(name: str, z: Array) -> Array:
    """phi(z), elementwise; ValueError for an unknown activation."""
    _check(name)
    return jnp.maximum(z, 0.0) if name == "relu" else jax.scipy.special.erf(z)


def population(name: str, w: Array) -> tuple[Array, Array]:
    """(E phi(W'x) phi(W'x)', E phi(W'x) x') over x ~ N(0, I_d), for hidden weights W (d, h) with unit columns."""
    _check(name)
    cosine = jnp.clip(w.T @ w, -1.0, 1.0)
    if name == "erf":
        return 2 / np.pi * jnp.arcsin(2 / 3 * cosine), 2 / np.sqrt(3 * np.pi) * w.T
    root = jnp.sqrt(1 - cosine**2)
    return (root + (np.pi - jnp.arccos(cosine)) * cosine) / (2 * np.pi), w.T / 2


@trial(batch=32)
def bias_and_variance(key: Array, *, activation: str, n: int, d: int, widths: tuple[int, ...]) -> dict[str, Array]:
    """Bias and variance given (X, W), one per width, for |theta| = 1 unit noise, mean over theta's direction."""
    return _at_size(jax.random.normal(key, (d * (n + max(widths)),)), activation, n, d, widths)


@trial(batch=32)
def extrapolated(key: Array, *, activation: str, n: int, d: int, widths: tuple[int, ...]) -> dict[str, Array]:
    """2 R(2n, 2d, 2h) - R(n, d, h) for bias and variance, from independent draws: first order in 1/n is gone."""
    small = d * (n + max(widths))
    numbers = jax.random.normal(key, (5 * small,))
    once = _at_size(numbers[:small], activation, n, d, widths)
    twice = _at_size(numbers[small:], activation, 2 * n, 2 * d, tuple(2 * h for h in widths))
    return {part: 2 * twice[part] - once[part] for part in once}


def _at_size(numbers: Array, activation: str, n: int, d: int, widths: tuple[int, ...]) -> dict[str, Array]:
    x, w = numbers[: n * d].reshape(n, d), numbers[n * d :].reshape(d, -1)
    w = w / jnp.linalg.norm(w, axis=0)
    return second_layer.bias_and_variance(activate(activation, x @ w), x, *population(activation, w), widths)


def _check(name: str) -> None:
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {ACTIVATIONS}, got {name!r}")
