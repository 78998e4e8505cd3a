"""Dual activations in JAX as functions of the gap 1 - correlation, without cancellation at nearly coinciding inputs.

For Gaussians u, v of variances q1, q2 and correlation 1 - g, a layer makes of the gap g

    g' = 1 - E[s(u) s(v)] / sqrt(k1 k2),  k_i = E s(u_i)^2,  and the slope  E[s'(u) s'(v)] sqrt(q1 q2 / (k1 k2)).

`rows` holds what one input brings along, `dual` joins two of them. Closed forms are rewritten so that differences of
nearly equal numbers are taken of the inputs' deviations alone, squared: errors there have no effect in first order.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import jax.numpy as jnp
from jax import Array

from empirics import hermite_rows
from empirics.activations import Activation, Bump, Erf, Exponential, Gelu, HermiteSeries, LeakyRelu, Polynomial, Sine
from empirics.arc_series import angle_and_excess

Rows = dict[str, Array]
"""Arrays whose last axis are the inputs. Always there: deviation sqrt(q) and own = E s(u)^2."""
Pair = tuple[Array, Array]


@functools.singledispatch
def rows(activation: Activation, q: Array) -> Rows:
    """What inputs of variance q (n,) bring along. Raises ValueError for an activation that is none of ours."""
    raise ValueError(f"no dual is known for {activation!r}")


@functools.singledispatch
def dual(activation: Activation, one: Any, two: Any, gap: Array) -> Pair:
    """(new gap, normalised slope) for rows that broadcast against the gap: (..., n, 1) and (..., 1, m)."""
    raise ValueError(f"no dual is known for {activation!r}")


def _safe(x: Array) -> Array:
    """x, and 1 for 0: what a vanishing input's zeros are divided by."""
    return jnp.where(x == 0, 1, x)


def _apart(one: Rows, two: Rows, gap: Array) -> Array:
    """E (u - v)^2."""
    a, b = one["deviation"], two["deviation"]
    return (a - b) ** 2 + 2 * a * b * gap


def _unlike(one: Array, two: Array) -> Array:
    """Where differences of E s(u)^2 and E s(v)^2 are as large as the larger, and would swallow the smaller."""
    return jnp.maximum(one, two) > 4 * jnp.minimum(one, two)


# ---------------------------------------------------------------------------------------------------- ReLU and its kin
@rows.register
def _(activation: LeakyRelu, q: Array) -> Rows:
    return {"deviation": jnp.sqrt(_safe(q)) * (q > 0), "own": (activation.negative**2 + activation.positive**2) / 2 * q}


def bend(activation: LeakyRelu) -> float:
    """(a - b)^2 / (a^2 + b^2) for the slopes a and b: 0 for a line, 1 for ReLU, 2 for the absolute value."""
    a, b = activation.negative, activation.positive
    return (a - b) ** 2 / (a * a + b * b)


def relu_dual(activation: LeakyRelu, signed: Array) -> Pair:
    """(new gap, normalised slope) from a signed gap: g up to a right angle and -(2 - g), -0 included, beyond it.

    With the angle t of g and r = bend / pi the new gap is g - r (sin t - t cos t), and the slope 1 - r t. Beyond a
    right angle both come from the angle to -v: g' = (2 - bend) - (1 - bend)(2 - g) - r (sin - t cos of that angle).
    """
    curve, far, h = bend(activation), jnp.signbit(signed), jnp.abs(signed)
    angle, excess = angle_and_excess(h)
    rest = (activation.negative + activation.positive) ** 2 / (activation.negative**2 + activation.positive**2)
    new = jnp.where(far, rest - (1 - curve) * h, h) - curve / math.pi * excess
    slope = jnp.where(far, 1 - curve + curve / math.pi * angle, 1 - curve / math.pi * angle)
    return jnp.maximum(new, 0), slope


def relu_dual_near(activation: LeakyRelu, gap: Array) -> Pair:
    """The same where no gap is above 1."""
    ratio = bend(activation) / math.pi
    angle, excess = angle_and_excess(gap)
    return jnp.maximum(gap - ratio * excess, 0), 1 - ratio * angle


# ------------------------------------------------------------------------------------------------------ closed forms
@rows.register
def _(activation: Exponential, q: Array) -> Rows:
    return {"deviation": jnp.sqrt(_safe(q)) * (q > 0), "own": jnp.exp(2 * activation.rate**2 * q)}


@dual.register
def _(activation: Exponential, one: Any, two: Any, gap: Array) -> Pair:
    """E[s s] = exp(b^2 E (u + v)^2 / 2), so that the new correlation is exp(-b^2 E (u - v)^2 / 2)."""
    exponent = -(activation.rate**2) * _apart(one, two, gap) / 2
    return -jnp.expm1(exponent), activation.rate**2 * one["deviation"] * two["deviation"] * jnp.exp(exponent)


