"""Exact values on their way to a comparison: a float, a proven radius, and the exact form as text.

Theory stays exact (rationals, symbols, balls) until this module, and this module is the only door.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_HALF_ULP = 2.0**-53
_LEAST = 2.0**-1074
"""The smallest positive float: what rounding may lose below the normal range."""


@dataclass(frozen=True)
class Enclosed:
    """m numbers, each enclosed: the true value of entry i lies within `radius[i]` of `value[i]`."""

    value: Floats
    radius: Floats
    exact: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.value)


class Means(np.ndarray[Any, Any]):
    """Expectations, one per component, that remember their law: E |X|^k is finite for k <= `moments` and no further.

    The judge does not compare them with a tail class that supposes more. Entries may be exact (Fractions). What is
    computed from Means is a plain array: of another variable, about which nothing is promised.
    Raises ValueError for a law without a first moment.
    """

    moments: float

    def __new__(cls, values: Iterable[Any], moments: float) -> Means:
        if not moments >= 1:
            raise ValueError(f"means need a law with a first moment, got one with {moments} moments")
        means = np.array(list(values)).view(cls)
        means.moments = moments
        return means

    def __array_finalize__(self, source: Any) -> None:
        self.moments = getattr(source, "moments", math.inf)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        plain = np.asarray(array)
        return plain[()] if return_scalar else plain


def enclose(x: Any) -> Enclosed:
    """Enclose a scalar or a one-dimensional sequence of exact or floating-point numbers.

    Accepted: int, float, numpy numbers and arrays, Fraction, sympy numbers, python-flint rationals and balls,
    mpmath numbers. A float is taken at its word (radius 0): its error belongs in the tolerance.
    Raises ValueError for anything else, for NaN and infinity, and for arrays of two or more dimensions.
    """
    if isinstance(x, np.ndarray):
        if x.ndim > 1:
            raise ValueError(f"a theory value is a scalar or one-dimensional, got an array of shape {x.shape}")
        entries: list[Any] = x.tolist() if x.ndim else [x.item()]
    elif isinstance(x, Iterable) and not isinstance(x, str | bytes):
        entries = list(x)
    else:
        entries = [x]
    if not entries:
        raise ValueError("a theory value needs at least one entry, got an empty sequence")
    triples = [_enclose_number(entry) for entry in entries]
    values, radii, texts = zip(*triples, strict=True)
    return Enclosed(np.array(values, dtype=float), np.array(radii, dtype=float), tuple(texts))


def _enclose_number(x: Any) -> tuple[float, float, str]:
    value, radius, text = _convert(x)
    if not math.isfinite(value) or not math.isfinite(radius):
        raise ValueError(f"a theory value must be finite, got {text or value}")
    return value, radius, text


def _convert(x: Any) -> tuple[float, float, str]:
    if isinstance(x, bool | np.bool_):
        raise ValueError(f"a theory value must be a number, got {x!r}")
    if isinstance(x, int | np.integer):
        return _rational(Fraction(int(x)))
    if isinstance(x, float | np.floating):
        return float(x), 0.0, ""
    if isinstance(x, Fraction):
        return _rational(x)
    if type(x).__name__ == "arb":  # python-flint's real ball; its acb is complex and falls through
        middle = float(x.mid())
        return middle, float(x.rad().upper()) + abs(middle) * 2 * _HALF_ULP, str(x)
    if hasattr(x, "p") and hasattr(x, "q") and not hasattr(x, "evalf"):  # python-flint fmpq
        return _rational(Fraction(int(x.p), int(x.q)))
    if hasattr(x, "evalf"):  # sympy
        return _symbolic(x)
    if hasattr(x, "_mpf_"):  # mpmath
        return float(x), abs(float(x)) * _HALF_ULP, str(x)
    if type(x).__name__ == "fmpz":
        return _rational(Fraction(int(x)))
    raise ValueError(f"a theory value must be a real number, got {type(x).__name__}: {x!r}")


def _rational(x: Fraction) -> tuple[float, float, str]:
    try:
        value = float(x)
    except OverflowError:
        bits = x.numerator.bit_length()
        raise ValueError(f"a theory value must fit a float, got a rational of {bits} bits") from None
    radius = 0.0 if Fraction(value) == x else abs(value) * _HALF_ULP + _LEAST
    text = str(x)
    return value, radius, text if len(text) <= 120 else f"{text[:50]}...{text[-50:]} ({len(text)} characters)"


def _symbolic(x: Any) -> tuple[float, float, str]:
    if not (x.is_number and x.is_extended_real):
        raise ValueError(f"a symbolic theory value must be a real number without free symbols, got {x}")
    if x.is_Rational:
        return _rational(Fraction(int(x.p), int(x.q)))
    value = float(x.evalf(30))
    return value, abs(value) * 2 * _HALF_ULP, str(x)
