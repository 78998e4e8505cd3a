"""Deep linear networks x -> W_L ... W_1 x trained by gradient flow to risks far below the smallest float.

The clock of the flow is lambda = -ln(risk): dW/dlambda = -risk * grad / |grad|^2, a ratio that the log domain keeps
of order one, so 10^-100000 is as reachable as 10^-1. The risk is the mean of ln(1 + exp(-z_i . w)) over z_i = y_i x_i.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from scipy.integrate import odeint

from empirics.deep_linear_starts import Floats, Sizes, crossed, gaussian, imbalanced, planted_margin
from empirics.deep_linear_velocity import velocity
from empirics.lab import trial

LN10 = float(np.log(10.0))
ONE_AT_A_TIME = threading.Lock()  # ODEPACK keeps its state in one place


@trial(batch=2, host=True)
def gaussian_start(
    rng: np.random.Generator,
    *,
    sizes: Sizes,
    data: Floats,
    levels: Floats,
    gain: float = 1.0,
    loss: str = "logistic",
) -> dict[str, Floats]:
    """Flow on given rows from Gaussian weights of variance gain^2 / fan-in, redrawn until they beat the zero map."""
    return flow(beating_zero(lambda: gaussian(rng, sizes, gain), data), data, levels, loss)


@trial(batch=2, host=True)
def imbalanced_start(
    rng: np.random.Generator, *, sizes: Sizes, spectra: tuple[tuple[float, ...], ...], data: Floats, levels: Floats
) -> dict[str, Floats]:
    """Flow on given rows from random weights whose imbalances have these eigenvalues, redrawn until they beat zero."""
    return flow(beating_zero(lambda: imbalanced(rng, sizes, spectra), data), data, levels)


@trial(batch=2, host=True)
def imbalanced_start_on_its_own_point(
    rng: np.random.Generator,
    *,
    sizes: Sizes,
    spectra: tuple[tuple[float, ...], ...],
    count: int,
    radius: float,
    levels: Floats,
) -> dict[str, Floats]:
    """The same, on one point at this distance from the origin along the map, and others twenty times as far."""
    if count < 1 or not (np.isfinite(radius) and radius > 0):
        raise ValueError(f"needs count >= 1 points at a positive finite radius, got {count} and {radius}")
    weights = imbalanced(rng, sizes, spectra)
    distances = radius * np.append(1.0, np.full(count - 1, 20.0))
    return flow(weights, np.outer(distances, unit(end_to_end(weights))), levels)


@trial(batch=2, host=True)
def crossed_start(rng: np.random.Generator, *, sizes: Sizes, angle: float, levels: Floats) -> dict[str, Floats]:
    """Two or three layers whose facing singular vectors enclose `angle`, on a single unit point along the map."""
    weights = crossed(rng, sizes, angle)
    return flow(weights, unit(end_to_end(weights))[None], levels)


@trial(batch=2, host=True)
def planted_data(
    rng: np.random.Generator, *, sizes: Sizes, count: int, levels: Floats, gain: float = 1.0
) -> dict[str, Floats]:
    """Flow from Gaussian weights on random integer rows, d_0 of them support vectors, divided by a power of two."""
    data = planted_margin(rng, count, sizes[0])
    return flow(beating_zero(lambda: gaussian(rng, sizes, gain), data), data, levels)


def flow(weights: list[Floats], data: Floats, levels: Floats, loss: str = "logistic") -> dict[str, Floats]:
    """Observables at the start and where the risk has fallen to 10^-level for each of the increasing `levels`.

    The loss is `logistic` or `exponential`, exp(-m). The tolerances of the integrator leave an error of 1e-6 in margins
    near 10^6; with 1e-10 for both, one start in a hundred had 1e-4. Raises ValueError for another loss and for levels
    that do not increase or that the start has already passed, RuntimeError where the integrator gives up.
    """
    sizes = tuple([weights[0].shape[1], *(w.shape[0] for w in weights)])
    data = _rows(data, sizes[0])
    if loss not in LOSSES:
        raise ValueError(f"the loss must be one of {tuple(LOSSES)}, got {loss!r}")
    begin = -log_risk(weights, data, loss)
    clock = np.concatenate([[begin], LN10 * np.atleast_1d(np.asarray(levels, dtype=np.float64))])
    if not np.all(np.diff(clock) > 0):
        raise ValueError(f"levels must increase and lie beyond the start at 10^-{begin / LN10:.3g}, got {levels}")
    start = np.concatenate([w.ravel() for w in weights])
    field, slope = velocity(sizes, data, loss)
    with ONE_AT_A_TIME:
        path, report = odeint(field, start, clock, Dfun=slope, rtol=1e-12, atol=1e-10, mxstep=20_000, full_output=True)
    if report["message"] != "Integration successful.":
        raise RuntimeError(f"the flow stopped before 10^-{levels[-1]:.3g}: {report['message']}")
    return _observables([split(y, sizes) for y in path], data, loss)


def log_loss(margins: Floats) -> Floats:
    """ln ln(1 + exp(-m)), without underflow: -m to rounding from 37 on."""
    return np.where(margins > 37.0, -margins, np.log(np.logaddexp(0.0, -np.minimum(margins, 37.0))))


LOSSES: dict[str, Callable[[Floats], Floats]] = {"logistic": log_loss, "exponential": np.negative}  # their logarithms


def log_risk(weights: list[Floats], data: Floats, loss: str = "logistic") -> float:
    """ln of the mean loss."""
    return float(np.logaddexp.reduce(LOSSES[loss](data @ end_to_end(weights))) - np.log(len(data)))


def end_to_end(weights: list[Floats]) -> Floats:
    """The row W_L ... W_1 as a vector."""
    row = np.ones(1)
    for matrix in reversed(weights):
        row = row @ matrix
    return row


def unit(vector: Floats) -> Floats:
    return vector / np.linalg.norm(vector)


def split(flat: Floats, sizes: Sizes) -> list[Floats]:
    """W_1 ... W_L as views of the flat vector."""
    matrices, begin = [], 0
    for rows, columns in zip(sizes[1:], sizes, strict=False):
        matrices.append(flat[begin : begin + rows * columns].reshape(rows, columns))
        begin += rows * columns
    return matrices


def beating_zero(draw: Callable[[], list[Floats]], data: Floats) -> list[Floats]:
    """Draw until the risk is below that of the zero map, ln 2; the sign of the last layer is free."""
    for _ in range(1000):
        weights = draw()
        data = _rows(data, weights[0].shape[1])
        if (data @ end_to_end(weights)).mean() < 0:
            weights[-1] = -weights[-1]
        if np.log(0.11) < log_risk(weights, data) < np.log(0.98 * np.log(2.0)):
            return weights
    raise RuntimeError("1000 starts in a row do not beat the zero map, or beat it by far: choose another scale")


def _rows(data: Floats, width: int) -> Floats:
    rows = np.asarray(data, dtype=np.float64)
    if rows.ndim != 2 or len(rows) == 0 or rows.shape[1] != width or not np.isfinite(rows).all():
        raise ValueError(f"data must be one or more finite rows of {width} numbers, got shape {rows.shape}")
    return rows


def _observables(path: list[list[Floats]], data: Floats, loss: str) -> dict[str, Floats]:
    """Everything a claim may ask for, each flattened with time as the slowest index, then the layer."""
    decompositions = [[np.linalg.svd(w, full_matrices=False) for w in weights] for weights in path]
    maps = np.array([end_to_end(weights) for weights in path])
    margins = maps @ data.T
    balances = np.array([_imbalances(weights) for weights in path])
    tops = np.array([[s[0] ** 2 for _, s, _ in layers] for layers in decompositions])
    wasted = np.array([[(s[1:] ** 2).sum() for _, s, _ in layers] for layers in decompositions])
    logs = LOSSES[loss](margins)
    return {
        "initial": np.concatenate([w.ravel() for w in path[0]]),
        "first": np.concatenate([weights[0].ravel() for weights in path]),
        "data": data.ravel(),
        "log_risk": np.logaddexp.reduce(logs, axis=1) - np.log(len(data)),
        "spectral": tops.ravel(),
        "wasted": wasted.ravel(),
        "squared": (tops + wasted).ravel(),
        "excess_rank": (wasted / tops).ravel(),
        "misalignment": np.array([_misalignments(layers) for layers in decompositions]).ravel(),
        "imbalances": balances.ravel(),
        "drift": np.abs(balances - balances[0]).max(),
        "map": maps.ravel(),
        "norm": np.linalg.norm(maps, axis=1),
        "normalised_margin": margins.min(axis=1) / np.linalg.norm(maps, axis=1),
        "joint_margin": margins.min(axis=1) / np.sqrt((tops + wasted).prod(axis=1)),
        "shares": np.exp(logs - np.logaddexp.reduce(logs, axis=1)[:, None]).ravel(),
    }


def _imbalances(weights: list[Floats]) -> Floats:
    """W_{k+1}^T W_{k+1} - W_k W_k^T for all k, flattened; a single zero for one layer."""
    matrices = [after.T @ after - before @ before.T for before, after in pairwise(weights)]
    return np.concatenate([d.ravel() for d in matrices] or [np.zeros(1)])


def _misalignments(layers: Sequence[tuple[Floats, Floats, Floats]]) -> list[float]:
    """1 - <v_{k+1}, u_k>^2 for k = 1 ... L-1, as the squared norm of the part of u_k off v_{k+1}: no cancellation."""
    angles = []
    for (left, _, _), (_, _, right) in pairwise(layers):
        u, v = left[:, 0], right[0]
        angles.append(float(np.sum((u - (v @ u) * v) ** 2)))
    return angles or [0.0]
