"""A target outside the kernel's space: the sign of a coordinate on a sphere, interpolated from more and more points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=16, host=True)
def sign_of_a_coordinate(rng: np.random.Generator, *, d: int, sizes: tuple[int, ...], tests: int) -> dict[str, Floats]:
    """The kernel (1 + 2 r) exp(-2 r), r = |x - x'|, interpolates sign(x_1) at nested sets of points.

    Points are uniform on the unit sphere of R^d. Observables: complexity (len(sizes),), y^T H^-1 y; risk
    (len(sizes),), the share of wrong signs at `tests` new points.
    """
    n = max(sizes)
    x = rng.standard_normal((n + tests, d))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    y = np.sign(x[:, 0])
    distance = np.sqrt(np.maximum(2 - 2 * x @ x[:n].T, 0.0))
    distance[np.arange(n), np.arange(n)] = 0.0
    kernel = (1 + 2 * distance) * np.exp(-2 * distance)
    complexity, risk = [], []
    for size in sizes:
        weights = cho_solve(cho_factor(kernel[:size, :size], lower=True), y[:size])
        complexity.append(y[:size] @ weights)
        risk.append((kernel[n:, :size] @ weights * y[n:] <= 0).mean())
    return {"complexity": np.array(complexity), "risk": np.array(risk)}
