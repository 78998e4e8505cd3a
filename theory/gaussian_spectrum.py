"""Spectrum of the kernels of wide networks on standard Gaussian inputs of R^d.

A kernel of |x|, |x'| and the angle has the eigenfunctions R_{k,j}(|x|) Y_k(x / |x|): for every degree k a
one-dimensional operator on the radius, whose eigenvalues j = 0, 1, 2, ... each have an eigenspace of dimension N(d, k).
lambda_{k,j} is of order d^-(k+j): below lambda_{0,0} and lambda_{1,0} comes the radial lambda_{0,1}, of dimension 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh_tridiagonal

from theory import spectra
from theory.activations import RELU
from theory.infinite_width import Network, kernels_of_gaps
from theory.spectra import Spectrum

RADII, ANGLES = 48, 160
NEGLIGIBLE = 1e-12  # what the outermost radius may add to the mean of K(x, x)


def levels(network: Network, d: int, *, kernel: str = "ntk", degrees: int = 4, radial: int = 3) -> Spectrum:
    """Levels (k, j) of "nngp" or "ntk" for k <= degrees and j < radial, largest eigenvalue first, labelled "k=0 j=1".

    The radius is integrated by generalised Gauss-Laguerre quadrature in |x|^2 / 2, the angle by Gauss-Legendre against
    Gegenbauer polynomials: 1e-14 of the largest eigenvalue for kernels smooth in the norms. Inputs are scaled by
    1 / sqrt(d); any activation and depth of `infinite_width`. Raises ValueError for another kernel, bad sizes, or a
    kernel that grows too fast for its mean over Gaussian inputs.
    """
    if kernel not in ("nngp", "ntk"):
        raise ValueError(f"kernel must be 'nngp' or 'ntk', got {kernel!r}")
    if not 0 <= degrees <= ANGLES or not 1 <= radial <= RADII // 4:
        raise ValueError(f"need 0 <= degrees <= {ANGLES} and 1 <= radial <= {RADII // 4}, got {degrees} and {radial}")
    operators = _radial_operators(network, kernel, d, degrees)
    eigenvalues = np.concatenate([np.linalg.eigvalsh(m)[::-1][:radial] for m in operators])
    pairs = [(k, j) for k in range(degrees + 1) for j in range(radial)]
    return Spectrum(
        eigenvalues,
        tuple(spectra.sphere_multiplicity(d, k) for k, _ in pairs),
        tuple(f"k={k} j={j}" for k, j in pairs),
    ).ordered()


def relu_levels(
    d: int, *, depth: int, weight_variance: float, bias_variance: float, degrees: int = 4, radial: int = 3
) -> Spectrum:
    """`levels` of the tangent kernel of `depth` >= 1 hidden ReLU layers."""
    if depth < 1 or not weight_variance > 0 or not bias_variance >= 0:
        raise ValueError(
            "need depth >= 1, weight_variance > 0 and bias_variance >= 0, "
            f"got {depth}, {weight_variance} and {bias_variance}"
        )
    return levels(Network(RELU, depth, weight_variance, bias_variance), d, degrees=degrees, radial=radial)


def _radial_operators(network: Network, kernel: str, d: int, degrees: int) -> NDArray[np.float64]:
    """For every degree the symmetric matrix sqrt(w_a w_b) E_c[K(r_a, r_b, c) P_k(c)] over the radial nodes."""
    radius, root = _radial_rule(d)
    angle, density = spectra.polar_rule(d, ANGLES)
    harmonics = spectra.gegenbauer(d, degrees, np.cos(angle)) * density
    values = polar_kernel(network, kernel, radius[:, None, None], radius[None, :, None], angle, d)
    diagonal = root**2 * polar_kernel(network, kernel, radius, radius, 0, d)
    if diagonal[-1] > NEGLIGIBLE * diagonal.sum():
        raise ValueError(f"the {kernel} of {network} grows too fast: the mean of K(x, x) has not converged")
    return np.einsum("a,b,abc,kc->kab", root, root, values, harmonics)


def _radial_rule(d: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes for |x| and roots of their probabilities, by the Jacobi matrix of |x|^2 / 2 (Golub and Welsch)."""
    i = np.arange(RADII)
    half_squares, vectors = eigh_tridiagonal(2.0 * i + d / 2, np.sqrt(i[1:] * (i[1:] + d / 2 - 1)))
    return np.sqrt(2 * half_squares), np.abs(vectors[0])


def polar_kernel(
    network: Network, kernel: str, r1: ArrayLike, r2: ArrayLike, angle: ArrayLike, d: int
) -> NDArray[np.float64]:
    """ "nngp" or "ntk" between points of norms r1 and r2 at an angle, which broadcast."""
    gap = 2 * np.sin(np.asarray(angle) / 2) ** 2
    if kernel not in ("nngp", "ntk"):
        raise ValueError(f"kernel must be 'nngp' or 'ntk', got {kernel!r}")
    if np.any(np.asarray(r1) < 0) or np.any(np.asarray(r2) < 0):
        raise ValueError(f"norms are not negative, got {np.min(r1)} and {np.min(r2)}")
    both = kernels_of_gaps(network, np.asarray(r1) ** 2 / d, np.asarray(r2) ** 2 / d, gap)
    return both.ntk if kernel == "ntk" else both.nngp


def relu_ntk(
    r1: ArrayLike, r2: ArrayLike, angle: ArrayLike, d: int, depth: int, weight: float, bias: float
) -> NDArray[np.float64]:
    """The tangent kernel of `depth` hidden ReLU layers between points of norms r1 and r2 at an angle."""
    return polar_kernel(Network(RELU, depth, weight, bias), "ntk", r1, r2, angle, d)
