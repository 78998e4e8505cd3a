"""Squared norms of trained second layers, beside the risk of the same networks, by numpy's dense factorizations.

Label noise of variance `noise` and the direction of theta, |theta| = 1, are averaged analytically at fixed (X, W):
E |F^+ y|^2 = |F^+ X|^2 / d + noise |F^+|^2 in Frobenius norms. Widths are nested: h takes the first h columns of W.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from empirics.lab import trial

__all__ = ["linear_network", "random_features", "regression"]


@trial(batch=16, host=True)
def random_features(
    rng: np.random.Generator, *, n: int, d: int, widths: tuple[int, ...], noise: float, draws: int
) -> dict[str, np.ndarray]:
    """|a|^2 of erf features on unit weights, one per width: 2 N(2n, 2d, 2h) - N(n, d, h), each a mean of `draws`.

    The difference is free of the term of order 1/n. ValueError for a width that is n itself, where no mean exists.
    """
    if n in widths:
        raise ValueError(f"no width may be n = {n}, where the mean of the squared norm is infinite")
    found = []
    for scale in (1, 2):
        x = rng.standard_normal((draws, scale * n, scale * d))
        w = rng.standard_normal((draws, scale * d, scale * max(widths)))
        features = special.erf(x @ (w / np.linalg.norm(w, axis=1, keepdims=True)))
        found.append(np.array([_norm(features[:, :, : scale * h], x, noise) for h in widths]))
    return {"squared norm": 2 * found[1] - found[0]}


def _norm(f: np.ndarray, x: np.ndarray, noise: float) -> float:
    """tr (F F')^+ (X X' / d + noise), through the smaller Gram matrix; a mean over the leading axis."""
    draws, n, h = f.shape
    if h < n:
        inverse = np.linalg.inv(f.swapaxes(1, 2) @ f)
        fit = inverse @ (f.swapaxes(1, 2) @ x)
        return float(np.sum(fit**2) / x.shape[2] + noise * np.einsum("tii->", inverse)) / draws
    inverse = np.linalg.inv(f @ f.swapaxes(1, 2))
    return float(np.sum(inverse * (x @ x.swapaxes(1, 2) / x.shape[2] + noise * np.eye(n)))) / draws


@trial(batch=16, host=True)
def linear_network(
    rng: np.random.Generator, *, n: int, d: int, widths: tuple[int, ...], noise: float, draws: int
) -> dict[str, np.ndarray]:
    """ "squared norm" and "risk" of linear networks, one per width, by the pseudo-inverse; means of `draws`."""
    x, w = rng.standard_normal((draws, n, d)), rng.standard_normal((draws, d, max(widths)))
    norms, risks = [], []
    for h in widths:
        inverse = np.linalg.pinv(x @ w[:, :, :h], rcond=1e-11)
        end = w[:, :, :h] @ inverse
        norms.append((np.sum((inverse @ x) ** 2) / d + noise * np.sum(inverse**2)) / draws)
        risks.append((np.sum((end @ x - np.eye(d)) ** 2) / d + noise * np.sum(end**2)) / draws)
    return {"squared norm": np.array(norms), "risk": np.array(risks)}


@trial(batch=64, host=True)
def regression(rng: np.random.Generator, *, n: int, dimensions: tuple[int, ...]) -> dict[str, np.ndarray]:
    """|X^+ X theta|^2, one per d: minimum-norm regression on labels without noise, theta the first axis."""
    found = []
    for d in dimensions:
        x = rng.standard_normal((n, d))
        found.append(np.sum(np.linalg.lstsq(x, x[:, 0], rcond=None)[0] ** 2))
    return {"squared norm": np.array(found)}
