r"""Exact law of the risk of regression on the first p population components of D.

Data x = sum_j sqrt(l_j) z_j e_j with independent standard normal z_j and variances l_1 >= l_2 >= ..., labels
y = <x, theta> + eps, Var eps = noise, n of them; the fit is least squares of minimum norm on the coordinates 1 ... p.
Risk R = E_x (f(x) - <x, theta>)^2: it excludes the label noise.

What the other components carry, t = sum_{j > p} l_j theta_j^2, is Gaussian and independent of the p used: it acts as
more label noise, and no fit can reach it. Hence, given theta, with the law L(n, p; noise, signal) of
`theory.minimum_norm`,

    R = t + L(n, p; noise + t, s - t),    s = sum_j l_j theta_j^2,

for p <= n and any variances (least squares does not see the scale of a coordinate), and for every p if the variances
used are equal. With equal variances and a teacher that puts the same weight on each component t = s (1 - p/D), and

    E R = s (1 - p/D) + (noise + s (1 - p/D)) p / (n - p - 1)              (p < n - 1),
    E R = s (1 - n/D) + (noise + s (1 - p/D)) n / (p - n - 1)              (p > n + 1).

The first rises from p = 0 on as soon as D > n: only variances that decay make a first descent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from harness import Means

from theory.minimum_norm import MinimumNormRisk
from theory.two_layer_checks import nonnegative, size

__all__ = ["PrincipalComponentRisk", "cdf_curve", "mean_curve"]

Real = int | float | Fraction


@dataclass(frozen=True)
class PrincipalComponentRisk:
    """Law of R for n samples and p components; `powers` are l_j theta_j^2, j = 1 ... D, what each adds to the labels.

    For p > n the variances of the components used must be equal, which the powers do not show.
    Raises ValueError for sizes that are not positive integers, p > D, and noise or powers negative or not finite.
    """

    n: int
    p: int
    powers: tuple[Real, ...]
    noise: Real = 1

    def __post_init__(self) -> None:
        size("n", self.n)
        nonnegative("noise", self.noise)
        if size("p", self.p) > len(self.powers):
            raise ValueError(f"p must be at most the number of components, {len(self.powers)}, got {self.p}")
        for power in self.powers:
            nonnegative("a power", power)

    @property
    def left_out(self) -> Fraction:
        """What the components beyond p carry: t."""
        return sum((Fraction(power) for power in self.powers[self.p :]), Fraction(0))

    @property
    def fit(self) -> MinimumNormRisk:
        """The law of R - t."""
        used = sum((Fraction(power) for power in self.powers[: self.p]), Fraction(0))
        return MinimumNormRisk(self.n, self.p, Fraction(self.noise) + self.left_out, used)

    @property
    def moments(self) -> float:
        """The largest k with a finite E R^k."""
        return self.fit.moments

    def mean(self) -> Fraction:
        """E R, exactly; MomentError for |n - p| <= 1 with noise or anything left out."""
        return self.left_out + self.fit.mean()

    def cdf(self, risk: float) -> float:
        """P(R <= risk), at every size; ValueError for NaN."""
        return self.fit.cdf(risk - float(self.left_out))

    def quantile(self, at: float) -> float:
        """The risk that is exceeded with probability 1 - `at`; ValueError outside (0, 1)."""
        return float(self.left_out) + self.fit.quantile(at)


def mean_curve(n: int, used: Sequence[int], powers: Sequence[Real], noise: Real = 1) -> Means:
    """E R at each number of components used, for judging; MomentError where one of them is infinite."""
    risks = [PrincipalComponentRisk(n, p, tuple(powers), noise) for p in used]
    return Means([risk.mean() for risk in risks], min((risk.moments for risk in risks), default=math.inf))


def cdf_curve(
    thresholds: Sequence[float] | np.ndarray, n: int, p: int, powers: Sequence[Real], noise: Real = 1
) -> np.ndarray:
    """P(R <= threshold) for each threshold; shape (len(thresholds),)."""
    law = PrincipalComponentRisk(n, p, tuple(powers), noise)
    return np.array([law.cdf(float(threshold)) for threshold in thresholds])
