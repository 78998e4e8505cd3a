r"""The largest learning rate: of the linearised model, and of the smallest network whose kernel moves.

Gradient descent on q times the mean square of n residuals r multiplies r by I - 2 q eta Theta / n, Theta the tangent
kernel, so steps above 1 / (q lambda_max(Theta / n)) make it grow. For f = <u, v> / sqrt(m) with loss f^2 / 2 the
kernel is one number, the sharpness s = (|u|^2 + |v|^2) / m, and one step is, exactly,

    f <- f (1 - eta s + eta^2 f^2 / m),        s <- s + (eta f^2 / m) (eta s - 4):

above eta = 2 / s the function grows until its own square pulls s down, unless eta s > 4. Derived by inserting the step;
Lewkowycz, Bahri, Dyer, Sohl-Dickstein and Gur-Ari, The large learning rate phase of deep learning (2020).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def maximum_learning_rate(eigenvalue: float, loss_factor: float) -> float:
    """1 / (loss_factor eigenvalue), for the largest eigenvalue of Theta / n and `loss_factor` times the mean square.

    Raises ValueError unless both are positive and finite.
    """
    if not (0 < eigenvalue < math.inf and 0 < loss_factor < math.inf):
        raise ValueError(f"eigenvalue and loss_factor must be positive and finite, got {eigenvalue} and {loss_factor}")
    return 1 / (loss_factor * eigenvalue)


def rises(fractions: ArrayLike) -> Floats:
    """1.0 where a step, in units of the maximum learning rate at the start, makes the loss exceed its start."""
    return (_fractions(fractions) > 1).astype(float)


def converges(fractions: ArrayLike) -> Floats:
    """1.0 where a wide network still converges at a step in units of the maximum rate: below twice, where eta s = 4."""
    return (_fractions(fractions) < 2).astype(float)


def two_layer_linear(
    value: ArrayLike, sharpness: ArrayLike, width: int, sizes: ArrayLike, steps: int
) -> tuple[Floats, Floats]:
    """(f, s) after `steps` steps of each of the `sizes`, from f = value and s = sharpness; arrays are broadcast.

    Raises ValueError for negative steps, a width below 1, and where f leaves all bounds.
    """
    if steps < 0 or width < 1:
        raise ValueError(f"steps must not be negative and width be positive, got {steps} and {width}")
    eta = np.asarray(sizes, dtype=float)
    f, s = np.broadcast_arrays(np.asarray(value, dtype=float) + 0 * eta, np.asarray(sharpness, dtype=float) + 0 * eta)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            f, s = f * (1 - eta * s + eta**2 * f**2 / width), s + (eta * f**2 / width) * (eta * s - 4)
    if not (np.isfinite(f).all() and np.isfinite(s).all()):
        raise ValueError("the network diverges at one of these step sizes")
    return f, s


def _fractions(fractions: ArrayLike) -> Floats:
    c = np.asarray(fractions, dtype=float)
    if not np.all(c > 0) or np.any(np.isin(c, (1.0, 2.0))):
        raise ValueError(f"fractions are positive and off the thresholds 1 and 2, got {fractions}")
    return c
