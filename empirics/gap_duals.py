"""Dual activations in JAX, as functions of the gap 1 - correlation, for kernels that stay accurate at small angles.

For centred Gaussians u, v of variances q1, q2 and correlation 1 - gap, a layer needs E s(u)^2, E s(v)^2, the new gap
1 - E[s(u) s(v)] / sqrt(k1 k2) with k = E s^2, and the slope sqrt(q1 q2 / (k1 k2)) E[s'(u) s'(v)], by which the
tangent kernel in units of the covariance is passed on. No digit of a small gap is lost: nothing is subtracted. There
are three ways:

- LeakyRelu with slopes a, b: with the angle t, A = (a^2 + b^2) / 2 and f = (a - b)^2 / (2 pi), the gap is
  gap - (f / A)(sin t - t cos t) and the slope 1 - (f / A) t. Since t = c Q(gap) and t - sin t = c^3 R(gap) with c =
  sqrt(2 gap) and Q, R analytic up to gap = 2, one square root and two polynomials on [0, 1] do it; wider gaps fold.
- Erf: arcsines, whose differences are taken as one arctangent.
- Smooth: with Hermite coefficients h_n(q) of s(sqrt(q) z) the duals are sums of h_n(q1) h_n(q2) correlation^n (Mehler),
  and 1 - c^n = gap (1 + c + ... + c^(n-1)) makes the gap a series without cancellation.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
from jax import Array
from jax.core import Tracer

from empirics.activations import Activation, Erf, LeakyRelu, Smooth

TAIL = 1e-13
"""The share of E s^2 that may lie beyond a Hermite series."""
DEGREES = {"float32": 9, "float64": 21}
"""Of Q and R: Chebyshev series on [0, 1] of functions with a branch point at 2 fall like 5.83^-degree."""


class Own(NamedTuple):
    """What one input contributes, for every row: E s(u)^2, and the series' coefficients of s and s' (empty else)."""

    square: Array
    values: Array
    slopes: Array


class Pairs(NamedTuple):
    """What two inputs have in common: the new gap, and the slope in units of the covariances."""

    gap: Array
    slope: Array


@functools.singledispatch
def own(activation: Activation, q: Array) -> Own:
    """E s(u)^2 and what `pairs` needs to know, for variances q (n,)."""
    raise ValueError(f"activation must be one of empirics.activations, got {activation!r}")


@functools.singledispatch
def pairs(
    activation: Activation, q1: Array, q2: Array, first: Own, second: Own, gap: Array, rest: Array | None
) -> Pairs:
    """The pairs' duals for variances q1 (n,), q2 (m,), what `own` says of them, and gaps (n, m).

    `rest` is 2 - gap, which a caller may know better than by subtraction; None says that no gap exceeds 1.
    """
    raise ValueError(f"activation must be one of empirics.activations, got {activation!r}")


@own.register
def _(activation: LeakyRelu, q: Array) -> Own:
    return Own((activation.negative**2 + activation.positive**2) / 2 * q, *_no_series(q))


@pairs.register
def _(activation: LeakyRelu, q1: Array, q2: Array, first: Own, second: Own, gap: Array, rest: Array | None) -> Pairs:
    a, b = activation.negative, activation.positive
    mean, bend = (a * a + b * b) / 2, (a - b) ** 2 / (2 * np.pi)
    if bend == 0:
        return Pairs(gap, jnp.ones_like(gap))
    small = gap if rest is None else jnp.minimum(gap, rest)
    angle, lack = angle_and_lack(small)  # of v or of -v
    excess = angle * small - lack
    near = gap - bend / mean * excess
    if rest is None:
        return Pairs(near, 1 - bend / mean * angle)
    wide = gap > rest
    far = ((a + b) ** 2 / 2 - a * b * small - bend * excess) / mean
    angle = jnp.where(wide, np.pi - angle, angle)
    return Pairs(jnp.where(wide, far, near), 1 - bend / mean * angle)


def angle_and_lack(gap: Array) -> tuple[Array, Array]:
    """t = arccos(1 - gap) and t - sin t for gaps in [0, 1], to full relative accuracy."""
    ratios, lacks = _polynomials(DEGREES[str(gap.dtype)])
    chord = root(2 * gap)
    return chord * _horner(ratios, gap), chord * 2 * gap * _horner(lacks, gap)


@functools.cache
def _polynomials(degree: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Coefficients of Q and R by interpolation in Chebyshev points of [0, 1], in 60 digits."""

    def ratio(gap: mpmath.mpf) -> mpmath.mpf:
        return 2 * mpmath.asin(mpmath.sqrt(gap / 2)) / mpmath.sqrt(2 * gap)

    def lack(gap: mpmath.mpf) -> mpmath.mpf:
        angle = 2 * mpmath.asin(mpmath.sqrt(gap / 2))
        return (angle - mpmath.sin(angle)) / mpmath.sqrt(2 * gap) ** 3

    with mpmath.workdps(60):
        points = [(1 + mpmath.cos(mpmath.pi * (2 * k + 1) / (2 * degree + 2))) / 2 for k in range(degree + 1)]
        powers = mpmath.matrix([[p**n for n in range(degree + 1)] for p in points])
        return tuple(  # pyright: ignore[reportReturnType]
            tuple(float(c) for c in mpmath.lu_solve(powers, mpmath.matrix([f(p) for p in points])))
            for f in (ratio, lack)
        )


