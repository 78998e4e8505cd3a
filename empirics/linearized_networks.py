"""Networks replaced by their first-order expansion at random weights, trained by gradient descent on all weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial
from empirics.trained_networks import circle, fourier_modes

Floats = NDArray[np.float64]
BIAS = 0.1  # of standard normal biases, as in the other networks


@trial(batch=8, host=True)
def total_learnability(
    rng: np.random.Generator, *, width: int, points: int, n: int, snapshots: tuple[int, ...]
) -> dict[str, Floats]:
    """A linearised ReLU network with one hidden layer fits every Fourier mode from n random points of a circle.

    The step is n / (largest eigenvalue of the tangent kernel on the data) for the mean square over 2, half of what is
    stable. Returns `total`, the sum of learnabilities after each number of steps in `snapshots`, `gram_eigenvalues`
    (n,) of the tangent kernel of this very network, and the distance moved by the weights for the last mode (`moved`).
    """
    if not 1 <= n <= points or list(snapshots) != sorted(set(snapshots)):
        raise ValueError(f"n lies in 1 ... {points} and snapshots increase, got {n} and {snapshots}")
    features = _gradients(rng, width, circle(points))
    modes, D = fourier_modes(points), rng.permutation(points)[:n]
    k = np.linalg.eigvalsh(features[D] @ features[D].T)
    weights, totals, taken = np.zeros((features.shape[1], points)), [], 0
    for stop in snapshots:
        for _ in range(stop - taken):
            weights = weights - features[D].T @ (features[D] @ weights - modes[:, D].T) / k[-1]
        taken = stop
        totals.append(np.sum((features @ weights) * modes.T) / points)
    moved = np.asarray(np.linalg.norm(weights[:, -1]), dtype=np.float64)
    return {"total": np.array(totals), "gram_eigenvalues": np.asarray(k, dtype=np.float64), "moved": moved}


def _gradients(rng: np.random.Generator, width: int, x: Floats) -> Floats:
    """Gradients of f(x) = a . relu(W x + BIAS b) / sqrt(width) in a, W and b, as rows, at standard normal weights."""
    a, w, b = rng.standard_normal(width), rng.standard_normal((x.shape[1], width)), rng.standard_normal(width)
    before = x @ w + BIAS * b
    inner = (before > 0) * a
    return np.hstack([np.maximum(before, 0), *(inner * column[:, None] for column in x.T), BIAS * inner]) / width**0.5
