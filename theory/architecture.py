"""What architectures of wide networks and their inputs must be: one ValueError sentence for what they are not."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

HIDDEN = "depth is the number of hidden layers, 0 or more"


def whole(value: Any, wanted: str, *, least: int | None = 0) -> int:
    """value as an int. Raises ValueError, which begins with `wanted`, unless it is a whole number from `least` on."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or (least is not None and value < least):
        raise ValueError(f"{wanted}, got {value!r}")
    return int(value)


def number(value: Any, wanted: str, allowed: Callable[[Any], bool] = lambda x: True) -> Any:
    """value, unchanged. Raises ValueError, which begins with `wanted`, unless it is a finite real number allowed."""
    if not (_is_real(value) and -np.inf < value < np.inf and allowed(value)):
        raise ValueError(f"{wanted}, got {_short(value)}")
    return value


def variances(weight: Any, bias: Any) -> None:
    """Raises ValueError unless both are numbers, the first positive and the second not negative, and finite."""
    if not all(_is_real(v) for v in (weight, bias)) or not 0 < weight < np.inf or not 0 <= bias < np.inf:
        raise ValueError(
            f"weight_variance must be positive and bias_variance not negative, both finite, got {weight} and {bias}"
        )


def branch_variance(value: Any) -> None:
    """Raises ValueError unless it is None or a positive and finite number."""
    if value is not None and not (_is_real(value) and 0 < value < np.inf):
        raise ValueError(f"branch_variance must be positive and finite, got {value}")


def real_array(x: ArrayLike, name: str) -> NDArray[np.float64]:
    """x in float64. Raises ValueError for complex numbers, text, and nested lists of unequal lengths."""
    try:
        found = np.asarray(x)
        if found.dtype.kind not in "fiu" and not (found.dtype.kind == "O" and found.ndim):
            raise TypeError(found.dtype)
        return found.astype(np.float64)
    except (OverflowError, TypeError, ValueError) as error:
        raise ValueError(f"{name} must be an array of real numbers, got {_short(x)}") from error


def _is_real(value: Any) -> bool:
    return isinstance(value, int | float | Fraction | np.integer | np.floating) and not isinstance(value, bool)


def _short(x: Any) -> str:
    text = repr(x)
    return f"an array of {x.dtype}" if isinstance(x, np.ndarray) else text if len(text) < 60 else text[:56] + " ..."
