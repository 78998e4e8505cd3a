"""Ridgeless regression on random nonlinear features: the risk in the proportional limit, from one scalar.

Student f(x) = a' phi(W' x), W (d, h) with |w_i| -> 1, frozen; a = phi(XW)^+ y, where gradient flow from zero ends.
Teacher y = <x, theta> + eps, x ~ N(0, I_d), |theta| = radius, Var eps = noise. n, d, h grow with gamma1 = d/n and
gamma2 = h/n. The risk excludes the label noise; the bias is the risk of the predictor averaged over label noise at
fixed (X, W).

Derivation.  With mu0, mu1 the first Hermite coefficients of phi at G ~ N(0, 1) and mu_star^2 the rest of E phi^2, the
features act as mu1 W'x + mu_star z with fresh Gaussian z, so given W they are Gaussian with covariance
S = mu1^2 W'W + mu_star^2 I. Let zeta = mu_star^2 / mu1^2 and let u(psi) be the Marchenko-Pastur fixed point
u = 1 / (1 + psi / (zeta + u)).
(i) h < n: least squares. The best linear predictor from the features misses b = theta' (I + W W' / zeta)^-1 theta,
    whose limit is radius^2 u(h/d); b acts as noise: B = b / (1 - gamma2), V = noise gamma2 / (1 - gamma2), as for any
    Gaussian design.
(ii) h > n: minimum norm acts as ridge kappa with n = df1 = tr S (S + kappa)^-1; then V = noise df2 / (n - df2) and
    B = (b + kappa^2 |S^(1/2) (S + kappa)^-1 beta|^2) / (1 - df2 / n), with beta the best linear predictor. All
    traces are at the spectral point tau = mu_star^2 + kappa; n = df1 turns the fixed point into that of (i) with
    psi = n/d. Writing u = u(n/d),
        V = noise [K + 1 / (gamma2 - 1)],           K = (1 - u) u / (u^2 + zeta),
        B = radius^2 [B_inf + u / (gamma2 - 1)],    B_inf = u^2 (u + zeta) / (u^2 + zeta):
    the risk of kernel regression (gamma2 = infinity) plus a simple pole with the residue of (i).

Finite sizes.  Given W, the Gaussian model of (i) has the exact law R = b + (noise + b) chi2_h / chi2_{n-h+1}; so its
pole is 1 / (n - h - 1), not 1 / (n - h). `finite_size=True` uses it, and 1 / (h - n - 1) above the threshold; what is
left is O(1/n). For the bias at gamma1 < 1 near the pole this can be too much: erf, n = 100, d = 50, h = 95 has mean
2.08 +- 0.04 in 800 draws, between the limit 1.75 and the corrected 2.16. There |corrected - limit| is the tolerance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from harness import Means

from theory.activation_constants import Constants, constants
from theory.two_layer_checks import floats, length, listed, nonnegative, nonnegatives, positive, size
from theory.two_layer_linear import MomentError, Part

__all__ = ["mean_curve", "overlap_loss", "peak_median", "plateau", "ridgeless_risk"]

Ratio = Any  # a number, a Fraction among them, or an array of them


def overlap_loss(psi: Ratio, zeta: float) -> Any:
    """u(psi), the positive root of u^2 + (zeta + psi - 1) u = zeta; 1 - u is the mean predictor's overlap with theta.

    Exact to round-off for every psi >= 0 and zeta > 0: no difference of near numbers is taken (pass psi as Fraction).
    An even activation has zeta = inf and no overlap: u = 1. A float for one psi, an array for an array of them. Raises
    ValueError for zeta = 0, a linear activation.
    """
    nonnegatives("psi", psi)
    if zeta == 0:
        raise ValueError(
            "zeta must be positive: at zeta = 0 the activation is linear, with the law of theory.two_layer_linear"
        )
    if zeta == math.inf:
        return np.ones(np.shape(psi))[()]
    positive("zeta", zeta)
    half = (floats(np.asarray(psi) - 1) + zeta) / 2
    root = np.hypot(half, math.sqrt(zeta))
    above = half > 0
    return np.where(above, zeta / np.where(above, half + root, 1.0), root - half)[()]


def plateau(psi: Ratio, zeta: float) -> tuple[Any, Any]:
    """(B_inf / radius^2, V_inf / noise): bias and variance of the infinitely wide network, psi = n/d.

    The second is K with 1 - u = u psi / (u + zeta) put in, so that no digit is lost as psi goes to 0.
    """
    u = overlap_loss(psi, zeta)
    if zeta == math.inf:
        return u, 0 * u
    common = u * u + zeta
    return u * u * (u + zeta) / common, u / (u + zeta) * (u / common) * floats(psi)[()]


def ridgeless_risk(
    phi: Constants,
    gamma1: float | Fraction,
    gamma2: float | Fraction,
    noise: float = 1.0,
    radius: float = 1.0,
) -> tuple[float, float]:
    """(bias, variance) in the limit n, d, h -> infinity with d/n = gamma1 and h/n = gamma2; MomentError at gamma2 = 1.

    Fractions keep gamma2 - 1 exact next to the threshold. Raises ValueError for ratios that are not positive.
    """
    positive("gamma1", gamma1)
    positive("gamma2", gamma2)
    if gamma2 == 1:
        raise MomentError("the mean of the risk is infinite at gamma2 = 1")
    return _split(phi, gamma2 / gamma1, 1 / gamma1, gamma2 < 1, _poles(gamma2), noise, radius)


def peak_median(n: int, noise: float = 1.0) -> float:
    """A lower bound, for large n, on the median of the variance at h = n, where its mean is infinite.

    In the Gaussian model V = noise tr (Z'Z)^-1 with Z (n, n) standard normal: at least noise over the least eigenvalue
    of Z'Z, and P(n lambda_min > x) -> exp(-x/2 - sqrt x), which is 1/2 at sqrt x = sqrt(1 + 2 log 2) - 1.
    """
    return nonnegative("noise", noise) * size("n", n) / (math.sqrt(1 + 2 * math.log(2)) - 1) ** 2


def mean_curve(
    name: str,
    n: int,
    d: int,
    widths: Sequence[int],
    part: Part = "risk",
    noise: float = 1.0,
    radius: float = 1.0,
    finite_size: bool = True,
) -> Means:
    """Bias, variance or risk at the realised sizes, one value per width h, for an activation that `constants` knows.

    With finite_size the poles are those of the exact inverse-Wishart moments; MomentError then for |h - n| <= 1.
    """
    size("n", n)
    size("d", d)
    if part not in ("bias", "variance", "risk"):
        raise ValueError(f"part must be 'bias', 'variance' or 'risk', got {part!r}")
    phi, values = constants(name), []
    for h in listed("widths", widths):
        size("h", h)
        if abs(h - n) <= finite_size:
            raise MomentError(f"the mean of the risk is infinite at n = {n}, h = {h}, too near the threshold")
        if finite_size:
            bias, variance = _split(phi, Fraction(h, d), Fraction(n, d), h < n, _finite_poles(n, h), noise, radius)
        else:
            bias, variance = ridgeless_risk(phi, Fraction(d, n), Fraction(h, n), noise, radius)
        values.append({"bias": bias, "variance": variance, "risk": bias + variance}[part])
    fewest = min((abs(h - n) // 2 for h in listed("widths", widths)), default=math.inf)  # as in the Gaussian model
    return Means(values, moments=max(1, fewest))


def _split(
    phi: Constants,
    neurons: float | Fraction,
    samples: float | Fraction,
    under: bool,
    poles: tuple[float, float],
    noise: float,
    radius: float,
) -> tuple[float, float]:
    """(bias, variance) from h/d, n/d, the side of the threshold and (noise amplification, misfit amplification)."""
    nonnegative("noise", noise)
    length("radius", radius)
    if not isinstance(phi, Constants):
        raise ValueError(f"phi must be the Constants of an activation, got {phi!r}")
    amplified, misfit = poles
    if under:
        return radius**2 * misfit * overlap_loss(neurons, phi.zeta), noise * amplified
    u = overlap_loss(samples, phi.zeta)
    bias, variance = plateau(samples, phi.zeta)
    return radius**2 * (bias + u * misfit), noise * (variance + amplified)


def _poles(gamma2: float | Fraction) -> tuple[float, float]:
    """Amplification of noise and of misfit in the limit."""
    if gamma2 < 1:
        return float(gamma2 / (1 - gamma2)), float(1 / (1 - gamma2))
    return float(1 / (gamma2 - 1)), float(1 / (gamma2 - 1))


def _finite_poles(n: int, h: int) -> tuple[float, float]:
    """The same from the exact mean of an inverse chi-square with |n - h| + 1 degrees of freedom."""
    if h < n:
        return h / (n - h - 1), (n - 1) / (n - h - 1)
    return n / (h - n - 1), n / (h - n - 1)
