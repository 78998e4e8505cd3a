"""Single-sample stochastic gradient descent on least squares, beside full descent, at constant step."""

from __future__ import annotations

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from empirics.lab import trial


def descend(features: Array, residual: Array, start: Array, step: Array | float, indices: Array) -> Array:
    """Weights (p,) after w <- w + step phi_i (r_i - phi_i^T w) for every i of `indices` in turn, by one scan.

    `features` (p, n) holds one column per data point, `residual` (n,) what is to be fitted; both may be traced.
    """

    def move(w: Array, i: Array) -> tuple[Array, None]:
        phi = features[:, i]
        return w + step * phi * (residual[i] - phi @ w), None

    return jax.lax.scan(move, start, indices)[0]


@trial(batch=64)
def beside_full_descent(key: Array, *, p: int, columns: Array, conflict: Array, steps: int) -> dict[str, Array]:
    """Both kinds of descent on one problem of small integers, from zero, for the same number of steps.

    Of n different points, whose features are an identity above integers in -1..1, data point i is number `columns[i]`,
    and its label is that point's plus `conflict[i]`. The step of a single sample is 1 / max |phi_i|^2, that of full
    descent n / trace(Phi^T Phi), both stable. Returns `features` (p, n), `labels` and `residual` y - h0 (n,), where the
    two descents end (`single`, `full`, each (p,)), and `contraction`, a bound on both their factors per step: of the
    mean square for single samples, of the slowest mode for full descent, if the n different points are all used.
    """
    n = len(columns)
    values_key, order_key = jax.random.split(key)
    draw = jax.random.randint(values_key, (p * n + 2 * n,), -1, 2).astype(float)
    phi = draw[: p * n].reshape(p, n).at[:n].set(jnp.eye(n))[:, columns]
    labels = draw[p * n : p * n + n][columns] + conflict
    residual = labels - draw[p * n + n :][columns]
    squares = (phi**2).sum(axis=0)
    indices = jax.random.randint(order_key, (steps,), 0, n)
    rate = 1 / squares.sum()

    def full(w: Array, _: None) -> tuple[Array, None]:
        return w + rate * phi @ (residual - phi.T @ w), None

    return {
        "features": phi,
        "labels": labels,
        "residual": residual,
        "single": descend(phi, residual, jnp.zeros(p), 1 / squares.max(), indices),
        "full": jax.lax.scan(full, jnp.zeros(p), None, length=steps)[0],
        "contraction": 1 - 1 / (n * squares.max()),
    }


@trial(batch=256)
def long_run(
    key: Array, *, points: Array, columns: Array, residual: Array, step_sizes: Array, burn: int, steps: int
) -> dict[str, Array]:
    """Squared deviations of the predictions from the mean residual of each point, averaged over a long run.

    `points` (p, m) are independent features, data point i is number `columns[i]` of them. One run for each of the k
    `step_sizes`, all on the same samples; the first `burn` steps are left out. Returns `variance` (k * m,), steps
    slowest.
    """
    n, m = len(columns), points.shape[1]
    indices = jax.random.randint(key, (burn + steps,), 0, n)
    fitted = jnp.zeros(m).at[columns].add(residual) / jnp.zeros(m).at[columns].add(1.0)
    features = points[:, columns]

    def move(state: tuple[Array, Array], at: tuple[Array, Array, Array]) -> tuple[tuple[Array, Array], None]:
        w, sums = state
        phi, r, counted = at
        w = w + (step_sizes * (r - w @ phi))[:, None] * phi
        return (w, sums + counted * (w @ points - fitted) ** 2), None

    k = len(step_sizes)
    visits = features.T[indices], residual[indices], (jnp.arange(burn + steps) >= burn).astype(float)
    start = jnp.zeros((k, points.shape[0])), jnp.zeros((k, m))
    return {"variance": (jax.lax.scan(move, start, visits)[0][1] / steps).ravel()}


@trial(batch=16, host=True)
def every_sequence(rng: np.random.Generator, *, p: int, n: int, steps: int, step: float) -> dict[str, np.ndarray]:
    """Descent from zero along all n^steps sequences of samples, which are equally likely.

    Features (p, n) and residuals (n,) are integers in -2..2, the last point repeats the first with a residual larger by
    one. Returns them, and `moments` (p + p * p,): mean and second moments of the weights less the full descent's limit.
    """
    phi, residual = rng.integers(-2, 3, size=(p, n)).astype(float), rng.integers(-2, 3, size=n).astype(float)
    phi[:, -1], residual[-1] = phi[:, 0], residual[0] + 1
    sequences = np.array(list(product(range(n), repeat=steps)))
    w = np.zeros((len(sequences), p))
    for i in sequences.T:
        w += step * phi.T[i] * (residual[i] - (w * phi.T[i]).sum(axis=1))[:, None]
    e = w - np.linalg.pinv(phi.T) @ residual
    return {"features": phi, "residual": residual, "moments": np.append(e.mean(axis=0), e.T @ e / len(e))}


@trial(batch=16, host=True)
def one_step_from(
    rng: np.random.Generator, *, features: np.ndarray, noise: np.ndarray, covariance: np.ndarray, step: float
) -> dict[str, np.ndarray]:
    """Second moment (p * p,) after one step, over all samples and all of 2 p equally likely starts of this covariance.

    The starts are plus and minus the columns of a randomly rotated root of the covariance; `noise` (n,) is what no
    weights can fit.
    """
    values, vectors = np.linalg.eigh(covariance)
    p = len(values)
    rotation = np.linalg.qr(rng.normal(size=(p, p)))[0]
    root = vectors * np.sqrt(np.maximum(values, 0)) @ rotation * np.sqrt(p)
    starts = np.concatenate([root.T, -root.T])
    pairs = zip(features.T, noise, strict=True)
    ends = np.concatenate([starts + step * v * (r - starts @ v)[:, None] for v, r in pairs])
    return {"second": (ends.T @ ends / len(ends)).ravel()}
