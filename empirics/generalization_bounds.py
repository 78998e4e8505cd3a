"""Interpolation of boolean labels: the exact error on all points of a cube, and the complexity of the labels.

Points are x in {-1, 1}^d and a mark u that no two of them share. The kernel scale (share <x, x'> / d + (1 - share)
1[u = u']) is scale on the diagonal, and its Gram matrices have no eigenvalue below scale (1 - share).
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]


def _gram(x: Floats, share: float, scale: float) -> Floats:
    return scale * (share * x @ x.T / x.shape[1] + (1 - share) * np.eye(len(x)))


@trial(batch=4, host=True)
def risks(
    rng: np.random.Generator,
    *,
    d: int,
    n: int,
    share: float,
    scales: tuple[float, ...],
    flips: tuple[float, ...],
) -> dict[str, Floats]:
    """Labels x_1, each flipped with a probability from `flips`, interpolated with kernels of all `scales`.

    Observables (flips * scales,), scales fastest: complexity, y^T H^-1 y; risk, the probability of a wrong sign at a
    new point, over all 2^d points, a new mark and both values of its label, no sign counted as wrong.
    """
    x = rng.choice([-1.0, 1.0], size=(n, d))
    coins = rng.uniform(size=n)
    cube = np.array(list(product((-1.0, 1.0), repeat=d)))
    complexity, risk = [], []
    for flip in flips:
        y = x[:, 0] * np.where(coins < flip, -1.0, 1.0)
        for scale in scales:
            weights = np.linalg.solve(_gram(x, share, scale), y)
            f = scale * share * cube @ (x.T @ weights) / d
            wrong = [(label * cube[:, 0] * f <= 0).mean() for label in (1, -1)]
            complexity.append(y @ weights)
            risk.append((1 - flip) * wrong[0] + flip * wrong[1])
    return {"complexity": np.array(complexity), "risk": np.array(risk)}


@trial(batch=4, host=True)
def radii(rng: np.random.Generator, *, d: int, ratio: float) -> dict[str, Floats | float]:
    """Norms of interpolants of all 2^d parities on the whole cube, for a random scale and share of the kernel.

    Observables: scale (), share (), radii (3,): the largest norm, the norm for one point, and how often 1 / sqrt(scale)
    must be multiplied by 1 + ratio to reach the largest norm.
    """
    scale, share = float(10 ** rng.uniform(-2, 2)), float(rng.uniform(0.5, 0.99))
    cube = np.array(list(product((-1.0, 1.0), repeat=d)))
    parities = np.array([cube[:, list(s)].prod(axis=1) for s in product((False, True), repeat=d)]).T
    squares = (parities * np.linalg.solve(_gram(cube, share, scale), parities)).sum(axis=0)
    alone = np.linalg.solve(_gram(cube[:1], share, scale), np.ones(1))[0]
    largest, radius, steps = float(np.sqrt(squares.max())), 1 / np.sqrt(scale), 0
    while radius < largest * (1 - 1e-9):
        radius, steps = radius * (1 + ratio), steps + 1
    return {"scale": scale, "share": share, "radii": np.array([largest, np.sqrt(alone), steps])}


@trial(batch=8, host=True)
def every_labelling(rng: np.random.Generator, *, n: int, p: int, orthogonal: bool) -> dict[str, Floats | float]:
    """All 2^n labels of n points with integer features in R^p, or with multiples of the first unit vectors.

    Observables: features (n, p); mean (), of y^T H^-1 y; first_term (), the root mean square of 2 sqrt(kmax y^T H^-1 y
    / n) with kmax the largest entry of H; condition ().
    """
    features = rng.integers(-3, 4, size=(n, p)).astype(float)
    features[:, :n] += 4 * np.eye(n)
    if orthogonal:
        features = float(rng.integers(1, 9)) * np.eye(n, p)
    gram = features @ features.T
    y = np.array(list(product((-1.0, 1.0), repeat=n))).T
    complexity = (y * np.linalg.solve(gram, y)).sum(axis=0)
    first = 2 * np.sqrt(np.diag(gram).max() * complexity / n)
    return {
        "features": features,
        "mean": complexity.mean(),
        "first_term": np.sqrt((first**2).mean()),
        "condition": np.float64(np.linalg.cond(gram)),
    }
