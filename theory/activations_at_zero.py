"""Activations near 0, where a vanishing start begins: derivatives there, and what is odd about them.

`at_zero` and `odd` raise ValueError for names that are unknown, and say why the ReLU and the cosine do not fit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

__all__ = ["NotSmooth", "Odd", "Taylor", "at_zero", "odd"]

Function = Callable[[np.ndarray], np.ndarray]


class NotSmooth(ValueError):
    """The activation has a kink at 0, so that nothing can be linearized there."""


@dataclass(frozen=True)
class Taylor:
    """phi(0), phi'(0), phi''(0) and phi'''(0)."""

    value: float
    slope: float
    second: float
    third: float


@dataclass(frozen=True)
class Odd:
    """psi = phi - phi(0) where it is odd, psi', psi'', the inverse of psi and its supremum."""

    value: Function
    slope: Function
    second: Function
    inverse: Function
    supremum: float


def _tanh(scale: float, height: float) -> Odd:
    """height tanh(scale z)."""
    return Odd(
        value=lambda z: height * np.tanh(scale * z),
        slope=lambda z: height * scale * (1 - np.tanh(scale * z) ** 2),
        second=lambda z: -2 * height * scale**2 * np.tanh(scale * z) * (1 - np.tanh(scale * z) ** 2),
        inverse=lambda q: np.arctanh(q / height) / scale,
        supremum=height,
    )


_ERF = Odd(
    value=special.erf,
    slope=lambda z: 2 / math.sqrt(math.pi) * np.exp(-(z**2)),
    second=lambda z: -4 * z / math.sqrt(math.pi) * np.exp(-(z**2)),
    inverse=special.erfinv,
    supremum=1.0,
)
_ODD = {"tanh": _tanh(1.0, 1.0), "sigmoid": _tanh(0.5, 0.5), "erf": _ERF}
_SERIES = {
    "tanh": Taylor(0.0, 1.0, 0.0, -2.0),
    "erf": Taylor(0.0, 2 / math.sqrt(math.pi), 0.0, -4 / math.sqrt(math.pi)),
    "sigmoid": Taylor(1 / 2, 1 / 4, 0.0, -1 / 8),
    "softplus": Taylor(math.log(2), 1 / 2, 1 / 4, 0.0),
    "identity": Taylor(0.0, 1.0, 0.0, 0.0),
}


def at_zero(name: str) -> Taylor:
    """Derivatives at 0, with phi'(0) != 0. NotSmooth for the ReLU; ValueError for even functions and unknown names."""
    if name == "relu":
        raise NotSmooth("a vanishing start needs a derivative of the activation at 0, and the ReLU has a kink there")
    if name == "cos":
        raise ValueError("a vanishing start needs phi'(0) other than 0, and the cosine is flat there: no gradient")
    if not isinstance(name, str) or name not in _SERIES:
        raise ValueError(f"activation must be smooth with phi'(0) != 0, one of {', '.join(_SERIES)}, got {name!r}")
    return _SERIES[name]


def odd(name: str) -> Odd:
    """phi - phi(0) as an odd function. ValueError where `at_zero` raises it, and where phi - phi(0) is not odd."""
    at_zero(name)
    if name not in _ODD:
        raise ValueError(f"activation must be odd up to a constant, one of {', '.join(_ODD)}, got {name!r}")
    return _ODD[name]
