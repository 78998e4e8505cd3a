"""What a kernel does to parities: on the cube {-1, 1}^d, with one coordinate rescaled, and on {0, 1}^d.

A parity chi_S is the product of the signs of the coordinates in S. On {-1, 1}^d with any scales, K(x, y) is a function
of the products x_i y_i: it commutes with the reflections of single coordinates, and parities are its eigenfunctions.
If all scales are equal it commutes with permutations too, so that the eigenvalue depends on |S| alone. On {0, 1}^d only
the permutations are left, unless K depends on the distance.
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from theory import gaussian_spectrum, kernel_balls, kernels, spectra

Floats = NDArray[np.float64]


def eigenvalues(kernel: str, d: int, *, weight_variance: float, bias_variance: float) -> Floats:
    """mu_0 ... mu_d on the uniform cube {-1, 1}^d, kernels as in `kernels.profile`, to a relative 1e-15."""
    found = kernel_balls.cube(kernel, d, weight_variance=weight_variance, bias_variance=bias_variance)
    return found.eigenvalues


def rescaled(
    kernel: str, d: int, factor: float, *, weight_variance: float, bias_variance: float
) -> tuple[Floats, Floats]:
    """Eigenvalues on the cube whose first coordinate is -factor or factor, those of S without it and of S with it.

    Shapes (d,): |S| = 0 ... d - 1, and |S| = 1 ... d. With h differences among the other d - 1 coordinates
        mu_S = 2^-d sum_h K_h (Phi(factor^2 + d - 1 - 2 h) +- Phi(-factor^2 + d - 1 - 2 h)),
    - where the first coordinate is in S; K_h are the Krawtchouk numbers of the d - 1 others for the rest of S.
    """
    if d < 2 or not factor > 0:
        raise ValueError(f"rescaling one of d coordinates needs d >= 2 and a positive factor, got {d} and {factor}")
    square = (d - 1) + factor**2
    inner = d - 1 - 2 * np.arange(d) + np.array([[1.0], [-1.0]]) * factor**2
    same, opposite = kernels.profile(
        kernel,
        inner / square,
        dimension=d,
        radius=math.sqrt(square),
        weight_variance=weight_variance,
        bias_variance=bias_variance,
    )
    without = spectra.cube(list((same + opposite) / 2), d - 1).eigenvalues
    within = spectra.cube(list((same - opposite) / 2), d - 1).eigenvalues
    return without, within


@functools.lru_cache(maxsize=8)
def _sums_over_second(d: int, depth: int, weight: float, bias: float) -> tuple[float, ...]:
    """2^-d sum_y K(x, y) over y in {0, 1}^d for x with m = 0 ... d ones, K the ReLU tangent kernel."""
    sums = []
    for m in range(d + 1):
        both, alone = (grid.ravel() for grid in np.meshgrid(np.arange(m + 1), np.arange(d - m + 1), indexing="ij"))
        ways = [math.comb(m, i) * math.comb(d - m, j) for i, j in zip(both.tolist(), alone.tolist(), strict=True)]
        root = np.sqrt(m * (both + alone))
        angle = np.arccos(np.clip(both / np.where(root > 0, root, 1.0), 0.0, 1.0))
        r1, r2 = np.full(len(both), math.sqrt(m)), np.sqrt(both + alone)
        values = gaussian_spectrum.relu_ntk(r1, r2, angle, d, depth, weight, bias)
        sums.append(math.fsum(np.array(ways) * values) / 2**d)
    return tuple(sums)


def binary_mixing(d: int, *, depth: int, weight_variance: float, bias_variance: float) -> Floats:
    """E K(x, y) chi_S(x) over x, y uniform in {0, 1}^d, for |S| = 1 ... d: zero if parities were eigenfunctions.

    chi_S(x) is the product over S of 2 x_i - 1. Among the x with m ones its sum is (-1)^|S| K_m(|S|). The kernel is
    the tangent kernel of `depth` ReLU layers. Raises ValueError for a bias that is not positive: 0 has no direction.
    """
    if d < 1 or depth < 1 or not weight_variance > 0 or not bias_variance > 0:
        raise ValueError(
            "need d >= 1, depth >= 1, weight_variance > 0 and bias_variance > 0, "
            f"got {d}, {depth}, {weight_variance} and {bias_variance}"
        )
    mean = _sums_over_second(d, depth, weight_variance, bias_variance)
    return np.array(
        [
            (-1) ** k * math.fsum(w * v for w, v in zip(spectra.krawtchouk(d, k), mean, strict=True)) / 2**d
            for k in range(1, d + 1)
        ]
    )