def _horner(coefficients: tuple[float, ...], x: Array) -> Array:
    total = jnp.full_like(x, coefficients[-1])
    for c in reversed(coefficients[:-1]):
        total = total * x + c
    return total


def root(x: Array) -> Array:
    """sqrt(x) with derivative 0 at 0: at coinciding inputs a kernel with a cusp gets the slope of its smooth part."""
    return jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1)), 0)


@own.register
def _(activation: Erf, q: Array) -> Own:
    return Own(2 / np.pi * jnp.arctan2(2 * q, jnp.sqrt(1 + 4 * q)), *_no_series(q))


@pairs.register
def _(activation: Erf, q1: Array, q2: Array, first: Own, second: Own, gap: Array, rest: Array | None) -> Pairs:
    """The lack of k12 = (2 / pi) arctan(2 q12 / R) from sqrt(k1 k2) is half of the lacks from k1 and k2, minus
    (sqrt k1 - sqrt k2)^2 / 2, all in units of sqrt(k1 k2).
    """
    a, b = (q.astype(gap.dtype) for q in (q1[:, None], q2[None, :]))
    spread = gap * (2 - gap)
    root = jnp.sqrt(1 + 2 * (a + b) + 4 * a * b * spread)
    cross = 2 * jnp.sqrt(a) * jnp.sqrt(b) * (1 - gap)
    over = _arc_excess(a, b, spread, cross, root), _arc_excess(b, a, spread, cross, root)
    whole = [jnp.sqrt(x.square.astype(gap.dtype)) for x in (first, second)]
    total, product = whole[0][:, None] + whole[1][None, :], whole[0][:, None] * whole[1][None, :]
    live = product > 0
    lack = 2 / np.pi * (over[0] + over[1])
    square = (2 / np.pi * (over[0] - over[1]) / jnp.where(live, total, 1)) ** 2
    return _in_units(live, product, gap, (lack - square) / 2, jnp.sqrt(a) * jnp.sqrt(b) * 4 / np.pi / root)


def _arc_excess(q: Array, other: Array, spread: Array, cross: Array, root: Array) -> Array:
    """arcsin(2 q / p) - arcsin(cross / sqrt(p p')) with p = 1 + 2 q and p' = 1 + 2 other, as the angle of a product."""
    cosine = jnp.sqrt(1 + 4 * q)
    both = 2 * q * root + cosine * jnp.abs(cross)
    difference = 4 * q * (1 + 2 * q) * (q - other + other * (1 + 2 * q) * spread)
    sine = jnp.where(cross > 0, difference / jnp.where(both > 0, both, 1), 2 * q * root - cosine * cross)
    return jnp.arctan2(sine, cosine * root + 2 * q * cross)


