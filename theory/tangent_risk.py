"""The risk of a wide network whose first layer is trained, from small and from large initial weights, in the limit.

f(x) = sum_i a_i phi(<w_i, x>), a_i = +-1/sqrt(h) fixed and f = 0 at the start; x ~ N(0, I_d), y = <x, theta> + eps,
|theta| = radius, Var eps = noise; n, d, h grow with d/n = gamma1. The risk excludes the label noise.

Large weights, w_i ~ N(0, I / d): W moves little, training is regression with the kernel <x, x'> E phi'(<w, x>)
phi'(<w, x'>). Off the diagonal phi' is as good as its mean, E phi' phi' = b0; on the diagonal there is E phi'^2 = b0 +
b1, b1 = Var phi'(G), times |x|^2 = d. So K = b0 X X' + b1 d I, and only X X' is seen by fresh inputs: ridge regression
with the ridge d zeta, zeta = b1 / b0, added to X X'. With a Marchenko-Pastur law for X X' (`random_features.plateau`),

    u^2 + (zeta + n/d - 1) u = zeta,  bias = radius^2 u^2 (u + zeta) / (u^2 + zeta),  variance = noise (1-u) u / (u^2 +
    zeta),

and h does not occur. Vanishing weights and d > n: W a moves as in a linear network, to the minimum-norm solution, which
is the same with zeta = 0.

Per draw.  In the eigenbasis of X X', s_1 >= ... >= s_m > 0, a ridge t > 0 multiplies what is missed of theta in
direction i by t / (s_i + t), where the minimum norm misses nothing, and the noise by s_i / (s_i + t)^2 in the place of
1 / s_i. So for every X and theta the bias rises by at least (t / (s_1 + t))^2 of the squared length of theta within the
row space, and the variance falls by at least the share 1 - (s_1 / (s_1 + t))^2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from theory.activation_constants import constants
from theory.random_features import plateau
from theory.two_layer_checks import at_least, length, listed, nonnegative, positive, positives, size
from theory.two_layer_linear import MomentError, Part

__all__ = ["break_even", "curve", "least_exchange", "ridge_curve", "ridge_limit"]


def ridge_limit(zeta: float, gamma1: float | Fraction, noise: float = 1.0, radius: float = 1.0) -> tuple[float, float]:
    """(bias, variance) of ridge regression with the ridge zeta d; zeta = 0 is the minimum norm, infinity the zero fit.

    Raises MomentError for zeta = 0 at gamma1 = 1, where the variance is infinite (unless there is no noise), and
    ValueError unless gamma1 > 0, zeta, noise and radius are not negative.
    """
    positive("gamma1", gamma1)
    noise, radius = nonnegative("noise", noise), length("radius", radius)
    if zeta == math.inf:
        return radius**2, 0.0
    if at_least("zeta", zeta, 0.0) > 0:
        bias, variance = plateau(1 / Fraction(gamma1), zeta)
        return radius**2 * bias, noise * variance
    if gamma1 == 1 and noise > 0:
        raise MomentError("the variance of the minimum norm is infinite at gamma1 = 1")
    missed = max(0.0, float(1 - 1 / Fraction(gamma1)))
    pole = 0.0 if noise == 0 else float(min(gamma1, 1) / abs(1 - Fraction(gamma1)))
    return radius**2 * missed, noise * pole


def ridge_curve(zeta: float, n: int, dimensions: Sequence[int], part: Part = "risk") -> np.ndarray:
    """Bias, variance or risk of the ridge zeta d, one value per d, for |theta| = 1 and unit noise."""
    if part not in ("bias", "variance", "risk"):
        raise ValueError(f"part must be 'bias', 'variance' or 'risk', got {part!r}")
    size("n", n)
    values = np.array([ridge_limit(zeta, Fraction(size("d", d), n)) for d in listed("dimensions", dimensions)])
    return values.sum(axis=1) if part == "risk" else values[:, 0 if part == "bias" else 1]


def curve(activation: str, n: int, dimensions: Sequence[int], part: Part = "risk") -> np.ndarray:
    """The same for a network that is trained from large weights: the ridge is d b1 / b0 of the activation."""
    return ridge_curve(constants(activation).tangent_zeta, n, dimensions, part)


def break_even(activation: str, n: int, dimensions: Sequence[int]) -> np.ndarray:
    """noise / radius^2 at which vanishing and large initial weights have the same risk, one value per d other than n.

    (B - B0) / (V0 - V): with less noise vanishing weights are better. ValueError for an affine activation, where there
    is nothing to choose.
    """
    zeta = constants(activation).tangent_zeta
    if zeta == 0:
        raise ValueError(f"both initial scales give the same predictor if the activation is affine, got {activation!r}")
    large, vanishing = ([ridge_curve(z, n, dimensions, part) for part in ("bias", "variance")] for z in (zeta, 0.0))
    return (large[0] - vanishing[0]) / (vanishing[1] - large[1])


def least_exchange(largest: np.ndarray, ridge: np.ndarray) -> np.ndarray:
    """[bias gained / |theta within reach|^2, share of the variance lost], at least, given s_1 and the ridge: (..., 2).

    Raises ValueError unless both are positive.
    """
    largest, ridge = positives("the largest eigenvalue", largest), positives("ridge", ridge)
    missed = ridge / (largest + ridge)
    return np.stack([missed**2, missed * (2 - missed)], axis=-1)
