"""Predicted learning curves of kernel regression on one's own points: Gram matrix and targets in, errors out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import finite_spectra, learning_curves

Floats = NDArray[np.float64]
ERROR_FACTORS = {1: 8.0, 2: 2.1}  # for the error of the easiest modes, measured on S^1 (exact limit) and S^2
ELSEWHERE = 1.1


@dataclass(frozen=True)
class Prediction:
    """Learning curves over the training sizes n, each of shape (sizes,), and the spectrum that they come from.

    n             training sizes
    constant      C of the formula, infinite at n = 0 and 0 from the rank on without ridge
    learnability  <f, mean of the learned function> / <f, f>, the part of the target that is learned in the mean
    mse           mean squared error against f over all points, those of the training set included
    mse_off       the same over the points outside the training set; None with weights, where it is not defined
    train_error   mean squared residual of the (noisy) training labels
    eigenvalues   of the kernel, one per level, largest first, with their `multiplicities`
    rank          number of positive eigenvalues; below the number of points if points repeat or round-off hides some
    error_factor  the predicted errors may be off by about this factor, up or down, for independent points
    validity      where this factor comes from
    """

    n: Floats
    constant: Floats
    learnability: Floats
    mse: Floats
    mse_off: Floats | None
    train_error: Floats
    eigenvalues: Floats
    multiplicities: tuple[int, ...]
    rank: int
    error_factor: float | None
    validity: str


def predict(
    K: ArrayLike,
    y: ArrayLike,
    n: ArrayLike,
    *,
    ridge: float = 0.0,
    noise: float = 0.0,
    weights: ArrayLike | None = None,
    input_dimension: int | None = None,
) -> Prediction:
    """Learning curves at training sizes n (a number or a vector, real, 0 <= n < M) for the target y on M points.

    K        Gram matrix of the kernel on all M points, shape (M, M)
    y        values of the target f on them, shape (M,); not zero
    ridge    delta, added to the diagonal of the Gram matrix of the training set (not divided by n)
    noise    sigma^2, the variance of the noise of the training labels around y
    weights  probabilities of the points, shape (M,), if not all alike
    input_dimension  dimension of the manifold the inputs lie on (1 for a circle), which decides how good this is

    Points that repeat lower the rank, which is reported. Raises ValueError for an indefinite or asymmetric K, NaN
    (naming the entry), wrong shapes, n out of range, and negative ridge or noise.
    """
    spectrum = finite_spectra.from_gram(K, weights)
    points = len(spectrum.weights)
    target = np.asarray(y, dtype=np.float64)
    if target.shape != (points,):
        raise ValueError(f"y needs one value per point, got shape {target.shape} for M = {points}")
    powers = spectrum.powers(target)
    if not powers.sum() > 0:
        raise ValueError("the target is zero on all points, and there is nothing to learn")
    sizes = np.atleast_1d(np.asarray(n, dtype=np.float64))
    if sizes.ndim != 1 or not len(sizes) or not np.all((sizes >= 0) & (sizes < points)):
        raise ValueError(f"training sizes lie in 0 <= n < M = {points}, got {n}")
    factor, note = validity(input_dimension)
    at = [learning_curves.levels(x, spectrum.eigenvalues, spectrum.multiplicities, ridge=ridge) for x in sizes]
    mse = np.array([level.mse(powers, noise=noise) for level in at])
    inside = np.array([level.train_mse(powers, noise=noise) for level in at])
    return Prediction(
        n=sizes,
        constant=np.array([level.constant for level in at]),
        learnability=np.array([level.learned @ powers for level in at]) / powers.sum(),
        mse=mse,
        mse_off=learning_curves.off_training(mse, inside, sizes, points) if weights is None else None,
        train_error=np.array([level.train_error(powers, noise=noise) for level in at]),
        eigenvalues=spectrum.eigenvalues,
        multiplicities=spectrum.multiplicities,
        rank=spectrum.rank,
        error_factor=factor,
        validity=note,
    )


def validity(input_dimension: int | None) -> tuple[float | None, str]:
    """By which factor the formula misses the mean squared error of noiseless targets, by input dimension, and why.

    On the circle the factor 8 is the exact limit for low frequencies and the kernel 1 / k^2; on S^2 up to 2.1 was
    measured; on S^7, the 8-cube and for Gaussian features 1 to 7 %. Raises ValueError for a dimension below 1.
    """
    if input_dimension is None:
        return None, (
            "independent points are assumed to see every mode from many directions: errors within about 10 % from "
            "input dimension 7 on, a factor 2 in dimension 2, up to 8 in dimension 1; pass input_dimension to see which"
        )
    if input_dimension < 1 or input_dimension != int(input_dimension):
        raise ValueError(f"an input dimension is a positive integer, got {input_dimension}")
    if input_dimension in ERROR_FACTORS:
        factor = ERROR_FACTORS[input_dimension]
        return factor, (
            f"in input dimension {input_dimension} gaps between points do not concentrate: the mean squared error of "
            f"the easiest modes is {'up to' if input_dimension == 1 else 'about'} {factor:g} times the predicted one"
        )
    if input_dimension < 7:
        return ERROR_FACTORS[2], "between dimension 2 (a factor 2) and 7 (1 to 7 %); nothing was measured here"
    return ELSEWHERE, "errors of 1 to 7 % were measured on the sphere S^7, the 8-cube and for Gaussian features"
