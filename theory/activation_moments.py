"""The Gaussian constants of an activation as balls: proven digits.

E phi, E phi' and E phi'' at scale G have closed forms or, for Hermite series (tanh, sigmoid, softplus), come from
flint's rigorous quadrature; E phi^2 and E phi'^2 are the duals of coinciding inputs. What the constants mean, and how
they are rounded, is said in `theory.activation_constants`.
"""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

from theory import activations as known
from theory import dual_balls, hermite_duals
from theory.arithmetic import BALL, ball

__all__ = ["Balls", "balls"]


class Balls(NamedTuple):
    """The six constants as balls."""

    mean: Any
    slope: Any
    rest: Any
    tangent_slope: Any
    tangent_rest: Any
    curvature: Any


def balls(activation: known.Activation, s: Any) -> Balls:
    """By Parseval's identity from E phi, E phi' and E phi'' and the two energies E phi^2 and E phi'^2."""
    if isinstance(activation, known.LeakyRelu):
        return _kinked(activation, s)
    if isinstance(activation, known.Sign):
        slope = 2 / BALL.pi()
        return Balls(ball(0), slope, 1 - slope, slope / s**2, ball(math.inf), ball(0))
    mean, first, second = _expectations(activation, s)
    parity = known.parity(activation)
    mean = ball(0) if parity == -1 else mean
    first = ball(0) if parity == 1 else first
    second = ball(0) if parity == -1 or activation == known.SIGMOID else second  # odd, about 1/2
    energies = _cosine_energies(s) if isinstance(activation, known.Cosine) else _energies(activation, s)
    straight = isinstance(activation, known.Polynomial) and not any(activation.coefficients[2:])
    slope = (s * first) ** 2
    rest, tangent_rest = (energies[0] - mean**2 - slope, energies[1] - first**2) if not straight else (ball(0),) * 2
    return Balls(mean, slope, rest, first**2, tangent_rest, s * second)


def _kinked(activation: known.LeakyRelu, s: Any) -> Balls:
    """LeakyRelu = (a + b) x / 2 + (b - a) |x| / 2, so its rest is that of |x|: no difference is taken."""
    bend, lean = (ball(activation.positive) + sign * ball(activation.negative) for sign in (-1, 1))
    pi = BALL.pi()
    mean = bend / (2 * pi).sqrt()
    return Balls(
        s * mean,
        (s * lean / 2) ** 2,
        (s * bend) ** 2 * (ball(1) / 4 - 1 / (2 * pi)),
        (lean / 2) ** 2,
        (bend / 2) ** 2,
        mean,
    )


def _energies(activation: known.Activation, s: Any) -> tuple[Any, Any]:
    if isinstance(activation, known.HermiteSeries):
        return hermite_duals.ball_energies(activation, s**2)
    return dual_balls.own_duals(activation, s**2)


def _cosine_energies(s: Any) -> tuple[Any, Any]:
    """E cos^2 and E sin^2, from E cos(2 s G) = exp(-2 s^2)."""
    wave = (-2 * s**2).exp()
    return (1 + wave) / 2, (1 - wave) / 2


@functools.singledispatch
def _expectations(activation: known.Activation, s: Any) -> tuple[Any, Any, Any]:
    """E phi(s G), E phi'(s G), E phi''(s G)."""
    raise ValueError(f"no closed form is known for {activation!r}")


@_expectations.register
def _(activation: known.Erf, s: Any) -> tuple[Any, Any, Any]:
    return ball(0), 2 / (BALL.pi() * (1 + 2 * s**2)).sqrt(), ball(0)


@_expectations.register
def _(activation: known.Gelu, s: Any) -> tuple[Any, Any, Any]:
    """phi' = Phi + x density and phi'' = (2 - x^2) density; the density's mean is 1 / sqrt(2 pi (1 + q))."""
    q = s**2
    density = 1 / (2 * BALL.pi() * (1 + q)).sqrt()
    return q * density, ball(1) / 2, (2 - q / (1 + q)) * density


@_expectations.register
def _(activation: known.Sine, s: Any) -> tuple[Any, Any, Any]:
    b, phase = ball(activation.frequency), ball(activation.phase)
    damped = (-((b * s) ** 2) / 2).exp()
    return phase.sin() * damped, b * phase.cos() * damped, -b * b * phase.sin() * damped


@_expectations.register
def _(activation: known.Cosine, s: Any) -> tuple[Any, Any, Any]:
    damped = (-(s**2) / 2).exp()
    return damped, ball(0), -damped


@_expectations.register
def _(activation: known.Bump, s: Any) -> tuple[Any, Any, Any]:
    rate = ball(activation.rate)
    spread = 1 + 2 * rate * s**2
    return 1 / spread.sqrt(), ball(0), -2 * rate / (spread * spread.sqrt())


@_expectations.register
def _(activation: known.Exponential, s: Any) -> tuple[Any, Any, Any]:
    rate = ball(activation.rate)
    mean = ((rate * s) ** 2 / 2).exp()
    return mean, rate * mean, rate**2 * mean


@_expectations.register
def _(activation: known.Polynomial, s: Any) -> tuple[Any, Any, Any]:
    """From E (s G)^(2 k) = (2 k - 1)!! s^(2 k)."""

    def mean(polynomial: known.Polynomial) -> Any:
        terms = list(enumerate(polynomial.coefficients))[::2]
        return sum((ball(c) * math.prod(range(n - 1, 0, -2)) * s**n for n, c in terms), ball(0))

    once = activation.differentiated()
    return mean(activation), mean(once), mean(once.differentiated())


@_expectations.register
def _(activation: known.HermiteSeries, s: Any) -> tuple[Any, Any, Any]:
    """From the Hermite coefficients: E phi' = m_1 / s and E phi'' = sqrt(2) m_2 / s^2."""
    m = hermite_duals.ball_coefficients(activation, s**2, terms=2)
    return m[0], m[1] / s, ball(2).sqrt() * m[2] / s**2
