r"""Gradient descent on the first layer of f(x) = a' phi(W'x), by JAX: hidden weights W (d, h) trained, a (h,) fixed.

    >>> w, a = doubled(w, a)  # f = 0 at the start
    >>> w, residual, steps = train(x, y, w, a, activation="erf", rate=stable_rate(x, a), limit=10**4, tolerance=1e-8)

The gradient of the loss |y - f(X)|^2 / (2n) is a combination of the data in every column, so W - W(0) = X'B: the
descent runs on B (n, h), where a step costs one product with the Gram matrix XX' and not two with X.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.special import erf
from jax.typing import ArrayLike

__all__ = ["ACTIVATIONS", "activate", "derivative", "doubled", "forward", "loss", "stable_rate", "train"]

ACTIVATIONS = {
    "relu": jax.nn.relu,
    "erf": erf,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "cos": jnp.cos,
}


def activate(name: str, z: ArrayLike) -> Array:
    """phi(z), elementwise; ValueError for an unknown activation."""
    if name not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, got {name!r}")
    return ACTIVATIONS[name](jnp.asarray(z, dtype=float))


def derivative(name: str, z: ArrayLike) -> Array:
    """phi'(z), elementwise, by automatic differentiation; 0 at the kink of the ReLU."""
    z = jnp.asarray(z, dtype=float)
    return jax.jvp(partial(activate, name), (z,), (jnp.ones_like(z),))[1]


def forward(x: Array, w: Array, a: Array, activation: str) -> Array:
    """f(x) = a' phi(W'x) for x (n, d), w (d, h), a (h,); shape (n,). ValueError for shapes that do not fit."""
    _check(x, w, a)
    return _read(activate(activation, x @ w), a)


def loss(x: Array, y: Array, w: Array, a: Array, activation: str) -> Array:
    """|y - f(X)|^2 / (2n), a scalar, for y (n,)."""
    _check(x, w, a, y)
    return jnp.sum((y - forward(x, w, a, activation)) ** 2) / (2 * len(y))


def doubled(w: Array, a: Array) -> tuple[Array, Array]:
    """(w, w) and (a, -a) / sqrt 2, shapes (d, 2h) and (2h,): |a| and the tangent kernel stay, and f is 0.

    Bit for bit from h = 2 on; one pair alone may leave the rounding of one product.
    """
    if w.ndim != 2 or a.shape != w.shape[1:]:
        raise ValueError(f"w (d, h) and a (h,) do not fit: {w.shape}, {a.shape}")
    return jnp.concatenate([w, w], axis=1), jnp.concatenate([a, -a]) / jnp.sqrt(2.0)


def stable_rate(x: Array, a: Array, slope: ArrayLike = 1.0) -> Array:
    """n / (slope^2 |a|^2 lambda_max(XX')): below it the loss falls, while |phi'| <= slope. By power iteration."""
    gram = x @ x.T
    v = jax.lax.fori_loop(0, 32, lambda _, v: (u := gram @ v) / jnp.linalg.norm(u), jnp.sum(gram, axis=0) + 1.0)
    return len(x) / (jnp.asarray(slope) ** 2 * jnp.sum(a**2) * jnp.linalg.norm(gram @ v))


def train(
    x: Array, y: Array, w: Array, a: Array, *, activation: str, rate: ArrayLike, limit: int, tolerance: float
) -> tuple[Array, Array, Array]:
    """Full-batch gradient descent on w until |y - f| <= tolerance |y|, or for `limit` steps, in float64.

    x (n, d), y (n,), w (d, h), a (h,). Returns the trained w, the residual y - f(X) (n,) and the number of steps. May
    be vmapped: the networks are then trained one after the other, each to its own end. ValueError for shapes that do
    not fit, an unknown activation, and a rate, limit or tolerance that is not positive.
    """
    _check(x, w, a, y)
    activate(activation, 0.0)
    for name, value in {"rate": rate, "limit": limit, "tolerance": tolerance}.items():
        if not isinstance(value, Array) and not 0 < value < float("inf"):  # type: ignore[operator]
            raise ValueError(f"{name} must be positive and finite, got {value!r}")
    return _descend(activation)(x, y, w, a, jnp.asarray(rate, float), jnp.asarray(limit), jnp.asarray(tolerance, float))


def _descend(activation: str) -> Callable[..., tuple[Array, Array, Array]]:
    @jax.custom_batching.sequential_vmap
    def descend(
        x: Array, y: Array, w: Array, a: Array, rate: Array, limit: Array, tolerance: Array
    ) -> tuple[Array, Array, Array]:
        gram, start, enough = x @ x.T, x @ w, tolerance**2 * jnp.sum(y**2)

        def step(carry: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
            moved, z, residual, steps = carry
            moved = moved + rate / len(y) * residual[:, None] * a * derivative(activation, z)
            z = start + gram @ moved
            return moved, z, y - _read(activate(activation, z), a), steps + 1

        def unfinished(carry: tuple[Array, Array, Array, Array]) -> Array:
            return (jnp.sum(carry[2] ** 2) > enough) & (carry[3] < limit)

        first = (jnp.zeros_like(start), start, y - _read(activate(activation, start), a), jnp.zeros((), int))
        moved, _, residual, steps = jax.lax.while_loop(unfinished, step, first)
        return w + x.T @ moved, residual, steps

    return descend


def _read(hidden: Array, a: Array) -> Array:
    """hidden @ a, by halves: the two halves of a doubled network cancel without rounding."""
    half = len(a) // 2
    return (
        hidden[:, :half] @ a[:half]
        + hidden[:, half : 2 * half] @ a[half : 2 * half]
        + hidden[:, 2 * half :] @ a[2 * half :]
    )


def _check(x: Array, w: Array, a: Array, y: Array | None = None) -> None:
    good = x.ndim == w.ndim == 2 and x.shape[1] == w.shape[0] and a.shape == w.shape[1:]
    if not good or (y is not None and y.shape != x.shape[:1]) or 0 in (*x.shape, *w.shape):
        shapes = f"{x.shape}, {w.shape}, {a.shape}" + ("" if y is None else f", {y.shape}")
        raise ValueError(f"x (n, d), w (d, h), a (h,) and y (n,) do not fit or are empty: {shapes}")
