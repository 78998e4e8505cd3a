"""The gaps 1 - cosine between unit vectors, as accurate as cusps of kernels need them.

On a cusp an error e of the gap g costs e / sqrt(2 g) of the kernel. Products of unit vectors are summed in float64 for
results in float32; for float64 in short pieces, and close (or nearly opposite) pairs come from differences of vectors.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

PIECE = 128  # columns summed at a time in float64
SPARSE = 32  # at most 1 / 32 of a tile's pairs are taken one by one
COINCIDING = 1e-31  # the square of a few roundings: that close, a direction from one to the other has no meaning


def signed_gaps(u: Array, v: Array, itself: Array | None, *, depth: int, fine: bool) -> Array:
    """1 - <u, v> up to a right angle and -(1 + <u, v>), -0 included, beyond: accurate at both ends. (n, m)

    0 where `itself`. `fine` is for results in float64, whose cusps are the sharper the deeper the network.
    """
    size = PIECE if fine else u.shape[1]
    pieces = [u[:, k : k + size] @ v[:, k : k + size].T for k in range(0, u.shape[1], size)]
    while len(pieces) > 1:
        pieces = [sum(pieces[k + 1 : k + 2], pieces[k]) for k in range(0, len(pieces), 2)]
    far = jnp.less(pieces[0], 0)
    signed = _signed(far, jnp.where(far, 1 + pieces[0], 1 - pieces[0]))
    if itself is not None:
        signed = jnp.where(itself & ~jnp.isnan(signed), 0, signed)
    if not fine:
        return signed
    close = jnp.abs(signed) < min((depth + 1) ** 2 / 8000, 0.05)  # an error of 5e-16 then costs 5e-15
    return _refined(signed, close if itself is None else close & ~itself, u, v)


def _signed(far: Array, h: Array) -> Array:
    h = jnp.maximum(h, 0)
    return jnp.where(far, -h, h)


def _refined(signed: Array, close: Array, u: Array, v: Array) -> Array:
    """|u - v|^2 / 2, or |u + v|^2 / 2 of opposite vectors, where `close`: pair by pair if these are few."""
    n, m = signed.shape
    most = max(64, n * m // SPARSE)

    def few() -> Array:
        where = jnp.nonzero(close.ravel(), size=most, fill_value=n * m)[0]
        far = jnp.signbit(signed.ravel()[where])
        one, two = u[where // m], v[where % m]  # indices beyond the end are clamped, and dropped below
        h = _half_square(one - jnp.where(far[:, None], -two, two))
        return signed.ravel().at[where].set(_signed(far, h), mode="drop").reshape(n, m)

    def many() -> Array:
        def row(args: tuple[Array, Array, Array]) -> Array:
            one, before, chosen = args
            far = jnp.signbit(before)
            return jnp.where(chosen, _signed(far, _half_square(one - jnp.where(far[:, None], -v, v))), before)

        return lax.map(row, (u, signed, close))

    count = close.sum()
    return lax.switch((count > 0).astype(int) + (count > most), [lambda: signed, few, many])


def _half_square(difference: Array) -> Array:
    half = (difference**2).sum(axis=-1) / 2
    return jnp.where(half < COINCIDING, 0, half)
