"""Kernel regression on a domain of M points, from which n different ones are drawn: ridge, noise, errors.

A ridge on different points is part of the kernel: K_DD + delta I = K'_DD with K' = K + delta 1[x = x'], of eigenvalues
lambda_i + delta / M on the same eigenfunctions. On every data set the fit with K and the ridge is that of K' without
one, with every coefficient shrunk by s_i = lambda_i / (lambda_i + delta / M). Hence, with

    n = sum_i m_i (lambda_i + delta / M) / (lambda_i + C),        L_i = lambda_i / (lambda_i + C),

the usual equation is the limit of many points: there sum_i m_i delta / M / (lambda_i + C) is delta / C.
Noise of variance sigma^2 on the labels is a white target: sigma^2 / M more power for each mode. With L'_i =
(lambda_i + delta / M) / (lambda_i + C), and the covariance (E' / n) L'_j^2 of the coefficients for K',

    E' / n = sum_i (1 - L'_i)^2 (v_i^2 + m_i sigma^2 / M) / sum_i m_i L'_i (1 - L'_i),
    MSE = sum_i (1 - L_i)^2 v_i^2 + q sigma^2 / M + q E' / n,        q = sum_i m_i L_i^2,

and the residual delta a of the labels, a = K'_DD^-1 y, has the coefficients a_i = fit'_i / (M (lambda_i + delta / M)).
Without ridge the noise adds [q + (E_0 - 1)(M - 2 n + q)] / M, with E_0 = n / (n - q): 1 at n = M, where the labels are
all that is learned, and not infinity. This much is exact given the means of L_i and their spread, which are those of
eigenlearning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import eigenlearning, learning_curves

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FiniteDomain:
    """What n different points of M make of a spectrum, by level, shape (levels,). Made by `without_replacement`.

    learned  L = lambda / (lambda + C)
    shrink   s = lambda / (lambda + delta / M)
    inner    the levels of K', without ridge
    """

    n: float
    points: int
    eigenvalues: Floats
    ridge: float
    counts: Floats
    learned: Floats
    shrink: Floats
    inner: learning_curves.Levels

    def mse(self, powers: ArrayLike, *, noise: float = 0.0) -> float:
        """Mean squared error against f over all M points, for the sums of v^2 over each level and noise on the labels.

        Raises ValueError for another number of powers, and for negative or infinite ones.
        """
        power, white = self._powers(powers, noise)
        squares = self.counts * self.learned**2
        mean = math.fsum((1 - self.learned) ** 2 * power) + math.fsum(self.learned**2 * white)
        return mean + self._spread(power + white) * math.fsum(squares)

    @property
    def overfitting(self) -> float:
        """1 + the error that noise of variance 1 adds: the factor of sigma^2 for fresh labels. At most 2 at n = M."""
        return 1 + self.mse(np.zeros(self.learned.shape), noise=1.0)

    def train_error(self, powers: ArrayLike, *, noise: float = 0.0) -> float:
        """Mean squared residual of the labels on the training points; 0 without ridge. Raises as `mse` does."""
        power, white = self._powers(powers, noise)
        if self.ridge == 0:
            return 0.0
        gain = 1 / (self.eigenvalues + self.ridge / self.points + self.inner.constant) ** 2  # 1 / (lambda + C)^2
        squares = math.fsum(gain * (power + white)) + self._spread(power + white) * math.fsum(self.counts * gain)
        return self.ridge**2 / (self.n * self.points) * squares

    def _spread(self, powers: Floats) -> float:
        """E' / n for these powers; 0 where nothing is left unlearned."""
        left = math.fsum(self.inner.unlearned**2 * powers)
        return left / self.inner.remainder if left > 0 else 0.0

    def _powers(self, powers: ArrayLike, noise: float) -> tuple[Floats, Floats]:
        power = np.atleast_1d(np.asarray(powers, dtype=np.float64))
        if power.shape != self.learned.shape or not np.all((power >= 0) & np.isfinite(power)):
            raise ValueError(f"one finite power >= 0 is needed for each of {self.learned.size} levels, got {power}")
        if not (noise >= 0 and math.isfinite(noise)):
            raise ValueError(f"the noise variance must be finite and not negative, got {noise}")
        return power, noise / self.points * self.counts


def without_replacement(
    n: float, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None, *, ridge: float = 0.0
) -> FiniteDomain:
    """Learnabilities and errors for n different points; M is the sum of the multiplicities, zero levels included.

    Raises ValueError for a spectrum that is none, a negative ridge, and n outside 0 < n <= M or, without ridge, above
    the rank.
    """
    lam, counts = eigenlearning.checked_spectrum(eigenvalues, multiplicities, keep_zeros=True)
    points = int(counts.sum())
    if not (ridge >= 0 and math.isfinite(ridge)):
        raise ValueError(f"the ridge must be finite and not negative, got {ridge}")
    most = points if ridge > 0 else int(counts[lam > 0].sum())
    if not 0 < n <= most:
        raise ValueError(f"different points that the kernel can tell: 0 < n <= {most}, got n = {n}")
    inner = learning_curves.levels(n, lam + ridge / points, counts.astype(int))
    shrink = np.where(lam > 0, lam / np.where(lam > 0, lam + ridge / points, 1.0), 0.0)
    return FiniteDomain(n, points, lam, ridge, counts, shrink * inner.learned, shrink, inner)


def distinct_points(n: int, points: int) -> Fraction:
    """M (1 - (1 - 1/M)^n), the mean number of different points among n drawn with replacement from M.

    It is also the mean total learnability without ridge of a positive-definite kernel. Raises ValueError for n < 0
    and M < 1.
    """
    if n < 0 or points < 1:
        raise ValueError(f"n >= 0 draws from M >= 1 points are needed, got n = {n} and M = {points}")
    return points * (1 - Fraction(points - 1, points) ** n)


def isotropic_noise_excess(n: int, d: int) -> Fraction:
    """n / (d - n - 1): what noise of variance 1 adds for d equal independent Gaussian features, exactly, n < d - 1.

    The fit of noise has the norm eps^T (Phi Phi^T)^-1 eps, the mean trace of an inverse Wishart matrix. The domain is
    continuous, and eigenlearning's n / (d - n) is right for d - n large. Raises ValueError where the mean is infinite.
    """
    if not 0 <= n < d - 1:
        raise ValueError(f"the mean is finite for 0 <= n < d - 1 only, got n = {n}, d = {d}")
    return Fraction(n, d - n - 1)
