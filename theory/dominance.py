"""When a sample of a Gaussian process is nearly its first eigenfunction: shares of the trace decide, not ratios.

Let p = lambda_1 / sum_i lambda_i be the share of the largest eigenvalue, a simple one, in the trace. A sample has the
share R = lambda_1 omega_1^2 / sum_i lambda_i omega_i^2 of its squared norm on the first eigenfunction. Where the rest
of the trace lies on very many eigenfunctions, their sum does not fluctuate, and
    R = p omega^2 / (p omega^2 + 1 - p),     P(R <= r) = P(omega^2 <= r (1 - p) / ((1 - r) p)),
whatever the ratio lambda_1 / lambda_2: with m_1 eigenfunctions that share the second eigenvalue it is of order m_1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf

from theory import random_walk_spectrum
from theory.activations import Activation

Floats = NDArray[np.float64]


class Top(NamedTuple):
    """The first two levels on the d-cube: eigenvalues, and shares m_k mu_k / sum_j m_j mu_j of the trace."""

    constant: float
    linear: float
    constant_share: float
    linear_share: float

    @property
    def ratio(self) -> float:
        return self.constant / self.linear


def top(activation: Activation, d: int, *, weight_variance: float, bias_variance: float) -> Top:
    """Degrees 0 and 1 of the covariance at the start, for one hidden layer, on the cube {-1, 1}^d."""
    weight, bias = Fraction(weight_variance), Fraction(bias_variance)
    found = random_walk_spectrum.levels(
        "cube", d, 1, activation, depth=1, kernel="nngp", weight_variance=weight, bias_variance=bias
    )
    return Top(*map(float, (*found.eigenvalues(1), *found.fractions[1])))


def sample_share_law(share: float, thresholds: ArrayLike) -> Floats:
    """P(R <= r) for the share p of the first eigenfunction in the trace, in the limit of many others.

    Raises ValueError unless p and the thresholds r lie strictly between 0 and 1.
    """
    r = np.asarray(thresholds, dtype=np.float64)
    if not (0 < share < 1 and np.all((r > 0) & (r < 1))):
        raise ValueError(f"shares lie strictly between 0 and 1, got {share} and {thresholds}")
    return erf(np.sqrt(r * (1 - share) / (2 * (1 - r) * share)))
