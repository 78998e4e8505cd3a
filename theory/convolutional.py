"""Infinitely wide convolutional networks: covariance at the start and tangent kernel (CNTK), by the literal recursion.

A network of depth L has L convolutional layers, each followed by s: sqrt(weight_variance / (q^2 channels)) times the
q x q filters, which are standard normal like the biases, those times sqrt(bias_variance); stride 1, so that every layer
has the image's pixels, with `zeros` or the opposite edge (`circular`) beyond the borders. The read-out has weights of
variance 1 and no bias: one for each pixel and channel, over sqrt(pixels channels), or one for each channel, over
sqrt(channels), on the mean over pixels (`pooled`). All of it is trained. For pixels p of one image and p' of another,
with F_0 = U_0 = <x_p, y_p'> / channels and box the mean over the q^2 common shifts of p and p',

    K_l = w box F_{l-1} + b,  Theta_l = w box U_{l-1} + b,  F_l = E[s s],  U_l = F_l + E[s' s'] Theta_l,

expectations over Gaussians of covariance K_l. The kernels are the means of F_L and U_L over p = p', or over all pairs
of pixels if pooled. There is no box behind the last activation.
Source of the recursion: Arora et al., On exact computation with an infinitely wide neural net (2019), section 4.

As in `theory.infinite_width` the state is not a covariance: here it is E (u - v)^2 / 2, which like a covariance adds up
over the pixels of a filter, and which keeps nearly coinciding patches apart. Images without ink are no exception.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from theory import architecture
from theory.activations import Activation, Real
from theory.dual_activations import gap_duals
from theory.infinite_width import Kernels

Floats = NDArray[np.float64]
PADDINGS = ("zeros", "circular")


@dataclass(frozen=True)
class ConvolutionalNetwork:
    """Architecture and variances. Raises ValueError for what is none: an even filter, for instance, has no centre."""

    activation: Activation
    depth: int
    filter_size: int = 3
    padding: str = "zeros"
    pooled: bool = False
    weight_variance: Real = 1
    bias_variance: Real = 0

    def __post_init__(self) -> None:
        if not isinstance(self.activation, Activation):
            raise ValueError(f"activation must be one of theory.activations, got {self.activation!r}")
        object.__setattr__(self, "depth", architecture.whole(self.depth, "depth is the number of layers, 0 or more"))
        size = architecture.whole(self.filter_size, "filter_size must be odd", least=1)
        if size % 2 == 0:
            raise ValueError(f"filter_size must be odd, got {size}")
        if self.padding not in PADDINGS:
            raise ValueError(f"padding must be one of {', '.join(PADDINGS)}; got {self.padding!r}")
        architecture.variances(self.weight_variance, self.bias_variance)


class PixelKernels(NamedTuple):
    """F_L, and U_L as a sum over trained layers: (rows, columns, rows, columns), and (L + 1, ...) of these."""

    covariance: Floats
    shares: Floats
    """Of the convolutional layers in their order, and of the read-out."""


def kernels(network: ConvolutionalNetwork, x: ArrayLike, y: ArrayLike | None = None) -> Kernels:
    """Both kernels between images x (n, rows, columns, channels) and y (m, ...), by default x: two (n, m) matrices.

    Time and memory for each pair grow with the square of the number of pixels. Raises ValueError for arrays that are
    not finite images of one shape, or overflow.
    """
    x, same = _images(x, "x"), y is None
    y = x if y is None else _images(y, "y")
    if x.shape[1:] != y.shape[1:]:
        raise ValueError(f"x and y need images of one shape, got {x.shape[1:]} and {y.shape[1:]}")
    found = np.empty((2, len(x), len(y)))
    for i, j in product(range(len(x)), range(len(y))):
        if same and j < i:
            found[:, i, j] = found[:, j, i]
            continue
        at = pixel_kernels(network, x[i], y[j])
        found[:, i, j] = read_out(network, at.covariance), read_out(network, at.shares.sum(axis=0))
    return Kernels(*found)


@np.errstate(over="ignore", invalid="ignore")
def pixel_kernels(network: ConvolutionalNetwork, x: ArrayLike, y: ArrayLike) -> PixelKernels:
    """What the read-out takes the mean of, for two images (rows, columns, channels). Raises ValueError as `kernels`."""
    one, two = (_images(architecture.real_array(z, name)[None], name)[0] for z, name in ((x, "x"), (y, "y")))
    if one.shape != two.shape:
        raise ValueError(f"x and y need images of one shape, got {one.shape} and {two.shape}")
    first, second = (one**2).mean(axis=-1), (two**2).mean(axis=-1)
    apart = ((one[:, :, None, None] - two) ** 2).mean(axis=-1) / 2
    covariance = (one[:, :, None, None] * two).mean(axis=-1)
    shares = covariance[None][:0]
    if not (np.all(np.isfinite(first)) and np.all(np.isfinite(second))):
        raise ValueError("the squares of x and y must be in the range of float64, but they overflow")
    weight, bias = float(network.weight_variance), float(network.bias_variance)
    for _ in range(network.depth):
        new = weight * box(network, covariance) + bias  # the layer's own share of Theta is its K
        shares = np.stack([*(weight * box(network, share) for share in shares), new])
        apart = weight * _box_of_distances(network, apart, first, second)
        first, second = (weight * box(network, v) + bias for v in (first, second))
        if not np.isfinite(first.max() * second.max()):
            raise ValueError(f"the kernels of {network} overflow float64")
        apart, first, second, slope = _activate(network, apart, first, second)
        covariance = np.sqrt(_outer(first, second)) - (apart - _parallel(first, second))
        shares = shares * slope
    return PixelKernels(covariance, np.concatenate([shares, covariance[None]]))


def read_out(network: ConvolutionalNetwork, at: Floats) -> float:
    """The mean of a map (rows, columns, rows, columns) over p = p', or over all pairs of pixels if pooled."""
    return float(at.mean() if network.pooled else np.einsum("ijij->ij", at).mean())


