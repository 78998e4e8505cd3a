"""Dimensions and order of the eigenspaces of invariant kernels, certified.

On the cube and on the sphere the eigenspace of degree k has dimension C(d, k) and N(d, k). Both are d^k / k! times a
ratio that tends to 1: (1 - 1/d) ... (1 - (k-1)/d) on the cube, and, for k >= 2, (1 + (2k-2)/d) (1 - 1/d) (1 + 0/d) ...
(1 + (k-3)/d) on the sphere.
Whether the eigenvalue of degree k is also the (k+1)-th largest depends on the kernel; balls decide it.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from theory import kernel_balls, kernels, spectra
from theory.spectra import Spectrum

Domain = Literal["cube", "sphere"]
BITS = 192


def multiplicity(domain: Domain, d: int, k: int) -> int:
    """The dimension of the eigenspace of degree k: C(d, k) on the d-cube, N(d, k) on the sphere S^(d-1)."""
    if domain not in ("cube", "sphere"):
        raise ValueError(f"domain must be 'cube' or 'sphere', got {domain!r}")
    return spectra.cube_multiplicity(d, k) if domain == "cube" else spectra.sphere_multiplicity(d, k)


def leading_ratio(domain: Domain, d: int, k: int) -> Fraction:
    """multiplicity / (d^k / k!), exactly. It is 1 -+ k(k-1)/(2d) + O(1/d^2): - on the cube, + on the sphere."""
    return Fraction(multiplicity(domain, d, k) * math.factorial(k), d**k)


def largest_correction(domain: Domain, d: int, k: int) -> Fraction:
    """A bound on |leading_ratio - 1|: x = k(k-1)/(2d) on the cube, attained at k = 2, and x + x^2 on the sphere if x
    <= 1.

    By Weierstrass' product inequality on the cube; on the sphere the factors' logarithms sum to at most x.
    """
    multiplicity(domain, d, k)
    x = Fraction(k * (k - 1), 2 * d)
    if domain == "sphere" and x > 1:
        raise ValueError(f"the bound on the sphere holds for d >= k(k-1)/2 = {k * (k - 1) // 2}, got d = {d}")
    return x if domain == "cube" else x + x * x


def relu_cube_spectrum(d: int, *, weight_variance: Fraction | int = 2, bias_variance: Fraction | int = 1) -> Spectrum:
    """Balls around the eigenvalues of the one-hidden-layer ReLU tangent kernel on the d-cube, points of norm sqrt(d).

    Without bias the odd part of the kernel is linear, kappa(c) - kappa(-c) = c, so that the eigenvalues of odd degree
    k >= 3 are exactly zero; they are returned as such.
    """
    from flint import arb

    weight, bias = Fraction(weight_variance), Fraction(bias_variance)
    if weight <= 0 or bias < 0:
        raise ValueError(f"weight_variance must be positive and bias_variance nonnegative, got {weight} and {bias}")
    values = kernel_balls.profile(
        "relu_ntk", spectra.cube_cosines(d), dimension=d, weight_variance=weight, bias_variance=bias, bits=BITS
    )
    with kernel_balls.precision(BITS):
        spectrum = spectra.cube(values, d)
        eigenvalues = spectrum.eigenvalues.copy()
        if bias == 0:
            eigenvalues[3::2] = arb(0)
        return Spectrum(eigenvalues, spectrum.multiplicities, spectrum.labels)


def cube_levels(kernel: str, d: int, *, bias_variance: float = 1.0) -> Spectrum:
    """The levels of a kernel on the d-cube, largest eigenvalue first: proven order for relu_ntk, float64 for others."""
    if kernel == "relu_ntk":
        return certified_order(relu_cube_spectrum(d, bias_variance=Fraction(bias_variance)))
    profile = functools.partial(kernels.profile, kernel, dimension=d, bias_variance=bias_variance)
    return spectra.cube(profile, d).ordered()


def sphere_eigenvalues(kernel: str, d: int, degrees: int, *, bias_variance: float = 1.0) -> NDArray[np.float64]:
    """Eigenvalues of degree 0 ... degrees on the sphere of radius sqrt(d) in R^d, in the order of the degrees."""
    profile = functools.partial(kernels.profile, kernel, dimension=d, bias_variance=bias_variance)
    return spectra.sphere(profile, d, degrees).eigenvalues


def certified_order(spectrum: Spectrum) -> Spectrum:
    """The levels from the largest eigenvalue to the smallest, equal ones merged; ValueError where balls overlap."""
    ordered = spectrum.ordered()
    values, counts, labels = [ordered.eigenvalues[0]], [ordered.multiplicities[0]], [ordered.labels[0]]
    for value, count, label in zip(
        ordered.eigenvalues[1:], ordered.multiplicities[1:], ordered.labels[1:], strict=True
    ):
        if values[-1] > value:
            values.append(value)
            counts.append(count)
            labels.append(label)
        elif values[-1] == value:
            counts[-1] += count
            labels[-1] += f", {label}"
        else:
            raise ValueError(f"the eigenvalues {labels[-1]} and {label} cannot be told apart: {values[-1]}, {value}")
    eigenvalues = np.empty(len(values), dtype=object)
    eigenvalues[:] = values
    return Spectrum(eigenvalues, tuple(counts), tuple(labels))
