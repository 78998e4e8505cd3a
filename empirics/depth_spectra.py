"""Shares of the degrees in wide networks of every depth: from parities on whole cubes and from sampled functions.

Hidden layers have Gaussian weights of variance weight / fan_in and biases of variance `bias`, the read-out has weight
variance 1 and no bias. Kernels are those of infinite width in closed form, between points of the cube {-1, 1}^d.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from empirics.lab import trial

Floats = NDArray[np.float64]


def profiles(activation: str, gap: Floats, depth: int, weight: float, bias: float) -> tuple[Floats, Floats]:
    """Covariance and tangent kernel of the outputs for 0 ... depth hidden layers at cosines 1 - gap.

    Divided by their values at gap 0; both of shape (depth + 1, gaps).
    """
    variance = weight + bias
    covariances, tangents = [1 - gap], [1 - gap]
    gap = weight * gap / variance
    tangent, top = variance * (1 - gap), variance
    for _ in range(depth):
        own, gap, slope, steepest = _layer(activation, variance, gap)
        tangent, top = own * (1 - gap) + slope * tangent, own + steepest * top
        covariances.append(1 - gap)
        tangents.append(tangent / top)
        tangent, top = weight * tangent + bias, weight * top + bias
        variance, gap = weight * own + bias, weight * own * gap / (weight * own + bias)
    return np.array(covariances), np.array(tangents)


def _layer(activation: str, variance: float, gap: Floats) -> tuple[float, Floats, Floats, float]:
    """E s(u)^2, the gap 1 - E s(u) s(v) / E s(u)^2, E s'(u) s'(v) and E s'(u)^2."""
    if activation == "relu":
        angle = 2 * np.arcsin(np.sqrt(gap / 2))
        lost = np.where(angle < 0.01, angle**3 / 3 - angle**5 / 30, np.sin(angle) - angle * np.cos(angle))
        return variance / 2, gap - lost / np.pi, (np.pi - angle) / (2 * np.pi), 0.5
    whole, own = 1 + 2 * variance, 2 / np.pi * np.arcsin(2 * variance / (1 + 2 * variance))
    root = np.sqrt(1 + 4 * variance + 4 * variance**2 * gap * (2 - gap))
    covariance = 2 / np.pi * np.arctan2(2 * variance * (1 - gap), root)
    return own, np.clip(1 - covariance / own, 0, 2), 4 / np.pi / root, 4 / np.pi / math.sqrt(2 * whole - 1)


@functools.cache
def cube(dimension: int) -> Floats:
    """All points of {-1, 1}^dimension as rows."""
    return np.array(list(itertools.product((1.0, -1.0), repeat=dimension)))


def shares(rng: np.random.Generator, kernel: Floats, dimension: int) -> Floats:
    """C(d, k) times the mean over the whole cube of K(x, y) chi_S(x) chi_S(y), k = 0 ... d.

    x and the sets S of k coordinates are drawn at random. `kernel` has rows of values at Hamming distance 0 ... d.
    """
    points, x = cube(dimension), rng.choice((-1.0, 1.0), dimension)
    flips = ((dimension - points @ x) / 2).astype(int)
    order = rng.permutation(dimension)
    relative = (points * x)[:, order]
    parities = np.concatenate([np.ones((len(points), 1)), np.cumprod(relative, axis=1)], axis=1)
    by_distance = (flips == np.arange(dimension + 1)[:, None]).astype(float) @ parities
    counts = np.array([math.comb(dimension, k) for k in range(dimension + 1)])
    return kernel @ by_distance / len(points) * counts


@trial(batch=16, host=True)
def by_depth(
    rng: np.random.Generator,
    *, activation: str, kernel: str, dimension: int, depths: tuple[int, ...], weight: float, bias: float,
) -> dict[str, Any]:  # fmt: skip
    """Shares of all degrees for some numbers of hidden layers, (depths, degrees) flattened."""
    gaps = 2 * np.arange(dimension + 1) / dimension
    both = profiles(activation, gaps, max(depths), weight, bias)
    return {"shares": shares(rng, both[kernel == "ntk"][list(depths)], dimension).ravel()}


@trial(batch=4, host=True)
def best_depth_map(
    rng: np.random.Generator,
    *, activation: str, dimension: int, degree: int, depth: int, weights: tuple[float, ...], biases: tuple[float, ...],
) -> dict[str, Any]:  # fmt: skip
    """The number of hidden layers, up to `depth`, at which a degree has its largest share in the tangent kernel.

    For all pairs of variances, (biases, weights) flattened.
    """
    gaps = 2 * np.arange(dimension + 1) / dimension
    kernels = [profiles(activation, gaps, depth, weight, bias)[1] for bias in biases for weight in weights]
    of_degree = shares(rng, np.concatenate(kernels), dimension)[:, degree].reshape(len(kernels), depth + 1)
    return {"best": of_degree.argmax(axis=1)}


@trial(batch=4, host=True)
def critical_degrees(rng: np.random.Generator, *, dimensions: tuple[int, ...], depth: int) -> dict[str, Any]:
    """For every d the least degree from which on the deepest limit of the bias-free ReLU tangent kernel is the best.

    In the limit the kernel is 1/4 for all pairs of different points and 1 for equal ones, and all parities share alike.
    """
    found = []
    for d in dimensions:
        seen = shares(rng, profiles("relu", 2 * np.arange(d + 1) / d, depth, 2.0, 0.0)[1], d)
        limit = 0.75 * np.array([math.comb(d, k) for k in range(d + 1)]) / 2**d
        finite_is_best = np.flatnonzero(seen.max(axis=0) > limit)
        found.append(finite_is_best.max() + 1)
    return {"degrees": np.array(found)}


