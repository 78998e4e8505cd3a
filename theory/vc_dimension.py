r"""How many labellings of n points a network can give, and how few or many parameters have to do with it.

Affine thresholds on R^d label n points in general position in 2 sum_(k <= d) C(n - 1, k) ways: all 2^n up to n = d + 1,
never more, since any d + 2 points have an affine dependence sum_i m_i x_i = 0 = sum_i m_i, and sign(m_i) is not a
labelling: it would give m_i f(x_i) > 0 for all i, which add up to 0. A chain of single units is monotone at any depth.

The activation s(z) = 1 / (1 + exp(-z)) + c z^3 exp(-z^2) sin z is convex left of 0 and concave right of it for small c,
and s(z) + s(-z) - 1 = 2 c z^3 exp(-z^2) sin z. So s(a x) + s(-a x) - 1 has the sign of sin(a x) for a x > 0: at
x = 1, 1/2, 1/4, ... and a = pi (m + 1/2) these are the binary digits of the integer m, any that one likes.

Source: Radon (1921); Cover (1965); Anthony and Bartlett, Neural network learning (1999), for such an activation.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from theory.architecture import whole
from theory.rational_algebra import cleared, exactly, table


def affine_labellings(n: int, d: int) -> int:
    """Labellings of n points in general position in R^d by sign(w . x + b): 2 sum_(k <= d) C(n - 1, k)."""
    n, d = whole(n, "at least one point", least=1), whole(d, "no negative dimension")
    return 2 * sum(math.comb(n - 1, k) for k in range(d + 1))


def chain_labellings(n: int) -> int:
    """Labellings of n distinct points on the line by the signs of monotone functions: 2 n, that is all for n <= 2."""
    return 2 * whole(n, "at least one point", least=1)


def claimed_dimension(parameters: int, layers: int) -> float:
    """p L ln p, the order of the VC dimension of the best ReLU architecture of p parameters in L layers."""
    for size in (parameters, layers):
        whole(size, "parameters and layers are positive", least=1)
    return parameters * layers * math.log(parameters)


def in_general_position(points: Sequence[Sequence[Any]]) -> bool:
    """Whether no d + 1 of the rational points of R^d lie in a hyperplane, nor m <= d of them in m - 2 dimensions.

    Raises ValueError for an empty, ragged or non-finite table.
    """
    from flint import fmpz_mat

    lifted = [cleared((Fraction(1), *x))[0] for x in table(points, "points")]  # up to a factor for each
    size = min(len(lifted), len(lifted[0]))
    return all(fmpz_mat(list(chosen)).rank() == size for chosen in itertools.combinations(lifted, size))


def dependence(points: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Integers m_i, not all 0, with sum_i m_i = 0 and sum_i m_i x_i = 0, for d + 2 integer points whose m is unique.

    Raises ValueError for another number of points, or where there are several independent ones.
    """
    from flint import fmpz_mat

    rows = table(points, "the d + 2 points of R^d")
    d = len(rows[0])
    if len(rows) != d + 2 or any(x.denominator != 1 for row in rows for x in row):
        raise ValueError(f"Radon's theorem speaks of d + 2 points of R^d, here integer ones, got {len(rows)} in R^{d}")
    basis, nullity = fmpz_mat([[1] * (d + 2), *([int(row[j]) for row in rows] for j in range(d))]).nullspace()
    if nullity != 1:
        raise ValueError(f"the points span less than R^{d}: {nullity} independent dependences")
    return tuple(int(basis[i, 0]) for i in range(d + 2))


def radon_fits(points: Sequence[Sequence[int]]) -> list[bool]:
    """Which labellings of d + 2 points an affine threshold gives, in the order of itertools.product((-1, 1), ...).

    All but those that agree with sign(m), or with -sign(m), wherever the dependence m is not 0: by Radon's theorem
    these two parts have convex hulls that meet. Raises ValueError as `dependence`.
    """
    m = dependence(points)
    labellings = itertools.product((-1, 1), repeat=len(m))
    return [len({y * (k > 0) - y * (k < 0) for y, k in zip(ys, m, strict=True) if k}) == 2 for ys in labellings]


def digits(number: int, n: int) -> list[int]:
    """Signs of sin(pi (number + 1/2) / 2^i) for i = 0 ... n - 1: + where the binary digit i of number is 0."""
    number, n = whole(number, "digits of a number that is not negative"), whole(n, "one digit at least", least=1)
    return [1 - 2 * ((number >> i) & 1) for i in range(n)]


def bends_once(c: Fraction) -> bool:
    """Whether s'' > 0 left of 0 and s'' < 0 right of 0 is proved for the activation with this c > 0.

    The part with c is even and the logistic's second derivative odd, so that it is enough that |g''| < |logistic''| for
    z > 0. Near 0 both are compared with z, beyond 6 with exp(-z), and between by balls over intervals of 1/32.
    """
    from flint import arb, fmpq

    c = exactly(c, "the wave has a positive factor")
    if c <= 0:
        raise ValueError(f"the wave has a positive factor, got {c}")
    factor = arb(fmpq(c.numerator, c.denominator))
    near = factor * 17 / 2 < arb(47) / 96 / (4 * arb(fmpq(1, 4)).cosh() ** 2)
    far = factor * 35 * 6**5 * arb(-30).exp() < arb(fmpq(1, 5))
    middles = (arb(fmpq(2 * k + 1, 64), fmpq(1, 64)) for k in range(16, 192))
    return bool(near) and bool(far) and all(bool(factor * _wave(z) < _logistic(z)) for z in middles)


def _wave(z: Any) -> Any:
    """|second derivative of z^3 exp(-z^2) sin z|, as a ball."""
    polynomials = (6 * z - 15 * z**3 + 4 * z**5) * z.sin() + (6 * z**2 - 4 * z**4) * z.cos()
    return abs(polynomials * (-z * z).exp())


def _logistic(z: Any) -> Any:
    """|second derivative of 1 / (1 + exp(-z))| for z > 0: tanh(z/2) / (2 cosh(z/2))^2."""
    return (z / 2).tanh() / (2 * (z / 2).cosh()) ** 2
