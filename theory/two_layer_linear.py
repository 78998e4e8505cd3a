"""Exact finite-size risk of the linear two-layer network whose second layer is trained.

Data x ~ N(0, I_d), y = <x, theta> + eps with |theta| = radius and eps ~ N(0, noise); student f(x) = x'W a with
W (d, h) of independent centred Gaussians, frozen; a = (XW)^+ y, where gradient flow from zero ends. Risk
R = |W a - theta|^2: it excludes the label noise. Every chi2_k and Beta below is an independent draw.

subspace, h <= min(d, n).  Least squares on a random h-dimensional subspace; the part of theta outside it acts as noise:
    R = b + (noise + b) chi2_h / chi2_{n-h+1},    b = radius^2 Beta((d-h)/2, h/2).
everything, d <= n and h >= d.  W a ranges over all of R^d: R = noise chi2_d / chi2_{n-d+1}, without any h.
interpolating, d > n and h >= n.  Write X = L Q' with Q (d, n) orthonormal and W = Q G1 + Q_perp G2, G1 and G2
    independent Gaussians. Then a = G1^+ u with u = Q' theta + L^-1 eps, and W a = Q u + Q_perp G2 a. Given a, G2 a is
    isotropic Gaussian; |a|^2 = u' (G1 G1')^-1 u is |u|^2 over a chi2_{h-n+1} (an inverse Wishart diagonal). Hence, with
    z ~ N(0, I_{d-n}),
    R = e + |t e_1 - s z|^2,  s^2 = |u|^2 / chi2_{h-n+1},  e = |L^-1 eps|^2 = noise chi2_n / chi2_{d-n+1},
    t^2 = radius^2 (1-q),  q ~ Beta(n/2, (d-n)/2),  |u|^2 = radius^2 q + e + 2 c radius sqrt(q e),  c a cosine on
    S^{n-1}.
At h = 0 nothing is fitted and R = radius^2. At h = n the first and the third law agree. E R^k is finite iff each chi2
that divides has more than 2k degrees of freedom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from harness import Means

from theory import two_layer_checks as checks
from theory import two_layer_laws as laws
from theory.two_layer_checks import count, length, listed, nonnegative, size

__all__ = ["MomentError", "Part", "SecondLayerRisk", "cdf_curve", "mean_curve", "quantile_curve"]

Part = Literal["bias", "variance", "risk"]


class MomentError(ValueError):
    """The requested moment is infinite at these sizes."""


@dataclass(frozen=True)
class SecondLayerRisk:
    """Law of the risk R at sizes (n, d, h); `noise` is the label-noise variance, `radius` the length of theta.

    Means split as R = bias + variance, the bias being the risk of the predictor averaged over label noise at fixed
    (X, W). h = 0 is the network that fits nothing. Raises ValueError for n or d that is not a positive integer, for h
    that is not an integer or is negative, and for `noise` or `radius` that are negative or not finite.
    """

    n: int
    d: int
    h: int
    noise: float = 1.0
    radius: float = 1.0

    def __post_init__(self) -> None:
        size("n", self.n)
        size("d", self.d)
        count("h", self.h)
        nonnegative("noise", self.noise)
        length("radius", self.radius)

    @property
    def interpolates(self) -> bool:
        """Whether the third law is the one to use (more neurons and more inputs than samples)."""
        return self.d > self.n and self.h > self.n

    @property
    def fitted(self) -> int:
        """Dimension of the fitted subspace, when the network does not interpolate."""
        return min(self.h, self.d)

    @property
    def missed(self) -> Fraction:
        """Mean fraction of |theta|^2 outside the reach of the fit."""
        return Fraction(self.d - min(self.h, self.n, self.d), self.d)

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the chi-square that divides, and that is small near the threshold."""
        return self.h - self.n + 1 if self.interpolates else self.n - self.fitted + 1

    @property
    def certain(self) -> float | None:
        """The risk where every draw has the same one, else None."""
        if self.h == 0:
            return self.radius**2
        return 0.0 if self.noise == 0 and self._reached else None

    def mean_bias(self) -> float:
        """E B; MomentError where it is infinite (|h - n| <= 1 while theta is not within reach)."""
        if self._reached:
            return 0.0
        if self.h == 0:
            return self.radius**2
        self._require(1)
        pole = Fraction(self.h - 1 if self.interpolates else self.n - 1, self.freedom - 2)
        return float(self.missed * pole) * self.radius**2

    def mean_variance(self) -> float:
        """E V, V the mean over label noise of |W a - E[W a | X, W]|^2; MomentError where it is infinite."""
        if self.noise == 0 or self.h == 0:
            return 0.0
        self._require(1)
        if not self.interpolates:
            return float(Fraction(self.fitted, self.freedom - 2)) * self.noise
        n, beyond = self.n, self.d - self.n
        return float(Fraction(n, beyond - 1) * (1 + Fraction(beyond, self.freedom - 2))) * self.noise

    def mean(self) -> float:
        """E R = E B + E V; MomentError where it is infinite."""
        return self.mean_bias() + self.mean_variance()

    def variance_of_risk(self) -> float:
        """Variance of R over X, W and label noise; MomentError where it is infinite."""
        if self.certain is not None:
            return 0.0
        self._require(2)
        law = laws.interpolating_variance if self.interpolates else laws.subspace_variance
        return law(self.n, self.d, self.h, self.noise, self.radius)

    def cdf(self, risk: float, nodes: int = 16) -> float:
        """P(R <= risk), by deterministic quadrature, at every size; ValueError for NaN.

        The error is below 1e-11 where h <= n or d <= n; `laws.interpolating_cdf` states it for the third law. Six
        `nodes` take a twentieth of the time, with an error below 1e-4 at n >= 16 and d - n >= 8.
        """
        risk = checks.number("risk", risk)
        size("nodes", nodes)
        if risk < 0 or risk == np.inf:
            return float(risk > 0)
        if self.certain is not None:
            return float(risk >= self.certain)
        sizes = (float(risk), self.n, self.d, self.h, self.noise, self.radius)
        return laws.interpolating_cdf(*sizes, nodes=nodes) if self.interpolates else laws.subspace_cdf(*sizes)

    def quantile(self, probability: float, nodes: int = 16) -> float:
        """The risk exceeded with probability 1 - `probability`, at every size; ValueError outside (0, 1)."""
        wanted = checks.probability(probability)
        size("nodes", nodes)
        if self.certain is not None:
            return self.certain
        return laws.quantile(lambda risk: self.cdf(risk, nodes), wanted, self.radius**2 + self.noise)

    def moments(self, part: Part = "risk") -> float:
        """The largest k with a finite E |part|^k, given (X, W) for bias and variance; infinite without chance."""
        if part not in ("bias", "variance", "risk"):
            raise ValueError(f"part must be 'bias', 'variance' or 'risk', got {part!r}")
        if self.h == 0:
            return math.inf
        divides = (self.freedom - 1) // 2
        few_inputs = (self.d - self.n) // 2 if self.interpolates else divides
        bias = math.inf if self._reached else divides
        variance = math.inf if self.noise == 0 else min(divides, few_inputs)
        return {"bias": bias, "variance": variance, "risk": min(bias, variance)}[part]

    @property
    def _reached(self) -> bool:
        """Whether theta lies within reach of the fit, which then has no bias."""
        return self.radius == 0 or (not self.interpolates and self.missed == 0)

    def _require(self, power: int) -> None:
        """Raise MomentError unless E R^power is finite."""
        if self.moments() < power:
            word = "mean" if power == 1 else "variance"
            raise MomentError(
                f"the {word} of the risk is infinite at n = {self.n}, d = {self.d}, h = {self.h}, "
                "too near the threshold; ask for the cdf or a quantile"
            )


