"""Activation functions whose Gaussian expectations are known in closed form or as a series with a proven tail.

They are plain data: `theory.dual_activations` (float64 and fractions) and `theory.dual_balls` (proven digits) hold the
expectations E[s(u) s(v)] that wide networks need. Parameters may be ints, floats or Fractions; all are taken as exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.arithmetic import FLOAT

Real = int | float | Fraction
Formula = Callable[[Any, Any], Any]  # of an arithmetic (theory.arithmetic) and a number of it


class Activation:
    """s(x) and s'(x) for float64 arrays. Subclasses are frozen dataclasses; ValueError for parameters that are none."""

    def __post_init__(self) -> None:
        _finite(self)

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        raise NotImplementedError

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        """s'(x); at a kink the slope on its left."""
        raise NotImplementedError


def _finite(activation: Activation) -> None:
    """ValueError unless every parameter is a finite number."""
    for name, value in vars(activation).items():
        if not isinstance(value, int | float | Fraction) or not math.isfinite(value):
            raise ValueError(f"{type(activation).__name__} needs finite numbers, got {name} = {value!r}")


@dataclass(frozen=True)
class LeakyRelu(Activation):
    """negative min(x, 0) + positive max(x, 0)."""

    negative: Real = 0
    positive: Real = 1

    def __post_init__(self) -> None:
        _finite(self)
        if self.negative == self.positive == 0:
            raise ValueError("one of the two slopes must differ from zero, got 0 and 0")

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        x = np.asarray(x, dtype=np.float64)
        return float(self.negative) * np.minimum(x, 0) + float(self.positive) * np.maximum(x, 0)

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.where(np.asarray(x, dtype=np.float64) > 0, float(self.positive), float(self.negative))


@dataclass(frozen=True)
class Erf(Activation):
    """erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) over [0, x]."""

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        from scipy.special import erf

        return erf(np.asarray(x, dtype=np.float64))

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        return 2 / math.sqrt(math.pi) * np.exp(-(np.asarray(x, dtype=np.float64) ** 2))


@dataclass(frozen=True)
class Gelu(Activation):
    """x Phi(x), with Phi the standard normal distribution function."""

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        from scipy.special import ndtr

        x = np.asarray(x, dtype=np.float64)
        return x * ndtr(x)

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        from scipy.special import ndtr

        x = np.asarray(x, dtype=np.float64)
        return ndtr(x) + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


@dataclass(frozen=True)
class Sine(Activation):
    """sin(frequency x + phase); `Cosine` is exactly even, which no float phase makes this."""

    frequency: Real = 1
    phase: Real = 0

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.sin(float(self.frequency) * np.asarray(x, dtype=np.float64) + float(self.phase))

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        b = float(self.frequency)
        return b * np.cos(b * np.asarray(x, dtype=np.float64) + float(self.phase))


@dataclass(frozen=True)
class Cosine(Activation):
    """cos(x): the sine of x + pi / 2, whose phase is no float; exactly even."""

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.cos(np.asarray(x, dtype=np.float64))

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        return -np.sin(np.asarray(x, dtype=np.float64))


@dataclass(frozen=True)
class Sign(Activation):
    """-1, 0 or 1 by the sign of x; its derivative is no function."""

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.sign(np.asarray(x, dtype=np.float64))

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        raise ValueError("the sign has no derivative at 0: its slope there is infinite")


@dataclass(frozen=True)
class Bump(Activation):
    """exp(-rate x^2), rate > 0."""

    rate: Real = 1

    def __post_init__(self) -> None:
        _finite(self)
        if self.rate <= 0:
            raise ValueError(f"the rate of a bump is positive, got {self.rate}")

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.exp(-float(self.rate) * np.asarray(x, dtype=np.float64) ** 2)

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        x = np.asarray(x, dtype=np.float64)
        return -2 * float(self.rate) * x * self(x)


@dataclass(frozen=True)
class Exponential(Activation):
    """exp(rate x)."""

    rate: Real = 1

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.exp(float(self.rate) * np.asarray(x, dtype=np.float64))

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        return float(self.rate) * self(x)


