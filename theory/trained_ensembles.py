r"""Gaussian laws of infinitely wide networks from random starts: at the start, trained, and what they are taken for.

With the covariance S of the function at the start and the tangent kernel K, training on the labels y at D gives the law
with mean K_TD K_DD^-1 y and covariance of Lee et al. (2019), in which both kernels appear. The Gaussian process with
covariance K, be it conditioned on the labels or not, is another law. Networks have one hidden layer of erf units:

    S(x, x') = E[s(u) s(v)],    K = S + q E[s'(u) s'(v)],    q(x, x') = weight_variance <x, x'> / d + bias_variance,

u, v Gaussian with covariance q. Source: Im, "18.408 Project", section 3, where a trained network is a sample of the
Gaussian process of its tangent kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from theory.activations import Erf
from theory.dual_activations import duals
from theory.wide_networks import covariance_after_training, mean_after_training

Floats = NDArray[np.float64]
NODES = (np.arange(1, 4001) - 0.5) / 4000  # of a midpoint rule on (0, 1)


@dataclass(frozen=True)
class Law:
    """The Gaussian law with this mean (k,) and covariance (k, k), positive definite."""

    mean: Floats
    covariance: Floats

    def below(self, thresholds: ArrayLike, at: int = 0) -> Floats:
        """P(f_at <= t) for each threshold t."""
        deviation = np.sqrt(self.covariance[at, at])
        return special.ndtr((np.asarray(thresholds, dtype=float) - self.mean[at]) / deviation)

    def whitener(self) -> Floats:
        """W (k, k) with W (f - mean) standard normal under this law."""
        return np.asarray(np.linalg.inv(np.linalg.cholesky(self.covariance)), dtype=np.float64)

    def radius_below(self, thresholds: ArrayLike, reference: Law) -> Floats:
        """P(|W (f - mean)|^2 <= t) for f of this law and W, mean of `reference`, which must have the same mean.

        By Imhof's inversion of the characteristic function of a sum of a_j z_j^2. Raises ValueError for other means.
        """
        if not np.allclose(self.mean, reference.mean):
            raise ValueError("the radius is computed about the common mean of both laws, and these differ")
        W = reference.whitener()
        weights = np.linalg.eigvalsh(W @ self.covariance @ W.T)
        return sum_of_squares_below(weights, thresholds)


def sum_of_squares_below(weights: ArrayLike, thresholds: ArrayLike) -> Floats:
    """P(sum_j a_j z_j^2 <= t) for independent standard normal z_j and weights a_j > 0, at least three of them."""
    a, t = np.asarray(weights, dtype=float), np.asarray(thresholds, dtype=float)
    if len(a) < 3 or not np.all(a > 0):
        raise ValueError(f"at least three positive weights are needed, got {weights}")
    u = NODES / (1 - NODES) ** 2 / a.max()
    du = (1 + NODES) / (1 - NODES) ** 3 / a.max() / len(NODES)
    phase = np.arctan(a * u[:, None]).sum(axis=1) / 2
    damping = u * np.prod(1 + (a * u[:, None]) ** 2, axis=1) ** 0.25
    return 0.5 - (np.sin(phase - t[..., None] * u / 2) / damping * du).sum(axis=-1) / np.pi


def heavy_radius_below(dimension: int, thresholds: ArrayLike) -> Floats:
    """P(|z|^2 <= t) for z = sqrt(E) g, g standard normal, E exponential of mean 1: same covariance, heavier tails."""
    scale = -np.log1p(-NODES)
    return special.gammainc(dimension / 2, np.asarray(thresholds, dtype=float)[..., None] / scale / 2).mean(axis=-1)


def erf_kernels(
    points: ArrayLike, *, weight_variance: float = 2.0, bias_variance: float = 0.0
) -> tuple[Floats, Floats]:
    """S and K (n, n) of points (n, d), for one hidden layer of erf units. Raises ValueError for other shapes."""
    x = np.asarray(points, dtype=float)
    if x.ndim != 2:
        raise ValueError(f"points are rows of a matrix, got shape {x.shape}")
    q = weight_variance * x @ x.T / x.shape[1] + bias_variance
    own = np.diag(q)
    value, slope = duals(Erf(), own[:, None], q, own)
    return value, value + slope * q


def trained(K: ArrayLike, S: ArrayLike, D: Sequence[int], y: ArrayLike) -> Law:
    """The law after training on y at the positions D, at the other points; with S = K the posterior of K."""
    return Law(mean_after_training(K, D, y), covariance_after_training(K, S, D))


def untrained(K: ArrayLike, D: Sequence[int]) -> Law:
    """The Gaussian process of covariance K, not conditioned, at the points outside D."""
    K = np.asarray(K, dtype=float)
    T = [i for i in range(len(K)) if i not in list(D)]
    return Law(np.zeros(len(T)), K[np.ix_(T, T)])
