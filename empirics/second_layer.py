"""Bias and variance of networks with a trained second layer, exact given (X, W) and the features, for nested widths.

f(x) = a' phi(x), a = F^+ y with F = phi(X) of shape (n, h), y = X theta + eps. With U = E phi phi' and v = E phi x'
the risk needs no test set: averaged over the direction of theta (|theta| = 1) and over unit label noise,

    variance = tr (F^+)' U F^+,    bias = [tr C' U C - 2 tr C' v] / d + 1,    C = F^+ X.

All Gram matrices are padded to one size m = min(n, largest width) and factored in one batched call: on CPU, several
batched LAPACK calls that do not depend on each other can wait for each other for ever.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.linalg import solve_triangular

__all__ = ["bias_and_variance", "inverse_grams"]


def inverse_grams(features: Array, widths: tuple[int, ...]) -> Array:
    """Inverse of F_h' F_h (h <= n, padded by the identity) or F_h F_h' (h > n), shape (len(widths), m, m).

    m = min(n, largest width). F_h holds the first h columns of features (n, H). ValueError unless widths increase from
    at least 1 to at most H.
    """
    n = features.shape[0]
    if not widths or list(widths) != sorted(set(widths)) or widths[0] < 1 or widths[-1] > features.shape[1]:
        raise ValueError(f"widths must increase from 1 to at most {features.shape[1]}, got {widths}")
    m = min(n, widths[-1])
    normal = features[:, :m].T @ features[:, :m]
    grams = []
    for h in widths:
        inside = np.arange(m) < h
        padded = jnp.where(inside[:, None] & inside, normal, jnp.eye(m))
        grams.append(padded if h <= n else features[:, :h] @ features[:, :h].T)
    roots = jnp.linalg.cholesky(jnp.stack(grams))
    halves = solve_triangular(roots, jnp.broadcast_to(jnp.eye(m), roots.shape), lower=True)
    return jnp.swapaxes(halves, 1, 2) @ halves


def bias_and_variance(
    features: Array, x: Array, second: Array, first: Array, widths: tuple[int, ...]
) -> dict[str, Array]:
    """{"bias", "variance"}, each of shape (len(widths),): width h uses the first h features.

    Shapes: features (n, H), x (n, d), second = U (H, H), first = v (H, d), with H >= max(widths).
    """
    n, d = x.shape
    bias, variance = [], []
    for h, inverse in zip(widths, inverse_grams(features, widths), strict=True):
        f, u, v = features[:, :h], second[:h, :h], first[:h]
        if h <= n:
            fit = inverse[:h, :h] @ (f.T @ x)
            variance.append(jnp.sum(u * inverse[:h, :h]))
            bias.append((jnp.sum(fit * (u @ fit)) - 2 * jnp.sum(fit * v)) / d + 1)
        else:
            fit, spread = inverse @ x, (f @ u) @ f.T
            variance.append(jnp.sum(inverse * (inverse @ spread)))
            bias.append((jnp.sum(fit * (spread @ fit)) - 2 * jnp.sum(fit * (f @ v))) / d + 1)
    return {"bias": jnp.stack(bias), "variance": jnp.stack(variance)}
