"""Bias and variance of ridge regression on Gaussian data, exact in law, in O(n) operations and without matrices.

For X (n, d) with independent N(0, 1) entries, Householder reflections from the left and the right that do not depend on
what they leave untouched turn X into a bidiagonal matrix with independent entries (Dumitriu and Edelman): with
m = min(n, d) and M = max(n, d), squared diagonal entries p_i ~ chi2_{M-i+1} and squared off-diagonal entries
q_i ~ chi2_{m-i}. The pivots of B B' + t I, which is tridiagonal, are p_i + e_i with

    e_1 = t,    e_{i+1} = t + q_i e_i / (p_i + e_i),

a continued fraction without differences of near numbers. Its first two derivatives in t give S1 = sum 1 / (s_i + t)
and S2 = sum 1 / (s_i + t)^2 over the m eigenvalues s_i, and these are all that bias and variance need: averaged over
the direction of theta, |theta| = 1, and over unit label noise,

    bias = (t^2 S2 + (d - m)) / d,    variance = S1 - t S2.
"""

from __future__ import annotations

import numpy as np

from empirics.lab import trial

__all__ = ["inverse_moments", "ridge", "ridge_risk", "squared_entries"]

NOTHING = 1e150  # a pivot that adds nothing: spectra of several sizes go through one loop


def squared_entries(
    rng: np.random.Generator, n: int, d: int, length: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Squares of the diagonal and, below it, of the off-diagonal: (length,) each, length = min(n, d) or more.

    What is beyond min(n, d) is padded such that no moment feels it. Raises ValueError unless n and d are positive and
    the length suffices.
    """
    m, most = min(n, d), max(n, d)
    length = m if length is None else length
    if m < 1 or length < m:
        raise ValueError(f"n and d must be positive and the length at least the smaller one, got {n}, {d} and {length}")
    diagonal, off = np.full(length, NOTHING), np.zeros(length)
    diagonal[:m] = rng.chisquare(most - np.arange(m))
    off[: m - 1] = rng.chisquare(m - 1 - np.arange(m - 1))
    return diagonal, off


def inverse_moments(diagonal: np.ndarray, off: np.ndarray, shift: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(sum 1 / (s_i + t), sum 1 / (s_i + t)^2) over the spectrum s of B B', t = shift.

    The first axis of `diagonal` and `off` counts the pivots; `shift` broadcasts against the others. Raises ValueError
    unless it is positive.
    """
    if not np.all(np.asarray(shift) > 0):
        raise ValueError(f"the ridge must be positive, got {shift}")
    e, slope, bend = np.asarray(shift, dtype=float), np.float64(1.0), np.float64(0.0)
    first, second = np.float64(0.0), np.float64(0.0)
    for p, q in zip(diagonal, off, strict=True):
        inverse = 1 / (p + e)
        share = slope * inverse
        weight = q * inverse
        kept = weight * (p * inverse)
        first = first + share
        second = second + (share * share - bend * inverse)
        e = shift + weight * e
        bend = kept * (bend - 2 * share * slope)
        slope = 1 + kept * slope
    return np.asarray(first), np.asarray(second)


def ridge_risk(
    n: int, d: int | np.ndarray, shift: float | np.ndarray, first: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(bias, variance) from the two inverse moments of the spectrum at the ridge `shift`."""
    return (shift**2 * second + d - np.minimum(n, d)) / d, first - shift * second


@trial(batch=4, host=True)
def ridge(
    rng: np.random.Generator, *, n: int, dimensions: tuple[int, ...], zetas: tuple[float, ...]
) -> dict[str, np.ndarray]:
    """Bias and variance of ridge regression with X X' + zeta d I, X (n, d).

    Observables "bias" and "variance", shape (len(zetas), len(dimensions)): one X for every d, the same for every zeta.
    """
    length = min(n, max(dimensions))
    diagonal, off = zip(*(squared_entries(rng, n, d, length) for d in dimensions), strict=True)
    shift = np.outer(zetas, dimensions)
    moments = inverse_moments(np.stack(diagonal, axis=1), np.stack(off, axis=1), shift)
    bias, variance = ridge_risk(n, np.array(dimensions), shift, *moments)
    return {"bias": bias, "variance": variance}
