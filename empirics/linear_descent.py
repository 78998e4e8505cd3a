"""Gradient descent for x -> w . x on separable data z_i = y_i x_i, many data sets at a time, in the log domain.

The losses are exp(-m) and ln(1 + exp(-m)) of the margins m_i = z_i . w, the risk R is their mean. The rule `plain` adds
-step * grad R to w, `normalised` divides that by R and `unit` by |grad R|: nothing underflows, however small the risk.
"""

from __future__ import annotations

import numpy as np

from empirics.deep_linear import log_loss
from empirics.lab import trial
from empirics.planted_margins import Floats, Planted, planted

LOSSES = ("exponential", "logistic")
RULES = ("normalised", "unit", "plain")


@trial(batch=1, host=True)
def from_zero(
    rng: np.random.Generator, *, loss: str, rule: str, step: float, steps: int, sets: int, shape: tuple[int, int, int]
) -> dict[str, Floats]:
    """Descent from 0 on planted data of shape (count, dimension, supports), rivals of the direction 25 degrees away.

    lag        largest margin * |w| - min_i m_i over all steps, per set: what the smallest margin is behind the ideal
    shortfall  largest of steps done * (margin - min_i m_i / |w|) * margin over all steps
    angle      largest |w| (1 - cos) * margin over all steps, for the angle between w and the max-margin direction
    """
    count, dimension, supports = shape
    data = planted(rng, sets=sets, count=count, dimension=dimension, supports=supports, apart=25.0)
    path = descend(data.rows, np.zeros((sets, dimension)), loss=loss, rule=rule, step=step, steps=steps)[1:]
    length, least = np.linalg.norm(path, axis=2), _least(data.rows, path)
    lag, done = data.margins * length - least, np.arange(1, steps + 1)[:, None]
    along = (path * data.directions).sum(axis=2)
    return {
        **_drawn(data),
        "map": path[-1],
        "lag": lag.max(axis=0),
        "shortfall": (done * lag / length * data.margins).max(axis=0),
        "angle": ((length - along) * data.margins).max(axis=0),
    }


@trial(batch=1, host=True)
def from_anywhere(
    rng: np.random.Generator, *, loss: str, rule: str, step: float, steps: int, sets: int, shape: tuple[int, int, int]
) -> dict[str, Floats]:
    """The last w from standard normal starts on planted data of shape (count, dimension, supports).

    across   what is left of w off the max-margin direction
    beside   the part of it, and of the start, that is orthogonal to all support vectors
    heights  margins of the support vectors, less their mean
    """
    count, dimension, supports = shape
    data = planted(rng, sets=sets, count=count, dimension=dimension, supports=supports)
    start = rng.standard_normal((sets, dimension))
    path = descend(data.rows, start, loss=loss, rule=rule, step=step, steps=steps)
    last, nearest = path[-1], data.rows[:, :supports]
    seen = np.einsum("snd,sd->sn", nearest, last)
    return {
        **_drawn(data),
        "across": last - (last * data.directions).sum(axis=1, keepdims=True) * data.directions,
        "beside": np.stack([_beside(nearest, start), _beside(nearest, last)]),
        "heights": seen - seen.mean(axis=1, keepdims=True),
    }


@trial(batch=1, host=True)
def on_table(
    rng: np.random.Generator, *, loss: str, rule: str, step: float, data: Floats, stops: Floats
) -> dict[str, Floats]:
    """Descent from 0 on these rows, in a random orthonormal frame: min_i m_i / |w| after each number of steps."""
    rows = _rows(data[None])
    frame = np.linalg.qr(rng.standard_normal((rows.shape[2],) * 2))[0]
    last = np.asarray(stops).astype(int)
    path = descend(rows @ frame, np.zeros((1, len(frame))), loss=loss, rule=rule, step=step, steps=int(last[-1]))[last]
    return {"normalised_margin": (_least(rows @ frame, path) / np.linalg.norm(path, axis=2))[:, 0]}


