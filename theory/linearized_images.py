r"""Linearised networks of finite width beside the exact kernel: what the fluctuations of a kernel do to predictions.

A network of width m has the tangent kernel K_m = K + m^{-1/2} Z, with Z of mean 0 and of the order of K. Regression
with it predicts, at a point x, with A = K(x, X) K(X, X)^-1 and alpha = K(X, X)^-1 y,

    f_m(x) = f(x) + m^{-1/2} (Z(x, X) - A Z(X, X)) alpha + O(1/m),

so that the distance of f_m from f is of order m^{-1/2}, once fluctuations are small beside the smallest eigenvalue of
K(X, X), and its mean is off by 1/m only. The square error of an unbiased noisy prediction is that of the prediction
without noise, plus the variance: E |f_m - y|^2 = |f - y|^2 + E |f_m - f|^2 + 2 <f - y, E f_m - f>. Labels change where
noise crosses a margin; if margins have a smooth density, losses and gains of the first order cancel.
Source: Im, "18.408 Project", section on the convolutional kernel, which quotes a gap and not its dependence on width.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
EXPONENTS = {"distance": Fraction(-1, 2), "loss": Fraction(-1), "accuracy": Fraction(-1)}


def exponent(quantity: str) -> Fraction:
    """The power of the width in `distance`, `loss` or `accuracy`, for widths where fluctuations are small.

    Raises ValueError for another quantity.
    """
    if quantity not in EXPONENTS:
        raise ValueError(f"the quantity is one of {', '.join(EXPONENTS)}; got {quantity!r}")
    return EXPONENTS[quantity]


def excess_loss(square_distance: ArrayLike, *, bias_times_residual: ArrayLike = 0.0) -> Floats:
    """E |f_m - f|^2 + 2 <f - y, E f_m - f>, by how much fluctuations of the kernel raise the square error.

    Raises ValueError for a negative square distance.
    """
    square = np.asarray(square_distance, dtype=float)
    if not np.all(square >= 0):
        raise ValueError(f"a square distance is not negative, got {square_distance}")
    return square + 2 * np.asarray(bias_times_residual, dtype=float)


def accuracy_gap(width: ArrayLike, *, narrow: float, gap: float, power: float) -> Floats:
    """gap (width / narrow)^power: an effect size, from the gap at width `narrow` and a power between 0 and the limit's.

    Raises ValueError for widths that are not positive, or a power at which the gap would grow or fall faster than 1/m.
    """
    m = np.asarray(width, dtype=float)
    if not np.all(m > 0) or not narrow > 0:
        raise ValueError(f"widths are positive, got {width} and {narrow}")
    if not float(exponent("accuracy")) <= power < 0:
        raise ValueError(f"the power lies between -1 and 0, got {power}")
    return gap * (m / narrow) ** power
