"""Gradient descent on every mode of a basis at once, in the kernel regime, looked at before it has ended."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=16, host=True)
def on_the_sphere(
    rng: np.random.Generator, *, points: int, n: int, caution: float, times: tuple[int, ...]
) -> dict[str, Floats | np.float64]:
    """The Laplace kernel on random points of S^4, a random orthonormal basis; as `on_a_domain`."""
    x = rng.standard_normal((points, 5))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    gram = np.exp(-np.linalg.norm(x[:, None] - x[None], axis=2))
    basis = np.linalg.qr(rng.standard_normal((points, points)))[0]
    return _stopped(rng, gram, basis, n, caution, times)


@trial(batch=16, host=True)
def on_a_domain(
    rng: np.random.Generator, *, gram: Floats, n: int, caution: float, times: tuple[int, ...]
) -> dict[str, Floats | np.float64]:
    """Descent on n uniform points of a given domain, on the indicators of all its points.

    The step is `caution` n / (largest row sum of |K_DD|), at most n / k_max for caution 1. Observables: total (times,),
    the sum of learnabilities after t steps; gram_eigenvalues (n,), ascending; step ().
    """
    return _stopped(rng, gram, np.eye(len(gram)), n, caution, times)


def _stopped(
    rng: np.random.Generator, gram: Floats, basis: Floats, n: int, caution: float, times: tuple[int, ...]
) -> dict[str, Floats | np.float64]:
    if not 1 <= n <= len(gram) or not 0 < caution < 2 or min(times) < 0:
        wanted = f"1 <= n <= {len(gram)}, 0 < caution < 2 and times >= 0"
        raise ValueError(f"descent needs {wanted}, got {n}, {caution} and {times}")
    data = rng.permutation(len(gram))[:n]
    block = gram[np.ix_(data, data)]
    step = caution * n / np.abs(block).sum(axis=1).max()
    weights, totals = np.zeros((n, len(gram))), {}
    for t in range(max(times) + 1):
        if t in times:
            totals[t] = np.sum(basis * (gram[:, data] @ weights))
        weights = weights - step / n * (block @ weights - basis[data])
    return {
        "total": np.array([totals[t] for t in times]),
        "gram_eigenvalues": np.asarray(np.linalg.eigvalsh(block), dtype=np.float64),
        "step": np.float64(step),
    }