@dataclass(frozen=True)
class Polynomial(Activation):
    """coefficients[0] + coefficients[1] x + coefficients[2] x^2 + ..."""

    coefficients: tuple[Real, ...]

    def __post_init__(self) -> None:
        good = isinstance(self.coefficients, tuple) and all(
            isinstance(c, int | float | Fraction) and math.isfinite(c) for c in self.coefficients
        )
        if not good or not self.coefficients:
            raise ValueError(f"a polynomial needs a tuple of finite coefficients, got {self.coefficients!r}")

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        x = np.asarray(x, dtype=np.float64)
        total = np.zeros_like(x)
        for c in reversed(self.coefficients):
            total = total * x + float(c)
        return total

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        return self.differentiated()(x)

    def differentiated(self) -> Polynomial:
        """The polynomial s'."""
        return Polynomial(tuple(n * c for n, c in enumerate(self.coefficients))[1:] or (0,))


@dataclass(frozen=True)
class HermiteSeries(Activation):
    """Any continuous function, given by analytic pieces: its duals are Hermite series with a proven tail.

    pieces[i] is the pair (s, s') between breaks[i - 1] and breaks[i], written for any arithmetic, for instance
    (lambda on, x: on.tanh(x), lambda on, x: 1 - on.tanh(x) ** 2). growth = (c, p) bounds |s| and |s'| by c (1 + |x|)^p.
    `terms` of the series are used.
    """

    pieces: tuple[tuple[Formula, Formula], ...]
    breaks: tuple[Real, ...] = ()
    growth: tuple[Real, int] = (1, 0)
    terms: int = 64
    symmetry: int = 0
    """1 for an even function, -1 for an odd one: what is stated here is used."""

    def __post_init__(self) -> None:
        if len(self.pieces) != len(self.breaks) + 1 or sorted(set(self.breaks)) != list(self.breaks):
            raise ValueError(
                f"breaks must increase and lie between the pieces, got {self.breaks} for {len(self.pieces)}"
            )
        if not all(isinstance(b, int | float | Fraction) and math.isfinite(b) for b in self.breaks):
            raise ValueError(f"breaks must be finite numbers, got {self.breaks}")
        if self.symmetry not in (-1, 0, 1):
            raise ValueError(f"symmetry is 1 (even), -1 (odd) or 0, got {self.symmetry!r}")
        if not isinstance(self.terms, int) or self.terms < 1 or not self.growth[0] > 0 or not self.growth[1] >= 0:
            raise ValueError(f"terms and growth must be positive, got {self.terms} and {self.growth}")

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        return self._of(0, x)

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        return self._of(1, x)

    def _of(self, order: int, x: ArrayLike) -> NDArray[np.float64]:
        x = np.asarray(x, dtype=np.float64)
        piece = np.searchsorted([float(b) for b in self.breaks], x)
        return np.choose(piece, [np.broadcast_to(p[order](FLOAT, x), x.shape) for p in self.pieces])


TANH = HermiteSeries(((lambda on, x: on.tanh(x), lambda on, x: 1 - on.tanh(x) ** 2),), terms=256, symmetry=-1)
SIGMOID = HermiteSeries(
    ((lambda on, x: (1 + on.tanh(x / 2)) / 2, lambda on, x: (1 - on.tanh(x / 2) ** 2) / 4),), terms=256
)
SOFTPLUS = HermiteSeries(  # log(1 + exp(x)), without overflow
    (
        (lambda on, x: on.log(1 + on.exp(x)), lambda on, x: (1 + on.tanh(x / 2)) / 2),
        (lambda on, x: x + on.log(1 + on.exp(-x)), lambda on, x: (1 + on.tanh(x / 2)) / 2),
    ),
    breaks=(0,),
    growth=(1, 1),
    terms=256,
)
RELU = LeakyRelu(0, 1)
ABSOLUTE = LeakyRelu(-1, 1)
IDENTITY = LeakyRelu(1, 1)
ERF = Erf()
GELU = Gelu()


def parity(activation: Activation) -> int:
    """1 for an even function, -1 for an odd one, 0 for any other."""
    match activation:
        case LeakyRelu(a, b):
            return 1 if a == -b else -1 if a == b else 0
        case Polynomial(coefficients):
            return 1 if not any(coefficients[1::2]) else -1 if not any(coefficients[::2]) else 0
        case HermiteSeries():
            return activation.symmetry
        case Sine(_, phase):
            return -1 if phase == 0 else 0
        case _:
            return 1 if isinstance(activation, Bump | Cosine) else -1 if isinstance(activation, Erf | Sign) else 0
