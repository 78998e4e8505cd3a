"""Degrees that a kernel lacks altogether, by the symmetries of its activation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from theory.activations import Activation, Erf, LeakyRelu, Real


def proven_zeros(activation: Activation, degrees: Sequence[int], depth: int, bias_variance: Real) -> NDArray[np.bool_]:
    """Where both kernels have no part of degree k, by symmetry: shape (depth + 1, degrees).

    Without bias: an odd activation makes odd kernels, an even one even kernels; slopes a and b have the dual
    (a + b)^2 / 4 c + (an even function of c), so that a first layer has no odd degree from 3 on (from 1 on if a = -b).
    Without hidden layers only degrees 0 (if there is a bias) and 1 remain, and so it stays for linear units.
    """
    k, layers = np.array(degrees), np.arange(depth + 1)[:, None]
    zero = (layers == 0) & (k >= 2)
    if isinstance(activation, LeakyRelu):
        a, b = activation.negative, activation.positive
        zero = zero | ((k >= 2) & (a == b))
    if bias_variance != 0:
        return zero
    if is_odd(activation):
        return zero | (k % 2 == 0) | np.zeros_like(zero)
    if is_even(activation):
        zero = zero | ((layers >= 1) & (k % 2 == 1))
    if isinstance(activation, LeakyRelu):
        zero = zero | ((layers == 1) & (k % 2 == 1) & (k >= 3))
    return zero | ((layers == 0) & (k == 0))


def is_odd(activation: Activation) -> bool:
    """Whether s(-x) = -s(x)."""
    return isinstance(activation, Erf) or (
        isinstance(activation, LeakyRelu) and activation.negative == activation.positive
    )


def is_even(activation: Activation) -> bool:
    """Whether s(-x) = s(x)."""
    return isinstance(activation, LeakyRelu) and activation.negative == -activation.positive
