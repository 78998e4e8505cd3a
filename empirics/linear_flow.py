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


def flow(rows: Floats, start: Floats, log_times: Floats, *, loss: str) -> Floats:
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
        path, report = odeint(field, start, clock, Dfun=slope, rtol=1e-13, atol=1e-9, mxstep=20_000, full_output=True)
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
        return margins, np.exp(s - (margins if loss == "exponential" else np.logaddexp(0.0, margins))) / count

    def field(w: Floats, s: float) -> Floats:
        return columns.dot(pulls(w, s)[1])

    def jacobian(w: Floats, s: float) -> Floats:
        margins, pull = pulls(w, s)
        bend = pull if loss == "exponential" else pull * expit(margins)
        return -(columns * bend).dot(table)

    return field, jacobian
