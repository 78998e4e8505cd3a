"""The recursion of infinitely wide networks on gaps 1 - correlation, tile by tile: what `infinite_width` computes with.

The state for a pair of inputs is the gap g and the tangent kernel t in units of sqrt(K(x, x) K(y, y)). If the dual of
the activation makes g' and slope s of g, and the layer's variance has the shares p^2 (weights), b^2 (biases) and u^2
(the skipped input), then

    g <- p p' g' + u u' g + ((p - p')^2 + (b - b')^2 + (u - u')^2) / 2,   t <- u u' t + p p' (1 - g' + s t) + b b'.

All products are of numbers at most 1: neither a large depth nor large variances overflow. For ReLU and its kin without
biases p = 1 and nothing of the norms is left in the loop.
"""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from empirics.activations import LeakyRelu
from empirics.first_gaps import COINCIDING, signed_gaps
from empirics.gap_duals import bend, dual, relu_dual, relu_dual_near
from empirics.layered_rows import Network, Plan, Side, plan, prepare

__all__ = ["Network", "Plan", "Side", "plan", "prepare", "tile"]

UNROLL = 10  # layers in one pass over a tile


@functools.partial(jax.jit, static_argnums=(0, 5, 6))
def tile(plan: Plan, left: Side, right: Side, i: Any, j: Any, high: int = 0, wide: int = 0) -> tuple[Array, ...]:
    """The wanted kernels between rows i ... i + high of one side and j ... j + wide of the other (0 for all)."""
    left, right = (_part(side, at, size) for side, at, size in ((left, i, high), (right, j, wide)))
    n, m = len(left["scale"]), len(right["scale"])
    itself = (i + jnp.arange(n)[:, None] == j + jnp.arange(m)[None, :]) if plan.same else None
    signed = signed_gaps(left["unit"], right["unit"], itself, depth=plan.depth, fine=plan.dtype == "float64")
    gap, tangent = _recursion(plan, signed.astype(plan.work), left, right)
    one, two = left["scale"].astype(plan.work)[:, None], right["scale"].astype(plan.work)[None, :]
    found = (one * (1 - gap) * two, one * tangent * two)
    kept = [k.astype(plan.dtype) for k, wanted in zip(found, plan.wanted, strict=True) if wanted]
    if plan.same and not high:
        kept = [jnp.where(jnp.tri(n, k=-1, dtype=bool), k.T, k) for k in kept]
    return tuple(kept)


def _part(side: Side, start: Any, size: int) -> Side:
    if not size:
        return side
    rest = {k: v for k, v in side.items() if k not in ("unit", "units")}
    part = jax.tree.map(lambda a: lax.dynamic_slice_in_dim(a, start, size, axis=-1), rest)
    return {**side, **part, "unit": lax.dynamic_slice_in_dim(side["unit"], start, size, axis=0)}


def _recursion(plan: Plan, signed: Array, left: Side, right: Side) -> tuple[Array, Array]:
    """Gap and tangent kernel after the read-out, in units of sqrt(K(x, x) K(y, y))."""
    relu = plan.activation if isinstance(plan.activation, LeakyRelu) else None
    wide = relu is not None and (bend(relu) < 1 or plan.residual)
    signed_first = signed if relu else None
    gap = jnp.where(jnp.signbit(signed), 2 + signed, signed)
    correlation = jnp.where(jnp.signbit(signed), -1 - signed, 1 - signed)
    weights, biases = (a.astype(plan.work) for a in left["units"])
    if plan.homogeneous:
        tangent = weights[0] * correlation
    else:
        one, two = _facing(left["first"], right["first"], plan.work)
        tangent = one["p"] * two["p"] * weights[0] * correlation + one["b"] * two["b"] * biases
        if plan.biased:
            gap = one["p"] * two["p"] * gap + _chord(one, two)
            signed_first = _resigned(gap)
    if plan.depth == 0:
        return gap, tangent

    def layer(state: tuple[Array, Array], xs: Any, signed: Array | None = None) -> tuple[tuple[Array, Array], None]:
        gap, tangent = state
        if relu:
            if signed is None and wide:
                signed = _resigned(gap)
            new, slope = relu_dual_near(relu, gap) if signed is None else relu_dual(relu, signed)
        else:
            new, slope = dual(plan.activation, *_facing(xs["left"]["rows"], xs["right"]["rows"], plan.work), gap)
        if plan.homogeneous:
            return (new, xs["unit"] * (1 - new) + slope * tangent), None
        one, two = _facing(xs["left"]["shares"], xs["right"]["shares"], plan.work)
        p, u = one["p"] * two["p"], one["u"] * two["u"]
        gap = p * new + u * gap + _chord(one, two)
        return (gap, u * tangent + p * (xs["unit"] * (1 - new) + slope * tangent) + one["b"] * two["b"] * biases), None

    xs = {"unit": weights[1:]}
    if not plan.homogeneous:
        xs |= {"left": left["layers"], "right": right["layers"]}
    state = layer((gap, tangent), jax.tree.map(lambda a: a[0], xs), signed_first)[0]
    rest = jax.tree.map(lambda a: a[1:], xs)
    return lax.scan(layer, state, rest, unroll=min(UNROLL, max(1, plan.depth - 1)) if plan.relu else 1)[0]


def _facing(left: Any, right: Any, dtype: str) -> tuple[Any, Any]:
    """Columns of the one side and rows of the other."""
    one = jax.tree.map(lambda a: a.astype(dtype)[..., :, None], left)
    return one, jax.tree.map(lambda a: a.astype(dtype)[..., None, :], right)


def _chord(one: Any, two: Any) -> Array:
    """Half the squared distance of the roots of shares: what unlike norms add to the gap.

    That of equal norms is 0 and not the square of a rounding, whose root, the angle, would have any derivative.
    """
    chord = sum((one[k] - two[k]) ** 2 for k in ("p", "b", "u")) / 2
    return jnp.where(chord < COINCIDING, 0, chord)


def _resigned(gap: Array) -> Array:
    """The signed gap of a gap."""
    return jnp.where(gap > 1, -jnp.maximum(2 - gap, 0), gap)
