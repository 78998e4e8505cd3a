"""The kernels of `theory.kernels` between inputs of equal norm, in ball arithmetic.

Small eigenvalues of smooth kernels are sums that cancel: on the d-cube the k-th is a k-th difference of the profile,
and values rounded to float64 leave no digit of it once it falls below 1e-16 K(1). Here the profile has as many digits
as are asked for. Balls enclose what they stand for, except that the integrals of tanh come from the trapezoidal rule,
whose error of about 2^-100 is not part of the radius.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from theory import dual_balls, kernels, spectra
from theory.activations import RELU, Activation, Real
from theory.spectra import Spectrum

if TYPE_CHECKING:
    from flint import arb

Duals = Callable[[Any, Any], tuple[Any, Any, Any]]
BITS = 192
QUADRATURE_BITS = 100


def profile(
    kernel: str,
    cosines: Sequence[Fraction | int],
    *,
    dimension: int,
    radius: float | None = None,
    scale: float = 1.0,
    weight_variance: float | Fraction | None = None,
    bias_variance: float | Fraction = kernels.BIAS_VARIANCE,
    bits: int = BITS,
) -> list[arb]:
    """K at rational cosines as balls of `bits` bits, parameters as in `kernels.profile` and taken as exact.

    tanh kernels to 2^-100 absolutely, for pre-activation variances up to 9. Raises ValueError as `kernels.profile`.
    """
    kernels.profile(
        kernel,
        [float(c) for c in cosines],
        dimension=dimension,
        radius=radius,
        scale=scale,
        weight_variance=None if weight_variance is None else float(weight_variance),
        bias_variance=float(bias_variance),
    )
    square = Fraction(dimension) if radius is None else Fraction(radius) ** 2
    with precision(bits):
        if kernel in ("laplace", "rbf"):
            return [_radial(kernel, 2 * square * (1 - c) / Fraction(scale) ** 2) for c in cosines]
        activation, depth = kernel.split("_")[0], kernels.NTK_DEPTH[kernel]
        weight = Fraction(kernels.WEIGHT_VARIANCE[activation] if weight_variance is None else weight_variance)
        bias = Fraction(bias_variance)
        slope = weight * square / dimension
        duals = {"relu": _relu_duals, "tanh": _tanh_duals}[activation]
        return [_tangent(duals, slope * c + bias, slope + bias, weight, bias, depth) for c in cosines]


def network(
    activation: Activation,
    cosines: Sequence[Fraction | int],
    *,
    depth: int,
    weight_variance: Real,
    bias_variance: Real,
    bits: int = BITS,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The kernels nngp and ntk between inputs of norm sqrt(d), by the cosine, as balls of `bits` bits.

    Both of shape (depth + 1, cosines): row l has l hidden layers and row 0, the read-out alone, is c; the network is
    that of `kernels.profile`. Hundreds of layers lose a few digits. Raises ValueError for parameters that
    are no scale, a cosine outside [-1, 1], or an activation without balls.
    """
    if depth < 0 or not weight_variance > 0 or not bias_variance >= 0 or any(abs(c) > 1 for c in cosines):
        raise ValueError(
            "need depth >= 0, weight_variance > 0, bias_variance >= 0 and cosines in [-1, 1], "
            f"got {depth}, {weight_variance}, {bias_variance} and {cosines}"
        )
    with precision(bits):
        weight, bias = _ball(weight_variance), _ball(bias_variance)
        nngp = np.empty((depth + 1, len(cosines)), dtype=object)
        ntk = np.empty_like(nngp)
        nngp[0] = ntk[0] = [_ball(c) for c in cosines]
        variance, covariance = weight + bias, weight * nngp[0] + bias
        tangent = covariance
        for layer in range(1, depth + 1):
            own = dual_balls.own_duals(activation, variance)
            for i, c in enumerate(cosines):
                dual = own if c == 1 else dual_balls.duals(activation, variance, covariance[i], variance)
                nngp[layer, i], ntk[layer, i] = dual[0], dual[0] + dual[1] * tangent[i]
            variance, covariance, tangent = (weight * x + bias for x in (own[0], nngp[layer], ntk[layer]))
    return nngp, ntk


