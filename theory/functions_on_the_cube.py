"""How much of the random function of an infinitely wide network on the cube {-1, 1}^d has which degree."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from theory import random_walk_spectrum
from theory.activations import Activation, Real

Floats = NDArray[np.float64]


def shares(
    activation: Activation,
    dimension: int,
    depth: int,
    *,
    weight_variance: Real,
    bias_variance: Real,
    kernel: str = "nngp",
    biased: bool = False,
) -> Floats:
    """C(d, k) mu_k / Phi(1) for 1 ... depth hidden layers and k = 0 ... d, shape (depth, d + 1).

    The read-out has weight variance 1 and no bias; with `biased` it has the variances w and b of the hidden layers, and
    the kernel w Phi + b: its bias counts as degree 0. Raises ValueError for depth 0
    or what `random_walk_spectrum.levels` refuses.
    """
    if depth < 1:
        raise ValueError(f"shares need at least one hidden layer, got depth {depth}")
    network = {"depth": depth, "weight_variance": weight_variance, "bias_variance": bias_variance}
    levels = random_walk_spectrum.levels("cube", dimension, dimension, activation, **network, kernel=kernel)
    variances = levels.variances[1:].copy()
    if biased:
        variances *= float(weight_variance)
        variances[:, 0] += float(bias_variance)
    total = float(weight_variance) * levels.trace[1:] + float(bias_variance) if biased else levels.trace[1:]
    return variances / total[:, None]
