r"""How far a wide two-layer network is from its linearisation, in the mean over standard normal weights.

The network m^-p sum_j a_j sigma(b_j . x), centred at the start, learns by steps of size eta m^(2p-1) on |f - y|^2 / 2.
With scale s = m^(p-1) its neurons obey

    a += s eta sum_i r_i sigma(b . x_i),   b += s eta a sum_i r_i sigma'(b . x_i) x_i,   f = mean of a sigma(b . x) / s,

r = y - f. Infinitely many neurons make the mean an expectation, and its distance from the linearised network depends on
s alone: of order s^2 for a smooth sigma (odd powers of a, whose means vanish, carry the order s) and of order s for
ReLU, where a share of order s of the neurons crosses the kink. At p = 1/2, s = m^-1/2: lazy. At p = 1, s = 1 at every
width. At finite width the mean over initial weights differs from it in the relative order 1/m: fluctuations of
the kernel are even in a, those of its velocity odd, so that they are uncorrelated.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def population(
    activation: str, points: ArrayLike, labels: ArrayLike, *, scale: float, step: float, steps: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Infinitely many neurons in the plane, by quadrature in a and in both entries of b.

    Returns the predictions of the population and of its linearisation after 0, 1, ..., `steps` steps, each
    (steps + 1, points), and the tangent kernel at the start and in the end, (points, points). The first len(labels)
    points are the data. With "relu" the points are the two unit vectors: the rule has to know where the kinks are.
    Raises ValueError for another activation, other points, or a scale that is not positive.
    """
    x, y = np.asarray(points, dtype=float), np.asarray(labels, dtype=float)
    if x.ndim != 2 or x.shape[1] != 2 or len(x) < len(y) or scale <= 0:
        raise ValueError(
            f"points must be (points, 2), at least one per label, the scale positive; got {x.shape}, {scale}"
        )
    if activation not in _RULES:
        raise ValueError(f"activation must be one of {', '.join(_RULES)}; got {activation!r}")
    if activation == "relu" and not np.array_equal(x, np.eye(2)):
        raise ValueError("the rule for relu is for the points (1, 0) and (0, 1)")
    n, (a, b, weight) = len(y), _RULES[activation]()
    first = _kernel(activation, a, b, weight, x)
    f, linear = [np.zeros(len(x))], [np.zeros(len(x))]
    for _ in range(steps):
        r = scale * step * (y - f[-1][:n])
        value, slope = _layer(activation, b @ x[:n].T)
        a, b = a + value @ r, b + a[:, None] * ((slope * r) @ x[:n])
        f.append((weight * a) @ _layer(activation, b @ x.T)[0] / scale)
        linear.append(linear[-1] + step * first[:, :n] @ (y - linear[-1][:n]))
    return np.array(f), np.array(linear), first, _kernel(activation, a, b, weight, x)


def drift(activation: str, width: float, labels: ArrayLike, *, step: float, steps: int) -> float:
    """y' (K - K_0) y / n after training on the two unit vectors of the plane at p = 1/2, in the mean over weights."""
    y = np.asarray(labels, dtype=float)
    scale = 1 / math.sqrt(width)
    _, _, first, last = population(activation, np.eye(2), y, scale=scale, step=step, steps=steps)
    return float(y @ (last - first) @ y) / len(y)


def total_movement(gram: ArrayLike, labels: ArrayLike) -> Floats:
    """sqrt(y' H^-1 y) = |Phi H^-1 y|, how far the linearised network moves in all, for H of shape (..., n, n).

    Raises ValueError for other shapes and where H is not positive definite.
    """
    H, y = np.asarray(gram, dtype=float), np.asarray(labels, dtype=float)
    if y.ndim != 1 or H.shape[-2:] != (len(y), len(y)):
        raise ValueError(f"labels (n,) need kernels (..., n, n), got {y.shape} and {H.shape}")
    try:
        root = np.linalg.cholesky(H)
    except np.linalg.LinAlgError:
        raise ValueError("a kernel matrix is not positive definite") from None
    return np.linalg.norm(np.linalg.solve(root, np.broadcast_to(y[:, None], (*H.shape[:-1], 1)))[..., 0], axis=-1)


def remains_of_the_start(kernel: ArrayLike, covariance: ArrayLike, n: int) -> Floats:
    """Variance of f_0(x) - k(x, X) H^-1 f_0(X), what descent leaves of the initial function at the points after n data.

    `kernel` and `covariance`, that of f_0, are (points, points). Raises ValueError where their shapes differ, or where
    no point is left.
    """
    K, S = np.asarray(kernel, dtype=float), np.asarray(covariance, dtype=float)
    if K.ndim != 2 or K.shape != S.shape or K.shape[0] != K.shape[1] or not 0 < n < len(K):
        raise ValueError(
            f"two square matrices over more than n points are needed, got {K.shape}, {S.shape} and n = {n}"
        )
    spread = np.concatenate([-np.linalg.solve(K[:n, :n], K[:n, n:]).T, np.eye(len(K) - n)], axis=1)
    return np.einsum("ti,ij,tj->t", spread, S, spread)


