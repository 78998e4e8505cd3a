r"""Deep linear networks that begin on the wrong side: layers that agree up to the sign of the last.

Let W_1 = r u_1 v^T, W_k = r u_k u_{k-1}^T and W_L = s r u_{L-1}^T with unit vectors, s = 1 or -1, v along the only
point z, and let x = r^L |z|, so that the margin is s x. Gradient flow on the logistic loss keeps this form, and

    d ln x / dt = s L |z|^(2/L) x^(1 - 2/L) / (1 + e^(s x)).

For s = 1 the margin grows for ever. For s = -1 it rises towards 0 and never passes it: the risk tends to ln 2.

Two layers of unequal lengths, p and -q: a = p - q and b = p + q obey d ln a = -d ln b = d tau, d tau = |z| dt / (1 +
e^m), so that the margin m = |z| (a^2 - b^2) / 4 passes 0 at tau = ln(b / |a|) / 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import quad
from scipy.optimize import brentq

from theory.architecture import number, real_array, whole
from theory.given_network import finite

Floats = NDArray[np.floating]
LARGEST = 700
"""The largest margin that the integrals take: e^709 is the end of float64."""


def log_size(times: ArrayLike, *, length: float, scale: float, depth: int, sign: int) -> Floats:
    """ln x at these times, for |z| = length and r = scale at time 0; `sign` is s, the margin's.

    Raises ValueError for negative times, a length or scale that is not positive, depth < 2 and another sign, and where
    the margin exceeds 700 at the start or later.
    """
    _positive(length=length, scale=scale)
    clock = real_array(times, "times")
    whole(depth, "needs depth >= 2, a whole number", least=2)
    if sign not in (-1, 1) or not (np.isfinite(clock).all() and np.all(clock >= 0)):
        raise ValueError(f"needs depth >= 2, sign -1 or 1 and times >= 0, got {depth}, {sign} and {times!r}")
    start = depth * math.log(scale) + math.log(length)
    if sign > 0 and start >= math.log(LARGEST):
        raise ValueError(f"the layers begin with a margin beyond {LARGEST}, got ln x = {start}")
    power, rate = 1 - 2 / depth, depth * length ** (2 / depth)

    farthest = math.log(LARGEST) - start if sign > 0 else math.inf
    speed = math.exp(power * start) * rate  # of ln x at the start, but for the slope of the loss

    def passed(step: float) -> float:
        """The time from the start until ln x has moved by `step`, times `speed`."""

        def slowness(y: float) -> float:
            return (1 + math.exp(sign * math.exp(start + y))) * math.exp(-power * y)

        return sign * quad(slowness, 0.0, sign * step, epsabs=1e-13)[0]

    def reached(time: float) -> float:
        step = min(1.0, farthest)
        while passed(step) < time * speed:
            if step == farthest:
                raise ValueError(f"until the last of these times the margin grows beyond {LARGEST}")
            step = step * 2 if sign < 0 else min(step + 0.5, farthest)
        root: Any = brentq(lambda step: passed(step) - time * speed, 0.0, step, xtol=1e-13)
        return float(root)

    return np.array([start + sign * reached(float(t)) if t > 0 else start for t in clock.ravel()]).reshape(clock.shape)


def crossing_time(*, length: float, first: float, last: float) -> float:
    """When two layers of lengths p = first and -q, q = last, reach margin 0, and risk ln 2, on a point of this length.

    It is (1 / |z|) int_0^T (1 + e^m) d tau, T = ln(b / |a|) / 2, or about ln(b / |a|) / |z|. Raises ValueError for
    lengths that are not positive, and for p = q, which never cross.
    """
    _positive(length=length, first=first, last=last)
    if first == last:
        raise ValueError(f"layers of equal lengths never cross, got {first} twice")
    a, b = abs(first - last), first + last

    end = math.log1p(2 * min(first, last) / a) / 2  # T, also where the lengths differ much

    def slowness(left: float) -> float:
        """1 + e^m at tau = T - left, since a e^tau = sqrt(a b) e^-left."""
        return 1 + math.exp(-length * (a * b / 2) * math.sinh(2 * left))

    return quad(slowness, 0, end, epsabs=1e-12 * min(end, 1.0))[0] / length


def speeds(weights: Sequence[ArrayLike], data: ArrayLike) -> Floats:
    """Frobenius norms (L,) of the gradients of W_1 ... W_L at the start, where the whole map is zero.

    The loss has slope -1/2 there, so that layer k moves by |W_(k+1)^T ... W_L^T| |W_(k-1) ... W_1 zbar| / 2, zbar the
    mean of the rows of `data` (n, d). Raises ValueError where the map is not zero.
    """
    rows = finite(data, "data")
    if rows.ndim != 2 or not rows.size:
        raise ValueError(f"data have rows (n, d), got shape {rows.shape}")
    layers, mean = [finite(w, "weights") for w in weights], rows.mean(axis=0)
    shapes = [mean.shape, *(w.shape for w in layers)]
    if len(layers) < 1 or any(w.ndim != 2 for w in layers) or any(b[1] != a[0] for a, b in pairwise(shapes)):
        raise ValueError(f"a network is a chain of matrices W_k of shapes (d_k, d_(k-1)), got {shapes[1:]}")
    if len(layers[-1]) != 1:
        raise ValueError(f"the last layer has one row, got {len(layers[-1])}")
    before = [mean]
    for layer in layers:
        before.append(layer @ before[-1])
    after = [np.ones(1)]
    for layer in reversed(layers):
        after.append(after[-1] @ layer)
    if np.any(after[-1]):
        raise ValueError(f"the product of the layers must be zero, got {after[-1]}")
    return np.array([np.linalg.norm(after[-2 - k]) * np.linalg.norm(before[k]) / 2 for k in range(len(layers))])


def _positive(**values: float) -> None:
    for name, value in values.items():
        number(value, f"{name} must be positive and finite", lambda x: x > 0)
