"""A linear model with given features, trained with the logistic and with the square loss from the same start."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from empirics.lab import trial


@trial(batch=64)
def both_losses(
    key: Array, *, features: Array, labels: Array, scale: float, step: float, snapshots: tuple[int, ...], tests: int
) -> dict[str, Array]:
    """Descent on both losses for `snapshots[-1]` steps, from standard normal weights times `scale`.

    `features` (p, n), `labels` +-1 (n,). The logistic step is step / risk, the square one n / trace(Phi^T Phi), where
    it is stable. Returns for the logistic loss the `velocity` (p,) of its last step over `step`, the `norm` of the
    weights at the snapshots; for the square loss the `limit` (p,) and the `start` (p,); `kernels` (2 n n,), the Gram
    matrix of the gradients of the predictions at both ends, the logistic first; and `disagreement`, the share of
    standard normal test features on which the two ends differ in sign.
    """
    p = len(features)
    draw = jax.random.normal(key, (p + tests * p,))
    start, fresh = scale * draw[:p], draw[p:].reshape(tests, p)
    rows = (features * labels).T

    def descend(ends: tuple[Array, Array], _: None) -> tuple[tuple[Array, Array], Array]:
        w, u = ends
        after = u - features @ (u @ features - labels) / (features**2).sum()
        return (w + step * velocity(rows, w), after), jnp.linalg.norm(w)

    (w, limit), norms = jax.lax.scan(descend, (start, start), None, length=snapshots[-1] + 1)
    slopes = [jax.jacobian(lambda v: v @ features)(end) for end in (w, limit)]
    return {
        "velocity": velocity(rows, w),
        "norm": norms[jnp.array(snapshots)],
        "start": start,
        "limit": limit,
        "kernels": jnp.concatenate([(slope @ slope.T).ravel() for slope in slopes]),
        "disagreement": (jnp.sign(fresh @ w) != jnp.sign(fresh @ limit)).mean(),
    }


def velocity(rows: Array, w: Array) -> Array:
    """-gradient / risk of the logistic loss at w (p,), for rows z_i = y_i phi_i (n, p), at any margins."""
    margins = rows @ w
    slopes = -jnp.logaddexp(0.0, margins)
    return jnp.exp(slopes - jax.nn.logsumexp(log_losses(margins))) @ rows


def log_losses(margins: Array) -> Array:
    """ln ln(1 + exp(-m)), which is -m to rounding from 37 on."""
    return jnp.where(margins > 37.0, -margins, jnp.log(jnp.logaddexp(0.0, -jnp.minimum(margins, 37.0))))
