"""Gaussian processes on the boolean cube as sums over eigenfunctions.

A kernel of the angle has the parities chi_S as orthonormal eigenfunctions under the uniform measure, so that
    K(x, y) = sum_S mu_|S| chi_S(x) chi_S(y)    and    f = sum_S sqrt(mu_|S|) omega_S chi_S,    omega_S ~ N(0, 1),
with independent omega_S is a centred Gaussian process with covariance K: both sums run over all eigenvalues, the
largest included. The coefficient <f, chi_S> has variance mu_|S|, for any centred f with covariance K, Gaussian or not.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from theory import random_walk_spectrum, spectra
from theory.activations import RELU

Floats = NDArray[np.float64]


def eigenvalues(d: int, *, kernel: str, weight_variance: float, bias_variance: float) -> Floats:
    """mu_0 ... mu_d on the d-cube for one hidden ReLU layer: "nngp", the covariance at the start, or "ntk"."""
    weight, bias = Fraction(weight_variance), Fraction(bias_variance)
    found = random_walk_spectrum.levels(
        "cube", d, d, RELU, depth=1, kernel=kernel, weight_variance=weight, bias_variance=bias
    )
    return found.eigenvalues(1)


def expanded(values: ArrayLike) -> Floats:
    """sum_S mu_|S| chi_S(x) chi_S(y) for points at Hamming distance h = 0 ... d, from mu_0 ... mu_d: shape (d + 1,).

    The parities of k coordinates sum to the Krawtchouk number K_k(h). Raises ValueError for fewer than two eigenvalues.
    """
    mu = np.asarray(values, dtype=np.float64)
    if mu.ndim != 1 or len(mu) < 2:
        raise ValueError(f"eigenvalues mu_0 ... mu_d with d >= 1 are wanted, got shape {mu.shape}")
    return np.array([spectra.krawtchouk(len(mu) - 1, h) for h in range(len(mu))], dtype=np.float64) @ mu


def coefficient_laws(thresholds: ArrayLike) -> Floats:
    """P(omega <= t) for each threshold t, then P(|omega| > t, |omega'| > t) of two coefficients for each |t|."""
    t = np.asarray(thresholds, dtype=np.float64)
    if not np.all(np.isfinite(t)):
        raise ValueError(f"thresholds are finite, got {thresholds}")
    return np.concatenate([ndtr(t), (2 * ndtr(-np.abs(t))) ** 2])
