"""Diagonal networks x -> (u * u - v * v) . x under gradient flow on random data with a known l1 margin.

The clock is the log of -ln(summed loss), counted from the start: the flow follows to 10^-100000 in some thousand steps.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import odeint
from scipy.optimize import nnls

from empirics import deep_linear
from empirics.deep_linear import LN10, ONE_AT_A_TIME
from empirics.deep_linear_starts import Floats
from empirics.deep_linear_velocity import Field, losses_and_slopes
from empirics.lab import trial

LOSSES = ("exponential", "logistic")
MARGIN, UNIT = 16, 64  # the planted l1 margin is their ratio
Parts = tuple[Floats, float, Floats]


@trial(batch=2, host=True)
def diagonal(
    rng: np.random.Generator, *, count: int, dimension: int, loss: str, gain: float, levels: Floats
) -> dict[str, Floats]:
    """Flow on data of two voters from u and v uniform on gain * [1/2, 3/2], to summed losses of 10^-level.

    Observables: data (count, d); at the start, then at the levels, (times, d) or (times,): u and v, their products and
    log_ratio ln(u / v), the map, size = sum of u^2 + v^2, and missing = 1 - margin / (largest l1 margin * size).
    """
    if not (np.isfinite(gain) and gain > 0):
        raise ValueError(f"gain must be positive and finite, got {gain}")
    data = planted_vote(rng, count, dimension)
    u, v = gain * rng.uniform(0.5, 1.5, (2, dimension))
    path = flow(u, v, data, levels, loss)
    u, v = path[:, :dimension], path[:, dimension:]
    maps = (u - v) * (u + v)
    size = (u**2 + v**2).sum(axis=1)
    lengths = {"size": size, "missing": 1 - (maps @ data.T).min(axis=1) / (size * MARGIN / UNIT)}
    return {"data": data, "u": u, "v": v, "products": u * v, "log_ratio": np.log(u / v), "map": maps, **lengths}


@trial(batch=2, host=True)
def dense(rng: np.random.Generator, *, count: int, sizes: tuple[int, ...], levels: Floats) -> dict[str, Floats]:
    """The same data, for x -> W_2 W_1 x from Gaussian weights: data, and the map at the last level."""
    data = planted_vote(rng, count, sizes[0])
    seen = deep_linear.gaussian_start(rng, sizes=sizes, data=data, levels=levels)
    return {"data": data, "map": seen["map"][-sizes[0] :]}


def planted_vote(rng: np.random.Generator, count: int, dimension: int) -> Floats:
    """Rows of multiples of 1/64 whose largest l1 margin, 1/4, is a vote of two coordinates, tight at two rows.

    With weights c and multipliers b of these, both integers over their sums, the four entries are +-(16 + x_i y_k),
    where b . x = c . y = 0. The other coordinates have edges of at most 6/16 of the two under b, the other rows lie
    beyond the margin. Redrawn until the largest l2 margin, least squares and the mean point 20 degrees or more away.
    """
    if count < 3 or dimension < 3:
        raise ValueError(f"needs three rows and coordinates or more, got {count} and {dimension}")
    for _ in range(10_000):
        b, c, signs = rng.integers(1, 4, 2), rng.integers(1, 4, 2), rng.choice([-1, 1], 2)
        x, y = np.array([b[1], -b[0]]), np.array([c[1], -c[0]]) * rng.choice([-1, 1])
        y = y * np.ceil(12 / (b.min() * c.sum())).astype(int)  # so uneven that the two coordinates soon come to terms
        rows = rng.integers(-20, 21, (count, dimension))
        rows[2:, :2] = (2 * MARGIN + rng.integers(-12, 13, (count - 2, 2))) * signs
        rows[:2, :2] = (MARGIN + np.outer(x, y)) * signs
        rows[:2, 2:] = rng.integers(-6, 7, dimension - 2) + np.outer(x, rng.integers(-4, 5, dimension - 2))
        vote = np.append(signs * c / np.linalg.norm(c), np.zeros(dimension - 2))
        if all(rival @ vote < np.cos(np.radians(20.5)) * np.linalg.norm(rival) for rival in _rivals(rows / UNIT)):
            mixed = rows[:, rng.permutation(dimension)]
            return rng.permutation(mixed) / UNIT
    raise RuntimeError("10000 data sets in a row have rivals close to the vote")


def flow(u: Floats, v: Floats, data: Floats, levels: Floats, loss: str) -> Floats:
    """u and v, side by side, at the start and at each level, shape (1 + levels, 2 d).

    Raises ValueError for an unknown loss and for levels that do not increase or that the start has already passed.
    """
    if loss not in LOSSES or np.any(np.diff(levels) <= 0):
        raise ValueError(f"loss must be one of {LOSSES} and levels must increase, got {loss!r} and {levels}")
    parts = _parts(data, loss)
    start = np.concatenate([u, v])
    field, slope = _velocity(data, parts)
    begin = parts(start)[1]
    heights = np.concatenate([[begin], LN10 * np.atleast_1d(levels)])
    if heights[1] <= begin:
        raise ValueError(f"the start has already passed the first level, {levels[0]}")
    with ONE_AT_A_TIME:
        path, report = odeint(
            field,
            start,
            np.log(heights - begin + 1),
            Dfun=slope,
            rtol=1e-10,
            atol=1e-14,
            mxstep=20_000,
            full_output=True,
        )
    if report["message"] != "Integration successful.":
        raise RuntimeError(f"the flow stopped before 10^-{levels[-1]:.3g}: {report['message']}")
    return path


def _parts(data: Floats, loss: str) -> Callable[[Floats], Parts]:
    """At (u, v): slopes over the summed loss (n,), -ln of the summed loss, and the decay 1 - slope of slopes (n,)."""

    def parts(flat: Floats) -> Parts:
        u, v = np.split(flat, 2)
        margins = data @ ((u - v) * (u + v))
        lowest = margins.min()
        if loss == "exponential" or lowest > 37.0:  # the losses are exp(-m) to rounding
            tails = np.exp(lowest - margins)
            return tails / tails.sum(), lowest - np.log(tails.sum()), np.ones(len(data))
        losses, slopes = losses_and_slopes(margins)
        return slopes / losses.sum(), -np.log(losses.sum()), 1 - slopes

    return parts


def _velocity(data: Floats, parts: Callable[[Floats], Parts]) -> tuple[Field, Field]:
    """d(u, v)/dc for the clock c of `flow`, and its Jacobian.

    With p = sum_i q_i z_i twice over, y = (u, v) and signs s, it is e^c s y p / (2 |y p|^2).
    """
    signs = np.repeat([1.0, -1.0], data.shape[1])

    def field(flat: Floats, clock: float) -> Floats:
        pulled = flat * np.tile(parts(flat)[0] @ data, 2)
        return signs * pulled * (np.exp(clock) / (2 * pulled @ pulled))

    def jacobian(flat: Floats, clock: float) -> Floats:
        shares, _, decay = parts(flat)
        pull = np.tile(shares @ data, 2)
        pulled = flat * pull
        bend = data.T @ (np.outer(shares, shares) - np.diag(shares * decay)) @ data
        turn = np.tile(bend, (2, 2)) * (2 * signs * flat)  # of the pull, by each entry
        moves = np.diag(signs * pull) + (signs * flat)[:, None] * turn
        squared = 2 * pulled @ pulled
        slope = 4 * (pulled * pull + (pulled * flat) @ turn)
        return np.exp(clock) * (moves / squared - np.outer(signs * pulled, slope) / squared**2)

    return field, jacobian


def _rivals(rows: Floats) -> list[NDArray[np.floating]]:
    """The max-margin direction (the hull's point of least norm), least squares, and the mean."""
    weights, _ = nnls(np.vstack([rows.T, np.ones(len(rows))]), np.append(np.zeros(rows.shape[1]), 1.0))
    return [weights @ rows, np.linalg.lstsq(rows, np.ones(len(rows)), rcond=None)[0], rows.mean(axis=0)]
