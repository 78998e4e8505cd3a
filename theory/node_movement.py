r"""How far the nodes of a wide two-layer network move while it is trained.

f = (gain / sqrt(m)) sum_j a_j s(<w_j, x>) has the tangent kernel gain^2 K, K that of gain 1. Descent with steps
eta / gain^2 on the mean square over 2, from residual r, moves the weights of the linearised network by
(1 / gain) K^(-1/2) (I - (I - eta K / n)^t) r in the span of its features: the distance falls with the gain, does not
depend on the width, and is shared by m nodes. Hence the root mean square per node is distance / (gain sqrt(m)).
Source: Telgarsky's lectures, Initial and intermediate kernels; Chizat and Bach, On lazy training (2019); re-derived.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

GAIN_EXPONENTS = {"NTK": 0.0, "mean field": -0.5}
"""The gain as a power of the width."""


def width_exponent(scaling: str) -> float:
    """The power of the width that a node's movement follows: -1/2 minus that of the gain.

    Raises ValueError for an unknown scaling.
    """
    if scaling not in GAIN_EXPONENTS:
        raise ValueError(f"scaling must be one of {', '.join(GAIN_EXPONENTS)}; got {scaling!r}")
    return -0.5 - GAIN_EXPONENTS[scaling]


def gain_exponent() -> float:
    """The power of the gain that a node's movement follows at a fixed width, in the limit of a large gain."""
    return -1.0


def distance(gram: ArrayLike, residual: ArrayLike, step: float, steps: int) -> float:
    """|K^(-1/2) (I - (I - step K / n)^steps) r|, which tends to sqrt(r^T K^-1 r) as training ends.

    Shapes: gram (n, n), residual (n,). Raises ValueError unless the gram matrix is positive definite and the step is
    stable.
    """
    K, r = np.asarray(gram, dtype=float), np.asarray(residual, dtype=float)
    if K.shape != (len(r), len(r)):
        raise ValueError(f"shapes do not fit: gram {K.shape}, residual {r.shape}")
    values, vectors = np.linalg.eigh(K)
    if not values[0] > 0 or not 0 < step * values[-1] / len(r) < 2:
        raise ValueError(f"K must be positive definite and 0 < step lambda / n < 2, got eigenvalues {values}, {step}")
    moved = (1 - (1 - step * values / len(r)) ** steps) / np.sqrt(values) * (vectors.T @ r)
    return float(np.sqrt((moved**2).sum()))
