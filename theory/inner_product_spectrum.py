r"""Spectrum of random inner-product kernels: the cubic of Cheng and Singer.

A_ij = f(<x_i, x_j> / sqrt d) / sqrt d for i != j and 0 on the diagonal, with x_1 ... x_n ~ N(0, I_d), E f(G) = 0,
a = E f(G) G, rest = E f(G)^2 - a^2. As n and d grow with d/n = gamma, the Stieltjes transform m(z), the mean of
1 / (lambda - z) over the eigenvalues, tends to a root of a cubic.

Derivation.  f is a times its argument plus what is orthogonal to linear functions. The first part is a (X X'/d - I), up
to what vanishes: a Marchenko-Pastur law of R-transform a / (1 - c w) - a, with c = a / gamma. The second acts as a
symmetric matrix of independent entries of variance rest / d: a semicircle of R-transform v w, v = rest / gamma. They
are asymptotically free, so R-transforms add, and z = R(-m) - 1/m is

    -1/m = z + a (1 - 1 / (1 + c m)) + v m,    or    v c m^3 + (z c + a c + v) m^2 + (z + c) m + 1 = 0.

m(z) is its root in the upper half-plane, of which there is exactly one for Im z > 0: flint isolates all roots, and
anything else raises. On the real line m is real outside the support, where z(m) increases, and the density inside is
Im m / pi; the edges are the values of z at its real critical points. Source: Cheng and Singer, The spectrum of random
inner-product kernel matrices (2013).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.arithmetic import ball
from theory.kernel_balls import precision
from theory.two_layer_checks import positive

__all__ = ["InnerProductSpectrum", "share_curve", "stieltjes_curve"]

Floats = NDArray[np.float64]
Real = int | float | Fraction
BITS, NODES = (200, 800, 3200), 64


@dataclass(frozen=True)
class InnerProductSpectrum:
    """Limiting law of the eigenvalues, for slope a = E f(G) G, rest = E f(G)^2 - a^2 and gamma = d/n.

    Raises ValueError unless the slope is finite and `rest` and `gamma` are positive and finite. (With rest = 0 the
    kernel is linear, and its law Marchenko and Pastur's, with an atom where d < n.)
    """

    slope: Real
    rest: Real
    gamma: Real

    def __post_init__(self) -> None:
        if isinstance(self.slope, bool) or not isinstance(self.slope, Real) or not math.isfinite(self.slope):
            raise ValueError(f"slope must be a finite number, got {self.slope!r}")
        positive("rest", self.rest)
        positive("gamma", self.gamma)

    def cubic(self, z: Any) -> list[Any]:
        """Coefficients of the equation for m, from m^0 up, in the arithmetic of z; the last is 0 for slope 0."""
        a, gamma = _number(self.slope, z), _number(self.gamma, z)
        c, v = a / gamma, _number(self.rest, z) / gamma
        return [_number(1, z), z + c, z * c + a * c + v, v * c]

    def stieltjes(self, z: complex) -> complex:
        """m(z) for Im z > 0, from certified roots; ValueError for other z."""
        if not (math.isfinite(z.real) and math.isfinite(z.imag) and z.imag > 0):
            raise ValueError(f"the Stieltjes transform wants a point of the upper half-plane, got {z}")
        from flint import acb

        for bits in BITS:
            with precision(bits), suppress(ValueError):  # flint's, where the roots are not told apart
                roots = _roots(self.cubic(acb(z.real, z.imag)), bits)
                above = [root for root in roots if root.imag > 0]
                below = [root for root in roots if root.imag < 0]
                if len(above) == 1 and len(below) == len(roots) - 1:
                    return complex(above[0])
        raise ValueError(f"{BITS[-1]} bits do not show one root above the real axis and the others below it at {z}")

    def edges(self) -> list[float]:
        """The ends of the support, increasing: two, or four where a gap opens."""
        for bits in BITS:
            with precision(bits), suppress(ValueError):
                a, gamma = ball(self.slope), ball(self.gamma)
                c, v = a / gamma, ball(self.rest) / gamma
                # (1 + c m)^2 - a c m^2 - v m^2 (1 + c m)^2 = 0
                critical = _roots([ball(1), 2 * c, c * c - a * c - v, -2 * v * c, -v * c * c], bits)
                real = [root.real for root in critical if root.imag.contains(0)]
                return sorted(float(-1 / m - a + a / (1 + c * m) - v * m) for m in real)
        raise ValueError(f"{BITS[-1]} bits do not tell the edges of {self} apart")

    def density(self, x: float) -> float:
        """Density of the eigenvalues at x, by floating-point roots: good to 1e-7, and there next to an edge only."""
        if not math.isfinite(x):
            raise ValueError(f"the density wants a finite number, got {x}")
        roots = np.roots(np.trim_zeros(self.cubic(float(x))[::-1], "f"))
        return float(max(roots.imag.max(), 0.0)) / math.pi

    def share(self, low: float, high: float) -> float:
        """The share of eigenvalues between low and high; ValueError unless low <= high."""
        if not low <= high:
            raise ValueError(f"a share wants low <= high, got {low} and {high}")
        ends, total = self.edges(), 0.0
        angle, weights = np.polynomial.legendre.leggauss(NODES)
        for left, right in zip(ends[::2], ends[1::2], strict=True):
            start, stop = max(low, left), min(high, right)
            if start < stop:
                # x = middle + half sin(u) takes the square roots of the density at the edges away
                half, u = (stop - start) / 2, math.pi / 2 * angle
                values = [self.density(x) for x in (start + stop) / 2 + half * np.sin(u)]
                total += float(weights @ (np.cos(u) * values)) * half * math.pi / 2
        return total


def stieltjes_curve(law: InnerProductSpectrum, points: Sequence[complex] | NDArray[np.complex128]) -> Floats:
    """Real parts of m at each point, then imaginary parts; shape (2 len(points),)."""
    values = [law.stieltjes(complex(z)) for z in points]
    return np.array([m.real for m in values] + [m.imag for m in values])


def share_curve(law: InnerProductSpectrum, cuts: Sequence[float] | Floats) -> Floats:
    """The share of eigenvalues between consecutive cuts; shape (len(cuts) - 1,)."""
    return np.array([law.share(float(low), float(high)) for low, high in pairwise(cuts)])


def _number(x: Real, like: Any) -> Any:
    return float(x) if isinstance(like, float) else ball(x)


def _roots(coefficients: list[Any], bits: int) -> list[Any]:
    """All roots of a polynomial, from m^0 up, isolated in balls of 2^-(bits / 2) at most; zeros at the top drop out."""
    from flint import acb_poly, arb

    while coefficients[-1] == 0:
        coefficients = coefficients[:-1]
    return acb_poly(coefficients).roots(arb(2) ** (-bits // 2))