def relu_path(width: float, *, step: float, steps: int) -> tuple[Floats, Floats, Floats]:
    r"""ReLU network on an even number of orthonormal inputs, half of them with label 1 and half with label -1.

    A neuron with b . x_i > 0 keeps d(b . x_i) = a_i dA / sqrt m, A = eta sum of y_i r_i, until it reaches zero, and
    then stands still: inputs are orthogonal, so nothing but x_i moves it. With b . x_i standard normal a share
    |a| A / sqrt(2 pi m) of the neurons with a y_i < 0 gets there, which leaves, to the first order in m^-1/2,

        y_i f(x_i) = lambda A - A^2 / (2 pi sqrt m),   K_ii = 1 - A / (pi sqrt m),   lambda = 1 - 1 / (2 pi).

    Returns y_i f(x_i) of network and linearisation and K_ii, each (steps + 1,). Raises ValueError for a width or a
    step that is not positive.
    """
    if not width > 0 or not step > 0:
        raise ValueError(f"width and step must be positive, got {width} and {step}")
    lam, bend = relu_eigenvalue(), 1 / (2 * math.pi * math.sqrt(width))
    A, f, linear, kernel = 0.0, [0.0], [0.0], [1.0]
    for _ in range(steps):
        A += step * (1 - f[-1])
        f.append(lam * A - bend * A**2)
        kernel.append(1 - 2 * bend * A)
        linear.append(linear[-1] + step * lam * (1 - linear[-1]))
    return np.array(f), np.array(linear), np.array(kernel)


def relu_eigenvalue() -> float:
    """1 - 1 / (2 pi): eigenvalue of the ReLU tangent kernel at orthonormal inputs for labels whose sum is zero."""
    return 1 - 1 / (2 * math.pi)


def _smooth_rule() -> tuple[Floats, Floats, Floats]:
    """Nodes a >= 0, b and weights: equidistant, and so exponentially precise.

    tanh has poles at distance pi / 2, where Gauss-Hermite rules of 24 nodes are wrong by a factor of two in fourth
    derivatives. A neuron (-a, -b) contributes what (a, b) does.
    """
    a, weight = _equidistant(0.5)
    half = a >= 0
    return _product((a[half], weight[half] * np.where(a[half] > 0, 2, 1)), _equidistant(0.3), _equidistant(0.3))


def _equidistant(spacing: float) -> tuple[Floats, Floats]:
    x = np.asarray(spacing * np.arange(-round(6 / spacing), round(6 / spacing) + 1), dtype=float)
    w = np.exp(-(x**2) / 2)
    return x, np.asarray(w / w.sum(), dtype=float)


def _rule_with_kinks(nodes: int = 40) -> tuple[Floats, Floats, Floats]:
    """The same with kinks at zero: in a two halves, in b one positive half, dense at zero, and one negative node.

    A neuron that is off at (1, 0) stays off there, however far: labels at (0, 1) do not move that entry of b.
    """
    entry, weight = _half_line(nodes, power=2)
    a, density = _half_line(nodes // 3, power=1)
    entries = np.append(entry, -1.0), np.append(weight, 0.5)
    return _product((np.append(a, -a), np.append(density, density)), entries, entries)


def _half_line(nodes: int, power: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre in v, x = v^power between 0 and 6.5, times the standard normal density."""
    v, w = np.polynomial.legendre.leggauss(nodes)
    top = 6.5 ** (1 / power)
    v, w = top * (v + 1) / 2, top * w / 2
    return v**power, w * power * v ** (power - 1) * np.exp(-(v ** (2 * power)) / 2) / math.sqrt(2 * math.pi)


_RULES = {"tanh": _smooth_rule, "relu": _rule_with_kinks}


def _product(*rules: tuple[Floats, Floats]) -> tuple[Floats, Floats, Floats]:
    a, b, c = (g.ravel() for g in np.meshgrid(*(x for x, _ in rules), indexing="ij"))
    return a, np.stack([b, c], axis=1), np.einsum("i,j,k->ijk", *(w for _, w in rules)).ravel()


def _layer(activation: str, u: Floats) -> tuple[Floats, Floats]:
    if activation == "relu":
        return np.maximum(u, 0.0), (u > 0).astype(float)
    value = np.tanh(u)
    return value, 1 - value**2


def _kernel(activation: str, a: Floats, b: Floats, weight: Floats, x: Floats) -> Floats:
    value, slope = _layer(activation, b @ x.T)
    inner = slope * a[:, None]
    return value.T @ (weight[:, None] * value) + (x @ x.T) * (inner.T @ (weight[:, None] * inner))
