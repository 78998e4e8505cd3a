"""How many monomials of one degree there are: random products of k coordinates, and the pixels of real images."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from empirics import images
from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=32, host=True)
def random_monomials(rng: np.random.Generator, *, dimension: int, factors: int, draws: int) -> dict[str, Floats]:
    """Products of 2 ... `factors` coordinates of a point of the cube, each coordinate drawn with replacement.

    x_i^2 = 1, so that a product of k coordinates is a parity of degree k if and only if they differ. `degree_kept`
    (factors - 1,) is the share of `draws` products for which they do; since all of the d^k / k! products with
    unordered factors are equally likely, this is the number of parities over d^k / k!.
    """
    if dimension < 1 or factors < 2 or draws < 1:
        raise ValueError(f"need dimension >= 1, factors >= 2 and draws >= 1, got {dimension}, {factors}, {draws}")
    return {"degree_kept": _all_differ(rng.integers(dimension, size=(factors, draws), dtype=np.int32))}


@trial(batch=32, host=True)
def random_pixels(rng: np.random.Generator, *, collection: str, factors: int, draws: int) -> dict[str, Floats]:
    """The same with the pixels of a random real image as coordinates: `degree_kept`, and `pixels`, how many it has."""
    shown, _ = images.load(collection)
    image = shown[rng.integers(len(shown))]
    return {
        "degree_kept": _all_differ(rng.integers(image.size, size=(factors, draws), dtype=np.int32)),
        "pixels": np.array(float(image.size)),
    }


def _all_differ(chosen: NDArray[np.int32]) -> Floats:
    """For columns of (factors, draws): how often the first 2, 3, ... entries are pairwise different."""
    differ, shares = np.ones(chosen.shape[1], dtype=bool), []
    for k in range(1, len(chosen)):
        for earlier in chosen[:k]:
            differ &= chosen[k] != earlier
        shares.append(differ.mean())
    return np.array(shares)
