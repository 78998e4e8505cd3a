"""Confidence intervals at very small error levels, one formula each.

Every function takes an array x of shape (n, m), m components judged at once, and a one-sided error level a, and
returns (lower, upper), each of shape (m,), each one-sided valid at level a. Where nothing can be said the bound
is infinite. The formulae are standard; the names in the docstrings say whose they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy import special

from harness.values import Floats

Interval = tuple[Floats, Floats]
_FAR = 1e3
"""Normal quantiles end near 39, where float64 underflows; searching further would overflow."""


def clopper_pearson(x: Floats, a: float) -> Interval:
    """Probability of a 0/1 outcome from its counts (Clopper and Pearson 1934); exact."""
    n = len(x)
    k = x.sum(axis=0)
    lower = np.where(k > 0, special.betaincinv(np.maximum(k, 1), n - k + 1, a), 0.0)
    upper = np.where(k < n, special.betainccinv(k + 1, np.maximum(n - k, 1), a), 1.0)
    return lower, upper


def student_with_skew_guard(x: Floats, a: float, skewness: float) -> Interval:
    """Mean of nearly Gaussian data, |skewness of one value| <= `skewness`.

    Student's t at the level that the Edgeworth term exp(z^3 skewness / (3 sqrt n)) of the self-normalised mean
    turns into a. Infinite where no level does.
    """
    n, m = x.shape
    quantile = _guarded_quantile(n, a, skewness) if n >= 2 else math.inf
    if math.isinf(quantile):
        return np.full(m, -np.inf), np.full(m, np.inf)
    mean = x.mean(axis=0)
    half = quantile * x.std(axis=0, ddof=1) / math.sqrt(n)
    return mean - half, mean + half


@lru_cache(maxsize=4096)
def _guarded_quantile(n: int, a: float, skewness: float) -> float:
    z_plain = -float(special.ndtri(a))
    cubic = skewness / (3 * math.sqrt(n))

    def excess(z: float) -> float:
        return float(special.log_ndtr(-z)) + cubic * z**3 - math.log(a)

    if cubic == 0:
        z = z_plain
    else:
        z = _first_root(excess, z_plain, max(z_plain, min(1 / (3 * cubic), _FAR)))
        if math.isinf(z):
            return math.inf
    return -float(special.stdtrit(n - 1, float(special.ndtr(-z))))


def _first_root(f: Callable[[float], float], low: float, high: float) -> float:
    """The point where the decreasing part of f, on [low, high], crosses zero; infinite if it does not."""
    if f(high) > 0:
        return math.inf
    for _ in range(100):
        middle = (low + high) / 2
        if f(middle) > 0:
            low = middle
        else:
            high = middle
    return high


def betting(x: Floats, a: float) -> Interval:
    """Mean of values in [0, 1], no other assumption (Waudby-Smith and Ramdas 2024).

    The capital prod(1 + b_i (x_i - mu)) of a gambler who bets b_i against the mean mu exceeds 1/a with probability
    at most a. Bets are predictable plug-ins tuned to the sample size, truncated at 0.9/mu, which makes the capital
    monotone in mu, so the bound is found by bisection.
    """
    return _betting_lower(x, a), 1.0 - _betting_lower(1.0 - x, a)


def _betting_lower(x: Floats, a: float) -> Floats:
    n, m = x.shape
    steps = np.arange(1, n + 1)[:, None]
    mean = (0.5 + np.cumsum(x, axis=0)) / (steps + 1)
    variance = (0.25 + np.cumsum((x - mean) ** 2, axis=0)) / (steps + 1)
    previous = np.vstack([np.full((1, m), 0.25), variance[:-1]])
    bets = np.sqrt(2 * math.log(1 / a) / (previous * n))
    low, high = np.zeros(m), np.ones(m)
    for _ in range(60):
        middle = (low + high) / 2
        gain = np.log1p(np.minimum(bets, 0.9 / np.maximum(middle, 1e-300)) * (x - middle)).sum(axis=0)
        rejected = gain >= math.log(1 / a)
        low, high = np.where(rejected, middle, low), np.where(rejected, high, middle)
    return low


def catoni(x: Floats, a: float, sigma: float) -> Interval:
    """Mean of data whose variance is at most sigma^2 (Catoni 2012). Infinite for n <= 2 ln(1/a)."""
    n, m = x.shape
    log = math.log(1 / a)
    if n <= 2 * log:
        return np.full(m, -np.inf), np.full(m, np.inf)
    scale = math.sqrt(2 * log / (n * sigma**2 * (1 + 2 * log / (n - 2 * log))))
    offset = n * (scale * sigma) ** 2 / 2 + log
    return _catoni_root(x, scale, offset), _catoni_root(x, scale, -offset)


def _catoni_root(x: Floats, scale: float, target: float) -> Floats:
    """Solve sum influence(scale (x - mu)) = target for mu; the sum decreases in mu."""
    reach = (abs(target) + len(x)) / scale
    low, high = x.min(axis=0) - reach, x.max(axis=0) + reach
    for _ in range(200):
        middle = (low + high) / 2
        z = scale * (x - middle)
        above = (np.sign(z) * np.log1p(np.abs(z) + z**2 / 2)).sum(axis=0) > target
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2


def order_statistics(x: Floats, a: float, q: float) -> Interval:
    """The q-quantile, no assumption at all: order statistics at binomial quantiles."""
    n, m = x.shape
    k = np.arange(n + 1)
    at_most = np.where(k < n, special.betainc(np.maximum(n - k, 1), k + 1, 1 - q), 1.0)  # P(Binomial(n, q) <= k)
    at_least = np.where(k > 0, special.betainc(np.maximum(k, 1), n - k + 1, q), 1.0)  # P(Binomial(n, q) >= k)
    ordered = np.sort(x, axis=0)
    below = np.flatnonzero(at_most <= a)
    above = np.flatnonzero(at_least <= a)
    lower = ordered[below[-1]] if len(below) else np.full(m, -np.inf)
    upper = ordered[above[0] - 1] if len(above) else np.full(m, np.inf)
    return lower, upper
