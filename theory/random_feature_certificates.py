"""Proven digits of the ridge equation for random features, at rational numbers.

There the equation is a quartic in alpha, (psi1 (1 - alpha) - alpha (1 - alpha) - zeta alpha) (the same of psi2) = pull
alpha (1 - alpha) with pull = psi1 psi2 ridge / mu1^2. Isolating its roots shows that one of them, alone, has both
delta_i >= 0. Symbols and equation: see `theory.random_feature_ridge`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from theory.random_feature_equivalent import at_overlap

if TYPE_CHECKING:
    from flint import arb

__all__ = ["certified_overlap", "certified_risk"]

BITS = 1024
"""Numerators and denominators below 2^1024 are certified: isolating roots of longer ones takes too long."""


def certified_overlap(
    zeta: Fraction, psi1: Fraction, psi2: Fraction, pull: Fraction, *, bits: int = 192, beyond: bool = False
) -> arb:
    """alpha as a ball of `bits` bits, for rational psi1, psi2, zeta > 0 and pull = psi1 psi2 ridge / mu1^2 > 0.

    `beyond` gives the other root in (0, 1), where both delta_i < 0: it is not that of ridge regression. Raises
    ValueError for numbers that are not rational, not positive, or with numerators or denominators from 2^1024 on, and
    ArithmeticError unless exactly one root of the quartic is proven to be the one.
    """
    from flint import fmpq, fmpq_poly

    from theory.kernel_balls import precision

    given = {"zeta": zeta, "psi1": psi1, "psi2": psi2, "pull": pull}
    for name, value in given.items():
        if not isinstance(value, int | Fraction) or value <= 0:
            raise ValueError(f"{name} must be a positive rational number, got {value!r}")
        if max(value.numerator, value.denominator).bit_length() > BITS:
            raise ValueError(f"{name} must have its numerator and denominator below 2^{BITS}, got longer ones")
    z, *psi, push = (fmpq(x.numerator, x.denominator) for x in given.values())
    sign = -1 if beyond else 1
    with precision(bits):
        one, two = (fmpq_poly([p, -(p + 1 + z), 1]) for p in psi)  # (1 - a) delta
        roots: Any = (one * two - push * fmpq_poly([0, 1, -1])).numer().complex_roots()
        real = [root.real for root, _ in roots if root.imag == 0]
        free = [(a, [sign * (p - a - z * a / (1 - a)) for p in psi]) for a in real]
        inside = [a for a, deltas in free if a > 0 and a < 1 and all(delta > 0 for delta in deltas)]
        outside = [a for a, deltas in free if a < 0 or a > 1 or any(delta < 0 for delta in deltas)]
    if len(inside) != 1 or len(inside) + len(outside) != len(real) or sum(m for _, m in roots) != 4:
        raise ArithmeticError(f"{bits} bits do not single out the root for {given}")
    return inside[0]


def certified_risk(
    zeta: Fraction, psi1: Fraction, psi2: Fraction, pull: Fraction, *, bits: int = 192, beyond: bool = False
) -> tuple[arb, arb]:
    """(bias, variance) for unit radius and noise as balls; arguments and errors as `certified_overlap`."""
    from theory.arithmetic import ball
    from theory.kernel_balls import precision

    with precision(bits):
        overlap = certified_overlap(zeta, psi1, psi2, pull, bits=bits, beyond=beyond)
        at: Any = at_overlap(overlap, ball(zeta), ball(psi1), ball(psi2))
        return at.loss**2 + at.fluctuation, at.amplified
