"""Spectrum of a ReLU tangent kernel on standard Gaussian inputs of R^d.

The kernel depends on |x|, |x'| and the angle, so its eigenfunctions are R_{k,j}(|x|) Y_k(x / |x|): for every degree k a
one-dimensional operator on the radius, whose eigenvalues j = 0, 1, 2, ... each have an eigenspace of dimension N(d, k).
lambda_{k,j} is of order d^-(k+j): below lambda_{0,0} and lambda_{1,0} comes the radial lambda_{0,1}, of dimension 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import roots_genlaguerre

from theory import spectra
from theory.kernels import relu_duals
from theory.spectra import Spectrum

RADII, ANGLES = 48, 160


def relu_levels(
    d: int, *, depth: int, weight_variance: float, bias_variance: float, degrees: int = 4, radial: int = 3
) -> Spectrum:
    """Levels (k, j) for k <= degrees and j < radial, largest eigenvalue first, labelled "k=0 j=1".

    The radius is integrated by generalised Gauss-Laguerre quadrature in |x|^2 / 2, the angle by Gauss-Legendre against
    Gegenbauer polynomials. The kernel is that of `depth` hidden layers, inputs scaled by 1 / sqrt(d).
    """
    if depth < 1 or not weight_variance > 0 or not bias_variance >= 0 or degrees < 0 or not 1 <= radial <= RADII // 4:
        raise ValueError(
            f"need depth >= 1, weight_variance > 0, bias_variance >= 0, degrees >= 0 and 1 <= radial <= {RADII // 4}, "
            f"got {depth}, {weight_variance}, {bias_variance}, {degrees}, {radial}"
        )
    operators = _radial_operators(d, depth, weight_variance, bias_variance, degrees)
    eigenvalues = np.concatenate([np.linalg.eigvalsh(m)[::-1][:radial] for m in operators])
    pairs = [(k, j) for k in range(degrees + 1) for j in range(radial)]
    return Spectrum(
        eigenvalues,
        tuple(spectra.sphere_multiplicity(d, k) for k, _ in pairs),
        tuple(f"k={k} j={j}" for k, j in pairs),
    ).ordered()


def _radial_operators(d: int, depth: int, weight: float, bias: float, degrees: int) -> NDArray[np.float64]:
    """For every degree the symmetric matrix sqrt(w_a w_b) E_c[K(r_a, r_b, c) P_k(c)] over the radial nodes."""
    half_squares, mass = roots_genlaguerre(RADII, d / 2 - 1)
    radius, root = np.sqrt(2 * half_squares), np.sqrt(mass / mass.sum())
    nodes, weights = np.polynomial.legendre.leggauss(ANGLES)
    angle = np.pi / 2 * (1 + nodes)
    density = weights * np.sin(angle) ** (d - 2)
    harmonics = spectra.gegenbauer(d, degrees, np.cos(angle)) * density / density.sum()
    values = relu_ntk(radius[:, None, None], radius[None, :, None], angle, d, depth, weight, bias)
    return np.einsum("a,b,abc,kc->kab", root, root, values, harmonics)


def relu_ntk(
    r1: NDArray[np.float64],
    r2: NDArray[np.float64],
    angle: NDArray[np.float64],
    d: int,
    depth: int,
    weight: float,
    bias: float,
) -> NDArray[np.float64]:
    """The tangent kernel between points of norms r1 and r2 at an angle, with cosines kept as gaps 1 - c."""
    q1, q2 = weight * r1**2 / d + bias, weight * r2**2 / d + bias
    away = (r1 - r2) ** 2 + 4 * r1 * r2 * np.sin(angle / 2) ** 2  # squared distance of the inputs
    root = np.sqrt(q1 * q2)
    covariance = weight * r1 * r2 * np.cos(angle) / d + bias
    excess = (weight * r1 * r2 * np.sin(angle) / d) ** 2 + weight * bias / d * away  # q1 q2 - covariance^2
    gap = np.where(covariance > 0, excess / (root + np.abs(covariance)) / root, 1 - covariance / root)
    tangent = covariance
    for layer in range(1, depth + 1):
        _, dual_gap, slope = relu_duals(1.0, np.clip(gap, 0.0, 2.0))
        size = np.sqrt(q1 * q2) / 2
        if layer == depth:
            return size * (1 - dual_gap) + slope * tangent
        tangent = weight * (size * (1 - dual_gap) + slope * tangent) + bias
        spread = weight / 2 * (np.sqrt(q1) - np.sqrt(q2)) ** 2
        q1, q2 = weight * q1 / 2 + bias, weight * q2 / 2 + bias
        root = np.sqrt(q1 * q2)
        gap = (bias * spread / (root + weight * size + bias) + weight * size * dual_gap) / root
    raise ValueError(f"a network needs at least one hidden layer, got {depth}")
