"""Make any theory value wrong by one per cent, whatever exact type it has."""

import dataclasses
from collections.abc import Callable
from fractions import Fraction
from functools import wraps
from typing import Any

import numpy as np

PERCENT = Fraction(101, 100)


def scaled(value: Any) -> Any:
    """The value times 1.01: numbers of every exact type, and whatever holds or computes them.

    Integers become fractions. Booleans, strings, None and unknown objects come back as they are.
    """
    if isinstance(value, bool | np.bool_ | str | bytes) or value is None:
        return value
    if isinstance(value, int | Fraction):
        return value * PERCENT
    if isinstance(value, float | complex | np.number):
        return value * 1.01
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, dict):
        return {key: scaled(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        entries = [scaled(entry) for entry in value]
        return type(value)(*entries) if hasattr(value, "_fields") else type(value)(entries)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record(value)
    if callable(value) and not isinstance(value, type):
        return scales(value)
    return _foreign(value)


def scales(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with every return value times 1.01."""

    @wraps(function)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        return scaled(function(*args, **kwargs))

    return wrong


def _array(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if array.dtype == object:
        entries = np.empty_like(array)
        for index, entry in np.ndenumerate(array):
            entries[index] = scaled(entry)
        return entries
    return array * 1.01 if array.dtype.kind in "iufc" else array


def _record(record: Any) -> Any:
    """Sizes (integers) are what a result is about, not the result: they stay."""
    fields = {f.name: getattr(record, f.name) for f in dataclasses.fields(record) if f.init}
    return dataclasses.replace(record, **{k: scaled(v) for k, v in fields.items() if not isinstance(v, int)})


def _foreign(value: Any) -> Any:
    """Sympy, mpmath and flint numbers and matrices: by their own arithmetic."""
    room, name = type(value).__module__.split(".")[0], type(value).__name__
    if room == "flint" and name.startswith(("fmpz", "fmpq")):
        import flint

        rational = {"fmpz": flint.fmpq, "fmpz_mat": flint.fmpq_mat}.get(name)
        return (rational(value) if rational else value) * flint.fmpq(101, 100)
    return value * 101 / 100 if room in ("sympy", "mpmath", "flint") else value
