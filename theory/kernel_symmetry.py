"""Degrees that a kernel lacks altogether, by the symmetry or the degree of its activation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from theory.activations import Activation, LeakyRelu, Polynomial, Real, parity


def proven_zeros(activation: Activation, degrees: Sequence[int], depth: int, bias_variance: Real) -> NDArray[np.bool_]:
    """Where both kernels have no part of degree k, for 0 ... depth hidden layers: shape (depth + 1, degrees).

    The read-out alone has degree 1, a polynomial of degree m makes m^l the highest degree of l layers, and linear units
    no degree above 1. Without bias an odd activation makes odd kernels, an even one even kernels; slopes a and b have
    the dual (a + b)^2 / 4 c + (an even function of c), so that one layer has no odd degree from 3 on.
    """
    k, layers = np.array(degrees), np.arange(depth + 1)[:, None]
    zero = (layers == 0) & (k != 1)
    most = _highest(activation)
    if most is not None:
        zero |= np.array([[degree > most**layer for degree in degrees] for layer in range(depth + 1)])
    if bias_variance != 0:
        return zero
    if parity(activation) == -1:
        return zero | (k % 2 == 0)
    if parity(activation) == 1:
        zero |= (layers >= 1) & (k % 2 == 1)
    if isinstance(activation, LeakyRelu):
        zero |= (layers == 1) & (k % 2 == 1) & (k >= 3)
    return zero


def _highest(activation: Activation) -> int | None:
    """The degree of a polynomial activation, None for any other."""
    if isinstance(activation, LeakyRelu):
        return 1 if activation.negative == activation.positive else None
    if isinstance(activation, Polynomial):
        return max((n for n, a in enumerate(activation.coefficients) if a != 0), default=0)
    return None
