"""Learning curves of kernel regression from its spectrum: test error, train error and the mean of the learned function.

Kernel eigenvalues lambda_i on the data measure, a target f = sum_i v_i phi_i, n labels y = f(x) + noise of variance
sigma^2, a ridge delta added to the Gram matrix. With C and L_i = lambda_i / (lambda_i + C) of `theory.eigenlearning`,

    q = sum_i L_i^2,  E_0 = n / (n - q),  E = E_0 (sum_i (1 - L_i)^2 v_i^2 + sigma^2),  E_train = (delta / (n C))^2 E,

and the mean of the learned coefficients is L_i v_i. Spectra come by level: one eigenvalue, one multiplicity m and one
power (the sum of v_i^2 over the level). E counts the noise of a fresh label; `mse` is E - sigma^2, against f itself.

n - q = sum_i L_i (1 - L_i) + delta / C is a sum of positive terms and loses no digits, near the rank as elsewhere. From
the rank R on, without ridge, C = 0: every mode of the kernel is learned, q = R, and delta / C stands for its limit
n - R, so that E_0 = n / (n - R), infinite at n = R, as in linear regression. At n = 0, C is infinite and E_0 = 1.
Everything here is an approximation for independent points, whose error depends on the domain; see `predict`.
Source: Simon, Dickens and DeWeese (2021), "A First-Principles Theory of Neural Network Generalization".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import eigenlearning

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Levels:
    """What n samples make of a spectrum: by level, shape (levels,), and in total. Made by `levels`.

    learned         L = lambda / (lambda + C), and 0 for ever where lambda = 0
    unlearned       1 - L = C / (lambda + C), without cancellation
    squares         q = sum m L^2
    remainder       n - q = sum m L (1 - L) + delta / C
    ridge_fraction  delta / (n C), the part of the samples that the ridge takes; 1 - rank / n where C = 0
    """

    n: float
    constant: float
    learned: Floats
    unlearned: Floats
    squares: float
    remainder: float
    ridge_fraction: float

    @property
    def overfitting(self) -> float:
        """E_0 = n / (n - q) >= 1; 1 at n = 0, and infinite where n is the rank and there is no ridge."""
        return _quotient(self.n, self.remainder) if self.n > 0 else 1.0

    @property
    def mode_mse(self) -> Floats:
        """E_0 (1 - L)^2: the error for each eigenfunction as the target, without noise, shape (levels,).

        Infinite at the rank, without ridge, for levels of eigenvalue 0.
        """
        some = self.unlearned > 0
        return np.where(some, self.overfitting * np.where(some, self.unlearned, 1.0) ** 2, 0.0)

    def mean_coefficients(self, coefficients: ArrayLike) -> Floats:
        """L v, the mean of the learned coefficients, for one coefficient v per level; ValueError for another shape."""
        v = np.atleast_1d(np.asarray(coefficients, dtype=np.float64))
        if v.shape != self.learned.shape or not np.all(np.isfinite(v)):
            raise ValueError(f"one finite coefficient per level is needed, got {v} for {self.learned.size} levels")
        return self.learned * v

    def mse(self, powers: ArrayLike, *, noise: float = 0.0) -> float:
        """E - sigma^2 = (n sum (1 - L)^2 power + sigma^2 q) / (n - q), the mean squared error against f.

        `powers` is the sum of v^2 over each level, shape (levels,); `noise` is sigma^2. Raises ValueError if either is
        negative or not finite. Infinite at the rank, unless nothing is left unlearned and there is no noise.
        """
        left = self._unlearned_power(powers, noise)
        if self.n == 0:
            return left
        return _quotient(self.n * left + noise * self.squares, self.remainder)

    def risk(self, powers: ArrayLike, *, noise: float = 0.0) -> float:
        """E, the mean squared error against a fresh noisy label: `mse` + sigma^2."""
        return self.mse(powers, noise=noise) + noise

    def train_error(self, powers: ArrayLike, *, noise: float = 0.0) -> float:
        """(delta / (n C))^2 E, the mean squared residual of the labels; 0 without ridge below the rank R.

        Beyond the rank, without ridge, (1 - R / n) (unlearned power + sigma^2); at n = 0 the limit from above.
        """
        left = self._unlearned_power(powers, noise) + noise
        if self.n == 0:
            return left * self.ridge_fraction**2
        return left * self.ridge_fraction * _quotient(self.n * self.ridge_fraction, self.remainder)

    def train_mse(self, powers: ArrayLike, *, noise: float = 0.0) -> float:
        """E_train + sigma^2 (1 - 2 delta / (n C)), the mean squared error against f on the training points.

        The residual is -delta (K + delta)^-1 y, whose mean product with the noise is -sigma^2 delta / (n C). Without
        ridge the noise is fitted and sigma^2 remains.
        """
        return max(self.train_error(powers, noise=noise) + noise * (1 - 2 * self.ridge_fraction), 0.0)

    def _unlearned_power(self, powers: ArrayLike, noise: float) -> float:
        """sum (1 - L)^2 power, and the checks of powers and noise."""
        power = np.atleast_1d(np.asarray(powers, dtype=np.float64))
        if power.shape != self.learned.shape:
            raise ValueError(f"one power per level is needed, got shape {power.shape} for {self.learned.size} levels")
        bad = np.flatnonzero(~((power >= 0) & np.isfinite(power)))
        if len(bad):
            raise ValueError(f"power {bad[0]} is {power[bad[0]]}; all must be finite and not negative")
        if not (noise >= 0 and math.isfinite(noise)):
            raise ValueError(f"the noise variance must be finite and not negative, got {noise}")
        return math.fsum(self.unlearned**2 * power)


def levels(n: float, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None, *, ridge: float = 0.0) -> Levels:
    """L, 1 - L, q, n - q and delta / (n C) for real n >= 0, each to a relative 1e-13.

    Raises ValueError as `eigenlearning.constant` does; eigenvalues that are zero, or negative by round-off, may occur.
    """
    c = eigenlearning.constant(n, eigenvalues, multiplicities, ridge=ridge)
    values, counts = eigenlearning.checked_spectrum(eigenvalues, multiplicities, keep_zeros=True)
    learned = eigenlearning.learnability(values, c)
    if 0 < c < math.inf:
        with np.errstate(over="ignore"):
            unlearned = 1 / (1 + values / c)
        share = ridge / c
    else:
        unlearned = 1 - learned  # zeros and ones
        share = n - float(counts[values > 0].sum()) if c == 0 else 0.0
    fraction = share / n if n > 0 else ridge / (math.fsum(values * counts) + ridge)  # C = (sum m lambda + delta) / n
    remainder = min(math.fsum([*(counts * learned * unlearned), share]), n)  # rounding must not make it exceed n
    return Levels(n, c, learned, unlearned, math.fsum(counts * learned**2), remainder, fraction)


def overfitting(
    n: float, eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None, *, ridge: float = 0.0
) -> float:
    """E_0 = n / (n - q): what noise and the error of the unlearned modes are multiplied with."""
    return levels(n, eigenvalues, multiplicities, ridge=ridge).overfitting


def off_training(whole: ArrayLike, training: ArrayLike, n: ArrayLike, points: float) -> Floats:
    """(M E - n E_D) / (M - n): the mean over the M - n points outside D, from the means E over all M and E_D over D.

    All three broadcast. Raises ValueError unless 0 <= n < M and both errors are numbers >= 0.
    """
    whole, training, n = (np.asarray(x, dtype=np.float64) for x in (whole, training, n))
    if not (np.all(n >= 0) and np.all(n < points)):
        raise ValueError(f"training sizes lie in 0 <= n < M = {points}, got {n}")
    if not (np.all(whole >= 0) and np.all(training >= 0)):
        raise ValueError(f"mean squared errors are not negative, got {whole} and {training}")
    return np.asarray((points * whole - n * training) / (points - n))


def first_slope(eigenvalues: ArrayLike, multiplicities: ArrayLike | None = None) -> Floats:
    """d mode_mse / dn at n = 0 without ridge, (sum m lambda^2 - 2 lambda_i S) / S^2 with S = sum m lambda, by level.

    Positive, so that the error first grows above 1, where lambda_i < sum m lambda^2 / (2 S). If all |phi_i| = 1 it is
    also mode_mse(1) - 1 of regression itself, exactly: one point x is fitted by K(., x) / K(x, x).
    """
    values, counts = eigenlearning.checked_spectrum(eigenvalues, multiplicities, keep_zeros=True)
    share = values / values.max()
    total = math.fsum(counts * share)
    return (math.fsum(counts * share**2) / total - 2 * share) / total


def _quotient(numerator: float, denominator: float) -> float:
    """numerator / denominator for a denominator >= 0, with 0 / 0 = 0: nothing is left, however much it is inflated."""
    if numerator == 0:
        return 0.0
    return numerator / denominator if denominator > 0 else math.inf
