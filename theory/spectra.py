"""Spectra of rotation- and permutation-invariant kernels: the boolean cube and the unit sphere.

A kernel that depends on the normalised inner product c alone has one eigenvalue per degree k with respect to the
uniform distribution. On the cube {-1, 1}^d its eigenfunctions are the C(d, k) parities of k coordinates; on the
sphere S^(d-1) they are the N(d, k) = C(d+k-1, k) - C(d+k-3, k-2) spherical harmonics of degree k. Eigenvalues are
those of the integral operator against the probability measure, hence sum_k multiplicity_k eigenvalue_k = K(1) when
all degrees are kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory import architecture

Profile = Callable[[NDArray[np.float64]], NDArray[np.float64]]
ANGLES = 512  # Gauss-Legendre nodes in the angle, in which the profiles of interest are analytic


@dataclass(frozen=True)
class Spectrum:
    """Distinct eigenvalues by level, with the dimension of each level's eigenspace.

    `eigenvalues` is float64, or an array of objects (fractions, balls) where the profile was given exactly;
    `labels` names the levels, usually by degree. Levels are in order of degree, not of size.
    """

    eigenvalues: NDArray[Any]
    multiplicities: tuple[int, ...]
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        if not len(self.eigenvalues) == len(self.multiplicities) == len(self.labels):
            raise ValueError(
                "a spectrum needs one multiplicity and one label per eigenvalue, got "
                f"{len(self.eigenvalues)}, {len(self.multiplicities)} and {len(self.labels)}"
            )
        if any(count < 1 for count in self.multiplicities):
            raise ValueError(f"multiplicities are positive integers, got {self.multiplicities}")

    @property
    def trace(self) -> Any:
        """sum_k multiplicity_k eigenvalue_k: the mean of K(x, x), if no level is left out."""
        return sum(count * value for count, value in zip(self.multiplicities, self.eigenvalues, strict=True))

    def ordered(self) -> Spectrum:
        """The same levels from the largest eigenvalue to the smallest (balls by their midpoints)."""
        order = sorted(range(len(self.labels)), key=lambda level: -float(self.eigenvalues[level]))
        return Spectrum(
            self.eigenvalues[order],
            tuple(self.multiplicities[level] for level in order),
            tuple(self.labels[level] for level in order),
        )

    def expanded(self) -> NDArray[Any]:
        """Every eigenvalue as often as its multiplicity says, from the largest to the smallest."""
        ordered = self.ordered()
        return np.repeat(ordered.eigenvalues, ordered.multiplicities)


def cube_multiplicity(d: int, k: int) -> int:
    """C(d, k), the number of parities of k coordinates out of d."""
    _check_degree(d, k)
    if k > d:
        raise ValueError(f"the cube of dimension {d} has degrees 0 to {d}, got {k}")
    return math.comb(d, k)


def sphere_multiplicity(d: int, k: int) -> int:
    """N(d, k) = C(d+k-1, k) - C(d+k-3, k-2): the spherical harmonics of degree k on S^(d-1), d >= 2."""
    _check_degree(d, k)
    if d < 2:
        raise ValueError(f"the sphere S^(d-1) is connected from d = 2 on, got d = {d}")
    return math.comb(d + k - 1, k) - (math.comb(d + k - 3, k - 2) if k >= 2 else 0)


def krawtchouk(d: int, k: int) -> list[int]:
    """K_h(k), h = 0..d: the sum of a parity of k coordinates over the points at Hamming distance h from (1, ..., 1)."""
    cube_multiplicity(d, k)
    values = [1, d - 2 * k][: d + 1]
    for h in range(1, d):  # (h + 1) K_{h+1} = (d - 2 k) K_h - (d - h + 1) K_{h-1}, from (1 - z)^k (1 + z)^(d-k)
        values.append(((d - 2 * k) * values[h] - (d - h + 1) * values[h - 1]) // (h + 1))
    return values


def cube_cosines(d: int) -> list[Fraction]:
    """The normalised inner products 1 - 2h/d of points at Hamming distance h = 0..d."""
    _check_degree(d, 0)
    return [1 - Fraction(2 * h, d) for h in range(d + 1)]


def cube(profile: Profile | Sequence[Any], d: int) -> Spectrum:
    """Eigenvalues mu_k = 2^-d sum_h K_h(k) Phi(1 - 2h/d), k = 0..d, on the uniform d-cube.

    `profile` is a function of float64 cosines, or the d+1 values Phi(1 - 2h/d), h = 0..d, as fractions, integers or
    balls, which are then kept exact. Raises ValueError for NaN or for a wrong number of values.

    Float64 values are summed exactly and the sum is rounded once, so that mu_k is as good as they are: rounded to
    float64 they leave an error of 1e-16 |Phi|. At d = 8 this is 1e-15 mu_k for the Laplace kernel, 1e-13 for ReLU,
    5e-12 for tanh networks, and everything where mu_k < 1e-16. `kernel_balls.cube` has every mu_k to 1e-15 of itself.
    """
    _check_degree(d, 0)
    values = _values(profile, np.array([float(c) for c in cube_cosines(d)]))
    exact = [Fraction(float(v)) for v in values] if values.dtype == np.float64 else list(values)
    eigenvalues = np.empty(d + 1, dtype=values.dtype)
    for k in range(d + 1):
        eigenvalues[k] = cube_eigenvalue(exact, d, k)
    return Spectrum(eigenvalues, tuple(math.comb(d, k) for k in range(d + 1)), tuple(f"k={k}" for k in range(d + 1)))


def cube_eigenvalue(values: Sequence[Any], d: int, k: int) -> Any:
    """2^-d sum_h K_h(k) Phi(1 - 2h/d) from the d+1 values of Phi, h = 0..d, in their own arithmetic."""
    return _divided(sum(w * v for w, v in zip(krawtchouk(d, k), values, strict=True)), 2**d)


def sphere(profile: Profile, d: int, degrees: int | Iterable[int]) -> Spectrum:
    """Eigenvalues mu_k = E[Phi(c) P_k(c)] on the unit sphere S^(d-1), c the cosine of two uniform points.

    P_k is the Gegenbauer polynomial of index (d-2)/2 with P_k(1) = 1; `degrees` is the largest degree or the degrees
    wanted. Gauss-Legendre quadrature in the angle: exact to round-off (1e-15 Phi(1)) for profiles analytic in the
    angle, such as those of ReLU networks and of the Laplace kernel, which are not smooth in the cosine.
    """
    wanted = wanted_degrees(degrees)
    multiplicities = tuple(sphere_multiplicity(d, k) for k in wanted)
    if max(wanted) > ANGLES:
        raise ValueError(f"{ANGLES} angles resolve degrees up to {ANGLES}, got {max(wanted)}")
    angle, density = polar_rule(d, ANGLES)
    values = _values(profile, np.cos(angle)) * density
    harmonics = gegenbauer(d, max(wanted), np.cos(angle))
    return Spectrum(harmonics[list(wanted)] @ values, multiplicities, tuple(f"k={k}" for k in wanted))


def polar_rule(d: int, nodes: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes and probabilities for the angle between two uniform points of S^(d-1), whose density is sin^(d-2).

    Gauss-Legendre, in high dimension on the interval of 12 standard deviations 1 / sqrt(d - 1) around a right angle.
    """
    sphere_multiplicity(d, 0)
    x, weights = np.polynomial.legendre.leggauss(nodes)
    away = min(np.pi / 2, 12 / np.sqrt(d - 1)) * x
    density = weights * np.cos(away) ** (d - 2)
    return np.pi / 2 + away, density / density.sum()


