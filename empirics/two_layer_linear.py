"""The linear two-layer network with its second layer trained: dense draws of X, W, theta and the label noise.

x ~ N(0, I_d), hidden weights W (d, h) ~ N(0, 1), second layer (XW)^+ y, where gradient flow from zero ends. Networks
of several widths are nested: one draw of W serves all, width h taking its first h columns.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics import second_layer
from empirics.draws import gaussians
from empirics.lab import trial

__all__ = ["bias_and_variance", "pseudo_inverse_bias_and_variance", "risk"]


@trial(batch=128)
def bias_and_variance(key: Array, *, n: int, d: int, widths: tuple[int, ...]) -> dict[str, Array]:
    """Bias and variance given (X, W), one per width, for |theta| = 1 unit noise, mean over theta's direction."""
    numbers = gaussians(key, d * (n + max(widths)))
    x, w = numbers[: n * d].reshape(n, d), numbers[n * d :].reshape(d, -1)
    features, bias, variance = x @ w, [], []
    for h, inverse in zip(widths, second_layer.inverse_grams(features, widths), strict=True):
        f, v = features[:, :h], w[:, :h]
        fit = v @ (inverse[:h, :h] @ f.T) if h <= n else (v @ f.T) @ inverse  # labels to weights, W F^+ of shape (d, n)
        bias.append(jnp.sum((fit @ x - jnp.eye(d)) ** 2) / d)
        variance.append(jnp.sum(fit**2))
    return {"bias": jnp.stack(bias), "variance": jnp.stack(variance)}


@trial(batch=1024)
def risk(key: Array, *, n: int, d: int, widths: tuple[int, ...], noise: float) -> dict[str, Array]:
    """The risk |W a - theta|^2 itself, one per width, for one draw of X, W, theta (|theta| = 1) and the label noise."""
    most = max(widths)
    numbers = gaussians(key, d * (n + most) + d + n)
    x, w, theta, eps = jnp.split(numbers, (n * d, d * (n + most), d * (n + most) + d))
    x, w, theta = x.reshape(n, d), w.reshape(d, most), theta / jnp.linalg.norm(theta)
    features = x @ w
    y = x @ theta + jnp.sqrt(noise) * eps
    inverses = second_layer.inverse_grams(features, widths)
    risks = []
    for h, inverse in zip(widths, inverses, strict=True):
        f = features[:, :h]
        a = inverse[:h, :h] @ (f.T @ y) if h <= n else f.T @ (inverse @ y)
        risks.append(jnp.sum((w[:, :h] @ a - theta) ** 2))
    return {"risk": jnp.stack(risks)}


@trial(batch=32, host=True)
def pseudo_inverse_bias_and_variance(
    rng: np.random.Generator, *, n: int, d: int, widths: tuple[int, ...]
) -> dict[str, np.ndarray]:
    """Bias and variance by numpy's pseudo-inverse, which also serves networks of deficient rank, h > d < n."""
    x, w = rng.standard_normal((n, d)), rng.standard_normal((d, max(widths)))
    maps = [w[:, :h] @ np.linalg.pinv(x @ w[:, :h], rcond=1e-11) for h in widths]
    return {
        "bias": np.array([np.sum((m @ x - np.eye(d)) ** 2) / d for m in maps]),
        "variance": np.array([np.sum(m**2) for m in maps]),
    }
