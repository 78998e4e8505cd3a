"""Infinitely wide networks after training: Gaussian processes that interpolate, though not Bayesian ones.

With the tangent kernel K and the covariance S of the function at the start, gradient descent on the labels y at D makes

    f(x) = f_0(x) + A_x (y - f_0(D)),    A_x = K(x, D) K(D, D)^-1,

so that f has mean A y and covariance S + A S(D, D) A^T - A S(D, .) - (A S(D, .))^T. Kernel matrices cover all points, D
are the positions of the data; the laws are those at the other points, in their order. Source: Simon, Dickens and
DeWeese, "A First-Principles Theory of Neural Network Generalization", where f_0 is left out; derived from Lee et al.
(2019), "Wide Neural Networks of Any Depth Evolve as Linear Models".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def mean_after_training(K: ArrayLike, D: Sequence[int], y: ArrayLike) -> Floats:
    """A y at the points outside D. Raises ValueError for labels that do not fit D."""
    weights, _, _ = _weights(K, D)
    labels = np.asarray(y, dtype=float)
    if labels.shape != (len(D),):
        raise ValueError(f"one label per data point is needed, got shape {labels.shape} for {len(D)} points")
    return weights @ labels


def covariance_after_training(K: ArrayLike, S: ArrayLike, D: Sequence[int]) -> Floats:
    """S + A S_DD A^T - A S_D. - (A S_D.)^T at the M - n points outside D; with S = K, the Bayesian posterior of K."""
    weights, T, D = _weights(K, D)
    S = np.asarray(S, dtype=float)
    if S.shape != np.shape(K):
        raise ValueError(f"both kernels need the same points, got shapes {np.shape(K)} and {S.shape}")
    cross = weights @ S[np.ix_(D, T)]
    return S[np.ix_(T, T)] + weights @ S[np.ix_(D, D)] @ weights.T - cross - cross.T


def _weights(K: ArrayLike, D: Sequence[int]) -> tuple[Floats, list[int], list[int]]:
    K, D = np.asarray(K, dtype=float), list(D)
    if K.ndim != 2 or len(K) != len(K.T) or len(set(D)) != len(D) or not all(0 <= i < len(K) for i in D):
        raise ValueError(f"a square kernel and distinct positions in it are needed, got shape {K.shape} and D = {D}")
    T = [i for i in range(len(K)) if i not in D]
    return np.linalg.solve(K[np.ix_(D, D)], K[np.ix_(D, T)]).T, T, D
