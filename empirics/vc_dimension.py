"""Labellings that networks give to random points: affine thresholds, chains of units, two nodes that wave."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial
from empirics.width_and_margin import margin

Floats = NDArray[np.float64]
BOX = 10_000


@trial(batch=2, host=True)
def affine(rng: np.random.Generator, *, d: int, n: int) -> dict[str, Floats]:
    """All labellings of n random integer points of R^d, and whether an affine threshold gives them.

    Observables: points (n, d); labellings (n,), how many of the first 1 ... n points it gives; fitted (2^(d + 2),), for
    each labelling of the first d + 2 points in the order of itertools.product, whether it does: 0 or 1.
    """
    points = rng.integers(-BOX, BOX + 1, (n, d))
    rows = np.hstack([np.ones((n, 1)), points / BOX])
    found = [_fitted(rows[:m]) for m in range(1, n + 1)]
    return {
        "points": points.astype(float),
        "labellings": np.array([fitted.sum() for fitted in found]),
        "fitted": found[d + 1],
    }


@trial(batch=2, host=True)
def chains(rng: np.random.Generator, *, layers: int, n: int, draws: int) -> dict[str, Floats]:
    """Signs that random chains of single ReLU units, and an affine output unit, give to n random points on the line.

    Of the output unit every threshold and both signs are taken. Observables: labellings (n,), how many different ones
    of the first 1 ... n points; changes, the largest number of changes of sign along the line.
    """
    x = rng.standard_normal(n)
    h = np.tile(x, (draws, 1))
    for _ in range(layers - 1):
        h = h * (rng.choice([-1.0, 1.0], draws) * rng.uniform(0.5, 2.0, draws))[:, None]
        low, span = h.min(axis=1), np.ptp(h, axis=1)
        kink = np.where(rng.random(draws) < 1 / layers, rng.random(draws), -rng.random(draws))
        h = np.maximum(h - (low + kink * span)[:, None], 0.0)  # the unit is off left of its kink
    thresholds = np.concatenate([h, np.full((draws, 1), -1.0)], axis=1)
    above = (h[:, None, :] > thresholds[:, :, None]).reshape(-1, n)
    signs = np.unique(np.concatenate([above, ~above]), axis=0)
    changes = (np.diff(signs[:, np.argsort(x)].astype(int), axis=1) != 0).sum(axis=1)
    return {"labellings": _different(signs), "changes": np.array([float(changes.max())])}


@trial(batch=1, host=True)
def waves(rng: np.random.Generator, *, n: int, c: float) -> dict[str, Floats]:
    """Signs of s(a x) + s(-a x) - 1 at x = r, r/2, ..., r / 2^(n - 1), for the 2^n slopes a = pi (m + 1/2) / r.

    s(z) = 1 / (1 + exp(-z)) + c z^3 exp(-z^2) sin z and r is random; the sums are balls of 1.5 z^2 + 100 bits, so that
    they are narrower than the wave exp(-z^2). Observables: signs (2^n, n); labellings (n,), how many different ones
    there are of the first 1 ... n points.
    """
    from flint import arb, ctx, fmpq

    scale = fmpq(int(rng.integers(1, 1000)), int(rng.integers(1, 1000)))
    bits = ctx.prec
    signs = np.zeros((2**n, n))
    try:
        for m, i in product(range(2**n), range(n)):
            ctx.prec = 100 + 3 * int((3.2 * (m + 1) / 2**i) ** 2 / 2 + 1)
            slope, x = arb.pi() * (2 * m + 1) / 2 / arb(scale), arb(scale) / 2**i
            value = _activation(slope * x, arb(c)) + _activation(-slope * x, arb(c)) - 1
            if not (value > 0 or value < 0):
                raise ValueError(f"{ctx.prec} bits do not tell the sign at m = {m}, i = {i}")
            signs[m, i] = 1.0 if value > 0 else -1.0
    finally:
        ctx.prec = bits
    return {"signs": signs, "labellings": _different(signs)}


def _activation(z: Any, c: Any) -> Any:
    return 1 / (1 + (-z).exp()) + c * z**3 * (-z * z).exp() * z.sin()


def _fitted(rows: Floats) -> Floats:
    labellings = np.array(list(product((-1.0, 1.0), repeat=len(rows))))
    return np.array([float(margin(y[:, None] * rows)[0] > 0) for y in labellings])


def _different(signs: NDArray[np.generic]) -> Floats:
    return np.array([float(len(np.unique(signs[:, :m], axis=0))) for m in range(1, signs.shape[1] + 1)])