@own.register
def _(activation: Smooth, q: Array) -> Own:
    """Coefficients E[s(sqrt(q) z) He_n(z)] / sqrt(n!) of s and s', (n, terms), by the trapezoidal rule.

    Raises ValueError (outside jit) where the square of s has a larger share beyond the series than rounding.
    """
    nodes, weights, basis = _hermite(activation.terms)
    at = jnp.sqrt(q.astype(jnp.float64))[:, None] * nodes
    values, slopes = (z * weights for z in jax.jvp(activation, (at,), (jnp.ones_like(at),)))
    square, coefficients, derivative = (values**2).sum(axis=1), values @ basis, slopes @ basis
    tail = jnp.abs(square - (coefficients**2).sum(axis=1)) / jnp.where(square > 0, square, 1)
    if not isinstance(tail, Tracer) and float(tail.max()) > TAIL:
        raise ValueError(
            f"{activation.terms} Hermite terms of {activation.function} leave a share of {float(tail.max()):.1e} "
            f"at variances up to {float(q.max()):.3g}: ask for more terms, or keep the variances smaller"
        )
    return Own((coefficients**2).sum(axis=1), coefficients, derivative)


@functools.cache
def _hermite(terms: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nodes, square roots of the normal weights, and He_n / sqrt(n!) times these at the nodes, (nodes, terms)."""
    reach, step = 2 * np.sqrt(terms) + 12, 0.5 / np.sqrt(terms + 16)
    nodes = np.arange(-np.ceil(reach / step), np.ceil(reach / step) + 1) * step
    basis = np.zeros((len(nodes), terms + 1))
    basis[:, 0] = np.exp(-(nodes**2) / 4) * np.sqrt(step / np.sqrt(2 * np.pi))
    basis[:, 1] = nodes * basis[:, 0]
    for n in range(1, terms):
        basis[:, n + 1] = (nodes * basis[:, n] - np.sqrt(n) * basis[:, n - 1]) / np.sqrt(n + 1)
    return nodes, basis[:, 0].copy(), basis[:, :terms]


@pairs.register
def _(activation: Smooth, q1: Array, q2: Array, first: Own, second: Own, gap: Array, rest: Array | None) -> Pairs:
    """By two Horner schemes at once: S_n = a_n b_n + c S_{n+1} and D_n = D_{n+1} + S_{n+1} give sum a_n b_n c^n = S_0
    and sum a_n b_n (1 - c^n) = (1 - c) D_0.
    """
    cosine, zero = 1 - gap, jnp.zeros_like(gap)

    def step(state: tuple[Array, Array, Array], terms: tuple[Array, Array, Array, Array]) -> tuple[object, None]:
        whole, lacking, slope = state
        a, b, c, d = terms
        whole, lacking = a[:, None] * b[None, :] + cosine * whole, lacking + whole
        return (whole, lacking, c[:, None] * d[None, :] + cosine * slope), None

    series = (x.astype(gap.dtype).T for x in (first.values, second.values, first.slopes, second.slopes))
    (_, lacking, slope), _ = jax.lax.scan(step, (zero, zero, zero), tuple(series), reverse=True)
    one, two = jnp.sqrt(first.square), jnp.sqrt(second.square)
    whole = (one[:, None] * two[None, :]).astype(gap.dtype)
    parallel = whole - (first.values @ second.values.T).astype(gap.dtype)
    parallel = jnp.where(q1[:, None] == q2[None, :], 0, jnp.maximum(parallel, 0))
    scale = (jnp.sqrt(q1)[:, None] * jnp.sqrt(q2)[None, :]).astype(gap.dtype)
    return _in_units(whole > 0, whole, gap, gap * lacking + parallel, scale * slope)


def _in_units(live: Array, whole: Array, gap: Array, lack: Array, slope: Array) -> Pairs:
    """Divided by sqrt(k1 k2); where an input vanishes the gap stays and the slope is 0."""
    unit = jnp.where(live, whole, 1)
    return Pairs(jnp.where(live, lack / unit, gap), jnp.where(live, slope / unit, 0))


def _no_series(q: Array) -> tuple[Array, Array]:
    return jnp.zeros((q.shape[0], 0)), jnp.zeros((q.shape[0], 0))
