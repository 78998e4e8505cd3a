"""Argument checks shared by the two-layer theory: one clear sentence, never a NaN."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "at_least",
    "count",
    "finites",
    "floats",
    "length",
    "listed",
    "nonnegative",
    "nonnegatives",
    "number",
    "positive",
    "positives",
    "probability",
    "reals",
    "size",
]


MOST = 2**53
"""The largest size: beyond it float64 does not hold every integer."""


def size(name: str, value: object) -> int:
    """`value` as a positive integer up to 2^53, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} must be a positive integer, got {value!r}")
    return _bounded(name, int(value))


def count(name: str, value: object) -> int:
    """`value` as an integer from 0 to 2^53, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 0:
        raise ValueError(f"{name} must be an integer that is not negative, got {value!r}")
    return _bounded(name, int(value))


def _bounded(name: str, value: int) -> int:
    if value > MOST:
        raise ValueError(f"{name} must be at most 2^53, got an integer of {value.bit_length()} bits")
    return value


def nonnegative(name: str, value: object) -> float:
    """`value` as a finite non-negative float, or ValueError."""
    return at_least(name, value, 0.0)


def at_least(name: str, value: object, floor: float) -> float:
    """`value` as a finite float not below `floor`, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Real) or not _finite(value) or value < floor:
        raise ValueError(f"{name} must be a finite number, at least {floor:g}; got {value!r}")
    return float(value)


def _finite(value: Real) -> bool:
    """Whether `value` is a finite float64, which integers and Fractions beyond 1e308 are not."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def number(name: str, value: object) -> float:
    """`value` as a float, which may be infinite but not NaN, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Real) or value != value:
        raise ValueError(f"{name} must be a number and not NaN, got {value!r}")
    return float(value) if _finite(value) or abs(value) == math.inf else (-math.inf if value < 0.0 else math.inf)


def length(name: str, value: object) -> float:
    """`value` as a non-negative float whose square is finite, or ValueError."""
    found = nonnegative(name, value)
    if found * found == math.inf:
        raise ValueError(f"{name} must be a number with a finite square, got {value!r}")
    return found


def listed(name: str, values: Any) -> list[Any]:
    """The entries of a sequence or a one-dimensional array, or ValueError."""
    if isinstance(values, str) or not isinstance(values, Iterable) or np.ndim(found := list(values)) > 1:
        raise ValueError(f"{name} must be a list of numbers, got {values!r}")
    return found


def positive(name: str, value: object) -> float:
    """`value` as a finite positive float, or ValueError."""
    found = nonnegative(name, value)
    if found == 0:
        raise ValueError(f"{name} must be positive, got {value!r}")
    return found


def floats(values: Any) -> NDArray[np.float64]:
    """Numbers, Fractions among them, as float64."""
    return np.asarray(values, dtype=np.float64)


def nonnegatives(name: str, values: Any) -> NDArray[np.float64]:
    """An array of finite non-negative numbers (ints, floats or Fractions) as float64, or ValueError."""
    found = finites(name, values)
    if np.any(found < 0):
        raise ValueError(f"{name} must hold finite numbers, at least 0; got {values!r}")
    return found


def finites(name: str, values: Any) -> NDArray[np.float64]:
    """An array of finite real numbers as float64, or ValueError: no truth values, texts, complex or ragged ones."""
    try:
        given = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be an array, got the ragged {values!r}") from None
    if given.dtype.kind not in "iuf" and not (given.dtype.kind == "O" and all(_real(v) for v in given.flat)):
        raise ValueError(f"{name} must hold finite real numbers, got {values!r}")
    if not np.all(np.isfinite(floats(given))):
        raise ValueError(f"{name} must hold finite numbers, got {values!r}")
    return floats(given)


def reals(name: str, values: Any) -> Any:
    """Real numbers as they are, lists of them as an array, or ValueError; they may be infinite, but not NaN."""
    try:
        given = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be an array, got the ragged {values!r}") from None
    entries = given.astype(object).flat
    if not all(_real(v) or (isinstance(v, float) and abs(v) == math.inf) for v in entries):
        raise ValueError(f"{name} must hold real numbers in the range of float64, got {values!r}")
    return given if given.ndim else values


def _real(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and _finite(value)


def positives(name: str, values: Any) -> NDArray[np.float64]:
    """An array of finite positive numbers as float64, or ValueError."""
    found = nonnegatives(name, values)
    if np.any(found == 0):
        raise ValueError(f"{name} must be positive numbers, got {values!r}")
    return found


def probability(value: object) -> float:
    """`value` as a float strictly between 0 and 1, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Real) or not (_finite(value) and 0 < float(value) < 1):
        raise ValueError(f"a quantile wants a probability strictly between 0 and 1, got {value!r}")
    return float(value)
