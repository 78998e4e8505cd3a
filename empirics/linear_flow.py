"""Gradient flow for x -> w . x on separable data z_i = y_i x_i with the logarithm s of the time for a clock.

The flow dw/dt = -grad R, with R the mean of exp(-z_i . w) or of ln(1 + exp(-z_i . w)), reads at t = exp(s)
dw/ds = mean_i z_i exp(s - z_i . w), or nearly so: the exponents stay of order one, and t = exp(1000) is as near as 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.integrate import odeint
from scipy.special import expit

from empirics.deep_linear import ONE_AT_A_TIME
from empirics.lab import trial
from empirics.planted_margins import Floats, planted

FAR_OUT = 300.0  # exponents this large occur only in steps that the integrator tries and rejects
Field = Callable[[Floats, float], Floats]


@trial(batch=1, host=True)
def in_log_time(
    rng: np.random.Generator, *, loss: str, log_times: Floats, sets: int, shape: tuple[int, int, int]
) -> dict[str, Floats]:
    """Flows from standard normal w at t = 1, on planted data of shape (count, dimension, supports).

    map                w at each log time, shape (sets, times, d)
    normalised_margin  min_i z_i . w / |w|, shape (sets, times)
    angle              between w and the max-margin direction, shape (sets, times)
    """
    count, dimension, supports = shape
    data = planted(rng, sets=sets, count=count, dimension=dimension, supports=supports)
    start = rng.standard_normal((sets, dimension))
    path = np.array([flow(z, w, log_times, loss=loss) for z, w in zip(data.rows, start, strict=True)])
    least = (path @ data.rows.transpose(0, 2, 1)).min(axis=2)
    along = np.einsum("std,sd->st", path, data.directions)
    across = path - along[:, :, None] * data.directions[:, None]
    return {
        "data": data.rows,
        "margin": data.margins,
        "map": path,
        "normalised_margin": least / np.linalg.norm(path, axis=2),
        "angle": np.arctan2(np.linalg.norm(across, axis=2), along),
    }


@trial(batch=1, host=True)
def on_table(rng: np.random.Generator, *, loss: str, log_times: Floats, data: Floats) -> dict[str, Floats]:
    """min_i z_i . w / |w| at each log time for the flow on these rows from a standard normal w at t = 1."""
    path = flow(data, rng.standard_normal(np.shape(data)[1]), log_times, loss=loss)
    return {"normalised_margin": (path @ np.transpose(data)).min(axis=1) / np.linalg.norm(path, axis=1)}


@trial(batch=1, host=True)
def overlapping(rng: np.random.Generator, *, loss: str, log_times: Floats) -> dict[str, Floats]:
    """Flow in R^4 from a standard normal w on separable and on opposite rows.

    Four rows are planted, the fastest of 16 such tables, in the last two coordinates, with anything in the first two.
    There lie two independent z, too, each with up to four copies of z and of -z, unequal in number.

    rows, pairs, copies   the 4 rows; the two z; how many of z and -z there are, shape (2, 2)
    map                   w at each log time
    """
    tables = planted(rng, sets=16, count=4, dimension=2, supports=2)
    beside = tables.rows[:, :2] - (tables.margins[:, None] * tables.directions)[:, None]
    fastest = (np.linalg.norm(beside, axis=2).prod(axis=1) / tables.margins**2).argmax()  # the rest falls like t^-this
    rows = np.hstack([rng.integers(-4, 5, (4, 2)) / 8, tables.rows[fastest]])
    x, y = rng.integers(-4, 5, 2) / 8
    pairs = np.array([[1.0, x, 0.0, 0.0], [y, 1.0, 0.0, 0.0]])
    copies = np.array([rng.permutation([1, 2, 3, 4])[:2] for _ in pairs])
    others = [
        np.tile(sign * z, (k, 1))
        for z, numbers in zip(pairs, copies, strict=True)
        for sign, k in zip((1, -1), numbers, strict=True)
    ]
    path = flow(np.vstack([rows, *others]), rng.standard_normal(4), log_times, loss=loss, atol=1e-6)
    return {"rows": rows, "pairs": pairs, "copies": copies, "map": path}


def flow(rows: Floats, start: Floats, log_times: Floats, *, loss: str, atol: float = 1e-9) -> Floats:
    """w at these increasing positive log times, shape (times, d), for rows of shape (n, d) and w = start at t = 1.

    Raises ValueError for bad input, RuntimeError where the integrator gives up.
    """
    field, slope = velocity(rows, loss)
    clock = np.concatenate([[0.0], np.atleast_1d(np.asarray(log_times, dtype=np.float64))])
    if not np.all(np.diff(clock) > 0):
        raise ValueError(f"log times must be positive and increase, got {log_times}")
    if np.shape(start) != (np.shape(rows)[1],) or not np.isfinite(start).all():
        raise ValueError(f"needs one finite start of {np.shape(rows)[1]} numbers, got {start}")
    with ONE_AT_A_TIME:
        path, report = odeint(field, start, clock, Dfun=slope, rtol=1e-12, atol=atol, mxstep=20_000, full_output=True)
    if report["message"] != "Integration successful.":
        raise RuntimeError(f"the flow stopped before t = exp({clock[-1]:.3g}): {report['message']}")
    return path[1:]


def velocity(rows: Floats, loss: str) -> tuple[Field, Field]:
    """dw/ds and its Jacobian, functions of (w, s)."""
    table = np.asarray(rows, dtype=np.float64)
    if table.ndim != 2 or 0 in table.shape or not np.isfinite(table).all():
        raise ValueError(f"data must be one or more finite rows, got shape {table.shape}")
    if loss not in ("exponential", "logistic"):
        raise ValueError(f"loss must be exponential or logistic, got {loss!r}")
    columns, count = table.T.copy(), len(table)

    def pulls(w: Floats, s: float) -> tuple[Floats, Floats]:
        margins = table.dot(w)
        logs = s - (margins if loss == "exponential" else np.logaddexp(0.0, margins))
        return margins, np.exp(np.minimum(logs, FAR_OUT)) / count

    def field(w: Floats, s: float) -> Floats:
        return columns.dot(pulls(w, s)[1])

    def jacobian(w: Floats, s: float) -> Floats:
        margins, pull = pulls(w, s)
        bend = pull if loss == "exponential" else pull * expit(margins)
        return -(columns * bend).dot(table)

    return field, jacobian
