"""Hermite coefficients of activations at the variance of every input, and the series they make for pairs of inputs.

s(sqrt(q) z) = sum of h_n(q) He_n(z) / sqrt(n!) for standard normal z, and E[s(u) s(v)] = sum of h_n(q1) h_n(q2) c^n at
correlation c (Mehler). Coefficients come from Gauss-Legendre panels that end where the activation has its breaks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.activations import Activation, HermiteSeries, Polynomial

REACH, PANEL, ORDER = 13.0, 0.5, 16  # He_n(z) phi(z) / sqrt(n!) < sqrt(phi(z)) < 1e-18 beyond
STEEP = 12  # halvings of a panel around 0: steps are resolved up to deviations of 4096


def coefficients(activation: Polynomial | HermiteSeries, q: Array) -> tuple[Array, Array]:
    """h_0, ..., h_N and the root of what is left of E s^2 (N + 2, n), and the same of s' (N + 1, n).

    The rest is put on one degree more, of both: own values are exact, a series is wrong by less than twice its rest.
    """
    terms = len(activation.coefficients) - 1 if isinstance(activation, Polynomial) else activation.terms
    finer = PANEL * 2.0 ** np.arange(STEEP)  # a large variance sees the activation as a step
    z, weights = _nodes(q, [*getattr(activation, "breaks", ()), *finer, *-finer])
    deviation = jnp.sqrt(jnp.where(q > 0, q, 1))
    points = deviation * (q > 0) * z
    values, derivatives = activation(points), activation.derivative(points)
    found = _project(values * weights, z, terms)
    slopes = jnp.sqrt(jnp.arange(1, terms + 1, dtype=q.dtype))[:, None] * found[1:] / deviation
    return _with_rest(found, weights * values**2, activation), _with_rest(slopes, weights * derivatives**2, activation)


def _with_rest(found: Array, squares: Array, activation: Activation) -> Array:
    """Coefficients, and the root of the squares' sum less their own."""
    rest = jnp.maximum(squares.sum(axis=0) - (found**2).sum(axis=0), 0)
    rest = jnp.where(isinstance(activation, Polynomial), 0, jnp.sqrt(jnp.where(rest > 0, rest, 1)) * (rest > 0))
    return jnp.concatenate([found, rest[None]])


def unresolved(activation: HermiteSeries, q: Any) -> Array:
    """The share of E s(u)^2 that the series leaves at variances q (n,): its error relative to the diagonal, halved."""
    found, _ = jax.jit(coefficients, static_argnums=0)(activation, jnp.asarray(q, dtype=float))
    return found[-1] ** 2 / (found**2).sum(axis=0)


def series(one: Any, two: Any, correlation: Array) -> tuple[Array, Array]:
    """sum over n >= 1 of a_n (1 + c + ... + c^(n - 1)) and sum of b_n c^n, for the products a, b of unit and slope."""
    first, second = (jnp.broadcast_to(x, jnp.broadcast_shapes(x.shape, (1, 1, 1))) for x in (one["unit"], two["unit"]))
    count = one["slope"].shape[0]

    def step(k: Array, sums: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        n = count - 1 - k  # from the highest degree down
        tail, lack, slope = sums
        tail = tail + first[n + 1] * second[n + 1]
        return tail, lack * correlation + tail, slope * correlation + one["slope"][n] * two["slope"][n]

    zero = 0 * correlation * first[0] * second[0]
    _, lack, slope = jax.lax.fori_loop(0, count, step, (zero, zero, zero))
    return lack, slope


def half_squared_distance(one: Any, two: Any) -> Array:
    """|a - b|^2 / 2 for the unit columns of (k, n, 1) and (k, 1, m): what parallel inputs of unlike norms lack.

    Seen from the first of them, so that little cancels where all norms are about the same, and nothing where two agree.
    """
    first, second = one["unit"], two["unit"]
    a, b = first[:, :, 0] - first[:, :1, 0], second[:, 0, :] - first[:, :1, 0]
    squares = (a**2).sum(axis=0)[:, None] + (b**2).sum(axis=0)[None, :]
    return jnp.where(one["deviation"] == two["deviation"], 0, jnp.maximum(squares / 2 - a.T @ b, 0))


def on_nodes(activation: Activation, q: Array) -> tuple[Array, Array]:
    """s(sqrt(q) z) and weights at nodes z, the same for all q: two arrays (nodes, n)."""
    z, weights = _nodes(q, ())
    return activation(jnp.sqrt(jnp.where(q > 0, q, 1)) * (q > 0) * z), weights


def unit_interval(count: int) -> Iterator[tuple[float, float]]:
    """Gauss-Legendre nodes and weights on [0, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return zip(map(float, (nodes + 1) / 2), map(float, weights / 2), strict=True)


@functools.cache
def _panel() -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(ORDER)


def _nodes(q: Array, breaks: Sequence[float]) -> tuple[Array, Array]:
    """Nodes z and weights of the standard normal law, (nodes, n) each; panels end at the breaks over sqrt(q)."""
    fixed = jnp.arange(-REACH, REACH + PANEL / 2, PANEL, dtype=q.dtype)[:, None] * jnp.ones_like(q)
    inner = np.array(breaks).reshape(-1, 1) / jnp.sqrt(jnp.where(q > 0, q, 1e-300))
    ends = jnp.sort(jnp.concatenate([fixed, jnp.clip(inner, -REACH, REACH)]), axis=0)
    half, middle = jnp.diff(ends, axis=0) / 2, (ends[1:] + ends[:-1]) / 2
    z = (middle[:, None] + half[:, None] * _panel()[0][:, None]).reshape(-1, q.shape[-1])
    weights = (half[:, None] * _panel()[1][:, None]).reshape(-1, q.shape[-1])
    return z, weights * jnp.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def _project(values: Array, z: Array, terms: int) -> Array:
    """Sums over nodes of values times He_n(z) / sqrt(n!), n = 0 ... terms: (terms + 1, n)."""

    def step(carry: tuple[Array, Array], n: Array) -> tuple[tuple[Array, Array], Array]:
        before, now = carry
        after = (z * now - jnp.sqrt(n) * before) / jnp.sqrt(n + 1)
        return (now, after), (values * now).sum(axis=0)

    start = (jnp.zeros_like(z), jnp.ones_like(z))
    return jax.lax.scan(step, start, jnp.arange(terms + 1, dtype=z.dtype))[1]
