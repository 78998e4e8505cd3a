"""Gradient descent on the second layer: the loss |y - F a|^2 / (2n) over a, with fixed features F (n, h).

In the singular basis F = U S V' every coordinate of a moves by itself. After t steps of size `rate` from a_0

    a_t = a_0 + V diag((1 - (1 - rate s^2 / n)^t) / s) (U'y - S V'a_0),

with exp(-time s^2/n) for (1 - rate s^2/n)^t in gradient flow, at time = rate * t. Both tend to F^+ y + (I - F^+ F) a_0,
the solution of least squares, of all those the nearest to the start. It is F^+ y if and only if a_0 lies in the row
space of F, as zero does. Where s is small the way there takes of the order of n / (rate s^2) steps.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from theory.two_layer_checks import count, finites, nonnegatives, positives

__all__ = ["after", "flow", "limit"]

Floats = np.ndarray
CUT = 1e-11
"""Singular values below this share of the largest are zero; the 1e-6 or so of single precision would cut true ones."""


def after(features: ArrayLike, y: ArrayLike, start: ArrayLike, rate: ArrayLike, steps: int) -> Floats:
    """a after `steps` steps: features (..., n, h), y (..., n), start (..., h), rate (...); shape (..., h).

    Raises ValueError for shapes that do not fit, for entries that are not finite, for a rate that is not positive, for
    `steps` that is not a whole number, and for a rate so far above 2 n / s_max^2 that descent leaves float64.
    """
    f, y, start = _checked(features, y, start)
    rate, steps = positives("rate", rate)[..., None], count("steps", steps)

    def reached(s: Floats) -> Floats:
        step = rate * s**2 / f.shape[-2]
        with np.errstate(divide="ignore"):
            return np.where(step < 0.5, -np.expm1(steps * np.log1p(-np.minimum(step, 0.5))), 1 - (1 - step) ** steps)

    with np.errstate(over="ignore", invalid="ignore"):
        found = _moved(f, y, start, reached)
    if not np.all(np.isfinite(found)):
        raise ValueError(
            "rate must be below 2 n / s_max^2, or the steps few enough, for descent to stay finite; "
            f"got {rate[..., 0]} for {steps} steps"
        )
    return found


def flow(features: ArrayLike, y: ArrayLike, start: ArrayLike, time: ArrayLike) -> Floats:
    """a of gradient flow at `time` (...), with shapes and errors as for `after`; the time may be zero."""
    f, y, start = _checked(features, y, start)
    time = nonnegatives("time", time)[..., None]
    return _moved(f, y, start, lambda s: -np.expm1(-time * s**2 / f.shape[-2]))


def limit(features: ArrayLike, y: ArrayLike, start: ArrayLike) -> Floats:
    """F^+ y + (I - F^+ F) a_0, where descent with a rate below 2 n / s_max^2 and gradient flow end; shape (..., h)."""
    return _moved(*_checked(features, y, start), lambda s: np.ones_like(s))


def _moved(f: Floats, y: Floats, start: Floats, reached: Callable[[Floats], Floats]) -> Floats:
    """start + V diag(reached(s) / s) (U'y - S V'start), over the nonzero singular values s."""
    u, s, vt = np.linalg.svd(f, full_matrices=False)
    kept = s > CUT * s[..., :1]
    residual = np.einsum("...nk,...n->...k", u, y - np.einsum("...nh,...h->...n", f, start))
    along = np.where(kept, reached(s) / np.where(kept, s, 1.0), 0.0) * residual
    return start + np.einsum("...kh,...k->...h", vt, along)


def _checked(features: ArrayLike, y: ArrayLike, start: ArrayLike) -> tuple[Floats, Floats, Floats]:
    f, y, start = finites("features", features), finites("y", y), finites("start", start)
    if f.ndim < 2 or 0 in f.shape or y.shape[-1:] != f.shape[-2:-1] or start.shape[-1:] != f.shape[-1:]:
        raise ValueError(f"features (n, h), y (n,) and start (h,) do not fit: {f.shape}, {y.shape}, {start.shape}")
    return f, y, start