def gegenbauer(d: int, degree: int, cosine: NDArray[np.float64]) -> NDArray[np.float64]:
    """P_0 ... P_degree of index (d-2)/2 with P_k(1) = 1, as rows, by (k+d-2) P_{k+1} = (2k+d-2) c P_k - k P_{k-1}."""
    sphere_multiplicity(d, degree)
    rows = [np.ones_like(cosine), np.asarray(cosine, dtype=np.float64)]
    for k in range(1, degree):
        rows.append(((2 * k + d - 2) * cosine * rows[k] - k * rows[k - 1]) / (k + d - 2))
    return np.stack(rows[: degree + 1])


def _values(profile: Profile | Sequence[Any], cosines: NDArray[np.float64]) -> NDArray[Any]:
    """The profile at these cosines, as float64 where the values are floats and as objects where they are exact."""
    if callable(profile):
        values = np.asarray(profile(cosines), dtype=np.float64)
    else:
        given = list(profile)
        inexact = all(isinstance(value, (float, np.floating)) for value in given)
        values = np.empty(len(given), dtype=np.float64 if inexact else object)
        values[:] = given
    if values.shape != cosines.shape:
        raise ValueError(f"the profile needs {cosines.size} values, one per cosine, got shape {values.shape}")
    if values.dtype == np.float64 and not np.all(np.isfinite(values)):
        raise ValueError("the profile must be finite, but it holds NaN or infinity")
    return values


def _divided(total: Any, by: int) -> Any:
    """total / by, a fraction where the total is rational: balls are divided exactly as well."""
    return Fraction(total) / by if isinstance(total, (int, Fraction)) else total / by


def wanted_degrees(degrees: int | Iterable[int]) -> tuple[int, ...]:
    """0 ... degrees, or the degrees of a sequence. Raises ValueError for none."""
    if isinstance(degrees, int | np.integer):
        _check_degree(1, degrees)
        return tuple(range(int(degrees) + 1))
    wanted = tuple(degrees) if isinstance(degrees, Iterable) else ()
    if not wanted:
        raise ValueError(f"ask for at least one degree, got {degrees!r}")
    return wanted


def _check_degree(d: int, k: int) -> None:
    for number in (d, k):
        architecture.whole(number, "dimension and degree are whole numbers", least=None)
    if d < 1 or k < 0:
        raise ValueError(f"the dimension is at least 1 and the degree at least 0, got d = {d} and k = {k}")
