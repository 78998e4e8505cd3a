"""Kernels between inputs of equal norm, as functions of their cosine, in float64.

Same names and conventions as the measured kernels: NTK parametrisation, hidden layers
sigma(sqrt(weight_variance / fan_in) W g + sqrt(bias_variance) b), read-out of weight variance 1 without bias.
The networks are computed by other means than the measured ones: closed forms for ReLU, quadrature over the Cholesky
factor of the pre-activations for tanh, where the measured kernel sums a Hermite series.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory.activations import RELU
from theory.dual_activations import gap_duals

NTK_DEPTH = {"relu_ntk": 1, "relu_ntk_4": 4, "tanh_ntk": 1, "tanh_ntk_4": 4}
KERNELS = ("laplace", "rbf", *NTK_DEPTH)
WEIGHT_VARIANCE = {"relu": 2.0, "tanh": 2.25}
BIAS_VARIANCE = 0.01
NODES = np.arange(-64, 65) * 0.14  # trapezoidal rule on [-9, 9]: exponentially accurate for analytic integrands


def profile(
    kernel: str,
    cosine: ArrayLike,
    *,
    dimension: int,
    radius: float | None = None,
    scale: float = 1.0,
    weight_variance: float | None = None,
    bias_variance: float = BIAS_VARIANCE,
) -> NDArray[np.float64]:
    """K(x, x') for |x| = |x'| = radius (default sqrt(dimension)) in R^dimension, as a function of the cosine.

    laplace exp(-|x - x'| / scale), rbf exp(-|x - x'|^2 / (2 scale^2)), relu_ntk and tanh_ntk with one hidden layer,
    relu_ntk_4 and tanh_ntk_4 with four. Returns float64 of the shape of `cosine`; tanh to about 1e-13 for
    pre-activation variances up to 5. Raises ValueError for an unknown kernel, a cosine outside [-1, 1], or parameters
    that are no scale.
    """
    square, cosine = _square_and_cosine(kernel, cosine, dimension, radius, scale, bias_variance)
    if kernel == "laplace":
        return np.exp(-np.sqrt(2 * square * (1 - cosine)) / scale)
    if kernel == "rbf":
        return np.exp(-square * (1 - cosine) / scale**2)
    return _network_kernels(kernel, square / dimension, cosine, weight_variance, bias_variance)[1]


def initial_covariance(
    kernel: str,
    cosine: ArrayLike,
    *,
    dimension: int,
    radius: float | None = None,
    weight_variance: float | None = None,
    bias_variance: float = BIAS_VARIANCE,
) -> NDArray[np.float64]:
    """E f_0(x) f_0(x') of the infinitely wide network at its start whose tangent kernel is `kernel`, by the cosine.

    Parameters as in `profile`. Raises ValueError for a kernel that belongs to no network.
    """
    if kernel not in NTK_DEPTH:
        raise ValueError(f"the network's kernel must be one of {', '.join(NTK_DEPTH)}; got {kernel!r}")
    square, cosine = _square_and_cosine(kernel, cosine, dimension, radius, 1.0, bias_variance)
    return _network_kernels(kernel, square / dimension, cosine, weight_variance, bias_variance)[0]


def _square_and_cosine(
    kernel: str, cosine: ArrayLike, dimension: int, radius: float | None, scale: float, bias_variance: float
) -> tuple[float, NDArray[np.float64]]:
    """Checked parameters: the squared norm of the inputs, and the cosines as float64."""
    if kernel not in KERNELS:
        raise ValueError(f"kernel must be one of {', '.join(KERNELS)}; got {kernel!r}")
    cosine = np.asarray(cosine, dtype=np.float64)
    if not np.all(np.abs(cosine) <= 1):
        raise ValueError(f"cosines lie in [-1, 1], got {cosine}")
    if dimension < 1 or not scale > 0 or not bias_variance >= 0 or (radius is not None and not radius > 0):
        raise ValueError(
            "dimension, radius and scale must be positive and bias_variance nonnegative, "
            f"got {dimension}, {radius}, {scale}, {bias_variance}"
        )
    return (float(dimension) if radius is None else float(radius) ** 2), cosine


def _network_kernels(
    kernel: str, square: float, cosine: NDArray[np.float64], weight_variance: float | None, bias_variance: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Covariance at the start and tangent kernel for inputs of mean square `square`."""
    activation = kernel.split("_")[0]
    weight = WEIGHT_VARIANCE[activation] if weight_variance is None else weight_variance
    if not weight > 0:
        raise ValueError(f"weight_variance must be positive, got {weight}")
    slope = weight * square
    gap = slope * (1 - cosine) / (slope + bias_variance)
    return _recursion(activation, gap, slope + bias_variance, weight, bias_variance, NTK_DEPTH[kernel])


def _recursion(
    activation: str, gap: NDArray[np.float64], variance: float, weight: float, bias: float, depth: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Theta_0 = K_0; K_l = w E[s s] + b and Theta_l = K_l + w E[s' s'] Theta_{l-1}; the read-out has w = 1, b = 0.

    The state is the variance K_l(x, x) and the gap 1 - K_l(x, x') / K_l(x, x), which keeps close inputs apart.
    """
    duals = {"relu": relu_duals, "tanh": tanh_duals}[activation]
    tangent = variance * (1 - gap)
    for layer in range(1, depth + 1):
        own, dual_gap, slope = duals(variance, gap)
        gain, offset = (1.0, 0.0) if layer == depth else (weight, bias)
        variance, gap = gain * own + offset, gain * own * dual_gap / (gain * own + offset)
        tangent = variance * (1 - gap) + gain * slope * tangent
    return variance * (1 - gap), tangent


def relu_duals(variance: float, gap: ArrayLike) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """For centred Gaussians u, v of this variance and correlation 1 - gap, with s = relu:

    E[s(u)^2], the gap 1 - E[s(u) s(v)] / E[s(u)^2], and E[s'(u) s'(v)].
    """
    found = gap_duals(RELU, variance, variance, gap)
    return variance / 2, found.gap, found.slope


def tanh_duals(variance: float, gap: ArrayLike) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The same three numbers for s = tanh, by a two-dimensional trapezoidal rule over the Cholesky factor."""
    gap = np.asarray(gap, dtype=np.float64)
    deviation = np.sqrt(variance)
    weights = (NODES[1] - NODES[0]) * np.exp(-(NODES**2) / 2) / np.sqrt(2 * np.pi)
    first = np.tanh(deviation * NODES)
    sine = np.sqrt(gap * (2 - gap))
    turned = (1 - gap)[..., None, None] * NODES[:, None] + sine[..., None, None] * NODES
    second = np.tanh(deviation * turned)
    own = float(weights @ first**2)
    dual = (second @ weights) @ (weights * first)
    slope = ((1 - second**2) @ weights) @ (weights * (1 - first**2))
    return own, np.clip(1 - dual / own, 0.0, 2.0), slope
