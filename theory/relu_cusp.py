"""The tangent kernel of deep ReLU networks without biases near coinciding inputs and at great depth, in closed form.

Weights have variance 2, so that variances are the same in every layer; kernels are in units of Theta(x, x) / (L + 1),
for inputs of equal norm at angle t. One layer takes the gap g = 1 - correlation to g - (sin t - t cos t) / pi and has
slope 1 - t / pi, cos t = 1 - g.

Cusp. To first order in t the gap stays, so that Theta = sum over h = 0 ... L of (1 - t / pi)^(L - h) falls by
L (L + 1) t / (2 pi). Depth. g - g' = (2 g)^(3/2) / (3 pi) + O(g^(5/2)) makes g^(-1/2) grow by sqrt 2 / (3 pi) in each
layer: L^2 g -> 9 pi^2 / 2 and t ~ 3 pi / L. Then Theta_L = 1 + (1 - 3 / L) Theta_{L-1} up to smaller terms, whose
solution is L / 4.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import architecture
from theory.activations import RELU
from theory.infinite_width import Network, kernels_of_gaps

PLATEAU = Fraction(1, 4)


def cusp(depth: int) -> float:
    """The limit of (Theta(x, x) - Theta(x, y)) / t for small angles t: L (L + 1) / (2 pi)."""
    return _checked(depth) * (depth + 1) / (2 * np.pi)


def gap_rate() -> float:
    """The limit of L^2 (1 - correlation) of two different inputs: 9 pi^2 / 2."""
    return 9 * np.pi**2 / 2


def plateau(depth: int) -> float:
    """The leading term (L + 1) / 4 of the tangent kernel of two different inputs."""
    return float(PLATEAU * (_checked(depth) + 1))


def drop(depth: int, angle: ArrayLike) -> NDArray[np.float64]:
    """Theta(x, x) - Theta(x, y) at angles in [0, pi]. Raises ValueError for other angles or a negative depth."""
    angle = architecture.real_array(angle, "angles")
    if not np.all((angle >= 0) & (angle <= np.pi)):
        raise ValueError(f"angles lie in [0, pi], got {angle}")
    # mean square 1 of the inputs: variance 2 in every layer, of which the read-out (weight variance 1) keeps half
    return depth + 1 - kernels_of_gaps(Network(RELU, _checked(depth), 2), 1, 1, 2 * np.sin(angle / 2) ** 2).ntk


def _checked(depth: int) -> int:
    return architecture.whole(depth, architecture.HIDDEN)
