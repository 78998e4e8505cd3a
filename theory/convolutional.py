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

As in `theory.infinite_width` the state is not a covariance but the variances and the gap 1 - correlation, which keeps
nearly coinciding patches apart whatever their norms: a layer's input is a sum of q^2 parts and the bias, and sums have
gaps to full relative accuracy. Images without ink are no exception.
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
from theory.input_gaps import Part, gaps, summed

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
    covariance = (one[:, :, None, None] * two).mean(axis=-1)
    shares = covariance[None][:0]
    if not (np.all(np.isfinite(first)) and np.all(np.isfinite(second))):
        raise ValueError("the squares of x and y must be in the range of float64, but they overflow")
    pixels = [z.reshape(-1, z.shape[-1]) for z in (one, two)]
    gap, rest = (gaps(pixels[0], sign * pixels[1]).reshape(covariance.shape) for sign in (1, -1))
    weight, bias = float(network.weight_variance), float(network.bias_variance)
    for layer in range(network.depth):
        new = weight * box(network, covariance) + bias  # the layer's own share of Theta is its K
        shares = np.concatenate([weight * box(network, shares), new[None]])
        opposite = _filtered(network, first, second, rest)[2] if layer == 0 and bias == 0 else None
        q1, q2, gap = _filtered(network, first, second, gap)
        if not np.isfinite(q1.max() * q2.max()):
            raise ValueError(f"the kernels of {network} overflow float64")
        found = gap_duals(network.activation, q1, q2, gap, rest=opposite)
        first, second, gap = found.first[:, :, 0, 0], found.second, found.gap
        covariance = np.sqrt(first)[:, :, None, None] * np.sqrt(second) * (1 - gap)
        shares = shares * found.slope
    return PixelKernels(covariance, np.concatenate([shares, covariance[None]]))


def read_out(network: ConvolutionalNetwork, at: Floats) -> float:
    """The mean of a map (rows, columns, rows, columns) over p = p', or over all pairs of pixels if pooled."""
    return float(at.mean() if network.pooled else np.einsum("ijij->ij", at).mean())


def box(network: ConvolutionalNetwork, at: Floats) -> Floats:
    """The mean over the q^2 common shifts of p and p', for maps (..., rows, columns, rows, columns)."""
    return sum(_shifts(network, at, 4), np.zeros(())) / network.filter_size**2


def _filtered(network: ConvolutionalNetwork, first: Floats, second: Floats, gap: Floats) -> Part:
    """Variances and gap of what a layer makes of such: (rows, columns, 1, 1), (rows, columns) and both together.

    Kinked units see opposite patches as they see coinciding ones: put in 2 - gap, to full accuracy, and it comes out.
    """
    weight, bias = float(network.weight_variance) / network.filter_size**2, float(network.bias_variance)
    taps = zip(_shifts(network, first, 2), _shifts(network, second, 2), _shifts(network, gap, 4), strict=True)
    parts = [(weight * one[:, :, None, None], weight * two, part) for one, two, part in taps]
    return summed([*parts, (np.asarray(bias), np.asarray(bias), np.zeros(()))] if bias > 0 else parts)


def _shifts(network: ConvolutionalNetwork, at: Floats, axes: int) -> Iterator[Floats]:
    """The map with its last `axes` shifted alike, by every shift of the filter."""
    reach = network.filter_size // 2
    mode = "wrap" if network.padding == "circular" else "constant"
    padded = np.pad(at, [(0, 0)] * (at.ndim - axes) + [(reach, reach)] * axes, mode=mode)
    for shift in product(range(network.filter_size), repeat=2):
        moves = zip(shift * (axes // 2), at.shape[-axes:], strict=True)
        yield padded[(..., *(slice(k, k + n) for k, n in moves))]


def _images(x: ArrayLike, name: str) -> Floats:
    x = architecture.real_array(x, name)
    if x.ndim != 4 or 0 in x.shape[1:]:
        raise ValueError(f"{name} must be images (n, rows, columns, channels), got shape {x.shape}")
    if not np.all(np.isfinite(x)):
        raise ValueError(f"{name} must be finite, got NaN or infinity")
    return x
