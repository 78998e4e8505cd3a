"""Duals of any activation by Hermite series: s(sqrt(q) z) = sum of h_n(q) He_n(z) / sqrt(n!), z standard normal.

By Mehler's formula E[s(u) s(v)] = sum of h_n(q1) h_n(q2) c^n for correlation c, and the terms beyond the N-th add at
most |c|^(N + 1) sqrt(T(q1) T(q2)), where T(q) = E s(u)^2 - sum of h_n(q)^2 over n <= N by Parseval's identity. s' has
the coefficients sqrt(n + 1) h_{n + 1} / sqrt(q). Over balls the coefficients come from rigorous integration and the
radius holds the tail: every digit is proven. Over float64 the tail is put on degree N + 1, which is wrong by less than
twice its bound, and `unresolved` tells T.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory.activations import HermiteSeries
from theory.arithmetic import BALL, FLOAT, Arithmetic, ball
from theory.dual_formulae import Pair, pair

Floats = NDArray[np.float64]
REACH = 13.0  # He_n(z) phi(z) / sqrt(n!) < sqrt(phi(z)) < 1e-18 beyond
PANEL, NODES = 0.5, np.polynomial.legendre.leggauss(16)


def coefficients(activation: HermiteSeries, q: Floats) -> Floats:
    """h_0(q), ..., h_N(q) and sqrt(T(q)) along a new last axis, N = activation.terms.

    The last entry stands for the tail, so that the squares add up to E s(u)^2.
    """
    distinct, where = np.unique(q, return_inverse=True)
    rows = [[*_coefficients(activation, x)[0], math.sqrt(unresolved(activation, x)[0])] for x in map(float, distinct)]
    return np.array(rows)[where].reshape(*np.shape(q), activation.terms + 2)


def unresolved(activation: HermiteSeries, q: float) -> tuple[float, float]:
    """The tails E s(u)^2 - sum of squares, and the same of s', in float64 (never below 0)."""
    h, squares = _coefficients(activation, float(q))
    spent = ((h**2).sum(), (np.arange(1, len(h)) * h[1:] ** 2).sum() / q if q > 0 else squares[1])
    return max(0.0, squares[0] - spent[0]), max(0.0, squares[1] - spent[1])


def series(terms: Floats, correlation: Floats) -> Floats:
    """Sum of terms[..., n] correlation^n."""
    total = np.zeros(np.broadcast_shapes(terms.shape[:-1], np.shape(correlation)))
    for n in reversed(range(terms.shape[-1])):
        total = total * correlation + terms[..., n]
    return total


def slope_coefficients(activation: HermiteSeries, q: Floats) -> Floats:
    """Those of s', sqrt(n + 1) h_{n + 1}(q) / sqrt(q), along a new last axis; at q = 0 it is the constant s'(0)."""
    h = coefficients(activation, q)
    deviation = np.sqrt(q)[..., None]
    found = np.sqrt(np.arange(1, h.shape[-1])) * h[..., 1:] / np.where(deviation > 0, deviation, 1)
    constant = np.zeros_like(found)
    constant[..., 0] = activation.derivative(0.0)
    return np.where(deviation > 0, found, constant)


@functools.lru_cache(maxsize=4096)
def _coefficients(activation: HermiteSeries, q: float) -> tuple[Floats, tuple[float, float]]:
    """h_0 ... h_N, and E s^2 and E s'^2, by Gauss-Legendre panels that end at the breaks.

    Towards 0 they halve until half a unit of sqrt(q) z: a large variance sees s as a step.
    """
    if not 0 <= q < math.inf:
        raise ValueError(f"variances are finite and not negative, got {q}")
    breaks = [float(b) / math.sqrt(q) for b in activation.breaks] if q > 0 else []
    finer = PANEL / 2.0 ** np.arange(1, 1 + math.ceil(max(0.0, math.log2(q) / 2 if q > 0 else 0.0)))
    panels = [*np.arange(-REACH, REACH + PANEL, PANEL), *finer, *-finer]
    ends = np.unique(np.clip([-REACH, *breaks, *panels], -REACH, REACH))
    half, middle = np.diff(ends)[:, None] / 2, (ends[1:] + ends[:-1])[:, None] / 2
    z = (middle + half * NODES[0]).ravel()
    weights = (half * NODES[1]).ravel() * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    values, slopes = activation(math.sqrt(q) * z), activation.derivative(math.sqrt(q) * z)
    rows = np.array(list(itertools.islice(hermite(z), activation.terms + 1)))
    return rows @ (weights * values), (float(weights @ values**2), float(weights @ slopes**2))


