"""How far the nodes of a two-layer network move, and its kernel with them, in any scaling of its output."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=8, host=True)
def trained(
    rng: np.random.Generator,
    *,
    activation: str,
    points: Floats,
    labels: Floats,
    widths: tuple[int, ...],
    gains: tuple[float, ...],
    steps: int,
    step: float,
) -> dict[str, Floats]:
    """Networks gain / sqrt(m) sum_j a_j sigma(<w_j, x>) of several widths m, trained for equally long.

    One network per entry of `widths` and `gains`; all take their nodes (w_j, a_j) from the same standard normal rows,
    the first m of them. The function at the start is subtracted. Descent on the mean square over 2 at the points (n, d)
    takes `steps` steps of length step / gain^2. Returns, one entry per network, the root mean square and the largest
    distance that a node has moved (`rms`, `largest`), the relative change of the tangent kernel in Frobenius norm
    (`change`), by which share the loss has fallen (`fall`), their quotient (`change_per_loss`), and the kernel of gain
    1 at the start (`grams`, networks times n times n).
    """
    rows = rng.standard_normal((max(widths), points.shape[1] + 1))
    measured, grams = [], []
    for m, gain in zip(widths, gains, strict=True):
        start = rows[:m, :-1], rows[:m, -1]
        w, a = start
        scale = gain / np.sqrt(m)
        first = target = scale * _units(activation, points @ w.T)[0] @ a + labels
        for _ in range(steps):
            s, slope = _units(activation, points @ w.T)
            pull = step / (gain**2 * len(labels)) * scale * (scale * s @ a - target)
            w, a = w - (a[:, None] * (slope.T * pull)) @ points, a - s.T @ pull
        moved = np.sqrt(((w - start[0]) ** 2).sum(axis=1) + (a - start[1]) ** 2)
        before, after = (_tangent_kernel(activation, points, *nodes) for nodes in (start, (w, a)))
        grams.append(before)
        left = scale * _units(activation, points @ w.T)[0] @ a - first
        measured.append(
            (
                np.sqrt((moved**2).mean()),
                moved.max(),
                np.linalg.norm(after - before) / np.linalg.norm(before),
                1 - (left**2).sum() / (labels**2).sum(),
            )
        )
    observed = dict(zip(("rms", "largest", "change", "fall"), np.array(measured).T, strict=True))
    per_loss = observed["change"] / observed["fall"] if steps else observed["change"]
    return observed | {"grams": np.array(grams), "change_per_loss": per_loss}


def _units(activation: str, u: Floats) -> tuple[Floats, Floats]:
    """The units' values and slopes."""
    if activation == "tanh":
        s = np.tanh(u)
        return s, 1 - s**2
    if activation == "relu":
        return np.maximum(u, 0), (u > 0).astype(float)
    raise ValueError(f"activation must be tanh or relu, got {activation!r}")


def _tangent_kernel(activation: str, x: Floats, w: Floats, a: Floats) -> Floats:
    """The tangent kernel of gain 1: the mean over nodes of s s' + a^2 (slope slope') <x, x'>."""
    s, slope = _units(activation, x @ w.T)
    return (s @ s.T + (slope * a**2) @ slope.T * (x @ x.T)) / len(a)
