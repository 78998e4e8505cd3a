"""How the mean risk of the linear two-layer network with a trained second layer changes with its width.

The exact means of `two_layer_linear`, with s2 = noise and r = radius, are ratios of linear functions of h, so that the
difference between two widths on one side of the threshold is a constant over two linear factors.

h <= min(d, n - 2).  E R = [r^2 (n-1)(1 - h/d) + s2 h] / (n-h-1), hence
    E R(k) - E R(h) = (k-h) (n-1) [r^2 (1 - (n-1)/d) + s2] / ((n-h-1) (n-k-1)).
    One bracket decides at every width. It is positive for d >= n - 1, whatever the noise: the risk rises from h = 0 to
    the peak. For d < n - 1 the risk descends from h = 0 to h = d if s2 < r^2 ((n-1)/d - 1), and rises otherwise.
d <= n and h >= d.  E R does not depend on h.
h >= n + 2 and d >= n + 2.  E R = r^2 (1 - n/d) (h-1)/(h-n-1) + s2 n (d+h-2n-1) / ((d-n-1)(h-n-1)), hence
    E R(k) - E R(h) = -(k-h) n [r^2 (1 - n/d) + s2 (d-n)/(d-n-1)] / ((h-n-1) (k-n-1)) < 0.

With d/n = gamma1 and h/n = gamma2 in the limit, dR/dgamma2 is [r^2 (1 - 1/gamma1) + s2] / (1 - gamma2)^2 below the
threshold (and below gamma1), and its negative above: the peak has the same residue on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from theory.two_layer_checks import length, listed, nonnegative, positive
from theory.two_layer_linear import MomentError, SecondLayerRisk

__all__ = ["descends_at_first", "increments", "slope"]


def increments(n: int, d: int, widths: Sequence[int], noise: float = 1.0, radius: float = 1.0) -> np.ndarray:
    """E R(k) - E R(h) for consecutive widths h < k; shape (len(widths) - 1,).

    Raises MomentError where one of the means is infinite, and ValueError where h < n < k, or h < d < k with d <= n: the
    risk is another function of the width there. ValueError for widths that do not increase.
    """
    ends = [SecondLayerRisk(n, d, h, noise, radius) for h in listed("widths", widths)]
    if any(low.h >= high.h for low, high in pairwise(ends)):
        raise ValueError(f"widths must increase, got {tuple(widths)}")
    return np.array([_increment(low, high) for low, high in pairwise(ends)])


def _increment(low: SecondLayerRisk, high: SecondLayerRisk) -> float:
    low.mean()
    high.mean()  # either may be infinite
    n, d, h, k, r2 = low.n, low.d, low.h, high.h, low.radius**2
    if d <= n and h >= d:
        return 0.0
    if h < min(n, d) < k:
        raise ValueError(f"two widths must lie on one side of min(n, d) = {min(n, d)}, got {h} and {k}")
    if k <= n:
        return float(Fraction((k - h) * (n - 1), (n - h - 1) * (n - k - 1))) * (r2 * (1 - (n - 1) / d) + low.noise)
    bracket = r2 * (1 - n / d) + (low.noise * (d - n) / (d - n - 1) if low.noise > 0 else 0.0)
    return -float(Fraction((k - h) * n, (h - n - 1) * (k - n - 1))) * bracket


def descends_at_first(n: int, d: int, noise: float = 1.0, radius: float = 1.0) -> bool:
    """Whether the mean risk is smaller with one hidden unit than with none; MomentError for n <= 2."""
    return bool(increments(n, d, (0, 1), noise, radius)[0] < 0)


def slope(gamma1: float | Fraction, gamma2: float | Fraction, noise: float = 1.0, radius: float = 1.0) -> float:
    """dR / dgamma2 in the limit d/n = gamma1, h/n = gamma2.

    Raises MomentError where the risk is infinite (gamma2 = 1 <= gamma1, or gamma2 > gamma1 = 1 with noise), and
    ValueError at the corner gamma2 = gamma1 < 1 and for ratios that are not positive.
    """
    positive("gamma1", gamma1)
    positive("gamma2", gamma2)
    r2, noise = length("radius", radius) ** 2, nonnegative("noise", noise)
    if gamma2 == gamma1 < 1:
        raise ValueError(f"the risk has a corner at gamma2 = gamma1 = {gamma1}, and no slope")
    if gamma1 < 1 and gamma2 > gamma1:
        return 0.0
    if gamma2 == 1 or (gamma2 > gamma1 == 1 and noise > 0):
        raise MomentError(f"the mean of the risk is infinite at gamma1 = {gamma1}, gamma2 = {gamma2}")
    size = (r2 * float(1 - 1 / Fraction(gamma1)) + noise) / float(1 - gamma2) ** 2
    return size if gamma2 < 1 else -size
