"""Power series of deep erf and ReLU kernels by Taylor-mode differentiation, layer by layer, for many networks at once.

A layer's dual is integrated from its derivative: y = (1 - f^2)^(-1/2) obeys y' (1 - f^2) = y f f', and arcsin f has the
derivative y f'. Series are arrays (networks, terms) in powers of the cosine of two inputs of mean square one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def product(f: Floats, g: Floats) -> Floats:
    """The product of two series, to the same number of terms."""
    terms = f.shape[-1]
    return np.stack([np.sum(f[:, : n + 1] * g[:, n::-1], axis=1) for n in range(terms)], axis=1)


def inverse_root(f: Floats) -> Floats:
    """(1 - f^2)^(-1/2)."""
    terms = f.shape[-1]
    square = product(f, f)
    half = np.arange(terms) * square / 2  # f f' times the argument
    out = np.zeros_like(f)
    out[:, 0] = (1 - f[:, 0] ** 2) ** -0.5
    for n in range(1, terms):
        j = np.arange(n)
        known = out[:, :n] * (half[:, n - j] + j * square[:, n - j])
        out[:, n] = known.sum(axis=1) / (n * (1 - square[:, 0]))
    return out


def arcsine(f: Floats, root: Floats) -> Floats:
    """arcsin f, given (1 - f^2)^(-1/2)."""
    n = np.arange(f.shape[-1])
    out = np.zeros_like(f)
    slope = product(root[:, :-1], (n * f)[:, 1:])
    out[:, 1:] = slope / n[1:]
    out[:, 0] = np.arcsin(f[:, 0])
    return out


def kernels(activation: str, depth: int, weight: Floats, bias: Floats, terms: int) -> tuple[Floats, Floats]:
    """Initial and tangent kernel, divided by their values at cosine 1: (depth, networks, terms), from one layer on.

    `weight` and `bias` are the variances of the networks, (networks,).
    """
    w, b = weight[:, None], bias[:, None]
    covariance = np.zeros((len(weight), terms))
    covariance[:, 0], covariance[:, 1] = bias, weight
    q = w + b
    tangent, top = covariance, q
    both: tuple[list[Floats], list[Floats]] = ([], [])
    for _ in range(depth):
        if activation == "erf":
            f = 2 * covariance / (1 + 2 * q)
            root = inverse_root(f)
            value, slope = 2 / np.pi * arcsine(f, root), 4 / np.pi * root / (1 + 2 * q)
            own, steep = 2 / np.pi * np.arcsin(2 * q / (1 + 2 * q)), 4 / np.pi / np.sqrt(1 + 4 * q)
        else:
            f = covariance / q
            root = inverse_root(f)
            slope = arcsine(f, root) / (2 * np.pi)
            slope[:, 0] += 0.25
            remaining = root - product(product(f, f), root)  # sqrt(1 - f^2)
            value, own, steep = q * (remaining / (2 * np.pi) + product(slope, f)), q / 2, 0.5
        tangent, top = value + product(slope, tangent), own + steep * top
        for kept, kernel, trace in zip(both, (value, tangent), (own, top), strict=True):
            kept.append(kernel / trace)
        covariance, q = w * value, w * own + b
        tangent, top = w * tangent, w * top + b
        covariance[:, 0] += bias
        tangent[:, 0] += bias
    return np.stack(both[0]), np.stack(both[1])
