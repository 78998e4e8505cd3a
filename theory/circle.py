"""Learnability on the circle for the kernel with eigenvalues 1 / k^2: its exact values, and the formula's.

K(x, y) = lambda_0 + sum_{k >= 1} 2 cos k(x - y) / k^2 with lambda_0 -> infinity, uniform data. The norm of this kernel
is the energy of the slope, so kernel regression joins the data by straight lines. On an arc of length l the interpolant
of e^{ikx} has inner product (l / 2 pi) sinc^2(k l / 2) with e^{ikx} (sinc x = sin x / x), and summing over the gaps,

    L_k(D) = sum_j (l_j / 2 pi) sinc^2(k l_j / 2),

for the cosine and the sine in the mean. This is the mean over the gap that covers a fixed point, which for uniform data
is 2 pi Beta(2, n - 1), and (2 pi / n) Gamma(2) for n -> infinity at fixed t = 2 pi k / n. Then E L = log(1 + t^2)/t^2,
where the formula lambda / (lambda + C) gives 1 / (1 + t^2 / 4): it misses by up to 0.1176 however large n is.
"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.spectra import Profile, Spectrum

if TYPE_CHECKING:
    from flint import arb

Floats = NDArray[np.float64]


def equidistant_spectrum(profile: Profile, points: int) -> Spectrum:
    """Eigenvalues (1 / M) sum_j K(2 pi j / M) cos(2 pi j k / M), k = 0 ... M/2, on M equidistant points, M even.

    `profile` is the kernel as a function of the cosine of the angle. Multiplicities 1, 2, ..., 2, 1.
    """
    if points < 2 or points % 2:
        raise ValueError(f"the number of equidistant points must be even and positive, got {points}")
    angles = 2 * np.pi * np.arange(points) / points
    half = points // 2
    waves = np.cos(np.arange(half + 1)[:, None] * angles)
    return Spectrum(
        waves @ profile(np.cos(angles)) / points,
        (1, *(2,) * (half - 1), 1),
        tuple(f"k={k}" for k in range(half + 1)),
    )


def mean_learnabilities(profile: Profile, points: int, n: int) -> Floats:
    """The learnability of every mode from n of M equidistant points, in the mean over all C(M, n) sets: shape (M,).

    Modes by frequency: constant, cos, sin, cos 2, ... and the alternating one; `profile` is the kernel as a function of
    the cosine of the angle. They sum to n. Raises ValueError for odd M or n outside 1 ... M.
    """
    if points < 2 or points % 2 or not 1 <= n <= points:
        raise ValueError(f"M must be even and n lie in 1 ... M, got M = {points} and n = {n}")
    angles = 2 * np.pi * np.arange(points) / points
    waves = [np.sqrt(2) * wave(k * angles) for k in range(1, points // 2) for wave in (np.cos, np.sin)]
    modes = np.stack([np.ones(points), *waves, np.cos(points // 2 * angles)], axis=1)
    K = profile(np.cos(angles - angles[:, None]))
    fits = [K[:, D] @ np.linalg.solve(K[np.ix_(D, D)], modes[list(D)]) for D in combinations(range(points), n)]
    return np.asarray(np.mean(np.mean(fits, axis=0) * modes, axis=0), dtype=np.float64)


def gap_learnabilities(frequencies: ArrayLike, gaps: ArrayLike) -> Floats:
    """L_k(D) of each data set, shape (sets, frequencies), from the gaps between neighbours, shape (sets, n).

    Raises ValueError unless each row of positive gaps sums to 2 pi and the frequencies are positive integers.
    """
    k = np.array([_frequency(entry) for entry in np.atleast_1d(frequencies)], dtype=np.float64)
    gaps = np.atleast_2d(np.asarray(gaps, dtype=np.float64))
    if not np.all(gaps > 0) or not np.allclose(gaps.sum(axis=1), 2 * np.pi, rtol=1e-12):
        raise ValueError("gaps must be positive and sum to 2 pi in each data set")
    share = gaps[:, None, :] / (2 * np.pi)
    return np.sum(share * np.sinc(k[:, None] * share) ** 2, axis=2)


def mean_learnability(frequency: int, n: int) -> arb:
    """E L_k for n uniform points, as a ball: n (n - 1) int_0^1 b (1 - b)^(n - 2) sinc^2(pi k b) db.

    Proven enclosure of radius below 1e-12 by rigorous quadrature (python-flint). Raises ValueError unless
    frequency and n are positive integers.
    """
    from flint import acb, arb

    k, size = _frequency(frequency), _points(n)
    if size == 1:
        return arb(0)  # one point is fitted by a constant
    value = acb.integral(
        lambda b, _: size * (size - 1) * b * (1 - b) ** (size - 2) * (acb.pi() * k * b).sinc() ** 2, 0, 1
    ).real
    if not value.rad() < 1e-12:
        raise ValueError(f"the quadrature for frequency {k} and n = {size} does not converge: {value}")
    return value


def limit_learnability(t: ArrayLike) -> Floats:
    """log(1 + t^2) / t^2, the limit of E L_k for n -> infinity at fixed t = 2 pi k / n; 1 at t = 0."""
    square = _times(t) ** 2
    return np.where(square > 0, np.log1p(square) / np.where(square > 0, square, 1.0), 1.0)


def limit_error(t: ArrayLike) -> Floats:
    """5/3 - 2 L + (1 - t^2) / (3 (1 + t^2)^2), the limit of the mean squared error at t, with L = `limit_learnability`.

    On an arc of length l the error of e^{ikx} is (l / 2 pi) (1 + (2 + cos k l) / 3 - 2 sinc^2(k l / 2)). t^4 for small
    t, where the formula says t^4 / 8 (E_0 is 2), and 5/3 for large t, where it says 2. Absolute accuracy 1e-15.
    """
    square = _times(t) ** 2
    return 5 / 3 - 2 * limit_learnability(t) + (1 - square) / (3 * (1 + square) ** 2)


def formula_error_limit(t: ArrayLike) -> Floats:
    """E_0 (1 - lambda / (lambda + C))^2 for n -> infinity, 2 (1 - 1 / (1 + t^2 / 4))^2: n - q is n / 2."""
    return 2 * (1 - formula_limit(t)) ** 2


def formula_limit(t: ArrayLike) -> Floats:
    """1 / (1 + t^2 / 4), the limit of lambda / (lambda + C); for large n the constant is C = (pi / n)^2."""
    return 1 / (1 + _times(t) ** 2 / 4)


def formula_constant(n: float) -> float:
    """C of the formula at finite n: 1 + 2 sum_k 1 / (1 + C k^2) = x coth x = n with x = pi / sqrt(C).

    Real n >= 1; infinite at n = 1, where the constant function takes the only unit. Raises ValueError for n < 1.
    """
    if not (n >= 1 and math.isfinite(n)):
        raise ValueError(f"the constant function alone has learnability 1, so n must be at least 1, got {n}")
    if n == 1:
        return math.inf
    low, high = 0.0, float(n)  # x < x coth x <= 1 + x^2 / 3
    for _ in range(200):
        x = (low + high) / 2
        low, high = (x, high) if x / math.tanh(x) < n else (low, x)
    return (math.pi / high) ** 2


def formula_learnability(frequency: int, n: float) -> float:
    """lambda_k / (lambda_k + C) = 1 / (1 + C k^2), with C of `formula_constant`."""
    return 1 / (1 + formula_constant(n) * _frequency(frequency) ** 2)


def _frequency(k: object) -> int:
    if isinstance(k, bool | np.bool_) or not isinstance(k, int | np.integer) or k < 1:
        raise ValueError(f"a frequency is a positive integer, got {k!r}")
    return int(k)


def _points(n: object) -> int:
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 1:
        raise ValueError(f"the number of points must be a positive integer, got {n!r}")
    return int(n)


def _times(t: ArrayLike) -> Floats:
    values = np.asarray(t, dtype=np.float64)
    if not np.all(values >= 0) or not np.all(np.isfinite(values)):
        raise ValueError(f"t = 2 pi k / n must be finite and not negative, got {values}")
    return values
