"""Shares of the degrees in the two kernels of wide networks, with variances drawn or taken from a grid."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from empirics import taylor_mode
from empirics.depth_spectra import profiles
from empirics.lab import trial

Floats = NDArray[np.float64]
TERMS = 80


def krawtchouk(dimension: int, k: int) -> list[int]:
    """Sums of a parity of k coordinates over the points at Hamming distance 0 ... d."""
    return [
        sum(math.comb(k, j) * (-1) ** j * math.comb(dimension - k, h - j) for j in range(min(h, k) + 1))
        for h in range(dimension + 1)
    ]


@functools.cache
def moments(dimension: int, degrees: tuple[int, ...], terms: int) -> Floats:
    """2^-d sum over the cube of c^n times a parity of k coordinates, exact before rounding: (terms, degrees)."""
    rows = []
    for k in degrees:
        powers, row = krawtchouk(dimension, k), []
        for n in range(terms):
            row.append(sum(powers) / (2**dimension * dimension**n))
            powers = [p * (dimension - 2 * h) for h, p in enumerate(powers)]
        rows.append(row)
    return np.array(rows).T


@trial(batch=2, host=True)
def drawn_networks(
    rng: np.random.Generator,
    *, activation: str, dimension: int, degrees: tuple[int, ...], depths: tuple[int, ...], networks: int,
    weights: Floats, biases: Floats,
) -> dict[str, Any]:  # fmt: skip
    """Quotient of the tangent and the initial kernel's share of every degree, for networks of drawn variances.

    "ratio": (networks, depths, degrees) flattened; "weight" and "bias": the variances.
    """
    weight, bias = (rng.uniform(low, high, networks) for low, high in (weights, biases))
    initial, tangent = taylor_mode.kernels(activation, max(depths), weight, bias, TERMS)
    law = moments(dimension, degrees, TERMS)
    ratio = ((tangent @ law) / (initial @ law))[np.array(depths) - 1]
    return {"ratio": ratio.transpose(1, 0, 2).ravel(), "weight": weight, "bias": bias}


@functools.cache
def grid(
    digits: str, dimension: int, degrees: tuple[int, ...], depth: int, weights: tuple[float, ...],
    biases: tuple[float, ...],
) -> tuple[Floats, Floats]:  # fmt: skip
    """Eigenvalues mu_k / Phi(1) of the initial and the tangent kernel of erf networks, (networks, degrees).

    Networks have 1 ... depth hidden layers, in this order, and all pairs of variances. "kept" digits: from power
    series, accurate to 1e-13 of each eigenvalue; "lost": from float64 values on the cube, accurate to 1e-17.
    """
    w, b = (x.ravel() for x in np.meshgrid(weights, biases))
    if digits == "kept":
        law = moments(dimension, degrees, TERMS)
        initial, tangent = (k @ law for k in taylor_mode.kernels("erf", depth, w, b, TERMS))
    else:
        gaps = 2 * np.arange(dimension + 1) / dimension
        law = np.array([[float(x / 2**dimension) for x in krawtchouk(dimension, k)] for k in degrees]).T
        both = [profiles("erf", gaps, depth, *pair) for pair in zip(w, b, strict=True)]
        initial, tangent = (np.stack([kernels[i][1:] @ law for kernels in both], axis=1) for i in (0, 1))
    return initial.reshape(-1, len(degrees)), tangent.reshape(-1, len(degrees))


@trial(batch=64, host=True)
def networks_of_a_grid(
    rng: np.random.Generator,
    *, digits: str, dimension: int, degrees: tuple[int, ...], depth: int, weights: tuple[float, ...],
    biases: tuple[float, ...], draws: int, above: float,
) -> dict[str, Any]:  # fmt: skip
    """For every degree the part of `draws` erf networks in which the tangent kernel's share is larger.

    Networks are drawn from those of a `grid` whose tangent kernel has mu_k / Phi(1) > above.
    """
    initial, tangent = grid(digits, dimension, degrees, depth, weights, biases)
    wins = []
    for below, top in zip(initial.T, tangent.T, strict=True):
        kept = np.flatnonzero(top > above)
        chosen = kept[rng.integers(len(kept), size=draws)]
        wins.append(np.mean(top[chosen] > below[chosen]))
    return {"larger": np.array(wins)}
