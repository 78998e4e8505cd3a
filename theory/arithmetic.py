"""One formula for several kinds of numbers: the functions it may use, over float64 arrays and over flint's balls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

Function = Callable[..., Any]


def _no_log(_: Any) -> Any:
    raise ValueError("this arithmetic has no logarithm")


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
    log: Function = _no_log


def ball(x: Any) -> Any:
    """x as a ball of the working precision; ints, Fractions and floats are taken as exact."""
    from flint import acb, arb, fmpq

    if isinstance(x, acb):
        return x
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else arb(x)


def _pi() -> Any:
    from flint import arb

    return arb.pi()


def _log(x: Any) -> Any:
    """Of complex balls only where it is analytic, as rigorous quadrature needs it; elsewhere the ball is unbounded."""
    from flint import acb

    return x.log(analytic=True) if isinstance(x, acb) else x.log()


FLOAT = Arithmetic(float, lambda: np.pi, np.sqrt, np.exp, np.cos, np.arctan2, np.tanh, np.log)
BALL = Arithmetic(
    ball,
    _pi,
    lambda x: x.sqrt(),
    lambda x: x.exp(),
    lambda x: x.cos(),
    lambda y, x: type(x).atan2(y, x),
    lambda x: x.tanh(),
    _log,
)