@trial(batch=1, host=True)
def too_long(rng: np.random.Generator, *, steps: int, sets: int) -> dict[str, Floats]:
    """Normalised steps of random length on the rows (g, h) and (g, -h), g^2 + h^2 = 1, from a random w.

    swings   step * h^2, between 2.5 and 6; share, g; lag, the last margin * |w| - min_i m_i for each set
    """
    swings, angles = rng.uniform(2.5, 6.0, sets), rng.uniform(0.3, 1.2, sets)
    g, h = np.cos(angles), np.sin(angles)
    rows = np.stack([np.stack([g, h], axis=1), np.stack([g, -h], axis=1)], axis=1)
    long = (swings / h**2)[:, None, None]
    start = rng.standard_normal((sets, 2))
    path = np.array(
        [
            descend(z[None], w[None], loss="exponential", rule="normalised", step=float(s.item()), steps=steps)[-1, 0]
            for z, w, s in zip(rows, start, long, strict=True)
        ]
    )
    lag = g * np.linalg.norm(path, axis=1) - _least(rows, path[None])[0]
    return {"swings": swings, "data": rows, "lag": lag}


def descend(rows: Floats, start: Floats, *, loss: str, rule: str, step: float, steps: int) -> Floats:
    """w at each step, shape (steps + 1, sets, d), for rows of shape (sets, n, d) and starts of shape (sets, d).

    Raises ValueError for shapes, losses, rules or steps that make no sense.
    """
    rows, path = _rows(rows), np.empty((steps + 1, *np.shape(start)))
    if path.shape != (steps + 1, len(rows), rows.shape[2]) or not np.isfinite(start).all():
        raise ValueError(f"needs one finite start per set, shape {rows[:, 0].shape}, got shape {np.shape(start)}")
    if loss not in LOSSES or rule not in RULES or not (np.isfinite(step) and step > 0):
        raise ValueError(f"needs one of {LOSSES}, one of {RULES} and step > 0, got {loss!r}, {rule!r} and {step}")
    path[0] = start
    columns = np.ascontiguousarray(rows.transpose(0, 2, 1))
    for t in range(steps):
        shares = _shares((rows @ path[t, :, :, None])[:, :, 0], loss, rule)
        pull = (columns @ shares[:, :, None])[:, :, 0]
        path[t + 1] = path[t] + step * (pull / np.linalg.norm(pull, axis=1, keepdims=True) if rule == "unit" else pull)
    return path


def _shares(margins: Floats, loss: str, rule: str) -> Floats:
    """Minus the derivative of the risk by each margin, shape (sets, n); up to scale if not `plain`."""
    slopes = -margins if loss == "exponential" else -np.logaddexp(0.0, margins)
    if rule == "plain":
        return np.exp(slopes) / margins.shape[1]
    if rule == "unit":  # the caller divides by the length
        return np.exp(slopes - slopes.max(axis=1, keepdims=True))
    losses = slopes if loss == "exponential" else log_loss(margins)
    top = losses.max(axis=1, keepdims=True)
    return np.exp(slopes - top) / np.exp(losses - top).sum(axis=1, keepdims=True)


def _beside(rows: Floats, w: Floats) -> Floats:
    """The part of w, shape (sets, d), that is orthogonal to all rows of its set."""
    return w - (np.linalg.pinv(rows) @ (rows @ w[:, :, None]))[:, :, 0]


def _least(rows: Floats, path: Floats) -> Floats:
    """min_i z_i . w along a path of shape (steps, sets, d)."""
    return np.einsum("snd,tsd->tsn", rows, path).min(axis=2)


def _drawn(data: Planted) -> dict[str, Floats]:
    return {"data": data.rows, "direction": data.directions, "margin": data.margins}


def _rows(rows: Floats) -> Floats:
    table = np.asarray(rows, dtype=np.float64)
    if table.ndim != 3 or 0 in table.shape or not np.isfinite(table).all():
        raise ValueError(f"data must be finite, of shape (sets, n, d) with none of them 0, got {table.shape}")
    return table
