"""Argument checks shared by the two-layer theory: one clear sentence, never a NaN."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "at_least",
    "count",
    "floats",
    "nonnegative",
    "nonnegatives",
    "positive",
    "positives",
    "probability",
    "size",
]


def size(name: str, value: object) -> int:
    """`value` as a positive integer, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} must be a positive integer, got {value!r}")
    return int(value)


def count(name: str, value: object) -> int:
    """`value` as an integer that is not negative, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 0:
        raise ValueError(f"{name} must be an integer that is not negative, got {value!r}")
    return int(value)


def nonnegative(name: str, value: object) -> float:
    """`value` as a finite non-negative float, or ValueError."""
    return at_least(name, value, 0.0)


def at_least(name: str, value: object, floor: float) -> float:
    """`value` as a finite float not below `floor`, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value) or value < floor:
        raise ValueError(f"{name} must be a finite number, at least {floor:g}; got {value!r}")
    return float(value)


def positive(name: str, value: object) -> float:
    """`value` as a finite positive float, or ValueError."""
    if at_least(name, value, 0.0) == 0:
        raise ValueError(f"{name} must be positive, got {value!r}")
    return float(value)  # type: ignore[arg-type]


def floats(values: Any) -> NDArray[np.float64]:
    """Numbers, Fractions among them, as float64."""
    return np.asarray(values, dtype=np.float64)


def nonnegatives(name: str, values: Any) -> NDArray[np.float64]:
    """An array of finite non-negative numbers (ints, floats or Fractions) as float64, or ValueError."""
    given = np.asarray(values)
    kind = given.dtype.kind in "iuf" or (given.dtype.kind == "O" and all(isinstance(v, Real) for v in given.flat))
    if not kind or not np.all(np.isfinite(floats(given)) & (floats(given) >= 0)):
        raise ValueError(f"{name} must hold finite numbers, at least 0; got {values!r}")
    return floats(given)


def positives(name: str, values: Any) -> NDArray[np.float64]:
    """An array of finite positive numbers as float64, or ValueError."""
    found = nonnegatives(name, values)
    if np.any(found == 0):
        raise ValueError(f"{name} must hold positive numbers, got {values!r}")
    return found


def probability(value: object) -> float:
    """`value` as a float strictly between 0 and 1, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < float(value) < 1:
        raise ValueError(f"a quantile wants a probability strictly between 0 and 1, got {value!r}")
    return float(value)
