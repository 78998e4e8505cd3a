r"""Networks whose first layer starts at w ~ N(0, I_d / d) and is trained: what moves, how far, and what stays behind.

f(x) = a' phi(W'x), a_i = +-1/sqrt(h) fixed; x ~ N(0, I_d), y = <x, theta> + eps, |theta| = radius, Var eps = noise.

Exponents.  The weights of all units together move by |K^-1/2 y|, at any width, so each by O(h^-1/2), and |W(0)| is
sqrt h. Doubled, units come in pairs of opposite a that move by d and -d: of f - f_0 only odd orders in d remain. The
first is the tangent kernel's, the third sums a_i d_i^3 = O(h^-2) over h units: 1 / h. At a kink, a share h^-1/2 of the
units crosses it, each adding a_i d_i = O(1 / h): their sum is O(h^-3/4) if their signs are random, O(h^-1/2) if not.
The kernel of h units is off that of infinitely many by a mean of h terms: h^-1/2.

Movement.  With K = b0 X X' + b1 d I, zeta = b1 / b0 and the overlap alpha = 1 - u(n/d, zeta) = tr X'X (X'X + zeta d)^-1
/ d, the mean of y'K^-1 y over theta and noise is radius^2 alpha / b0 + noise tr K^-1, and b1 d tr K^-1 = n - alpha d.

Initial function.  Without doubling the network learns y - f_0 and adds f_0. For odd phi, f_0 acts as a linear function
of squared length mu1^2 with independent noise mu_star^2 at every point, old and new: the excess over the doubled
network is mu1^2 B + mu_star^2 (1 + V), with the bias and the variance of the kernel at radius = noise = 1.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from theory.activation_constants import NAMES, constants
from theory.activations import LeakyRelu, Sign
from theory.random_features import overlap_loss, plateau
from theory.two_layer_checks import finites, length, nonnegative, size

__all__ = [
    "excess",
    "infinite_kernel_exponent",
    "movement_exponents",
    "own_kernel_exponents",
    "squared_movement",
    "tangent_kernel",
]


def own_kernel_exponents(activation: str) -> tuple[float, float]:
    """Between which powers of 1/h a trained doubled network is off regression with its own initial kernel.

    Raises ValueError for an unknown activation, and for the sign, which has no gradient.
    """
    if not isinstance(activation, str) or activation not in NAMES or isinstance(NAMES[activation], Sign):
        raise ValueError(f"activation must be one of {', '.join(NAMES)} and continuous, got {activation!r}")
    kinked = isinstance(NAMES[activation], LeakyRelu) and activation != "identity"
    return (0.5, 0.75) if kinked else (1.0, 1.0)


def infinite_kernel_exponent() -> float:
    """The power of 1/h by which it is off regression with the kernel of infinitely many units."""
    return 0.5


def movement_exponents() -> tuple[float, float]:
    """The powers of 1/h in |W - W(0)|_F and in |W - W(0)|_F / |W(0)|_F."""
    return 0.0, 0.5


def squared_movement(activation: str, n: int, d: int, noise: float = 1.0, radius: float = 1.0) -> float:
    """|W - W(0)|_F^2 in the limit, averaged over theta and noise: y'K^-1 y. ValueError where b0 or b1 is 0."""
    phi, psi = constants(activation), Fraction(size("n", n), size("d", d))
    if not phi.tangent_slope * phi.tangent_rest > 0:
        raise ValueError(f"the activation must be neither even nor linear, got {activation!r}")
    loss = overlap_loss(psi, phi.tangent_zeta)
    signal = length("radius", radius) ** 2 * (1 - loss) / phi.tangent_slope
    return signal + nonnegative("noise", noise) * (float(psi - 1) + loss) / phi.tangent_rest


def tangent_kernel(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """x_i'x_j times the mean over the distinct units of phi'(w'x_i) phi'(w'x_j), for erf; shape (..., n, n).

    x (..., n, d), w (..., d, h). Doubling changes nothing: twice the units with half the a_i^2. ValueError for shapes
    that do not fit.
    """
    x, w = finites("x", x), finites("w", w)
    if x.ndim < 2 or w.ndim < 2 or x.shape[-1] != w.shape[-2]:
        raise ValueError(f"x (n, d) and w (d, h) do not fit: {x.shape}, {w.shape}")
    slopes = 2 / np.sqrt(np.pi) * np.exp(-((x @ w) ** 2))
    return (x @ np.swapaxes(x, -1, -2)) * (slopes @ np.swapaxes(slopes, -1, -2)) / w.shape[-1]


def excess(activation: str, n: int, d: int) -> float:
    """Mean squared difference, in the limit, of a network that starts at f_0 from the same network doubled.

    ValueError for an activation that is not odd: there f_0 has a mean that a_i of random sign do not take away.
    """
    phi = constants(activation)
    if phi.mean != 0 or phi.curvature != 0:
        raise ValueError(f"the activation must be odd, got {activation!r}")
    bias, variance = plateau(Fraction(size("n", n), size("d", d)), phi.tangent_zeta)
    return phi.slope * bias + phi.rest * (1 + variance)
