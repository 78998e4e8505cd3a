"""The first layer of the linear network f(x) = x'W a trained from starts of several sizes, on the same data.

x ~ N(0, I_d), y = <x, theta> + noise with theta the first axis; a is fixed with length `length`, and W_0 = s W with
W (d, h) of independent N(0, 1 / (d length^2)), so that E|W_0 a|^2 = s^2 at every width and length.
"""

from __future__ import annotations

import numpy as np

from empirics.lab import trial

__all__ = ["descend", "end_risk"]


@trial(batch=16, host=True)
def descend(
    rng: np.random.Generator,
    *,
    n: int,
    d: int,
    h: int,
    starts: tuple[float, ...],
    length: float,
    noise: float,
    checkpoints: tuple[int, ...],
) -> dict[str, np.ndarray]:
    """Gradient descent on every entry of W, from each start.

    Observables: the data "x" (n, d), "y" (n,), "rate", "start" = W a (d,); "risk" (starts,) at the last checkpoint; and
    "singular" (checkpoints, 2), the two largest singular values of W_t - W_0 from the last of the starts.
    """
    x, unit, direction = rng.standard_normal((n, d)), rng.standard_normal((d, h)), rng.standard_normal(h)
    y = x[:, 0] + np.sqrt(noise) * rng.standard_normal(n)
    a = length * direction / np.linalg.norm(direction)
    first = np.array(starts)[:, None, None] * unit / (np.sqrt(d) * length)
    rate, w, singular = n / np.linalg.norm(x, 2) ** 2, first, []
    for t in range(1, checkpoints[-1] + 1):
        residual = y - (w @ a) @ x.T
        w = w + rate / n * (residual @ x)[:, :, None] * a
        if t in checkpoints:
            singular.append(np.linalg.svd(w[-1] - first[-1], compute_uv=False)[:2])
    return {
        "x": x,
        "y": y,
        "rate": np.array(rate),
        "start": unit @ a / (np.sqrt(d) * length),
        "risk": np.sum((w @ a - np.eye(d)[0]) ** 2, axis=1),
        "singular": np.array(singular),
    }


@trial(batch=16, host=True)
def end_risk(
    rng: np.random.Generator, *, n: int, d: int, starts: tuple[float, ...], noise: float, draws: int
) -> dict[str, np.ndarray]:
    """Observable "risk" (starts,) at the solution of least squares nearest to the start, mean of `draws` draws."""
    x, y = rng.standard_normal((draws, n, d)), np.sqrt(noise) * rng.standard_normal((draws, n, 1))
    start = np.array(starts) * rng.standard_normal((draws, d, 1)) / np.sqrt(d)
    end = start + np.linalg.pinv(x) @ (x[:, :, :1] + y - x @ start)
    return {"risk": np.mean(np.sum((end - np.eye(d)[:, :1]) ** 2, axis=1), axis=0)}
