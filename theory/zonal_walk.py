"""The random walk on degrees that multiplication by the cosine makes, on the boolean cube and on the sphere."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from theory import spectra

Floats = NDArray[np.float64]
Domain = Literal["cube", "sphere"]
FOLLOWED, NEGLIGIBLE = 4096, 1e-20  # steps that a walk is followed beyond the series, and what need not be followed


def multiplicity(domain: Domain, d: int, k: int) -> int:
    """C(d, k) on the cube, N(d, k) on the sphere. Raises ValueError for another domain or a degree that it lacks."""
    if domain not in ("cube", "sphere"):
        raise ValueError(f"domain must be 'cube' or 'sphere', got {domain!r}")
    return spectra.cube_multiplicity(d, k) if domain == "cube" else spectra.sphere_multiplicity(d, k)


@functools.lru_cache(maxsize=64)
def walk(domain: Domain, d: int, terms: int, degrees: tuple[int, ...]) -> tuple[Floats, Floats]:
    """w_n(k) for n < terms (rows) and the wanted k (columns), and for each k a bound on w_n(k) for all n >= terms.

    c^n = sum_k w_n(k) P_k with zonal polynomials P_k(1) = 1: the law of a walk from 0 that goes up from k with
    probability (d - k) / d on the cube and (k + d - 2) / (2 k + d - 2) on the sphere. Each w_n(k) has a relative error
    below 4 n 2^-53. For the bound the walk is followed further, until w_n(k) <= m_k w_m(0) with the multiplicity m_k
    and m = 2 floor(n / 2), which falls with n, is as good: |P_k| <= 1, and w_m(0) = E c^m. Both arrays are read-only.
    """
    columns, counts = np.array(degrees), np.array([_float(multiplicity(domain, d, k)) for k in degrees])
    width = min(terms, d + 1) if domain == "cube" else terms
    followed = terms + FOLLOWED if domain == "cube" and width == d + 1 else 2 * width - 2 - int(columns.max())
    rows, inside, laws = np.zeros((terms, len(columns))), columns < width, _laws(domain, d, width)
    for n in range(terms):
        rows[n, inside] = next(laws)[0][columns[inside]]
    scale, later = rows.max(axis=0), np.zeros(len(columns))
    law, even = next(laws)
    for _ in range(terms, followed):  # a path to k within the width has no more than 2 width - 2 - k steps
        if np.all(counts * even <= np.maximum(2 * later, NEGLIGIBLE * scale)):
            break
        later[inside] = np.maximum(later[inside], law[columns[inside]])
        law, even = next(laws)
    later = np.minimum(np.maximum(later, counts * even), 1.0)
    rows.setflags(write=False)
    later.setflags(write=False)
    return rows, later


def _laws(domain: Domain, d: int, width: int) -> Iterator[tuple[Floats, float]]:
    """The law on 0 ... width - 1 after n = 0, 1, ... steps, and the last w_m(0) with m even.

    What leaves the width is dropped.
    """
    k = np.arange(width, dtype=np.float64)
    if domain == "cube":
        up = (d - k) / d
    else:
        up = np.where(k > 0, (k + d - 2) / np.maximum(2 * k + d - 2, 1), 1.0)
    law, even, n = np.eye(1, width)[0], 1.0, 0
    while True:
        even = float(law[0]) if n % 2 == 0 else even
        yield law, even
        after = np.zeros_like(law)
        after[1:] = law[:-1] * up[:-1]
        after[:-1] += law[1:] * (1 - up[1:])
        law, n = after, n + 1


def _float(count: int) -> float:
    """As a float, or 2^1000 beyond: enough to exceed any probability."""
    return float(count) if count.bit_length() <= 1000 else 2.0**1000
