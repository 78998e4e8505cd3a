r"""Exact finite-size law of the risk of minimum-norm linear regression.

Data x ~ N(0, I_d), y = <x, theta> + eps with |theta|^2 = signal and eps ~ N(0, noise), n of them; fit X^+ y, where
gradient flow from zero ends. Risk R = |X^+ y - theta|^2: it excludes the label noise. Every chi2_k and Beta below is an
independent draw.

d <= n.  X^+ y - theta = X^+ eps. The rotation of X is uniform and independent of the rest, so X^+ eps has a uniform
    direction; conditionally on eps its length is |eps_in|^2 / chi2_{n-d+1} with eps_in the part of eps in the column
    space of X (an inverse Wishart diagonal):        R = noise chi2_d / chi2_{n-d+1}.
d >= n.  The row space of X is a uniform n-dimensional subspace, independent of the singular values: theta loses what is
    orthogonal to it, and the noise adds eps' (X X')^-1 eps:
                                         R = signal Beta((d-n)/2, n/2) + noise chi2_n / chi2_{d-n+1}.

The chi-square that divides has f = |n - d| + 1 degrees of freedom. Near 0 its law is P(chi2_f < x) ~
(x/2)^(f/2) / Gamma(f/2 + 1); so P(R > t) ~ c t^(-f/2) with

    c = noise^(f/2) Gamma((m + f)/2) / (Gamma(m/2) Gamma(f/2 + 1)),    m = min(n, d),

and E R^k is finite iff k < f/2. At d = n the mean is infinite, and the mean of M draws is M times a stable variable.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from harness import Means
from scipy import special

from theory import two_layer_laws as laws
from theory.two_layer_checks import finites, listed, nonnegative, number, positive, probability, size
from theory.two_layer_linear import MomentError

__all__ = [
    "MinimumNormRisk",
    "average_cdf",
    "best_dimension",
    "cdf_curve",
    "flow_risk",
    "fresh_error",
    "mean_curve",
    "median_of_average",
    "survival_curve",
]

Real = int | float | Fraction


@dataclass(frozen=True)
class MinimumNormRisk:
    """Law of R for n samples in d dimensions; `noise` is the variance of label noise, `signal` the square of |theta|.

    Moments are exact (Fractions; a float counts as the rational it is). Raises ValueError for sizes that are not
    positive integers, and for `noise` or `signal` that are negative or not finite.
    """

    n: int
    d: int
    noise: Real = 1
    signal: Real = 1

    def __post_init__(self) -> None:
        size("n", self.n)
        size("d", self.d)
        nonnegative("noise", self.noise)
        nonnegative("signal", self.signal)

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the chi-square that divides: |n - d| + 1."""
        return abs(self.n - self.d) + 1

    @property
    def fitted(self) -> int:
        """min(n, d), the rank of the data."""
        return min(self.n, self.d)

    @property
    def moments(self) -> float:
        """The largest k with a finite E R^k; infinite without label noise."""
        return (self.freedom - 1) // 2 if self.noise else math.inf

    def tail(self) -> tuple[Fraction, float]:
        """(index, c) of P(R > t) ~ c t^-index. Raises ValueError without label noise: then R is at most `signal`."""
        positive("noise", self.noise)
        half = self.freedom / 2
        log_c = half * math.log(self.noise) + math.lgamma(self.fitted / 2 + half)
        return Fraction(self.freedom, 2), math.exp(log_c - math.lgamma(self.fitted / 2) - math.lgamma(half + 1))

    def moment(self, power: int) -> Fraction:
        """E R^power, exactly. Raises MomentError where it is infinite, ValueError for a power that is no size."""
        size("power", power)
        if power > self.moments:
            word = {1: "mean", 2: "second moment"}.get(power, f"moment of order {power}")
            raise MomentError(
                f"the {word} of the risk is infinite at n = {self.n}, d = {self.d}: moments exist below "
                f"{self.freedom / 2:g}; ask for the cdf or a quantile"
            )
        missed, amplified = self._missed_moments(power), self._amplified_moments(power)
        return sum((math.comb(power, j) * missed[j] * amplified[power - j] for j in range(power + 1)), Fraction(0))

    def mean(self) -> Fraction:
        """E R; MomentError for |n - d| <= 1 with label noise."""
        return self.moment(1)

    def variance(self) -> Fraction:
        """Variance of R; MomentError for |n - d| <= 3 with label noise."""
        return self.moment(2) - self.moment(1) ** 2

    def cdf(self, risk: float) -> float:
        """P(R <= risk), at every size, to 1e-11; ValueError for NaN."""
        return self._probability(risk, above=False)

    def survival(self, risk: float) -> float:
        """P(R > risk), to nine digits even where it is tiny; ValueError for NaN."""
        return self._probability(risk, above=True)

    def density(self, risk: float) -> float:
        """dP(R <= risk) / d risk for d <= n and label noise, where it is that of an F law; ValueError elsewhere."""
        positive("noise", self.noise)
        positive("risk", risk)
        if self.d > self.n:
            raise ValueError(f"the density is in closed form for d <= n, got n = {self.n} and d = {self.d}")
        top, bottom, ratio = self.fitted / 2, self.freedom / 2, risk / float(self.noise)
        log_ratio_law = (top - 1) * math.log(ratio) - (top + bottom) * math.log1p(ratio) - special.betaln(top, bottom)
        return math.exp(log_ratio_law) / float(self.noise)

    def quantile(self, at: float) -> float:
        """The risk that is exceeded with probability 1 - `at`, at every size; ValueError outside (0, 1)."""
        wanted = probability(at)
        if self.d <= self.n:
            share = float(special.betaincinv(self.fitted / 2, self.freedom / 2, wanted))
            rest = float(special.betainccinv(self.freedom / 2, self.fitted / 2, wanted))
            if not share < math.inf or not rest > 0:
                raise ValueError(f"the quantile at {at!r} is too near an end of the law to be computed")
            return float(self.noise) * share / rest
        if self.noise == 0:
            return float(self.signal) * float(special.betaincinv((self.d - self.n) / 2, self.n / 2, wanted))
        return laws.quantile(self.cdf, wanted, float(self.signal + self.noise))

    def _probability(self, risk: float, above: bool) -> float:
        risk = number("risk", risk)
        beyond = max(0, self.d - self.n)
        always_zero = self.noise == 0 and (beyond == 0 or self.signal == 0)
        if risk <= 0 or risk == math.inf:
            return float(above == (risk < 0 or (risk == 0 and not always_zero)))
        return laws.ratio_cdf(
            float(risk),
            (beyond / 2, self.n / 2),
            (self.fitted, self.freedom),
            float(self.noise),
            float(self.signal),
            shared=False,
            above=above,
        )

    def _missed_moments(self, power: int) -> list[Fraction]:
        """E b^k for k = 0 ... power, b = signal Beta((d-n)/2, n/2)."""
        beyond, moments = max(0, self.d - self.n), [Fraction(1)]
        for k in range(power):
            moments.append(moments[-1] * Fraction(self.signal) * Fraction(beyond + 2 * k, self.d + 2 * k))
        return moments

    def _amplified_moments(self, power: int) -> list[Fraction]:
        """E (noise chi2_m / chi2_f)^k for k = 0 ... power."""
        moments = [Fraction(1)]
        for k in range(power if self.noise else 0):
            moments.append(moments[-1] * Fraction(self.noise) * Fraction(self.fitted + 2 * k, self.freedom - 2 - 2 * k))
        return moments + [Fraction(0)] * (power + 1 - len(moments))


