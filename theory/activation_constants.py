"""The Gaussian constants of an activation that decide the risk of wide two-layer networks: six numbers.

G ~ N(0, 1) and the pre-activations are scale G. With phi(scale z) = sum of m_k He_k(z) / sqrt(k!),
    mean  mu0 = m_0,   slope  mu1^2 = m_1^2,   rest  mu_star^2 = sum of m_k^2 over k >= 2,
and of the derivative
    tangent_slope  b0 = (E phi'(scale G))^2 = mu1^2 / scale^2 (Stein),
    tangent_rest   b1 = Var phi'(scale G) = sum of k m_k^2 over k >= 2, over scale^2: at least 2 mu_star^2 / scale^2,
    curvature      c1 = E[G phi'(scale G)] = sqrt(2) m_2 / scale.

The named activations are evaluated in balls: E phi, E phi' and E phi'' in closed form or, for Hermite series (tanh,
sigmoid, softplus), by flint's rigorous quadrature, with more bits until each number is known to 2^-52 relatively, in
spite of the differences that `rest` and `tangent_rest` are. Gauss-Hermite rules are not used: at a kink 100 nodes leave
an error of 4e-3, and numpy's weights are NaN beyond some hundreds of nodes. Callables get Gauss-Legendre panels, split
at their kinks, and an error estimate.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, SupportsFloat

import numpy as np

from theory import activations as known
from theory import dual_balls, hermite_duals
from theory.arithmetic import BALL, ball
from theory.kernel_balls import precision
from theory.two_layer_checks import nonnegative, positive

__all__ = ["NAMES", "Constants", "constants", "constants_of"]

NAMES: dict[str, known.Activation] = {
    "relu": known.RELU,
    "abs": known.ABSOLUTE,
    "identity": known.IDENTITY,
    "sign": known.Sign(),
    "erf": known.ERF,
    "gelu": known.GELU,
    "sin": known.Sine(),
    "cos": known.Cosine(),
    "tanh": known.TANH,
    "sigmoid": known.SIGMOID,
    "softplus": known.SOFTPLUS,
}
PROVEN = 2.0**-52
ACCEPTED = 1e-9
REACH, PANEL = 14.0, 0.5


@dataclass(frozen=True)
class Constants:
    """mu0, mu1^2, mu_star^2, b0, b1 and c1 of the module's text.

    `error` bounds the relative error of every number but those that vanish: proven for a named activation, estimated
    for a callable, 0 for numbers that you state yourself. Raises ValueError for what is no constant of an activation.
    """

    mean: float
    slope: float
    rest: float
    tangent_slope: float
    tangent_rest: float
    curvature: float
    error: float = 0.0

    def __post_init__(self) -> None:
        for name in ("slope", "rest", "tangent_slope", "error"):
            nonnegative(name, getattr(self, name))
        if not (math.isfinite(self.mean) and math.isfinite(self.curvature) and self.tangent_rest >= 0):
            raise ValueError(f"the constants of an activation are finite, tangent_rest not negative; got {self}")

    @property
    def zeta(self) -> float:
        """mu_star^2 / mu1^2, the noise that nonlinearity feeds into the features: 0 if linear, inf if even."""
        return _ratio(self.rest, self.slope)

    @property
    def tangent_zeta(self) -> float:
        """b1 / b0, the same for the tangent kernel of the first layer."""
        return _ratio(self.tangent_rest, self.tangent_slope)

    @property
    def tangent(self) -> Constants:
        """b0 and b1 in the places of mu1^2 and mu_star^2: with them the first layer's kernel is that of features.

        Raises ValueError where b1 is infinite.
        """
        return dataclasses.replace(self, slope=self.tangent_slope, rest=self.tangent_rest)

    @property
    def linear(self) -> bool:
        """Whether the activation is an affine function: then the laws of random features do not apply."""
        return self.rest == 0


def _ratio(rest: float, slope: float) -> float:
    if rest == slope == 0:
        raise ValueError("a constant activation has no ratio of rest to slope")
    return rest / slope if slope > 0 else math.inf


def constants(activation: str | known.Activation, scale: float = 1.0) -> Constants:
    """The constants of a named activation, or of any of `theory.activations`, for pre-activations scale G.

    Every number is correctly rounded up to 2^-52 relatively, by proof; those that vanish by symmetry or by linearity
    are 0.0, and tangent_rest of the sign is infinite. Raises ValueError for an unknown name, for a scale that is not
    positive, and for a scale so extreme that 2048 bits do not suffice.
    """
    positive("scale", scale)
    if isinstance(activation, str):
        if activation not in NAMES:
            raise ValueError(
                f"activation must be one of {', '.join(NAMES)}, got {activation!r}; use constants_of(phi, derivative) "
                "for another function"
            )
        activation = NAMES[activation]
    return _constants(activation, float(scale))


@functools.lru_cache(maxsize=1024)
def _constants(activation: known.Activation, scale: float) -> Constants:
    for bits in (128, 256, 512, 1024, 2048):
        with precision(bits):
            found = _balls(activation, ball(scale))
            if all(x == 0 or x.rel_accuracy_bits() > 56 or not math.isfinite(float(x)) for x in found):
                return Constants(*(float(x) + 0.0 for x in found), error=PROVEN)  # + 0.0: no negative zero
    raise ValueError(f"2048 bits do not resolve the constants of {activation!r} at scale {scale}")


class Balls(NamedTuple):
    """The six constants as balls."""

    mean: Any
    slope: Any
    rest: Any
    tangent_slope: Any
    tangent_rest: Any
    curvature: Any


def _balls(activation: known.Activation, s: Any) -> Balls:
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


def constants_of(
    phi: Callable[[float], SupportsFloat],
    derivative: Callable[[float], SupportsFloat],
    *,
    kinks: Iterable[float] = (),
    scale: float = 1.0,
) -> Constants:
    """The constants of any function of a number and its derivative, by Gauss-Legendre panels that end at `kinks`.

    `error` is the disagreement of two rules, relative to the largest of phi^2 and phi'^2 each. Raises ValueError for a
    value that is not finite, and where the rules disagree by more than 1e-9: give the points where phi is not smooth.
    """
    positive("scale", scale)
    places = sorted(float(k) / scale for k in kinks)
    coarse, fine = (_panels(phi, derivative, places, scale, nodes) for nodes in (16, 24))
    error = max(abs(a - b) / size if size > 0 else 0.0 for a, b, size in zip(coarse, fine, _sizes(fine), strict=True))
    if error > ACCEPTED:
        raise ValueError(f"two rules disagree by {error:.1g}: kinks= must name every point where phi is not smooth")
    return Constants(*fine, error=max(error, PROVEN))


def _panels(
    phi: Callable[[float], SupportsFloat],
    derivative: Callable[[float], SupportsFloat],
    places: list[float],
    scale: float,
    nodes: int,
) -> tuple[float, ...]:
    """The six constants; the two rests are means of squares, not differences."""
    x, w = np.polynomial.legendre.leggauss(nodes)
    grid = np.arange(-REACH, REACH + PANEL, PANEL)
    ends = np.unique(np.clip([*grid, *places], -REACH, REACH))
    half, middle = np.diff(ends)[:, None] / 2, (ends[1:] + ends[:-1])[:, None] / 2
    z = (middle + half * x).ravel()
    weights = (half * w).ravel() * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    value, slope = (np.array([float(f(t)) for t in scale * z]) for f in (phi, derivative))
    if not (np.isfinite(value).all() and np.isfinite(slope).all()):
        raise ValueError(f"the activation and its derivative must be finite up to {REACH * scale:g}")
    mean, first, tilt = weights @ value, weights @ (z * value), weights @ slope
    rests = weights @ (value - mean - first * z) ** 2, weights @ (slope - tilt) ** 2
    return tuple(float(c) for c in (mean, first**2, rests[0], tilt**2, rests[1], weights @ (z * slope)))


def _sizes(found: tuple[float, ...]) -> tuple[float, ...]:
    """What an error is relative to: E phi^2, E phi'^2, or the root of one."""
    mean, slope, rest, tangent_slope, tangent_rest, _ = found
    values, slopes = mean**2 + slope + rest, tangent_slope + tangent_rest
    return math.sqrt(values), values, values, slopes, slopes, math.sqrt(slopes)