@rows.register
def _(activation: Bump, q: Array) -> Rows:
    root = jnp.sqrt(1 + 4 * activation.rate * q)
    return {"deviation": jnp.sqrt(_safe(q)) * (q > 0), "own": 1 / root, "root": root}


@dual.register
def _(activation: Bump, one: Any, two: Any, gap: Array) -> Pair:
    """The new correlation is sqrt(r1 r2 / R), r = sqrt(1 + 4 b q), R = (r1^2 + r2^2) / 2 + 4 b^2 (q1 q2 - q12^2)."""
    b, product = activation.rate, one["deviation"] * two["deviation"]
    more = (one["root"] - two["root"]) ** 2 / 2 + 4 * b * b * product**2 * gap * (2 - gap)  # R - r1 r2
    whole = one["root"] * two["root"] + more
    correlation = jnp.sqrt(one["root"] * two["root"] / whole)
    return more / whole / (1 + correlation), 4 * b * b * product**2 * (1 - gap) * correlation / whole


@rows.register
def _(activation: Sine, q: Array) -> Rows:
    """E s(u)^2 = (1 - cos(2 c) exp(-2 t)) / 2, t = b^2 q."""
    t = activation.frequency**2 * q
    even, mixed = math.sin(activation.phase) ** 2, math.cos(2 * activation.phase)
    own = even - mixed * jnp.expm1(-2 * t) / 2
    return {"deviation": jnp.sqrt(_safe(q)) * (q > 0), "own": own, "t": t, "decay": jnp.exp(-t)}


@dual.register
def _(activation: Sine, one: Any, two: Any, gap: Array) -> Pair:
    """With m = (t1 + t2) / 2, D = b^2 E (u - v)^2 / 2 and M = 2 m - D, E[s s] = (exp(-D) - cos(2 c) exp(-M)) / 2, and

    4 (k1 k2 - E[s s]^2) = (1 - exp(-2 D)) (1 - cos(2 c)^2 exp(-2 M)) - cos(2 c) (exp(-t1) - exp(-t2))^2.
    Of unlike k1, k2 the greater one would swallow the other: there E[s s] is subtracted, whose two exponentials differ
    by their sum times tanh(b^2 q12).
    """
    mixed, twice = math.cos(2 * activation.phase), math.sin(2 * activation.phase) ** 2
    even, square = math.sin(activation.phase) ** 2, activation.frequency**2
    apart = square * _apart(one, two, gap) / 2
    far = jnp.maximum(one["t"] + two["t"] - apart, 0)
    odd = jnp.tanh(square * one["deviation"] * two["deviation"] * (1 - gap))
    half = (jnp.exp(-apart) + jnp.exp(-far)) / 2
    value, slope = half * (even + (1 - even) * odd), half * (1 - even + even * odd)
    lack = jnp.expm1(-2 * apart) * (mixed**2 * jnp.expm1(-2 * far) - twice)
    decays = jnp.maximum(one["decay"], two["decay"]) * jnp.expm1(-jnp.abs(one["t"] - two["t"]))
    lack = (lack - mixed * decays**2) / 4
    own = _safe(jnp.sqrt(one["own"]) * jnp.sqrt(two["own"]))
    close = (value > 0) & ~_unlike(one["own"], two["own"])
    new = jnp.where(close, lack / (own * (own + jnp.where(close, value, 0))), 1 - value / own)
    return jnp.clip(new, 0, 2), square * slope * one["deviation"] * two["deviation"] / own


@rows.register
def _(activation: Erf, q: Array) -> Rows:
    """The dual is 2 / pi times the angle of sine 2 q12 / sqrt(p1 p2), p = 1 + 2 q."""
    angle = jnp.arctan2(2 * q, jnp.sqrt(1 + 4 * q))
    return {"deviation": jnp.sqrt(_safe(q)) * (q > 0), "own": 2 / math.pi * angle, "q": q, "angle": angle}


@dual.register
def _(activation: Erf, one: Any, two: Any, gap: Array) -> Pair:
    """For angles x, y, z of q1, q2, q12: sqrt(x y) - z = (x - z + y - z - (sqrt x - sqrt y)^2) / 2."""
    product, spread = one["deviation"] * two["deviation"], gap * (2 - gap)
    root = jnp.sqrt(1 + 2 * (one["q"] + two["q"]) + 4 * product**2 * spread)
    cross = 2 * product * (1 - gap)
    first, second = (_angle_gap(a["q"], b["q"], spread, cross, root) for a, b in ((one, two), (two, one)))
    roots, own = jnp.sqrt(one["angle"]) + jnp.sqrt(two["angle"]), _safe(jnp.sqrt(one["angle"]) * jnp.sqrt(two["angle"]))
    lack = (first + second - ((first - second) / _safe(roots)) ** 2) / 2
    new = jnp.where(_unlike(one["angle"], two["angle"]), 1 - jnp.arctan2(cross, root) / own, lack / own)
    return jnp.clip(new, 0, 2), 2 / root * product / own


