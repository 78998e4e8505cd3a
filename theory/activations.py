"""Activation functions whose Gaussian expectations are known in closed form, each with its derivative.

They are plain data: `theory.dual_activations` (float64 and fractions) and `theory.dual_balls` (proven digits) hold the
expectations E[s(u) s(v)] that wide networks need. Parameters may be ints, floats or Fractions; all are taken as exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Real = int | float | Fraction


class Activation:
    """s(x) and s'(x) for float64 arrays. Subclasses are frozen dataclasses."""

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        raise NotImplementedError

    def derivative(self, x: ArrayLike) -> NDArray[np.float64]:
        """s'(x); at a kink the slope on its left."""
        raise NotImplementedError


def _finite(activation: Any) -> None:
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


RELU = LeakyRelu(0, 1)
ABSOLUTE = LeakyRelu(-1, 1)
IDENTITY = LeakyRelu(1, 1)
ERF = Erf()
