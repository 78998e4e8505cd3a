"""Random functions of finite networks on the whole cube {-1, 1}^d, and how much of them has which degree."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import hadamard
from scipy.special import erf

from empirics.lab import trial

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]


@functools.cache
def walsh(dimension: int) -> tuple[Singles, Singles, Singles]:
    """The corners of the cube as columns (d, M), all parities (M, M) over M = 2^d, and their degrees as (M, d + 1)."""
    parities = hadamard(2**dimension).astype(np.float32)
    degrees = np.array([index.bit_count() for index in range(2**dimension)])
    corners = parities[2 ** np.arange(dimension)]
    return (
        corners,
        (parities / len(parities)).astype(np.float32),
        (degrees[:, None] == np.arange(dimension + 1)).astype(np.float32),
    )


def shares(coefficients: Singles) -> Floats:
    """For Walsh coefficients as rows (functions, 2^d): the share of each degree in their sum of squares, (d + 1,)."""
    _, _, of_degree = walsh(coefficients.shape[-1].bit_length() - 1)
    by_degree = ((coefficients**2) @ of_degree).sum(axis=0, dtype=np.float64)
    return by_degree / by_degree.sum()


@trial(batch=8, host=True)
def shares_by_degree(
    rng: np.random.Generator,
    *, activation: str, dimension: int, width: int, depths: tuple[int, ...], weight: float, bias: float,
) -> dict[str, Any]:  # fmt: skip
    """Shares of the degrees in the mean square of one network's `width` outputs after each of `depths` hidden layers.

    Hidden layers s(sqrt(weight / fan_in) W g + sqrt(bias) b), standard normal W and b, read out by weights of variance
    1 / width without bias. `start`: the functions as they are drawn. `change`: what a standard normal step of all
    parameters adds to them at first order, a function whose covariance is the tangent kernel of this network.
    `change_biased`: the change if the read-out, too, has weights of variance weight / width and biases of variance
    `bias`. Shapes (depths, d + 1).
    """
    _check(depths, width, weight, bias)
    _, parities, _ = walsh(dimension)
    found: dict[str, list[Floats]] = {"start": [], "change": [], "change_biased": []}
    for layer, functions, changes in layers(rng, activation, dimension, width, max(depths), weight, bias):
        if layer in depths:
            change = changes @ parities
            found["start"].append(shares(functions @ parities))
            found["change"].append(shares(change))
            found["change_biased"].append(shares(_biased(rng, change, weight, bias)))
    return {name: np.array(values) for name, values in found.items()}


@trial(batch=16, host=True)
def shares_of_a_start(
    rng: np.random.Generator,
    *, activation: str, dimension: int, width: int, depths: tuple[int, ...], weight: float, bias: float,
) -> dict[str, Any]:  # fmt: skip
    """The shares of `shares_by_degree` at the start, averaged over the read-out of one network: less noise, no step.

    `start`: read-out of weight variance 1 without bias; `start_biased`: of variances weight and bias. Shapes (depths,
    d + 1). Raises ValueError as `shares_by_degree`.
    """
    _check(depths, width, weight, bias)
    corners, parities, of_degree = walsh(dimension)
    size = np.float32(math.sqrt(weight)), np.float32(math.sqrt(bias))
    units: Any = _normal(rng, (width, dimension)) @ corners / np.float32(math.sqrt(dimension))
    powers = []
    for layer in range(1, max(depths) + 1):
        features, _ = activate(activation, size[0] * units + size[1] * _normal(rng, (width, 1)))
        if layer in depths:
            powers.append((((features @ parities) ** 2) @ of_degree).mean(axis=0, dtype=np.float64))
        if layer < max(depths):
            units = _normal(rng, (width, width)) @ features / np.float32(math.sqrt(width))
    start = np.array(powers)
    biased = weight * start + bias * np.eye(1, dimension + 1)
    return {
        "start": start / start.sum(axis=1, keepdims=True),
        "start_biased": biased / biased.sum(axis=1, keepdims=True),
    }


def _check(depths: tuple[int, ...], width: int, weight: float, bias: float) -> None:
    if not depths or min(depths) < 1 or width < 1 or not weight > 0 or not bias >= 0:
        raise ValueError(
            "need depths and a width of at least 1, weight > 0 and bias >= 0, got "
            f"{depths}, {width}, {weight} and {bias}"
        )


def _biased(rng: np.random.Generator, coefficients: Singles, weight: float, bias: float) -> Singles:
    """The Walsh coefficients with a read-out of these variances in place of weight variance 1 and no bias."""
    coefficients = coefficients * np.float32(math.sqrt(weight))
    coefficients[:, 0] += np.float32(math.sqrt(bias)) * _normal(rng, (len(coefficients),))
    return coefficients


def layers(
    rng: np.random.Generator, activation: str, dimension: int, width: int, depth: int, weight: float, bias: float
) -> Any:
    """For 1 ... depth hidden layers: their number, the outputs (width, 2^d), and the outputs' change.

    The outputs after layer l, times sqrt(weight) and with biases, are the pre-activations of layer l + 1.
    """
    size: list[Any] = [np.float32(math.sqrt(weight)), np.float32(math.sqrt(bias))]  # float32 stays float32
    corners, _, _ = walsh(dimension)
    functions = _normal(rng, (width, dimension)) @ corners / np.float32(math.sqrt(dimension))
    changes = _normal(rng, (width, dimension)) @ corners / np.float32(math.sqrt(dimension))
    for layer in range(1, depth + 1):
        units = functions * size[0] + _normal(rng, (width, 1)) * size[1]
        moved = changes * size[0] + _normal(rng, (width, 1)) * size[1]
        features, slopes = activate(activation, units)
        weights = _normal(rng, (width, width)) / np.float32(math.sqrt(width))
        steps = _normal(rng, (width, width)) / np.float32(math.sqrt(width))
        functions, changes = weights @ features, steps @ features + weights @ (slopes * moved)
        yield layer, functions, changes


def activate(activation: str, units: Singles) -> tuple[Singles, Singles]:
    """s and s' of relu or erf."""
    if activation == "relu":
        return np.maximum(units, 0), (units > 0).astype(np.float32)
    if activation == "erf":
        return erf(units), np.float32(2 / math.sqrt(math.pi)) * np.exp(-(units**2))
    raise ValueError(f"activation must be 'relu' or 'erf', got {activation!r}")


def _normal(rng: np.random.Generator, shape: tuple[int, ...]) -> Singles:
    return rng.standard_normal(shape, dtype=np.float32)