def _angle_gap(q: Array, other: Array, spread: Array, cross: Array, root: Array) -> Array:
    """The angle of sine 2 q / p less that of q12, from sine and cosine of the difference, times p sqrt(p p')."""
    p, cosine = 1 + 2 * q, jnp.sqrt(1 + 4 * q)
    both = 2 * q * root + cosine * jnp.abs(cross)
    sine = 4 * q * p * (q - other + other * p * spread) / _safe(both)
    return jnp.arctan2(jnp.where(cross > 0, sine, 2 * q * root - cosine * cross), cosine * root + 2 * q * cross)


# ------------------------------------------------------------------------------------ GELU: the integral of its slope
NODES = 12  # on an interval at least as long away from the singularity as it is wide: below 1e-18


@rows.register
def _(activation: Gelu, q: Array) -> Rows:
    values, weights = hermite_rows.on_nodes(activation, q)
    own = _gelu(q, q, q, jnp.zeros_like(q))[0]
    return {"deviation": jnp.sqrt(_safe(q)) * (q > 0), "own": own, "q": q, "unit": _unit(values * jnp.sqrt(weights))}


@dual.register
def _(activation: Gelu, one: Any, two: Any, gap: Array) -> Pair:
    """E[s s] at correlation 1 - g is that of parallel inputs less the integral of the slope (Price's theorem)."""
    product = one["deviation"] * two["deviation"]
    own = _safe(jnp.sqrt(one["own"]) * jnp.sqrt(two["own"]))

    def at(g: Any) -> Pair:
        return _gelu(one["q"], product * (1 - g), two["q"], product**2 * g * (2 - g))

    value, slope = at(gap)
    close = product * gap < 1
    inner = jnp.where(close, gap, 0)
    along = sum(w * at(inner * t)[1] for t, w in hermite_rows.unit_interval(NODES))
    first, second = one["q"], two["q"]
    alike = (jnp.abs(first - second) <= 0.03 * (first + second)) & (jnp.maximum(first, second) < 100)
    apart = jnp.where(first == second, 0, jnp.maximum(1 - at(0)[0] / own, 0))
    parallel = jnp.where(alike, hermite_rows.half_squared_distance(one, two), apart)  # nodes resolve moderate norms
    new = jnp.where(close, product * inner * along / own + parallel, 1 - value / own)
    return jnp.clip(new, 0, 2), slope * product / own


def _gelu(q1: Array, q12: Array, q2: Array, area: Array) -> Pair:
    """q12 / 4 + (q12 w + (q12^2 + q1 q2 D) / (P sqrt D)) / (2 pi), D = 1 + q1 + q2 + area, w = arctan(q12 / sqrt D).

    With P = (1 + q1)(1 + q2); the second is its derivative in q12.
    """
    product, rest = (1 + q1) * (1 + q2), 1 + q1 + q2 + area
    root = jnp.sqrt(rest)
    angle = jnp.arctan2(q12, root)
    value = q12 / 4 + (q12 * angle + (q12 * q12 + q1 * q2 * rest) / (product * root)) / (2 * math.pi)
    return value, 1 / 4 + (angle + (1 / rest + (1 - q1 * q2) / product + 1) * q12 / root) / (2 * math.pi)


def _unit(x: Array) -> Array:
    """Columns of length 1, or 0."""
    return x / _safe(jnp.sqrt((x**2).sum(axis=0)))


# --------------------------------------------------------------------------------------------------- Hermite series
@rows.register(Polynomial | HermiteSeries)
def _(activation: Polynomial | HermiteSeries, q: Array) -> Rows:
    series, slopes = hermite_rows.coefficients(activation, q)
    deviation = jnp.sqrt(_safe(q)) * (q > 0)
    own = (series**2).sum(axis=0)
    length = _safe(jnp.sqrt(own))
    return {"deviation": deviation, "own": own, "unit": series / length, "slope": slopes * deviation / length}


@dual.register(Polynomial | HermiteSeries)
def _(activation: Polynomial | HermiteSeries, one: Any, two: Any, gap: Array) -> Pair:
    """1 - c^n = g (1 + c + ... + c^(n - 1)): the new gap is g times a series whose terms are tails of sums."""
    lack, slope = hermite_rows.series(one, two, 1 - gap)
    return jnp.clip(gap * lack + hermite_rows.half_squared_distance(one, two), 0, 2), slope
