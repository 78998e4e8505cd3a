"""Branching processes with the offspring law of a ReLU layer, and walks on the cube of as many steps as descendants."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]
MOST = 200


@trial(batch=8, host=True)
def branching_relu(rng: np.random.Generator, *, trees: int, dimension: int, depth: int) -> dict[str, Any]:
    """Where walks on the cube end whose numbers of steps are the last generations of branching processes.

    The offspring has the law h_n^2 of relu's Hermite coefficients. "initial": plain trees. "tangent": trees drawn in
    proportion to their progeny, by a line of descent that is kept alive (with offspring chosen in proportion to its
    number) down to a generation drawn uniformly. The parts of the walks at distance 0 ... d, and the difference of
    the two, "gain". Generations above 200 are cut to 200 or 201, which leaves their parity and a walk that has
    forgotten its start.
    """
    plain = _last_generation(rng, trees, depth, np.full(trees, -1))
    spined = _last_generation(rng, trees, depth, rng.integers(0, depth + 1, trees))
    initial, tangent = (
        np.bincount(_distance(rng, steps, dimension), minlength=dimension + 1) / trees for steps in (plain, spined)
    )
    return {"initial": initial, "tangent": tangent, "gain": tangent - initial}


@functools.cache
def _offspring(most: int = 2**14) -> tuple[Floats, Floats]:
    """Distribution functions of the offspring and of the offspring chosen in proportion to its number.

    relu has the Hermite coefficients h_0 = (2 pi)^-1/2, h_1 = 1/2 and h_n = He_{n-2}(0) (2 pi n!)^-1/2, times sqrt 2.
    """
    law = np.zeros(most)
    law[0], law[1], law[2] = 1 / np.pi, 0.5, 1 / (2 * np.pi)
    for n in range(4, most, 2):
        law[n] = law[n - 2] * (n - 3) ** 2 / (n * (n - 1))
    return np.cumsum(law), np.cumsum(law * np.arange(most))


def _last_generation(rng: np.random.Generator, trees: int, depth: int, until: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sizes of generation `depth`; the kept line has children up to generation until, none if that is -1."""
    plain, chosen = _offspring()
    size = np.ones(trees, dtype=np.int64)
    for generation in range(depth):
        kept = (until > generation).astype(np.int64)
        members = np.repeat(np.arange(trees), size - kept)
        children = np.searchsorted(plain, rng.random(len(members)))
        size = np.bincount(members, weights=children, minlength=trees).astype(np.int64)
        size += kept * np.minimum(np.searchsorted(chosen, rng.random(trees)), len(chosen))
        size = np.where(size > MOST, MOST + size % 2, size)
    return size


def _distance(rng: np.random.Generator, steps: NDArray[np.int64], dimension: int) -> NDArray[np.int64]:
    """Number of coordinates that a walk of so many steps along the edges of the cube has flipped."""
    return np.sum(rng.multinomial(steps, np.full(dimension, 1 / dimension)) % 2, axis=1)
