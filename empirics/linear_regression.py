"""Minimum-norm least squares on Gaussian inputs: in weights and by the kernel <x, x'>, below and above d points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from empirics.lab import trial

Floats = NDArray[np.float64]


@trial(batch=16, host=True)
def primal_and_dual(rng: np.random.Generator, *, n: int, d: int) -> dict[str, Floats | np.float64]:
    """n points with d independent Gaussian inputs of random scales between 1/4 and 1.

    Observables: outcome (2,): the sum of the learnabilities of all d inputs as targets, fitted by the kernel, and the
    largest difference between the weights of these fits and those of least squares; condition (), the ratio of the
    extreme eigenvalues of the smaller Gram matrix.
    """
    inputs = rng.standard_normal((n, d)) * np.exp2(rng.uniform(-2.0, 0.0, size=d))
    by_kernel = inputs.T @ (np.linalg.pinv(inputs @ inputs.T, rcond=1e-10, hermitian=True) @ inputs)
    by_weights = np.linalg.lstsq(inputs, inputs, rcond=None)[0]
    singular = np.linalg.svd(inputs, compute_uv=False)
    return {
        "outcome": np.array([np.trace(by_kernel), np.abs(by_kernel - by_weights).max()]),
        "condition": np.float64((singular[0] / singular[-1]) ** 2),
    }


@trial(batch=64, host=True)
def isotropic(rng: np.random.Generator, *, d: int, below: tuple[int, ...], above: tuple[int, ...]) -> dict[str, Floats]:
    """Standard normal inputs, nested data sets of fewer (`below`) and of more (`above`) than d points.

    Observables: learnability (len(below),), in the mean over the first three quarters of the inputs as targets; excess
    (len(below) + len(above),), what label noise of variance 1 adds to the mean squared error, tr (X X^T)^+, plus a
    fixed multiple of tr X X^T / (n d) - 1, which has mean 0 (a control variate).
    """
    if not below or not above or not 1 <= min(below) <= max(below) < d < min(above):
        raise ValueError(f"sizes lie on both sides of d = {d}, got {below} and {above}")
    inputs, targets = rng.standard_normal((max(above), d)), 3 * d // 4
    few = inputs[: max(below)]
    both = np.concatenate([few[:, :targets], np.eye(len(few))], axis=1)
    squares = solve_triangular(np.linalg.cholesky(few @ few.T), both, lower=True) ** 2
    at, sizes = np.array(below) - 1, np.array([*below, *above])
    inverse = np.linalg.inv(np.stack([inputs[:n].T @ inputs[:n] for n in above]))
    excess = [np.cumsum(squares[:, targets:].sum(axis=1))[at], np.trace(inverse, axis1=1, axis2=2)]
    centred = np.cumsum(np.sum(inputs**2, axis=1))[sizes - 1] / (sizes * d) - 1
    control = np.minimum(sizes, d) / np.abs(sizes - d) * centred
    learned = np.cumsum(squares[:, :targets].mean(axis=1))[at]
    return {"learnability": learned, "excess": np.concatenate(excess) + control}