def hermite(z: Any) -> Iterator[Any]:
    """He_0(z), He_1(z) / sqrt(1!), He_2(z) / sqrt(2!), ... for float64 arrays or balls."""
    before, now, on = 0 * z, 0 * z + 1, FLOAT if isinstance(z, np.ndarray) else BALL
    for n in itertools.count():
        yield now
        before, now = now, (z * now - on.sqrt(on.number(n)) * before) / on.sqrt(on.number(n + 1))


@pair.register
def _(activation: HermiteSeries, on: Arithmetic, q1: Any, q12: Any, q2: Any, area: Any, apart: Any) -> Pair:
    if on is FLOAT:
        product = np.sqrt(q1) * np.sqrt(q2)
        correlation = np.clip(q12 / np.where(product > 0, product, 1), -1, 1)
        value, slope = (f(activation, q1) * f(activation, q2) for f in (coefficients, slope_coefficients))
        return series(value, correlation), series(slope, correlation)
    if on is not BALL:
        raise ValueError("Hermite series are summed in float64 or in balls")
    return _ball_pair(activation, q1, q12, q2)


def _ball_pair(activation: HermiteSeries, q1: Any, q12: Any, q2: Any) -> Pair:
    from flint import arb

    if not (q1 > 0 and q2 > 0):
        raise ValueError(f"a Hermite series in balls needs positive variances, got {q1} and {q2}")
    scale = (q1 * q2).sqrt()
    correlation = (q12 / scale).max(arb(-1)).min(arb(1))
    one, two = ([*ball_coefficients(activation, q)] for q in (q1, q2))
    whole = [ball_energies(activation, q) for q in (q1, q2)]
    sums = []
    for order in (0, 1):
        a, b = ([ball(n if order else 1).sqrt() * h for n, h in enumerate(x)] for x in (one, two))
        rest = [
            (e[order] * q**order - sum(h * h for h in x)).nonnegative_part()
            for e, x, q in zip(whole, (a, b), (q1, q2), strict=True)
        ]
        total = sum(
            (h * g * correlation ** (n - order) for n, (h, g) in enumerate(zip(a, b, strict=True)) if n >= order),
            ball(0),
        )
        tail = abs(correlation) ** (activation.terms + 1 - order) * (rest[0] * rest[1]).sqrt()
        sums.append((total + arb(0, 1) * tail.upper()) / scale**order)
    return sums[0], sums[1]


def ball_coefficients(activation: HermiteSeries, q: Any, terms: int | None = None) -> list[Any]:
    """Balls around h_0(q), ..., h_N(q), N = `terms`, by default the activation's own."""
    last = activation.terms if terms is None else terms
    _, beyond = _cut(activation, q)
    root, deviation = beyond.sqrt(), q.sqrt()
    polynomial = [lambda z, n=n: next(itertools.islice(hermite(z), n, None)) for n in range(last + 1)]
    return [
        _integral(activation, q, lambda piece, z, h=h: piece[0](BALL, deviation * z) * h(z), root) for h in polynomial
    ]


def ball_energies(activation: HermiteSeries, q: Any) -> Pair:
    """Balls around E s(u)^2 and E s'(u)^2."""
    deviation, (_, beyond) = q.sqrt(), _cut(activation, q)
    first, second = (
        _integral(activation, q, lambda piece, z, i=i: piece[i](BALL, deviation * z) ** 2, beyond) for i in (0, 1)
    )
    return first, second


def _cut(activation: HermiteSeries, q: Any) -> tuple[int, Any]:
    """R, and a bound on what |z| > R adds to E s(u)^2 or E s'(u)^2; its root bounds what it adds to h_n.

    |s| <= c (1 + |x|)^p and E exp(z^2 / 4) = sqrt 2 give c^2 (1 + sqrt(q) R)^(2 p) exp(-R^2 / 4) sqrt 2 if R^2 >= 4 p.
    """
    from flint import ctx

    c, p = activation.growth
    reach = math.ceil(math.sqrt(max(4 * p, 8 * math.log(2) * ctx.prec))) + 2
    return reach, ball(c) ** 2 * (1 + q.sqrt() * reach) ** (2 * p) * (-(ball(reach) ** 2) / 4).exp() * ball(2).sqrt()


def _integral(activation: HermiteSeries, q: Any, function: Any, beyond: Any) -> Any:
    """E function(piece, z) by flint's rigorous quadrature between -R, the breaks, and R; `beyond` bounds the rest."""
    from flint import acb, arb

    reach = ball(_cut(activation, q)[0])
    inside = [(ball(b) / q.sqrt()).max(-reach).min(reach) for b in activation.breaks]
    total = ball(0)
    for piece, start, end in zip(activation.pieces, [-reach, *inside], [*inside, reach], strict=True):
        total += acb.integral(lambda z, _, piece=piece: function(piece, z) * (-z * z / 2).exp(), start, end).real
    return total / (2 * arb.pi()).sqrt() + arb(0, 1) * beyond.upper()