def mean_curve(
    n: int, d: int, widths: Sequence[int], part: Part = "risk", noise: float = 1.0, radius: float = 1.0
) -> Means:
    """Exact means of the bias, the variance or the risk at each width h of `widths`; shape (len(widths),)."""
    method = {"bias": "mean_bias", "variance": "mean_variance", "risk": "mean"}.get(str(part))
    if method is None:
        raise ValueError(f"part must be 'bias', 'variance' or 'risk', got {part!r}")
    risks = [SecondLayerRisk(n, d, h, noise, radius) for h in listed("widths", widths)]
    return Means([getattr(r, method)() for r in risks], min((r.moments(part) for r in risks), default=math.inf))


def cdf_curve(
    thresholds: Sequence[float] | np.ndarray, n: int, d: int, h: int, noise: float = 1.0, radius: float = 1.0
) -> np.ndarray:
    """P(R <= threshold) for each threshold; shape (len(thresholds),)."""
    law = SecondLayerRisk(n, d, h, noise, radius)
    return np.array([law.cdf(threshold) for threshold in listed("thresholds", thresholds)])


def quantile_curve(
    probability: float,
    n: int,
    d: int,
    widths: Sequence[int],
    noise: float = 1.0,
    radius: float = 1.0,
    nodes: int = 16,
) -> np.ndarray:
    """The quantile of the risk at each width; it exists at the threshold, where the mean does not."""
    return np.array(
        [SecondLayerRisk(n, d, h, noise, radius).quantile(probability, nodes) for h in listed("widths", widths)]
    )
