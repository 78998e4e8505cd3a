"""Activation functions of wide networks, in JAX: plain data, each one a function of an array by entries.

Named like those of `theory.activations`. LeakyRelu and Erf have closed dual activations; any other analytic function is
a Smooth one, whose duals are Hermite series (`empirics.gap_duals`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike


class Activation:
    """s(x) by entries. Subclasses are frozen dataclasses, so that programs can be compiled for them."""

    def __call__(self, x: ArrayLike) -> Array:
        raise NotImplementedError


@dataclass(frozen=True)
class LeakyRelu(Activation):
    """negative min(x, 0) + positive max(x, 0)."""

    negative: float = 0.0
    positive: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.negative) and math.isfinite(self.positive)) or self.negative == self.positive == 0:
            raise ValueError(f"two finite slopes are needed, not both 0, got {self.negative} and {self.positive}")

    def __call__(self, x: ArrayLike) -> Array:
        x = jnp.asarray(x)
        return self.negative * jnp.minimum(x, 0) + self.positive * jnp.maximum(x, 0)


@dataclass(frozen=True)
class Erf(Activation):
    """erf(x)."""

    def __call__(self, x: ArrayLike) -> Array:
        return jax.scipy.special.erf(jnp.asarray(x))


@dataclass(frozen=True)
class Smooth(Activation):
    """An analytic function given by `function`, with the number of terms of its Hermite series.

    At variance q it converges at least like (q / (1 + q))^n for GELU, faster for the sine, and like exp(-c sqrt(n / q))
    for functions with poles, such as tanh; `empirics.gap_duals` says where `terms` are too few.
    """

    function: Callable[[Array], Array]
    terms: int = 64

    def __post_init__(self) -> None:
        if not 1 <= self.terms <= 2048:
            raise ValueError(f"between 1 and 2048 terms of a Hermite series can be used, got {self.terms}")

    def __call__(self, x: ArrayLike) -> Array:
        return self.function(jnp.asarray(x))


def _gelu(x: Array) -> Array:
    return x * jax.scipy.special.ndtr(x)


RELU = LeakyRelu(0.0, 1.0)
ABSOLUTE = LeakyRelu(-1.0, 1.0)
IDENTITY = LeakyRelu(1.0, 1.0)
ERF = Erf()
GELU = Smooth(_gelu, terms=192)
SINE = Smooth(jnp.sin)
EXPONENTIAL = Smooth(jnp.exp)
TANH = Smooth(jnp.tanh, terms=384)
