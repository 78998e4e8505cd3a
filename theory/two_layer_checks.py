"""Argument checks shared by the two-layer theory: one clear sentence, never a NaN."""

from __future__ import annotations

import math
from numbers import Integral, Real

__all__ = ["at_least", "nonnegative", "positive", "size"]


def size(name: str, value: object) -> int:
    """`value` as a positive integer, or ValueError."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} must be a positive integer, got {value!r}")
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
