"""One formula for several kinds of numbers: the functions it may use, over float64 arrays and over flint's balls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

Function = Callable[..., Any]


@dataclass(frozen=True)
class Arithmetic:
    """`number` makes a number of a parameter; `pi` is a function, since balls have as many digits as are asked for."""

    number: Function
    pi: Function
    sqrt: Function
    exp: Function
    cos: Function
    atan2: Function
    tanh: Function


def ball(x: Any) -> Any:
    """x as a ball of the working precision; ints, Fractions and floats are taken as exact."""
    from flint import acb, arb, fmpq

    if isinstance(x, acb):
        return x
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else arb(x)


def _pi() -> Any:
    from flint import arb

    return arb.pi()


FLOAT = Arithmetic(float, lambda: np.pi, np.sqrt, np.exp, np.cos, np.arctan2, np.tanh)
BALL = Arithmetic(
    ball,
    _pi,
    lambda x: x.sqrt(),
    lambda x: x.exp(),
    lambda x: x.cos(),
    lambda y, x: type(x).atan2(y, x),
    lambda x: x.tanh(),
)
