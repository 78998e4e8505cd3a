r"""Where gradient descent ends on the first layer of f(x) = a' phi(W'x), a_i = +-1/sqrt(h), from a vanishing start.

X (n, d) with d > n, so that the network interpolates. Neurons of one sign start together and stay together: with
a_i = sigma_i / sqrt(h) they end at w_i = sigma_i u + v, and u alone, u = X^+ y / (phi'(0) sqrt(h)), gives the function
of the linear network, x'X^+ y. Two statements are sharper than that.

odd phi.  Then v = 0 and f(x) = sqrt(h) phi(x'u), whatever the path: u = X^+ phi^-1(y / sqrt(h)) interpolates, and u
    is in the row space of X as every gradient is. No limit h -> infinity is taken. A constant phi(0) adds
    c = phi(0) sum a_i to the network, and y - c takes the place of y.
any smooth phi, sum a_i = 0.  To leading order the residual is r = exp(-K phi'(0)^2 t / n) y, K = XX', and
    n sqrt(h) v' = phi''(0) X'(r o Xu), where o multiplies entry by entry. For descent of rate rho let
    eta = rho phi'(0)^2 / n. With K = sum_i lambda_i e_i e_i' its steps add up to v = phi''(0) / (h phi'(0)^3) X's,
        s = (K^-1 y) o y - sum_ij (e_i'y)(e_j'y) / (lambda_i + lambda_j - eta lambda_i lambda_j) e_i o e_j.
    Expanding sqrt(h)/2 [phi(x'u + x'v) - phi(x'v - x'u)] to third order, with beta = X^+ y,
        h (f(x) - x'beta) -> A [(x'beta)(x'X's) - x'X^+(y o Ks)] + C [(x'beta)^3 - x'X^+ y^3],
    A = phi''(0)^2 / phi'(0)^4, C = phi'''(0) / (6 phi'(0)^3): the error of the linear network is of order 1/h.

A start W(0) that is small but not zero adds its own linear function b0 = phi'(0) W(0) a, and y - X b0 takes the place
of y.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from theory.activations_at_zero import at_zero, odd
from theory.two_layer_checks import size

__all__ = ["leading_error", "minimum_norm", "movement", "through_the_inverse"]

Floats = np.ndarray


def minimum_norm(name: str, x: Floats, y: Floats, first: Floats, fresh: Floats, signs: Floats | float = 0.0) -> Floats:
    """c + b0'x + x'X^+(y - c - X b0) at `fresh`, with b0 = phi'(0) W(0) a and c = phi(0) sum a_i: the linear network.

    x (..., n, d), y (..., n), first = W(0) a (..., d), fresh (..., m, d), signs = sum a_i (...); shape (..., m).
    ValueError for shapes that do not fit, entries that are not finite, d <= n, and where `at_zero` raises it.
    """
    at, (x, y, first, fresh) = at_zero(name), _arrays(x, y, first, fresh)
    start, offset = at.slope * first, at.value * np.asarray(signs, dtype=float)[..., None]
    return offset + _at(fresh, start + _fit(x, y - offset - _at(x, start)))


def leading_error(name: str, x: Floats, y: Floats, fresh: Floats, rate: Floats | float = 0.0) -> Floats:
    """lim h (f - minimum_norm) at `fresh`, for sum a_i = 0 and descent of this rate (0: gradient flow).

    x (..., n, d), y (..., n), fresh (..., m, d), rate (...); shape (..., m). ValueError as in `minimum_norm`.
    """
    at, (x, y, _, fresh) = at_zero(name), _arrays(x, y, x[..., 0, :], fresh)
    gram = x @ x.swapaxes(-1, -2)
    value, vector = np.linalg.eigh(gram)
    eta = np.asarray(rate, dtype=float)[..., None, None] * at.slope**2 / y.shape[-1]
    row, column = value[..., :, None], value[..., None, :]
    part = np.einsum("...ij,...i->...j", vector, y)
    pairs = part[..., :, None] * part[..., None, :] / (row + column - eta * row * column)
    squared = np.einsum("...ai,...ij,...aj->...a", vector, pairs, vector)
    s = _at(vector, part / value) * y - squared
    linear, quadratic = _at(fresh, _fit(x, y)), _at(fresh, _at(x.swapaxes(-1, -2), s))
    bent = linear * quadratic - _at(fresh, _fit(x, y * _at(gram, s)))
    cubic = linear**3 - _at(fresh, _fit(x, y**3))
    return at.second**2 / at.slope**4 * bent + at.third / (6 * at.slope**3) * cubic


def through_the_inverse(
    name: str,
    h: Sequence[int] | Floats,
    x: Floats,
    y: Floats,
    first: Floats,
    fresh: Floats,
    signs: Floats | float = 0.0,
) -> Floats:
    """c + sqrt(h) psi(x'u) at `fresh`, psi = phi - phi(0) odd, u = u0 + X^+ (psi^-1((y - c) / sqrt(h)) - X u0).

    u0 = W(0) a / sqrt(h). Widths h (k,); the other shapes are those of `minimum_norm`, with (..., k) for (...).
    ValueError where `minimum_norm` raises it, for an activation that is not odd up to a constant, and for labels out of
    reach: |y - c| >= sqrt(h) sup psi.
    """
    step, (offset, root, start) = _step(name, h, x, y, first, signs)
    fresh = _arrays(x, y, first, fresh)[-1]
    return offset + root * odd(name).value(_at(fresh, start + step))


def movement(
    name: str, h: Sequence[int] | Floats, x: Floats, y: Floats, first: Floats, signs: Floats | float = 0.0
) -> Floats:
    """|W(t) - W(0)|_F = sqrt(h) |u - u0| at the end, u and u0 as in `through_the_inverse`; shape (..., k).

    It tends to |X^+ (y - c - X b0)| / |phi'(0)|, whatever the width. ValueError as in `through_the_inverse`.
    """
    step, (_, root, _) = _step(name, h, x, y, first, signs)
    return root[:, 0] * np.linalg.norm(step, axis=-1)


def _step(
    name: str, h: Sequence[int] | Floats, x: Floats, y: Floats, first: Floats, signs: Floats | float
) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """u - u0; and c, sqrt(h) and u0."""
    at, psi, (x, y, first, _) = at_zero(name), odd(name), _arrays(x, y, first, x)
    root = np.sqrt([[float(size("h", int(width)))] for width in h])
    offset, start = at.value * np.asarray(signs, dtype=float)[..., None], first / root
    wanted = (y - offset) / root
    if np.abs(wanted).max() >= psi.supremum:
        worst = np.abs(wanted).max() / psi.supremum
        words = f"below sqrt(h) / {1 / psi.supremum:g}, got {worst:.3g} times that"
        raise ValueError(f"labels of {name} units must lie {words}")
    return _fit(x, psi.inverse(wanted) - _at(x, start)), (offset, root, start)


def _at(matrix: Floats, vector: Floats) -> Floats:
    return np.einsum("...ij,...j->...i", matrix, vector)


def _fit(x: Floats, y: Floats) -> Floats:
    """X^+ y for X with independent rows."""
    return _at(x.swapaxes(-1, -2), np.linalg.solve(x @ x.swapaxes(-1, -2), y[..., None])[..., 0])


def _arrays(x: Floats, y: Floats, first: Floats, fresh: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    arrays = tuple(np.asarray(value, dtype=float) for value in (x, y, first, fresh))
    x, y, first, fresh = arrays
    if (
        min(x.ndim, fresh.ndim) < 2
        or y.shape[-1:] != x.shape[-2:-1]
        or {first.shape[-1:], fresh.shape[-1:]} != {x.shape[-1:]}
    ):
        raise ValueError(f"x (n, d), y (n,), first (d,), fresh (m, d) do not fit: {[a.shape for a in arrays]}")
    if x.shape[-1] <= x.shape[-2]:
        raise ValueError(f"a vanishing start ends at an interpolant for d > n only, got n, d = {x.shape[-2:]}")
    if not all(np.isfinite(a).all() for a in arrays):
        raise ValueError("x, y, first and fresh must be finite")
    return x, y, first, fresh
