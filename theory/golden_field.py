"""Exact arithmetic in Q(sqrt 5), in the basis 1, r with r = (sqrt 5 - 1) / 2, the golden ratio less 1: r^2 = 1 - r."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Rational = int | Fraction


@dataclass(frozen=True)
class Golden:
    """The number one + root * r."""

    one: Fraction
    root: Fraction

    @staticmethod
    def of(x: Golden | Rational) -> Golden:
        """A rational number as an element of the field. Raises ValueError for floats: they are no exact numbers."""
        if isinstance(x, Golden):
            return x
        if not isinstance(x, int | Fraction):
            raise ValueError(f"the field Q(sqrt 5) takes integers and Fractions, got {type(x).__name__} {x!r}")
        return Golden(Fraction(x), Fraction(0))

    def __add__(self, other: Golden | Rational) -> Golden:
        x = Golden.of(other)
        return Golden(self.one + x.one, self.root + x.root)

    def __neg__(self) -> Golden:
        return Golden(-self.one, -self.root)

    def __sub__(self, other: Golden | Rational) -> Golden:
        return self + -Golden.of(other)

    def __rsub__(self, other: Rational) -> Golden:
        return -self + other

    def __mul__(self, other: Golden | Rational) -> Golden:
        """(a + b r)(c + d r) with r^2 = 1 - r."""
        x = Golden.of(other)
        product = self.root * x.root
        return Golden(self.one * x.one + product, self.one * x.root + self.root * x.one - product)

    def inverse(self) -> Golden:
        """1 / (a + b r) = (a - b - b r) / (a^2 - a b - b^2): the conjugate of r is -1 - r."""
        norm = self.one**2 - self.one * self.root - self.root**2
        if norm == 0:
            raise ZeroDivisionError("zero has no inverse in Q(sqrt 5)")
        return Golden((self.one - self.root) / norm, -self.root / norm)

    def __truediv__(self, other: Golden | Rational) -> Golden:
        return self * Golden.of(other).inverse()

    __radd__, __rmul__ = __add__, __mul__

    @property
    def sign(self) -> int:
        """-1, 0 or 1, exactly: of 2 a - b + b sqrt 5, by squares where the terms differ in sign."""
        u, v = 2 * self.one - self.root, self.root
        if u * v >= 0:
            return (u + v > 0) - (u + v < 0)
        larger = u if u**2 > 5 * v**2 else v
        return 1 if larger > 0 else -1

    def __abs__(self) -> Golden:
        return -self if self.sign < 0 else self

    def __lt__(self, other: Golden | Rational) -> bool:
        return (self - other).sign < 0

    def __float__(self) -> float:
        """Within a few units in the last place of the larger term."""
        return float(self.one) + float(self.root) * (5**0.5 - 1) / 2


R = Golden(Fraction(0), Fraction(1))
