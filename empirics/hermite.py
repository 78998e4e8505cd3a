"""Hermite coefficients of tanh, and the series by which they give its dual kernels (Mehler's formula).

For standard Gaussians u, v of correlation c and f = sum_n f_n he_n, g = sum_n g_n he_n with normalised Hermite
polynomials, E[f(u) g(v)] = sum_n f_n g_n c^n: positive semidefinite term by term, and cheap for a whole Gram matrix
at once.
"""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

HERMITE_TERMS = 128  # odd orders 1, 3, ..., 255; the error falls as exp(-pi sqrt(255 / pre-activation variance))
HERMITE_STEP, HERMITE_RANGE = 0.04, 12.5
CENTRAL_WEIGHT = HERMITE_STEP / np.sqrt(2 * np.pi)  # of the node at zero, where odd functions vanish


def even_series(first: Array, second: Array, cosine: Array) -> Array:
    """sum_k first_k second_k c^(2k), by Horner's rule."""
    square = cosine**2

    def step(k: Array, total: Array) -> Array:
        index = HERMITE_TERMS - 1 - k
        return total * square + first[index] * second[index]

    zero = jnp.zeros(jnp.broadcast_shapes(first.shape[1:], second.shape[1:], cosine.shape))
    return jax.lax.fori_loop(0, HERMITE_TERMS, step, zero)


def tanh_coefficients(variance: Array) -> tuple[Array, Array]:
    """Odd normalised Hermite coefficients of tanh(s z) / s, and the even ones of tanh'(s z), with s^2 = variance.

    Order runs along a new first axis. The last coefficients carry the whole remaining mass, so that the diagonal of
    the kernel is exact for every variance and truncation shows only at nearly coinciding inputs.
    """
    nodes, matrix, weights = _hermite_quadrature()
    deviation = jnp.sqrt(variance)[..., None]
    safe = jnp.where(deviation > 0, deviation, 1.0)
    values = jnp.where(deviation > 0, jnp.tanh(safe * nodes) / safe, nodes)
    coefficients = jnp.moveaxis(values @ matrix, -1, 0)
    order = jnp.arange(1, 2 * HERMITE_TERMS, 2).reshape(-1, *[1] * variance.ndim)
    slope_mass = (1 - (values * deviation) ** 2) ** 2 @ weights + CENTRAL_WEIGHT
    return _with_tail(coefficients, values**2 @ weights), _with_tail(jnp.sqrt(order) * coefficients, slope_mass)


def _with_tail(coefficients: Array, mass: Array) -> Array:
    tail = jnp.maximum(mass - jnp.sum(coefficients[:-1] ** 2, axis=0), 0.0)
    return coefficients.at[-1].set(jnp.sqrt(tail))


@functools.cache
def _hermite_quadrature() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Trapezoidal nodes on (0, 12.5], doubled weights times odd normalised Hermite polynomials, and the weights."""
    nodes = np.arange(1, round(HERMITE_RANGE / HERMITE_STEP) + 1) * HERMITE_STEP
    weights = 2 * HERMITE_STEP * np.exp(-(nodes**2) / 2) / np.sqrt(2 * np.pi)
    previous, current = np.ones_like(nodes), nodes
    columns = []
    for order in range(1, 2 * HERMITE_TERMS):
        if order % 2:
            columns.append(current)
        previous, current = current, (nodes * current - np.sqrt(order) * previous) / np.sqrt(order + 1)
    return nodes, weights[:, None] * np.stack(columns, axis=1), weights