def mean_curve(n: int, dimensions: Sequence[int], noise: Real = 1, signal: Real = 1) -> Means:
    """E R at each of the dimensions, for judging; MomentError where one of them is infinite."""
    risks = [MinimumNormRisk(n, d, noise, signal) for d in listed("dimensions", dimensions)]
    return Means([risk.mean() for risk in risks], min((risk.moments for risk in risks), default=math.inf))


def cdf_curve(
    thresholds: Sequence[float] | np.ndarray, n: int, d: int, noise: Real = 1, signal: Real = 1
) -> np.ndarray:
    """P(R <= threshold) for each threshold; shape (len(thresholds),)."""
    law = MinimumNormRisk(n, d, noise, signal)
    return np.array([law.cdf(threshold) for threshold in listed("thresholds", thresholds)])


def survival_curve(
    thresholds: Sequence[float] | np.ndarray, n: int, d: int, noise: Real = 1, signal: Real = 1
) -> np.ndarray:
    """P(R > threshold) for each threshold; shape (len(thresholds),)."""
    law = MinimumNormRisk(n, d, noise, signal)
    return np.array([law.survival(threshold) for threshold in listed("thresholds", thresholds)])


def fresh_error(n: int, d: int, noise: Real = 1, signal: Real = 1) -> Means:
    """(E R, E (y - f(x))^2) for a fresh labelled point: the second is larger by the noise, which R leaves out."""
    law = MinimumNormRisk(n, d, noise, signal)
    return Means([law.mean(), law.mean() + Fraction(noise)], law.moments)