def box(network: ConvolutionalNetwork, at: Floats) -> Floats:
    """The mean over the q^2 common shifts of p (and p'), for maps (rows, columns) or (rows, columns, rows, columns)."""
    return _mean(network, np.pad(at, network.filter_size // 2, mode="wrap" if _wraps(network) else "constant"))


def _box_of_distances(network: ConvolutionalNetwork, apart: Floats, first: Floats, second: Floats) -> Floats:
    """The same of E (u - v)^2 / 2: where v is a zero beyond the border, it is half of the variance of u."""
    if _wraps(network):
        return box(network, apart)
    reach = network.filter_size // 2
    padded = (np.pad(first, reach)[:, :, None, None] + np.pad(second, reach)) / 2
    rows, columns = (slice(reach, reach + n) for n in first.shape)
    padded[rows, columns, rows, columns] = apart
    return _mean(network, padded)


def _mean(network: ConvolutionalNetwork, padded: Floats) -> Floats:
    return sum(_shifts(network, padded), np.zeros(())) / network.filter_size**2


def _shifts(network: ConvolutionalNetwork, padded: Floats) -> Iterator[Floats]:
    q = network.filter_size
    for shift in product(range(q), repeat=2):
        moves = shift * (padded.ndim // 2)
        yield padded[tuple(slice(k, n - q + 1 + k) for k, n in zip(moves, padded.shape, strict=True))]


def _wraps(network: ConvolutionalNetwork) -> bool:
    return network.padding == "circular"


def _activate(
    network: ConvolutionalNetwork, apart: Floats, first: Floats, second: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """E (s(u) - s(v))^2 / 2, E s(u)^2, E s(v)^2 and E[s'(u) s'(v)]."""
    product_ = np.sqrt(_outer(first, second))
    lack = apart - _parallel(first, second)
    gap = np.clip(lack / np.where(product_ > 0, product_, 1), 0, 2)
    q1, q2 = np.broadcast_arrays(first[:, :, None, None], second)
    found = gap_duals(network.activation, q1, q2, gap)
    first, second = found.first[:, :, 0, 0], found.second[0, 0]
    return _parallel(first, second) + np.sqrt(_outer(first, second)) * found.gap, first, second, found.slope


def _parallel(first: Floats, second: Floats) -> Floats:
    """(sqrt q1 - sqrt q2)^2 / 2, what E (u - v)^2 / 2 is at correlation 1."""
    return (np.sqrt(first)[:, :, None, None] - np.sqrt(second)) ** 2 / 2


def _outer(first: Floats, second: Floats) -> Floats:
    return first[:, :, None, None] * second


def _images(x: ArrayLike, name: str) -> Floats:
    x = architecture.real_array(x, name)
    if x.ndim != 4 or 0 in x.shape[1:]:
        raise ValueError(f"{name} must be images (n, rows, columns, channels), got shape {x.shape}")
    if not np.all(np.isfinite(x)):
        raise ValueError(f"{name} must be finite, got NaN or infinity")
    return x