def cube(kernel: str, d: int, **parameters: Any) -> Spectrum:
    """Spectrum on the uniform d-cube in float64, every eigenvalue to a relative 1e-15, however small it is.

    `parameters` are those of `kernels.profile`. Computed with 64 bits more each time until it is so, up to 1024 (tanh:
    up to 2^-100 K(1), what its quadrature gives). Raises ValueError for an eigenvalue that has no digit even then, such
    as one that is exactly zero.
    """
    for bits in (128, 192, 256, 512, 1024):
        values = profile(kernel, spectra.cube_cosines(d), dimension=d, bits=bits, **parameters)
        with precision(bits):
            balls = spectra.cube(values, d)
        floor = 2.0 ** (10 - QUADRATURE_BITS) if kernel.startswith("tanh") else 0.0
        sharp = [abs(float(b.mid())) * 1e-16 >= float(b.rad()) + floor for b in balls.eigenvalues]
        if all(sharp):
            eigenvalues = np.array([float(b.mid()) for b in balls.eigenvalues])
            return Spectrum(eigenvalues, balls.multiplicities, balls.labels)
    vague = sharp.index(False)
    raise ValueError(f"eigenvalue {vague} has no digit at {bits} bits: {balls.eigenvalues[vague]}")


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Flint's working precision inside a with block."""
    from flint import ctx

    before, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = before


def _radial(kernel: str, squared_distance: Fraction) -> arb:
    """exp(-r) or exp(-r^2 / 2) for the squared distance in units of the scale."""
    square = _ball(squared_distance)
    return (-square.sqrt() if kernel == "laplace" else -square / 2).exp()


def _tangent(duals: Duals, covariance: Any, variance: Any, weight: Fraction, bias: Fraction, depth: int) -> arb:
    """The recursion of `kernels.profile`; covariance and variance are one object where the inputs coincide."""
    if covariance == variance:
        covariance = variance
    tangent = _ball(covariance)
    for layer in range(1, depth + 1):
        own, dual, slope = duals(variance, covariance)
        gain, offset = (1, 0) if layer == depth else (_ball(weight), _ball(bias))
        tangent = gain * dual + offset + gain * slope * tangent
        same = covariance is variance
        variance = gain * own + offset
        covariance = variance if same else gain * dual + offset
    return tangent


def _relu_duals(variance: Any, covariance: Any) -> tuple[Any, Any, Any]:
    """E s(u)^2, E s(u) s(v) and E s'(u) s'(v) of s = relu for centred Gaussians of this variance and covariance."""
    own = dual_balls.own_duals(RELU, variance)
    both = own if covariance is variance else dual_balls.duals(RELU, variance, covariance, variance)
    return own[0], *both


def _tanh_duals(variance: Any, covariance: Any) -> tuple[Any, Any, Any]:
    """The same for s = tanh, by the trapezoidal rule over u = s z_1, v = s (c z_1 + sqrt(1 - c^2) z_2).

    tanh has its first pole at i pi / 2: the rule's error is about exp(-pi^2 / (step s)). By the addition theorem one
    table of tanh for each coordinate is enough.
    """
    deviation = _ball(variance).sqrt()
    correlation = _ball(covariance / variance)
    sine = (1 - correlation**2).nonnegative_part().sqrt()
    bits = QUADRATURE_BITS * math.log(2)
    step = Fraction(math.floor(4096 * min(0.25, math.pi**2 / (float(deviation) * (bits + 4)))), 4096)
    half = math.ceil(math.sqrt(2 * bits) / float(step)) + 1
    nodes = [_ball(i * step) for i in range(-half, half + 1)]
    weights = [(-z * z / 2).exp() for z in nodes]
    total = sum(weights)
    weights = [w / total for w in weights]
    first = [(deviation * z).tanh() for z in nodes]
    own = sum(w * t * t for w, t in zip(weights, first, strict=True))
    if covariance is variance:
        return own, own, sum(w * (1 - t * t) ** 2 for w, t in zip(weights, first, strict=True))
    along = [(deviation * correlation * z).tanh() for z in nodes]
    across = [(w, (deviation * sine * z).tanh()) for w, z in zip(weights, nodes, strict=True)]
    dual = slope = _ball(0)
    for w, t, a in list(zip(weights, first, along, strict=True))[half:]:  # (z_1, z_2) and its negative give the same
        inner = [(v, (a + b) / (1 + a * b)) for v, b in across]
        twice = w if t == 0 else 2 * w
        dual += twice * t * sum(v * x for v, x in inner)
        slope += twice * (1 - t * t) * sum(v * (1 - x * x) for v, x in inner)
    return own, dual, slope


def _ball(x: Any) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else arb(x)
