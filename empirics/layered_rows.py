"""What one set of inputs brings along to an infinitely wide network: variances and shares of every layer, in float64.

`Network` is the architecture that users state, `Plan` what makes another compiled program of it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, TypeGuard

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.core import Tracer

from empirics.activations import Activation, LeakyRelu, named
from empirics.gap_duals import rows

Side = dict[str, Any]
"""What one set of inputs brings along: unit vectors, scale sqrt(K(x, x)), and rows of every layer."""


@dataclass(frozen=True)
class Network:
    """Activation (a name or one of `empirics.activations`), architecture and variances; these may be traced.

    Raises ValueError for an unknown activation, a negative depth or variances that are none.
    """

    activation: str | Activation
    depth: int
    weight_variance: float | Array = 1.0
    bias_variance: float | Array = 0.0
    branch_variance: float | Array | None = None
    """None for a plain network, r for a residual one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "activation", named(self.activation))
        whole = isinstance(self.depth, int | np.integer) and not isinstance(self.depth, bool)
        if not whole or self.depth < 0:
            raise ValueError(f"depth is the number of hidden layers, 0 or more, got {self.depth!r}")
        object.__setattr__(self, "depth", int(self.depth))
        for name, least in (("weight_variance", 0), ("bias_variance", -1), ("branch_variance", 0)):
            value = getattr(self, name)
            if isinstance(value, Tracer) or (value is None and name == "branch_variance"):
                continue
            if not _is_real(value) or not (max(least, 0) <= value < np.inf) or (least == 0 and value == 0):
                wanted = "not negative" if least else "positive"
                raise ValueError(f"{name} must be {wanted} and finite, got {value}")

    @property
    def variances(self) -> tuple[Any, Any, Any]:
        return self.weight_variance, self.bias_variance, 0.0 if self.branch_variance is None else self.branch_variance


def _is_real(value: Any) -> TypeGuard[float]:
    return np.ndim(value) == 0 and np.asarray(value).dtype.kind in "fiu"


@dataclass(frozen=True)
class Plan:
    """Everything that makes another program."""

    activation: Activation
    depth: int
    biased: bool
    residual: bool
    inputs: int
    width: int | None
    dtype: str
    wanted: tuple[bool, bool]
    same: bool

    @property
    def relu(self) -> bool:
        return isinstance(self.activation, LeakyRelu)

    @property
    def homogeneous(self) -> bool:
        """Whether the loop sees nothing of the norms."""
        return self.relu and not self.biased and not self.residual

    @property
    def work(self) -> str:
        return self.dtype if self.relu else "float64"


def plan(
    network: Network, inputs: int, dtype: str, parametrization: str, width: int | None, wanted: Any, same: bool
) -> Plan:
    """Raises ValueError for an unknown dtype or parametrization."""
    if dtype not in ("float32", "float64"):
        raise ValueError(f"dtype is float32 or float64, got {dtype}")
    if parametrization not in ("ntk", "standard") or (parametrization == "standard") != (width is not None):
        raise ValueError(
            f'parametrization is "ntk", or "standard" with a width, got {parametrization!r} and width {width}'
        )
    if width is not None and (not isinstance(width, int | np.integer) or width < 1):
        raise ValueError(f"width must be a whole number and at least 1, got {width!r}")
    biased = isinstance(network.bias_variance, Tracer) or bool(network.bias_variance > 0)
    residual = network.branch_variance is not None and network.depth > 1
    activation = named(network.activation)
    return Plan(activation, network.depth, biased, residual, inputs, width, dtype, wanted, same)


@functools.partial(jax.jit, static_argnums=0)
def prepare(plan: Plan, variances: tuple[Any, Any, Any], x: Array) -> Side:
    """Unit vectors (n, d), scale (n,) and the rows of every layer, in float64."""
    x = x.astype(np.float64)
    largest = jnp.max(jnp.abs(x), axis=1)
    large = jnp.where(largest > 0, largest, 1)  # squares neither overflow nor vanish
    squares = ((x / large[:, None]) ** 2).sum(axis=1)
    norm = jnp.sqrt(jnp.where(squares > 0, squares, 1))
    unit = x / large[:, None] / norm[:, None]
    q = (large * norm * (squares > 0)) ** 2 / plan.inputs
    weight, bias, branch = (jnp.asarray(v, dtype=np.float64) for v in variances)
    last = jnp.arange(plan.depth + 1) == plan.depth
    gains = {"weight": jnp.where(last, 1, weight), "bias": jnp.where(last, 0, bias)}
    units = _units(plan, gains["weight"], bias)
    if plan.homogeneous:
        gain = weight * (plan.activation.negative**2 + plan.activation.positive**2) / 2  # pyright: ignore
        scale = large * norm * (squares > 0) * jnp.sqrt(gain**plan.depth / plan.inputs)
        return {"unit": unit, "scale": scale, "units": units}
    skips = (jnp.arange(plan.depth + 1) > 0) & ~last if plan.residual else jnp.zeros(plan.depth + 1, dtype=bool)
    gains["skip"], gains["scale"] = skips, jnp.where(skips, branch, 1)
    first, total = _shares(jax.tree.map(lambda a: a[0], gains), q, q)

    def layer(total: Array, gain: Any) -> tuple[Array, Any]:
        found = rows(plan.activation, total)
        shares, new = _shares(gain, found["own"], total)
        return new, {"rows": found, "shares": shares}

    total, layers = lax.scan(layer, total, jax.tree.map(lambda a: a[1:], gains))
    return {"unit": unit, "scale": _root(total), "first": first, "layers": layers, "units": units}


def _units(plan: Plan, weight: Array, bias: Array) -> tuple[Array, Array]:
    """What the parametrization makes of w E[s s] and of b in the tangent kernel: factors of every layer."""
    if plan.width is None:
        return jnp.ones(plan.depth + 1), jnp.ones(())
    fan_in = jnp.where(jnp.arange(plan.depth + 1) == 0, plan.inputs, plan.width)
    return fan_in / weight, 1 / jnp.where(bias > 0, bias, 1)


def _shares(gain: Any, own: Array, before: Array) -> tuple[Any, Array]:
    """Roots of the shares of weights, biases and skipped input in the new variance, and that variance."""
    parts = {"p": gain["scale"] * gain["weight"] * own, "b": gain["scale"] * gain["bias"] + 0 * own}
    parts["u"] = jnp.where(gain["skip"], before, 0)
    total = parts["p"] + parts["b"] + parts["u"]
    live = total > 0
    shares = {k: jnp.where(live, _root(v / jnp.where(live, total, 1)), 1.0 * (k == "p")) for k, v in parts.items()}
    return shares, total


def _root(x: Array) -> Array:
    return jnp.where(x == 0, 0, jnp.sqrt(jnp.where(x == 0, 1, x)))  # NaN stays NaN
