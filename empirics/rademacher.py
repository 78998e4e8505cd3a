"""Rademacher complexities of balls of linear functions: the supremum is climbed to, for every sign vector."""

from __future__ import annotations

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]
ASCENT = 24  # steps of projected ascent; each shrinks the angle to the maximum at least 9 times


def _climb(slopes: Floats, start: Floats, radius: float) -> Floats:
    """<slope, w> after projected gradient ascent over the ball |w| <= radius, for each row of `slopes`."""
    w = np.broadcast_to(start, slopes.shape)
    for _ in range(ASCENT):
        w = w + 8 * radius * slopes  # integer slopes have length at least 1, or 0 and nothing to climb
        w = w * np.minimum(1, radius / np.maximum(np.linalg.norm(w, axis=1, keepdims=True), 1e-300))
    return (slopes * w).sum(axis=1)


def draw_features(rng: np.random.Generator, *, n: int, p: int, family: str, largest: int) -> Floats:
    """n integer features in R^p, (n, p), with entries up to `largest`, none of which vanishes.

    Families: "any"; "orthogonal", multiples of unit vectors (n <= p); "orthonormal up to scale"; "equal".
    Raises ValueError for another family, and for more orthogonal features than dimensions.
    """
    lengths = rng.integers(1, largest + 1, size=n)
    any_features = rng.integers(-largest, largest + 1, size=(n, p))
    any_features[:, 0] = lengths  # no feature vanishes
    families = {
        "any": any_features,
        "orthogonal": lengths[:, None] * np.eye(n, p),
        "orthonormal up to scale": lengths[0] * np.eye(n, p),
        "equal": np.tile(any_features[:1], (n, 1)),
    }
    if family not in families or (n > p and family.startswith("ortho")):
        raise ValueError(f"a family is one of {list(families)}, with n <= p if orthogonal, got {family}, {n}, {p}")
    return families[family].astype(float)


@trial(batch=8, host=True)
def enumerated(rng: np.random.Generator, *, n: int, p: int, family: str, largest: int) -> dict[str, Floats | float]:
    """All 2^n signs, for n features in R^p with integer entries up to `largest`, a random radius and a random shift.

    Families: those of `draw_features`. Observables: features (n, p), radius, shift (n,), supremum, the mean over signs
    of the maximum of sum_i s_i <phi_i, w> over |w| <= radius, and shifted, that of sum_i s_i (shift_i + <phi_i, w>).
    """
    phi = draw_features(rng, n=n, p=p, family=family, largest=largest)
    radius, shift = float(rng.uniform(0.5, 2.0)), rng.standard_normal(n)
    signs = np.array(list(product((-1.0, 1.0), repeat=n)))
    best = _climb(signs @ phi, rng.standard_normal(p), radius)
    return {
        "features": phi,
        "radius": radius,
        "shift": shift,
        "supremum": best.mean(),
        "shifted": (best + signs @ shift).mean(),
    }


@trial(batch=2, host=True)
def equal_features(rng: np.random.Generator, *, largest: int) -> dict[str, Floats]:
    """Mean maxima for 1, 2, ..., `largest` copies of one random unit vector in R^3, by enumeration of the signs.

    Observables: supremum (largest,), for the unit ball.
    """
    u = rng.standard_normal(3)
    u /= np.linalg.norm(u)
    start = rng.standard_normal(3)
    sums = [np.array(list(product((-1.0, 1.0), repeat=n))).sum(axis=1) for n in range(1, largest + 1)]
    return {"supremum": np.array([_climb(s[:, None] * u, start, 1.0).mean() for s in sums])}


@trial(batch=64)
def normal_features(key: Array, *, sizes: tuple[int, ...], p: int, sets: int) -> dict[str, Array]:
    """`sets` sets of standard normal features in R^p, with two sign vectors each; of each set the first n are used.

    Observables: supremum (len(sizes),), the mean maximum over the unit ball, for each n of the sizes.
    """
    draw = jax.random.normal(key, (sets, p + 2, max(sizes)))
    phi, signs = draw[:, :p], jnp.sign(draw[:, p:])

    def maximum(n: int) -> Array:
        slope = (signs[:, :, None, :n] * phi[:, None, :, :n]).sum(axis=-1)
        w = slope + slope / jnp.linalg.norm(slope, axis=-1, keepdims=True)  # a step of ascent, off the sphere
        w = w / jnp.linalg.norm(w, axis=-1, keepdims=True)  # and back
        return (slope * w).sum(axis=-1).mean()

    return {"supremum": jnp.stack([maximum(n) for n in sizes])}
