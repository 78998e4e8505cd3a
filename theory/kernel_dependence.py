"""Tangent kernels of one network under changes that leave depth, nonlinearity and initial variances alone.

With forward_l and backward_l of `infinite_width.layers`, and (w, b) the variances of layer l, the layers' weights and
biases add w forward_l backward_l and b backward_l to the kernel. On the line (one input, biases beside it):
    all trained            sum_l (w forward_l + b) backward_l
    read-out alone         forward_L
    hidden layers alone    all trained without forward_L
    biases fixed           sum_l w forward_l backward_l
    biases trained as such sum_l (w forward_l + 1) backward_l, without the read-out's 1: a bias N(0, b) is the parameter
    standard               sum_l (fan_in forward_l + 1) backward_l: so are the weights N(0, w / fan_in)
    skip connection        all trained + x y, for a trained linear term c x
    pooled                 k(x, y) + k(x, -y), for (h(x) + h(-x)) / sqrt 2
At b = 1 biases trained as such cannot be told from all trained.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import infinite_width
from theory.infinite_width import Network

Floats = NDArray[np.float64]
CHANGES = (
    "all trained", "read-out alone", "hidden layers alone", "biases fixed", "biases trained as such", "standard",
    "skip connection", "pooled",
)  # fmt: skip


def kernel(change: str, network: Network, x: ArrayLike, *, width: int) -> Floats:
    """The tangent kernel between points of the line x (n,) after one of the CHANGES: an (n, n) matrix.

    `width` matters to "standard" alone, where it is the width of the hidden layers. Exact in the mean at any width for
    one hidden layer, the limit of large widths for more. Raises ValueError for an unknown change or points of another
    shape.
    """
    points = np.asarray(x, dtype=np.float64)
    if change not in CHANGES or points.ndim != 1:
        raise ValueError(f"wanted one of {', '.join(CHANGES)} and points (n,), got {change!r} and {points.shape}")
    rows = points[:, None]
    if change == "standard":
        return infinite_width.kernels(network, rows, parametrization="standard", width=width).ntk
    if change == "skip connection":
        return infinite_width.kernels(network, rows).ntk + rows * points
    if change == "pooled":
        return infinite_width.kernels(network, rows).ntk + infinite_width.kernels(network, rows, -rows).ntk
    return _shares(change, network, rows)


def _shares(change: str, network: Network, rows: Floats) -> Floats:
    """The sum over layers of what their weights and biases add."""
    square = rows[:, 0] ** 2
    found = infinite_width.layers(network, square[:, None], square, infinite_width.gaps(rows, rows))
    total = np.zeros((len(rows), len(rows)))
    for number, layer in enumerate(found):
        weight, bias = (float(v) for v in network.gains(number))
        last = number == network.depth
        if change == "biases fixed":
            bias = 0.0
        elif change == "biases trained as such":
            bias = 0.0 if last else 1.0
        if not (change == "read-out alone" and not last) and not (change == "hidden layers alone" and last):
            total = total + (weight * layer.forward + bias) * layer.backward
    return total
