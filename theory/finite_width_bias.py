r"""The mean of the empirical kernels of finite networks: K + b / m, with the bias b away from the diagonal.

L hidden layers of width m, all weights (and biases, if any) independent and standard normal, as in
`theory.infinite_width`. Given the covariance C = (C_xx, C_xy, C_yy) of a layer's pre-activations u, v at x and y, its
units are independent, so that the next covariance w G + b, with G the mean over units of
S = (s(u)^2, s(u) s(v), s(v)^2), has the mean w F(C) + b with F = E S, and the covariance w^2 V(C) / m with V = Cov S.
So C is a Markov chain with small noise. To first order in 1 / m its mean is c_l + mu_l / m and its covariance
Sigma_l / m around the limit c_l, where

    c_{l+1} = w F + b,   Sigma_{l+1} = w^2 V + J Sigma_l J^T,   mu_{l+1} = J mu_l + (w / 2) (F'' : Sigma_l),   J = w F',

all taken at c_l, with c_1 fixed by the inputs and Sigma_1 = mu_1 = 0. The empirical conjugate kernel, the Gram matrix
of the last features, is what the last layer (w = 1, b = 0) makes: its bias is mu. The first layer is unbiased and
fluctuates; a second one is biased because F bends.

For the tangent kernel let all parameters at y be the tau-correlated copy of those at x. For Gaussian parameters the
derivative of E f(x) f_tau(y) in tau is the mean inner product of gradients, so that at every width

    E k(x, y) = d/dtau E f(x) f_tau(y)  at tau = 1,

and the copies multiply each C_xy, and nothing else, by tau. So the bias of the tangent kernel is the derivative of that
of the conjugate kernel, and takes the derivatives of F', F'' and V in C_xy.

For one layer both kernels are unbiased. For two layers and a polynomial of degree two, F is quadratic in C: there
K + b / m is the mean at every width.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from theory import architecture
from theory.activations import LeakyRelu, Polynomial, Real
from theory.unit_moments import unit_moments

Array = NDArray[Any]
"""float64 or Fractions. The first axis, of two, holds a value and its derivative in tau at tau = 1."""


class Bias(NamedTuple):
    """Limits of the conjugate and the tangent kernel, and m (mean - limit) of both, to first order in 1 / m.

    `variance` is m times the variance of the empirical conjugate kernel, to the same order.
    """

    nngp: Real
    ntk: Real
    nngp_bias: Real
    ntk_bias: Real
    variance: Real


def bias(
    activation: Polynomial | LeakyRelu,
    depth: int,
    q1: Real,
    q12: Real,
    q2: Real,
    *,
    weight_variance: Real = 1,
    bias_variance: Real = 0,
) -> Bias:
    """Kernels and biases at inputs with q1 = |x|^2 / d, q12 = <x, y> / d and q2 = |y|^2 / d; all weights are trained.

    Exact fractions for a polynomial (of arguments taken as exact), float64 for RELU. Raises ValueError for another
    activation, a depth below 1, no covariances or variances, and for RELU where pre-activations vanish, coincide or are
    opposite: there F'' is infinite.
    """
    depth = architecture.whole(depth, "depth is the number of hidden layers, 1 or more", least=1)
    architecture.variances(weight_variance, bias_variance)
    number: Any = Fraction if isinstance(activation, Polynomial) else float
    w, b, *q = (number(z) for z in (weight_variance, bias_variance, q1, q12, q2))
    if not (q[0] >= 0 and q[2] >= 0 and q[1] ** 2 <= q[0] * q[2]):
        raise ValueError(f"covariances need q1, q2 >= 0 and q12^2 <= q1 q2, got {q1}, {q12} and {q2}")
    zero = number(0)
    copy = np.stack([np.eye(3, dtype=int), np.diag([0, 1, 0])])  # multiplies C_xy by tau
    c = _product(copy, np.array([[w * z + b for z in q], [zero] * 3]))
    mu, sigma = np.full((2, 3), zero), np.full((2, 3, 3), zero)
    for layer in range(1, depth + 1):
        unit = unit_moments(activation, c[0])
        w, b = (number(1), zero) if layer == depth else (w, b)
        mean, jacobian, bend, noise = (
            np.stack([factor * z[0], factor * c[1, 1] * z[1]])
            for factor, z in ((w, unit.mean), (w, unit.jacobian), (w / 2, unit.hessian), (w * w, unit.covariance))
        )
        mu = _product(copy, _product(jacobian, mu) + _product(bend, sigma, lambda h, s: np.tensordot(h, s, 2)))
        sigma = _product(_product(jacobian, sigma), jacobian.swapaxes(1, 2)) + noise
        sigma = _product(_product(copy, sigma), copy)
        mean[0] = mean[0] + b
        c = _product(copy, mean)
    return Bias(c[0, 1], c[1, 1], mu[0, 1], mu[1, 1], sigma[0, 1, 1])


def _product(a: Array, b: Array, multiply: Callable[[Array, Array], Array] = np.matmul) -> Array:
    """The value and the derivative of a product."""
    return np.stack([multiply(a[0], b[0]), multiply(a[0], b[1]) + multiply(a[1], b[0])])
