"""Activation functions in JAX, for networks of any width: plain data with the function and its derivative.

What infinitely wide networks need of them, Gaussian expectations as functions of 1 - correlation, is in
`empirics.gap_duals`. Parameters are Python numbers and part of the program; they are taken as float64.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.special import erf, ndtr
from jax.typing import ArrayLike


class Activation:
    """s(x), element by element. Subclasses are frozen dataclasses; ValueError for parameters that are none."""

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not _is_finite(value):
                raise ValueError(f"{type(self).__name__} needs finite numbers, got {name} = {value!r}")

    def __call__(self, x: ArrayLike) -> Array:
        raise NotImplementedError

    def derivative(self, x: ArrayLike) -> Array:
        """s'(x); at a kink what JAX takes for it."""
        x = jnp.asarray(x)
        return jax.jvp(self, (x,), (jnp.ones_like(x),))[1]


def _is_finite(value: object) -> bool:
    return isinstance(value, float | int) and math.isfinite(value)


@dataclass(frozen=True)
class LeakyRelu(Activation):
    """negative min(x, 0) + positive max(x, 0)."""

    negative: float = 0.0
    positive: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.negative == self.positive == 0:
            raise ValueError("one of the two slopes must differ from zero, got 0 and 0")

    def __call__(self, x: ArrayLike) -> Array:
        return self.negative * jnp.minimum(x, 0) + self.positive * jnp.maximum(x, 0)

    def derivative(self, x: ArrayLike) -> Array:
        x = jnp.asarray(x)
        return jnp.where(x > 0, self.positive, self.negative).astype(x.dtype)


@dataclass(frozen=True)
class Erf(Activation):
    """erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) over [0, x]."""

    def __call__(self, x: ArrayLike) -> Array:
        return erf(x)


@dataclass(frozen=True)
class Gelu(Activation):
    """x Phi(x), with Phi the standard normal distribution function."""

    def __call__(self, x: ArrayLike) -> Array:
        return jnp.asarray(x) * ndtr(x)


@dataclass(frozen=True)
class Sine(Activation):
    """sin(frequency x + phase): the cosine has phase pi / 2."""

    frequency: float = 1.0
    phase: float = 0.0

    def __call__(self, x: ArrayLike) -> Array:
        return jnp.sin(self.frequency * jnp.asarray(x) + self.phase)


@dataclass(frozen=True)
class Bump(Activation):
    """exp(-rate x^2), rate > 0."""

    rate: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.rate <= 0:
            raise ValueError(f"the rate of a bump is positive, got {self.rate}")

    def __call__(self, x: ArrayLike) -> Array:
        return jnp.exp(-self.rate * jnp.square(jnp.asarray(x)))


@dataclass(frozen=True)
class Exponential(Activation):
    """exp(rate x)."""

    rate: float = 1.0

    def __call__(self, x: ArrayLike) -> Array:
        return jnp.exp(self.rate * jnp.asarray(x))


@dataclass(frozen=True)
class Polynomial(Activation):
    """coefficients[0] + coefficients[1] x + coefficients[2] x^2 + ..."""

    coefficients: tuple[float, ...]

    def __post_init__(self) -> None:
        good = isinstance(self.coefficients, tuple) and all(_is_finite(c) for c in self.coefficients)
        if not good or not self.coefficients:
            raise ValueError(f"a polynomial needs a tuple of finite coefficients, got {self.coefficients!r}")

    def __call__(self, x: ArrayLike) -> Array:
        return jnp.polyval(jnp.asarray(self.coefficients[::-1], dtype=jnp.result_type(float, x)), jnp.asarray(x))


@dataclass(frozen=True)
class HermiteSeries(Activation):
    """Any function of JAX arrays, smooth between its `breaks`; its duals are series of `terms` Hermite polynomials.

    Exact for polynomials of degree `terms` at most. Otherwise the series ends where `gap_duals.unresolved` says: the
    share of E s(u)^2 that it leaves bounds its error relative to the diagonal.
    """

    function: Callable[[Array], Array]
    breaks: tuple[float, ...] = ()
    terms: int = 64

    def __post_init__(self) -> None:
        if not callable(self.function) or not isinstance(self.terms, int):
            raise ValueError(
                f"a series needs a function and a whole number of terms, got {self.function!r} and {self.terms!r}"
            )
        if not isinstance(self.breaks, tuple) or not all(_is_finite(b) for b in self.breaks):
            raise ValueError(f"breaks must be a tuple of finite numbers, got {self.breaks!r}")
        if self.terms < 1 or list(self.breaks) != sorted(set(self.breaks)):
            raise ValueError(f"terms must be positive and breaks increase, got {self.terms} and {self.breaks}")

    def __call__(self, x: ArrayLike) -> Array:
        return self.function(jnp.asarray(x))


RELU = LeakyRelu(0.0, 1.0)
ABSOLUTE = LeakyRelu(-1.0, 1.0)
TANH = HermiteSeries(jnp.tanh, terms=255)
NAMED: dict[str, Activation] = {
    "relu": RELU, "leaky_relu": LeakyRelu(0.01, 1.0), "absolute": ABSOLUTE, "identity": LeakyRelu(1.0, 1.0),
    "erf": Erf(), "gelu": Gelu(), "sine": Sine(), "cosine": Sine(1.0, math.pi / 2), "bump": Bump(),
    "exponential": Exponential(), "tanh": TANH,
}  # fmt: skip


def named(activation: str | Activation) -> Activation:
    """The activation itself, or the one of that name. Raises ValueError for any other."""
    if isinstance(activation, str) and activation in NAMED:
        return NAMED[activation]
    if not isinstance(activation, Activation):
        raise ValueError(
            f"activation must be one of {', '.join(NAMED)} or of the classes of empirics.activations, "
            f"got {activation!r}"
        )
    return activation
