"""The linear two-layer network at every width of one nested sequence: dense draws, numpy's own factorizations.

Hidden weights W (d, h) are the first h columns of one matrix. For h <= n one QR factorization X W = Q R serves all
widths: the fit maps labels to W F^+ = C Q' with C = W R^-1, and width h keeps the first h columns of C and of Q. For
h > n the fit is P G^-1 with P = W F' and the Gram matrix G = X P, both of them sums over the columns so far.
"""

from __future__ import annotations

import numpy as np

from empirics.lab import trial

__all__ = ["bias_and_variance", "risk"]


@trial(batch=16, host=True)
def bias_and_variance(
    rng: np.random.Generator, *, n: int, d: int, widths: tuple[int, ...], draws: int
) -> dict[str, np.ndarray]:
    """Observable "bias and variance", (2, len(widths)), given (X, W), averaged over `draws` draws of (X, W).

    |theta| = 1 with its direction averaged out, unit label noise. ValueError unless the widths increase, and none is
    beyond d where d < n (the features would be of deficient rank).
    """
    _check(n, d, widths)
    x, w = rng.standard_normal((draws, n, d)), rng.standard_normal((draws, d, widths[-1]))
    narrow = [h for h in widths if h <= n]
    below = _below(x, w[:, :, : max(narrow, default=0)], narrow)
    above = _above(x, w, [h for h in widths if h > n])
    return {"bias and variance": np.array([below[0] + above[0], below[1] + above[1]])}


@trial(batch=128, host=True)
def risk(rng: np.random.Generator, *, n: int, d: int, widths: tuple[int, ...], noise: float) -> dict[str, np.ndarray]:
    """The risk |W a - theta|^2 itself, one per width, for one draw of X, W and the label noise; theta is a unit vector.

    ValueError as for `bias_and_variance`.
    """
    _check(n, d, widths)
    x, w = rng.standard_normal((n, d)), rng.standard_normal((d, widths[-1]))
    y = x[:, 0] + np.sqrt(noise) * rng.standard_normal(n)
    narrow = w[:, : max((h for h in widths if h <= n), default=0)]
    q, r = np.linalg.qr(x @ narrow)
    first, done, p = np.eye(d)[0], 0, np.zeros((d, n))
    reached = np.cumsum((narrow @ np.linalg.inv(r)) * (q.T @ y), axis=1).T
    found = []
    for h in widths:
        if h <= n:
            found.append(reached[h - 1])
            continue
        new, done = w[:, done:h], h
        p = p + new @ (x @ new).T
        found.append(p @ np.linalg.solve(x @ p, y))
    return {"risk": np.array([np.sum((b - first) ** 2) for b in found])}


def _check(n: int, d: int, widths: tuple[int, ...]) -> None:
    if not widths or widths[0] < 1 or list(widths) != sorted(set(widths)) or (d < n and widths[-1] > d):
        raise ValueError(f"widths must increase from 1, and with d < n to at most d = {d}; got {widths}")


def _below(x: np.ndarray, w: np.ndarray, widths: list[int]) -> tuple[list[float], list[float]]:
    """Bias and variance for h <= n, all from one factorization."""
    draws, _, d = x.shape
    q, r = np.linalg.qr(x @ w)
    c, a = w @ np.linalg.inv(r), q.swapaxes(1, 2) @ x  # the fit of width h is sum_{j <= h} c_j q_j', with a_j' = q_j' X
    squares, traces = c.swapaxes(1, 2) @ c, np.einsum("tdj,tjd->j", c, a)
    both, lengths = (squares * (a @ a.swapaxes(1, 2))).sum(axis=0), np.einsum("tjj->j", squares)
    bias = [float(both[:h, :h].sum() - 2 * traces[:h].sum()) / (draws * d) + 1 for h in widths]
    return bias, [float(lengths[:h].sum()) / draws for h in widths]


def _above(x: np.ndarray, w: np.ndarray, widths: list[int]) -> tuple[list[float], list[float]]:
    """Bias and variance for h > n; the fit interpolates, so that tr (fit X) = tr (X fit) = n."""
    draws, n, d = x.shape
    samples, p, bias, variance = x @ x.swapaxes(1, 2), np.zeros((draws, d, n)), [], []
    for start, h in zip([0, *widths], widths, strict=False):
        new = w[:, :, start:h]
        p = p + new @ (x @ new).swapaxes(1, 2)
        inverse = np.linalg.inv(x @ p)
        second = inverse @ (p.swapaxes(1, 2) @ p) @ inverse  # fit' fit
        bias.append((float((second * samples).sum()) / draws - 2 * n) / d + 1)
        variance.append(float(np.einsum("tjj->", second)) / draws)
    return bias, variance
