"""Almost linear networks, phi(z) = z + delta He2(z) / sqrt 2 with He2(z) = z^2 - 1, and a trained second layer.

Hidden weights are unit vectors. Over x ~ N(0, I_d) the two parts of phi are uncorrelated, also between units, and their
covariances are the cosine of the angle and its square: E phi(w'x) phi(v'x) = <w, v> + delta^2 <w, v>^2. With A = F^+,
the fit of n labels, the variance given (X, W) is |W A|^2 plus delta^2 times what the squared cosines give for A.

Wide networks have features of n samples that are almost of rank d where delta is small. QR factorizations keep what
normal equations would square away.
"""

from __future__ import annotations

import numpy as np

from empirics.lab import trial

__all__ = ["linear_variance", "variance"]


@trial(batch=16, host=True)
def variance(
    rng: np.random.Generator, *, n: int, d: int, widths: tuple[int, ...], delta: float, draws: int
) -> dict[str, np.ndarray]:
    """Variance given (X, W) under unit label noise, one per nested width, averaged over `draws` draws of (X, W)."""
    x, w = rng.standard_normal((draws, n, d)), rng.standard_normal((draws, d, widths[-1]))
    w = w / np.linalg.norm(w, axis=1, keepdims=True)
    z = x @ w
    features, squares = z + delta * (z * z - 1) / np.sqrt(2), (w.swapaxes(1, 2) @ w) ** 2
    found, m = {}, min(n, widths[-1])
    inverse = np.linalg.inv(np.linalg.qr(features[:, :, :m]).R)  # of width h: the first h rows and columns
    even = np.einsum("tij,tij->j", inverse, squares[:, :m, :m] @ inverse)
    linear = np.einsum("tij,tij->j", w[:, :, :m] @ inverse, w[:, :, :m] @ inverse)
    each = np.cumsum(linear + delta**2 * even)
    for h in widths:
        if h <= n:
            found[h] = each[h - 1] / draws
            continue
        q, r = np.linalg.qr(features[:, :, :h].swapaxes(1, 2))
        fit = q @ np.linalg.inv(r).swapaxes(1, 2)
        found[h] = (np.sum((w[:, :, :h] @ fit) ** 2) + delta**2 * np.sum(fit * (squares[:, :h, :h] @ fit))) / draws
    return {"variance": np.array([found[h] for h in widths])}


@trial(batch=16, host=True)
def linear_variance(rng: np.random.Generator, *, n: int, d: int, widths: tuple[int, ...]) -> dict[str, np.ndarray]:
    """The variance at delta = 0, one per nested width, by pseudo-inverses of any rank, and the inputs "x" (n, d)."""
    x, w = rng.standard_normal((n, d)), rng.standard_normal((d, widths[-1]))
    fits = [w[:, :h] @ np.linalg.pinv(x @ w[:, :h], rcond=1e-11) for h in widths]
    return {"variance": np.array([np.sum(fit**2) for fit in fits]), "x": x}
