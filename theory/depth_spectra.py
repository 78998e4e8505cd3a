"""How the share of a degree in a wide network depends on its number of hidden layers, on the cube.

The share of degree k is C(d, k) mu_k / Phi(1), the part of a sampled function's variance that parities of k coordinates
carry. Orders and best depths are decided by error bounds, never by rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from theory import random_walk_spectrum, spectra
from theory.activations import RELU, Activation, Real
from theory.random_walk_spectrum import Levels

ACCURACY = 1e-6  # relative; what it leaves open is computed again to more digits
LIMIT = Fraction(3, 4)  # what the deep bias-free ReLU tangent kernel keeps on the diagonal beside the constant 1/4


def shares(
    activation: Activation,
    d: int,
    degrees: int | Iterable[int],
    *,
    depth: int,
    weight_variance: Real,
    bias_variance: Real,
    kernel: str = "ntk",
    accuracy: float = ACCURACY,
) -> Levels:
    """The levels on the d-cube of kernel "nngp" or "ntk" for 0 ... depth hidden layers, to a relative `accuracy`."""
    return random_walk_spectrum.levels(
        "cube", d, degrees, activation, depth=depth, weight_variance=weight_variance, bias_variance=bias_variance,
        kernel=kernel, accuracy=accuracy,
    )  # fmt: skip


def best_depths(activation: Activation, d: int, degrees: Iterable[int], **network: Any) -> tuple[int, ...]:
    """For every degree the number of hidden layers, up to `depth`, with the largest share; parameters as in `shares`.

    Raises ValueError where even a relative accuracy of 1e-13 does not tell the largest from the next.
    """
    wanted = tuple(degrees)
    try:
        return shares(activation, d, wanted, **network).best_depths()
    except ValueError:
        return shares(activation, d, wanted, **network, accuracy=1e-13).best_depths()


def best_depth_map(
    activation: Activation,
    d: int,
    degrees: Iterable[int],
    weight_variances: Sequence[Real],
    bias_variances: Sequence[Real],
    **network: Any,
) -> NDArray[np.int64]:
    """`best_depths` for all pairs of variances, shape (degrees, bias variances, weight variances)."""
    wanted = tuple(degrees)
    rows = [
        [best_depths(activation, d, wanted, weight_variance=w, bias_variance=b, **network) for w in weight_variances]
        for b in bias_variances
    ]
    return np.moveaxis(np.array(rows, dtype=np.int64), 2, 0)


def deep_limit(d: int, degrees: Iterable[int]) -> NDArray[np.float64]:
    """(3/4) C(d, k) 2^-d, k >= 1: shares in the limit of infinite depth of the bias-free ReLU tangent kernel.

    At every c < 1 the angle after l layers is about 3 pi / l, and the next one multiplies the tangent kernel by
    1 - 3 / l. What layer l adds is left with (l / L)^3 at the end; the mean of these is 1/4 of the value at c = 1.
    """
    wanted = spectra.wanted_degrees(degrees)
    if min(wanted) < 1:
        raise ValueError(f"degrees from 1 on have this limit, got {min(wanted)}")
    return np.array([float(LIMIT * spectra.cube_multiplicity(d, k) / 2**d) for k in wanted])


def critical_degree(d: int, depth: int) -> int:
    """The least degree from which on every depth up to `depth` stays below the limit of infinite depth.

    For the tangent kernel of ReLU networks without bias. Raises ValueError where an error bound leaves this open.
    """
    degrees = range(1, d + 1)
    found = shares(RELU, d, degrees, depth=depth, weight_variance=2, bias_variance=0)
    limit, most = deep_limit(d, degrees), found.fractions.max(axis=0)
    if np.any(np.abs(most / limit - 1) <= 4 * ACCURACY):
        raise ValueError(f"the largest share of some degree cannot be told from its limit: {most} and {limit}")
    least = 2 + int(np.flatnonzero(most > limit).max())
    if least > d:
        raise ValueError(f"no degree of the {d}-cube stays below the limit of infinite depth")
    return least