def flow_risk(x: np.ndarray, y: np.ndarray, theta: np.ndarray, time: float, factor: float = 1.0) -> float:
    """R at `time` of gradient flow from zero on the loss factor |y - X b|^2 / 2, mode by mode of X.

    The part of y in a mode of singular value s is fitted up to exp(-factor s^2 time): only factor * time matters.
    Raises ValueError for a negative time or factor, or shapes that do not fit.
    """
    x, y, theta = finites("x", x), finites("y", y), finites("theta", theta)
    if x.ndim != 2 or y.shape != x.shape[:1] or theta.shape != x.shape[1:]:
        raise ValueError(f"x, y, theta want shapes (n, d), (n,), (d,); got {x.shape}, {y.shape}, {theta.shape}")
    left, s, right = np.linalg.svd(x, full_matrices=False)
    rate = nonnegative("time", time) * nonnegative("factor", factor)
    return float(np.sum((right.T @ (-np.expm1(-rate * s**2) / s * (left.T @ y)) - theta) ** 2))


def best_dimension(n: int, noise: float, signal: float) -> float:
    """Where the limiting risk of d > n has its least value: d / n = r / (r - s), r^2 = signal and s^2 = noise.

    Infinite if noise >= signal: then the risk falls all the way to that of no fit.
    """
    size("n", n)
    r, s = math.sqrt(nonnegative("signal", signal)), math.sqrt(nonnegative("noise", noise))
    return n * r / (r - s) if r > s else math.inf


def average_cdf(levels: Sequence[float] | np.ndarray, n: int, noise: Real = 1) -> np.ndarray:
    """P(mean of M independent risks at d = n <= M x) for each level x, in the limit of many draws M.

    With P(R > t) ~ c t^(-1/2), the sum of M of them is M^2 S, where S has the Levy law P(S <= x) = erfc(sqrt(sigma /
    2x)), sigma = pi c^2 / 2 (compare the tails). Raises ValueError for levels that are not positive.
    """
    _, c = MinimumNormRisk(n, n, noise).tail()
    x = np.array([positive("a level", level) for level in listed("levels", levels)])
    return special.erfc(c / 2 * np.sqrt(math.pi / x))


def median_of_average(draws: int, n: int, noise: Real = 1) -> float:
    """The median of the mean of many independent risks at d = n: proportional to their number."""
    _, c = MinimumNormRisk(n, n, noise).tail()
    return size("draws", draws) * math.pi * c**2 / (4 * float(special.erfcinv(0.5)) ** 2)