@functools.cache
def _walsh_of_networks(dimension: int, depths: tuple[int, ...], degrees: tuple[int, ...]) -> tuple[Floats, list[int]]:
    """Maps from white noise to the Walsh coefficients of bias-free ReLU networks, stacked by degree and depth, and the
    number of coefficients of each degree.
    """
    points = cube(dimension)
    distance = ((dimension - points @ points.T) / 2).astype(int)
    covariances = profiles("relu", 2 * np.arange(dimension + 1) / dimension, max(depths), 2.0, 0.0)[0]
    roots = []
    for row in covariances[list(depths)]:
        values, vectors = np.linalg.eigh(row[distance])
        roots.append(vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T)
    sets = [list(itertools.combinations(range(dimension), k)) for k in degrees]
    walsh = [np.array([np.prod(points[:, s], axis=1) for s in of_degree]) / len(points) for of_degree in sets]
    return np.concatenate([w @ root for w in walsh for root in roots]), [len(s) for s in sets]


@trial(batch=8, host=True)
def sampled_functions(
    rng: np.random.Generator, *, dimension: int, depths: tuple[int, ...], degrees: tuple[int, ...], draws: int
) -> dict[str, Any]:
    """Mean energies of some degrees in functions of infinitely wide, bias-free ReLU networks, by depth.

    Functions are drawn from the Gaussian process of their values on the whole cube, of variance one; the energy of
    degree k is the sum of the squared Walsh coefficients of all parities of k coordinates.
    """
    maps, sizes = _walsh_of_networks(dimension, depths, degrees)
    squares = np.mean((maps @ rng.standard_normal((2**dimension, draws))) ** 2, axis=1)
    ends = np.cumsum([len(depths) * size for size in sizes])
    parts = np.split(squares, ends[:-1])
    return {
        f"degree {k}": part.reshape(len(depths), size).sum(axis=1)
        for k, part, size in zip(degrees, parts, sizes, strict=True)
    }


@trial(batch=4, host=True)
def best_depths_at_any_norm(
    rng: np.random.Generator, *, dimension: int, degrees: int, depth: int, bias: float
) -> dict[str, Any]:
    """The best depths of ReLU networks for inputs of a random norm, with biases as much larger or smaller.

    The weight variance is 2. The shares do not depend on the norm.
    """
    scale = float(np.exp(rng.uniform(-3, 3)))
    both = digital_profiles("relu", dimension, depth, scale, 2.0, bias * scale)
    return dict(zip(("nngp", "ntk"), (best_depths(kernel, dimension, degrees) for kernel in both), strict=True))


@trial(batch=4, host=True)
def best_depths_of_erf_networks(
    rng: np.random.Generator, *, dimension: int, degrees: int, depth: int, weights: Floats, biases: Floats
) -> dict[str, Any]:
    """The best depths of erf networks whose weight and bias variances are drawn from two intervals."""
    weight, bias = rng.uniform(*weights), rng.uniform(*biases)
    both = digital_profiles("erf", dimension, depth, 1.0, weight, bias)
    found = dict(zip(("nngp", "ntk"), (best_depths(kernel, dimension, degrees) for kernel in both), strict=True))
    return {"weight": weight, "bias": bias, **found}


def best_depths(kernel: list[list[Any]], dimension: int, degrees: int) -> Floats:
    """For k = 1 ... degrees the number of hidden layers with the largest sum_h K_h(k) Phi_h / Phi_0 (Krawtchouk)."""
    best = []
    for k in range(1, degrees + 1):
        sums = [
            sum(math.comb(k, j) * (-1) ** j * math.comb(dimension - k, h - j) for j in range(min(h, k) + 1))
            for h in range(dimension + 1)
        ]
        shares = [
            float(sum(w * value for w, value in zip(sums, row, strict=True)) / row[0] / 2**dimension) for row in kernel
        ]
        best.append(int(np.argmax(shares)))
    return np.array(best, dtype=np.float64)


def digital_profiles(
    activation: str, dimension: int, depth: int, square: float, weight: float, bias: float
) -> tuple[list[list[Any]], list[list[Any]]]:
    """Covariance and tangent kernel with 320 binary digits, rows by the number of hidden layers, by Hamming distance.

    Inputs have the mean square `square`. In float64 the sums over the distances would cancel to nothing.
    """
    from flint import arb, ctx

    before, ctx.prec = ctx.prec, 320
    try:
        w, b, pi = arb(weight), arb(bias), arb.pi()
        cosines = [1 - arb(2 * h) / dimension for h in range(dimension + 1)]
        covariance = tangent = [w * square * c + b for c in cosines]
        both: tuple[list[list[Any]], list[list[Any]]] = ([cosines], [cosines])
        for _ in range(depth):
            q = covariance[0]
            if activation == "relu":
                angles = [arb(0), *((k / q).mid().acos() for k in covariance[1:])]
                value = [q * (t.sin() + (pi - t) * t.cos()) / (2 * pi) for t in angles]
                slope = [(pi - t) / (2 * pi) for t in angles]
            else:
                sines = [(2 * k / (1 + 2 * q)).mid() for k in covariance]
                value = [2 / pi * s.asin() for s in sines]
                slope = [4 / pi / (1 + 2 * q) / (1 - s * s).sqrt() for s in sines]
            tangent = [v + s * t for v, s, t in zip(value, slope, tangent, strict=True)]
            for kept, row in zip(both, (value, tangent), strict=True):
                kept.append(row)
            covariance, tangent = ([w * x.mid() + b for x in row] for row in (value, tangent))
        return both
    finally:
        ctx.prec = before
