"""Kernels on rows of points, in JAX and float64: Laplace, Gaussian and the fully connected neural tangent kernels.

Networks are in NTK parametrisation: every hidden layer is sigma(sqrt(weight_variance / fan_in) W g +
sqrt(bias_variance) b) with standard normal W and b, all of them trained; inputs have fan_in d, and the linear
read-out has weight variance 1 and no bias. Distances and angles come from differences of points, never from 1 - <x,
y>: the kernels have cusps at coinciding inputs, where a rounded cosine costs half of the digits.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array
from jax.core import Tracer
from jax.typing import ArrayLike

from empirics.hermite import even_series, tanh_coefficients

NTK_DEPTH = {"relu_ntk": 1, "relu_ntk_4": 4, "tanh_ntk": 1, "tanh_ntk_4": 4}
KERNELS = ("laplace", "rbf", *NTK_DEPTH)
WEIGHT_VARIANCE = {"relu": 2.0, "tanh": 2.25}
BIAS_VARIANCE = 0.01


def gram(
    kernel: str,
    x: ArrayLike,
    y: ArrayLike,
    *,
    scale: ArrayLike = 1.0,
    weight_variance: ArrayLike | None = None,
    bias_variance: ArrayLike = BIAS_VARIANCE,
) -> Array:
    """K(x_i, y_j) as an (n, m) matrix for points x (n, d) and y (m, d).

    laplace exp(-|x - y| / scale), rbf exp(-|x - y|^2 / (2 scale^2)); relu_ntk and tanh_ntk have one hidden layer, those
    ending in _4 have four; their default weight variances are 2 (ReLU) and 2.25 (tanh). The tanh kernels are accurate
    to 1e-13 while weight_variance |x|^2 / d + bias_variance < 2.5, and to 1e-7 (close pairs only) while it is < 7.
    Raises ValueError for an unknown kernel, points that are not rows of equal dimension, or (outside jit) NaN.
    """
    _check_name(kernel)
    x, y = _points(x, "x"), _points(y, "y")
    if x.shape[1] != y.shape[1]:
        raise ValueError(f"x and y need the same number of columns, got {x.shape[1]} and {y.shape[1]}")
    if kernel in ("laplace", "rbf"):
        return _radial(kernel, _norm(x[:, None, :] - y[None, :, :]), scale)
    activation, weight, bias = _network(kernel, weight_variance, bias_variance)
    first, second = (_with_bias(points, weight, bias) for points in (x, y))
    norm1, norm2 = _norm(first), _norm(second)
    u, v = (points / jnp.where(norm > 0, norm, 1.0)[:, None] for points, norm in ((first, norm1), (second, norm2)))
    angle = 2 * jnp.arctan2(_norm(u[:, None, :] - v[None, :, :]), _norm(u[:, None, :] + v[None, :, :]))
    return _TANGENT_KERNEL[activation](norm1[:, None] ** 2, norm2[None, :] ** 2, angle, NTK_DEPTH[kernel], weight, bias)


def profile(
    kernel: str,
    cosine: ArrayLike,
    *,
    dimension: int,
    radius: ArrayLike | None = None,
    scale: ArrayLike = 1.0,
    weight_variance: ArrayLike | None = None,
    bias_variance: ArrayLike = BIAS_VARIANCE,
) -> Array:
    """The kernel between inputs of R^dimension with equal norm `radius` (default sqrt(dimension)), by their cosine."""
    _check_name(kernel)
    if dimension < 1:
        raise ValueError(f"dimension must be at least 1, got {dimension}")
    cosine = _float64(cosine, "cosine")
    square = float(dimension) if radius is None else jnp.asarray(radius) ** 2
    if kernel in ("laplace", "rbf"):
        return _radial(kernel, jnp.sqrt(2 * square * (1 - cosine)), scale)
    activation, weight, bias = _network(kernel, weight_variance, bias_variance)
    slope = weight * square / dimension
    angle = 2 * jnp.arctan2(jnp.sqrt(slope * (1 - cosine)), jnp.sqrt(slope * (1 + cosine) + 2 * bias))
    variance = jnp.broadcast_to(slope + bias, (1,) * angle.ndim)
    return _TANGENT_KERNEL[activation](variance, variance, angle, NTK_DEPTH[kernel], weight, bias)


def _relu_tangent_kernel(q1: Array, q2: Array, angle: Array, depth: int, weight: Array, bias: Array) -> Array:
    """ReLU recursion on the angle between pre-activations; 1 - cosine is propagated without cancellation."""
    gap = 2 * jnp.sin(angle / 2) ** 2
    tangent = jnp.sqrt(q1 * q2) * jnp.cos(angle)
    for layer in range(1, depth + 1):
        dual_gap = gap - _sine_minus_angle_cosine(angle) / jnp.pi
        scale = jnp.sqrt(q1 * q2) / 2
        slope = (jnp.pi - angle) / (2 * jnp.pi)
        if layer == depth:
            return scale * (1 - dual_gap) + slope * tangent
        tangent = weight * (scale * (1 - dual_gap) + slope * tangent) + bias
        spread = (jnp.sqrt(q1) - jnp.sqrt(q2)) ** 2 * weight / 2
        q1, q2 = weight * q1 / 2 + bias, weight * q2 / 2 + bias
        root = jnp.sqrt(q1 * q2)
        root = jnp.where(root > 0, root, 1.0)  # a zero vector without bias stays zero
        gap = (bias * spread / (root + weight * scale + bias) + weight * scale * dual_gap) / root
        angle = 2 * jnp.arcsin(jnp.sqrt(jnp.clip(gap / 2, 0.0, 1.0)))
    raise ValueError(f"a network needs at least one hidden layer, got {depth}")


def _tanh_tangent_kernel(q1: Array, q2: Array, angle: Array, depth: int, weight: Array, bias: Array) -> Array:
    """tanh recursion: E[tanh u tanh v] = sum_n h_n(q1) h_n(q2) cosine^n with Hermite coefficients h_n (Mehler)."""
    cosine = jnp.cos(angle)
    tangent = jnp.sqrt(q1 * q2) * cosine
    for layer in range(1, depth + 1):
        first, second = tanh_coefficients(q1), tanh_coefficients(q2)
        dual = jnp.sqrt(q1 * q2) * cosine * even_series(first[0], second[0], cosine)
        slope = even_series(first[1], second[1], cosine)
        if layer == depth:
            return dual + slope * tangent
        tangent = weight * (dual + slope * tangent) + bias
        q1, q2 = (weight * q * jnp.sum(own[0] ** 2, axis=0) + bias for q, own in ((q1, first), (q2, second)))
        root = jnp.sqrt(q1 * q2)
        cosine = jnp.clip((weight * dual + bias) / jnp.where(root > 0, root, 1.0), -1.0, 1.0)
    raise ValueError(f"a network needs at least one hidden layer, got {depth}")


_TANGENT_KERNEL: dict[str, Callable[..., Array]] = {"relu": _relu_tangent_kernel, "tanh": _tanh_tangent_kernel}


def _sine_minus_angle_cosine(angle: Array) -> Array:
    """sin t - t cos t, by its series where the two terms cancel."""
    square = angle**2
    series = square * angle * (1 / 3 - square * (1 / 30 - square * (1 / 840 - square * (1 / 45360 - square / 3991680))))
    return jnp.where(angle < 0.1, series, jnp.sin(angle) - angle * jnp.cos(angle))


def _radial(kernel: str, distance: Array, scale: ArrayLike) -> Array:
    ratio = distance / scale
    return jnp.exp(-ratio) if kernel == "laplace" else jnp.exp(-(ratio**2) / 2)


def _network(kernel: str, weight_variance: ArrayLike | None, bias_variance: ArrayLike) -> tuple[str, Array, Array]:
    activation = kernel.split("_")[0]
    weight = WEIGHT_VARIANCE[activation] if weight_variance is None else weight_variance
    return activation, jnp.asarray(weight, dtype=jnp.float64), jnp.asarray(bias_variance, dtype=jnp.float64)


def _with_bias(points: Array, weight: Array, bias: Array) -> Array:
    """Inputs scaled so that their inner products are the covariances of the first pre-activations."""
    scaled = points * jnp.sqrt(weight / points.shape[1])
    constant = jnp.broadcast_to(jnp.sqrt(bias), (points.shape[0], 1))
    return jnp.concatenate([scaled, constant], axis=1)


def _norm(vectors: Array) -> Array:
    return jnp.sqrt(jnp.sum(vectors**2, axis=-1))


def _check_name(kernel: str) -> None:
    if kernel not in KERNELS:
        raise ValueError(f"kernel must be one of {', '.join(KERNELS)}; got {kernel!r}")


def _points(points: ArrayLike, name: str) -> Array:
    points = _float64(points, name)
    if points.ndim != 2 or points.shape[1] == 0:
        raise ValueError(f"{name} must be a matrix whose rows are points, got shape {points.shape}")
    return points


def _float64(values: ArrayLike, name: str) -> Array:
    if not jax.config.jax_enable_x64:  # pyright: ignore[reportAttributeAccessIssue]
        raise ValueError("kernels need float64: set jax_enable_x64 before calling them")
    array = jnp.asarray(values, dtype=jnp.float64)
    if not isinstance(array, Tracer) and not bool(jnp.isfinite(array).all()):
        raise ValueError(f"{name} must be finite, but it holds NaN or infinity")
    return array
