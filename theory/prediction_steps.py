r"""What one gradient step does to predictions, to second order, from hand-made derivatives.

A step w' = w - eta grad L on L = (1/n) sum_i l(f(x_i)) changes f(x) by -(eta/n) sum_i l'_i K(x, x_i), K the tangent
kernel, plus (eta^2 / 2) <v, f''(x) v> with v = -grad L, plus O(eta^3). For f = sum_j a_j s(<w_j, x>) / sqrt(m) and a
direction (V, b) the quadratic form is sum_j [2 b_j s'(u_j) <V_j, x> + a_j s''(u_j) <V_j, x>^2] / sqrt(m), u_j =
<w_j, x>; for ReLU s'' vanishes away from kinks, and so does everything beyond the second order. Source of the first
order: Telgarsky's lectures 3 and 4, NTK; the second order is added here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, expit

Floats = NDArray[np.float64]
Derivatives = Callable[[Floats], tuple[Floats, Floats, Floats]]


def _tanh(u: Floats) -> tuple[Floats, Floats, Floats]:
    s = np.tanh(u)
    return s, 1 - s**2, -2 * s * (1 - s**2)


def _softplus(u: Floats) -> tuple[Floats, Floats, Floats]:
    p = expit(u)
    return np.logaddexp(0, u), p, p * (1 - p)


def _erf(u: Floats) -> tuple[Floats, Floats, Floats]:
    slope = 2 / np.sqrt(np.pi) * np.exp(-(u**2))
    return erf(u), slope, -2 * u * slope


def _relu(u: Floats) -> tuple[Floats, Floats, Floats]:
    active = (u > 0).astype(float)
    return u * active, active, 0 * u


ACTIVATIONS: dict[str, Derivatives] = {"tanh": _tanh, "softplus": _softplus, "erf": _erf, "relu": _relu}


@dataclass(frozen=True)
class Network:
    """f(x) = sum_j readout_j s(<weights_j, x>) / sqrt(m), weights (m, d), readout (m,), s one of ACTIVATIONS."""

    activation: str
    weights: Floats
    readout: Floats

    def __post_init__(self) -> None:
        if self.activation not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}; got {self.activation!r}")
        if self.weights.ndim != 2 or self.readout.shape != self.weights.shape[:1]:
            raise ValueError(f"weights (m, d) and readout (m,) do not fit: {self.weights.shape}, {self.readout.shape}")

    def layers(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """s, s' and s'' of the units at the points x (n, d), each (n, m)."""
        return ACTIVATIONS[self.activation](x @ self.weights.T)


def tangent_kernel(net: Network, x: Floats, z: Floats) -> Floats:
    """(1/m) sum_j [s(u_j) s(u'_j) + a_j^2 s'(u_j) s'(u'_j) <x, x'>], shape (len(x), len(z))."""
    (s, ds, _), (s2, ds2, _) = net.layers(x), net.layers(z)
    return (s @ s2.T + (ds * net.readout**2) @ ds2.T * (x @ z.T)) / len(net.readout)


def slopes(net: Network, x: Floats, labels: Floats) -> Floats:
    """The derivatives l'_i = -y_i / (1 + exp(y_i f(x_i))) of the logistic loss at the data."""
    return -labels * expit(-labels * (net.layers(x)[0] @ net.readout) / np.sqrt(len(net.readout)))


def first_order(net: Network, x: Floats, slope: Floats, tests: Floats) -> Floats:
    """-(1/n) sum_i l'_i K(z, x_i): the change of predictions at the tests, per step size."""
    return -tangent_kernel(net, tests, x) @ slope / len(x)


def second_order(net: Network, x: Floats, slope: Floats, tests: Floats) -> Floats:
    """<v, f''(z) v> / 2 at the tests, for v = -grad L: the change of predictions per squared step size."""
    root, n = np.sqrt(len(net.readout)), len(x)
    s, ds, _ = net.layers(x)
    direction = -(slope[:, None] * ds * net.readout).T @ x / (n * root)
    readout = -slope @ s / (n * root)
    _, dt, ddt = net.layers(tests)
    moved = tests @ direction.T
    return ((2 * readout * dt * moved + net.readout * ddt * moved**2) / (2 * root)).sum(axis=1)


def linear_step(
    weights: Sequence[int], x: Sequence[Sequence[int]], labels: Sequence[int], test: Sequence[int], size: Fraction
) -> Fraction:
    """<w, z> - (size / n) sum_i (<w, x_i> - y_i) <x_i, z>, in rational arithmetic: what <w', z> is at every size."""
    products = [(_dot(weights, row) - y) * _dot(row, test) for row, y in zip(x, labels, strict=True)]
    return _dot(weights, test) - Fraction(size) * sum(products, Fraction(0)) / len(products)


def _dot(a: Sequence[int], b: Sequence[int]) -> Fraction:
    return sum((Fraction(p) * Fraction(q) for p, q in zip(a, b, strict=True)), Fraction(0))
