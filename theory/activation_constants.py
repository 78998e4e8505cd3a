"""The Gaussian constants of an activation that decide the risk of wide two-layer networks: six numbers.

G ~ N(0, 1) and the pre-activations are scale G. With phi(scale z) = sum of m_k He_k(z) / sqrt(k!),
    mean  mu0 = m_0,   slope  mu1^2 = m_1^2,   rest  mu_star^2 = sum of m_k^2 over k >= 2,
and of the derivative
    tangent_slope  b0 = (E phi'(scale G))^2 = mu1^2 / scale^2 (Stein),
    tangent_rest   b1 = Var phi'(scale G) = sum of k m_k^2 over k >= 2, over scale^2: at least 2 mu_star^2 / scale^2,
    curvature      c1 = E[G phi'(scale G)] = sqrt(2) m_2 / scale.

The named activations are evaluated in balls (`theory.activation_moments`), with more bits until each number is known to
2^-52 relatively, in spite of the differences that `rest` and `tangent_rest` are. Gauss-Hermite rules are not used: at a
kink 100 nodes leave an error of 4e-3, and numpy's weights are NaN beyond some hundreds of nodes. Callables get
Gauss-Legendre panels, split at their kinks, and an error estimate.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import SupportsFloat

import numpy as np

from theory import activations as known
from theory.activation_moments import balls
from theory.arithmetic import ball
from theory.kernel_balls import precision
from theory.two_layer_checks import finites, nonnegative, positive

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
EXTREME = 1e-30, 1e30
"""Scales that are answered; at 1e300 the quadrature of tanh does not end."""
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
        for name in ("mean", "curvature"):
            finites(name, [getattr(self, name)])
        if self.tangent_rest != math.inf:  # that of the sign is infinite
            nonnegative("tangent_rest", self.tangent_rest)

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
    positive, and for one so extreme that numbers underflow or quadrature would not end.
    """
    if not EXTREME[0] <= positive("scale", scale) <= EXTREME[1]:
        raise ValueError(f"scale must lie between {EXTREME[0]:g} and {EXTREME[1]:g}, got {scale!r}")
    if isinstance(activation, str):
        if activation not in NAMES:
            raise ValueError(
                f"activation must be one of {', '.join(NAMES)}, got {activation!r}; use constants_of(phi, derivative) "
                "for another function"
            )
        activation = NAMES[activation]
    if not isinstance(activation, known.Activation):
        raise ValueError(f"activation must be a name or one of theory.activations, got {activation!r}")
    return _constants(activation, float(scale))


@functools.lru_cache(maxsize=1024)
def _constants(activation: known.Activation, scale: float) -> Constants:
    for bits in (128, 256, 512, 1024, 2048):
        with precision(bits):
            found = balls(activation, ball(scale))
            if all(x == 0 or x.rel_accuracy_bits() > 56 or not math.isfinite(float(x)) for x in found):
                return Constants(*(float(x) + 0.0 for x in found), error=PROVEN)  # + 0.0: no negative zero
    raise ValueError(f"2048 bits do not resolve the constants of {activation!r} at scale {scale}")


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
    if not (callable(phi) and callable(derivative)):
        raise ValueError(f"phi and its derivative must be functions, got {phi!r} and {derivative!r}")
    kinks = finites(
        "kinks", kinks if isinstance(kinks, np.ndarray | str) or not isinstance(kinks, Iterable) else list(kinks)
    )
    if kinks.ndim != 1:
        raise ValueError(f"kinks must be a list of numbers, got {kinks!r}")
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
