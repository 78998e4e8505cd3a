"""Two parametrizations of one two-layer network: the same functions at the start, other tangent kernels.

    standard   h(x) = sum_i a_i s(b_i . x),              Var a = 1 / m,  b standard normal;
    ntk        h(x) = m^(-1/2) sum_i alpha_i s(b_i . x),  Var alpha = 1,  b standard normal.
With alpha = sqrt(m) a the two are one function, and a step in a of size r is a step in alpha of size m r: descent in
the standard parametrization with the rates (r_a, r_b) of its layers is descent in the other with (m r_a, r_b).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import two_layer_kernel
from theory.activations import Activation

Floats = NDArray[np.float64]
PARAMETRIZATIONS = ("ntk", "standard")


def mean_kernel(parametrization: str, activation: Activation, x: ArrayLike, y: ArrayLike, *, width: int) -> float:
    """The mean tangent kernel at m = `width` neurons, exactly: g E[s s] + <x, y> E[s' s'].

    g is 1 for ntk and m for standard. Raises ValueError for an unknown parametrization or a width below 1.
    """
    if parametrization not in PARAMETRIZATIONS or width < 1:
        raise ValueError(f"wanted one of {', '.join(PARAMETRIZATIONS)} and a width, got {parametrization!r}, {width}")
    value, slope = two_layer_kernel.expectations(activation, x, y)
    return float((width if parametrization == "standard" else 1) * value + np.dot(x, y) * slope)


def descended(
    activation: Activation,
    output: ArrayLike,
    hidden: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    at: ArrayLike,
    *,
    output_rate: float,
    hidden_rate: float,
    steps: int,
) -> Floats:
    """h at the points `at` (q, d) after gradient descent on |h(x) - y|^2 / 2 in the ntk parametrization.

    `output` (m,) and `hidden` (m, d) are alpha and b at the start; x (n, d) and y (n,) the data; every layer has its
    rate. Gradients by hand: r = h(x) - y, dL/dalpha_i = m^(-1/2) sum_j r_j s(b_i . x_j) and dL/db_i = m^(-1/2) alpha_i
    sum_j r_j s'(b_i . x_j) x_j. Raises ValueError for shapes that do not fit.
    """
    alpha, b, x, y, at = (np.array(v, dtype=np.float64) for v in (output, hidden, x, y, at))
    m, d = b.shape if b.ndim == 2 else (0, 0)
    if alpha.shape != (m,) or x.shape != (len(y), d) or at.ndim != 2 or at.shape[1] != d:
        shapes = ", ".join(str(v.shape) for v in (alpha, b, x, y, at))
        raise ValueError(f"shapes (m,), (m, d), (n, d), (n,), (q, d) are wanted, got {shapes}")
    root = np.sqrt(m)
    for _ in range(steps):
        before = x @ b.T
        active = activation(before)
        residual = active @ alpha / root - y
        toward = residual @ active / root
        turned = alpha[:, None] * ((residual[:, None] * activation.derivative(before)).T @ x) / root
        alpha, b = alpha - output_rate * toward, b - hidden_rate * turned
    return activation(at @ b.T) @ alpha / root
