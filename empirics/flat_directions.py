"""The curvature of a linearized objective, by automatic differentiation, and where descent ends from anywhere."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from empirics.lab import trial


@trial(batch=64)
def curvature(key: Array, *, p: int, columns: Array, steps: int) -> dict[str, Array]:
    """The objective |Phi^T w - r|^2 / (2 n) of small integer features and residuals, and descent on it from anywhere.

    Of n different points, whose features are an identity above integers in -2..2, data point i is number `columns[i]`
    (n,), so that points can repeat, with the same residual. Descent starts at random integers, with step n / (trace of
    Phi^T Phi). Returns `features` (p, n), `residual` (n,), `start` (p,), the eigenvalues `spectrum` (p,) of the Hessian
    that automatic differentiation finds at the start, ascending, the `limit` (p,), and `contraction`, the factor per
    step of the slowest mode that moves.
    """
    n = len(columns)
    draw = jax.random.randint(key, (p * n + n + p,), -2, 3).astype(float)
    phi = draw[: p * n].reshape(p, n).at[:n].set(jnp.eye(n))[:, columns]
    residual, start = draw[p * n : p * n + n][columns], draw[p * n + n :]
    step = n / (phi**2).sum()

    def objective(w: Array) -> Array:
        return ((phi.T @ w - residual) ** 2).mean() / 2

    spectrum = jnp.linalg.eigvalsh(jax.hessian(objective)(start))
    limit = jax.lax.scan(lambda w, _: (w - step * jax.grad(objective)(w), None), start, None, length=steps)[0]
    slowest = jnp.where(spectrum > 1e-9, spectrum, jnp.inf).min()
    return {
        "features": phi,
        "residual": residual,
        "start": start,
        "spectrum": spectrum,
        "limit": limit,
        "contraction": 1 - step * slowest,
    }
