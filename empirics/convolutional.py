"""Gram matrices of infinitely wide convolutional networks (NNGP and CNTK) in JAX: fast, and accurate at every angle.

Conventions of `theory.convolutional`: L convolutional layers of stride 1, read out at every pixel or,
if pooled, from the mean over pixels.

    >>> K = cntk(images, depth=3, pooled=True, activation="gelu", weight_variance=1.8, bias_variance=0.1)

Activations are those of `empirics.activations`, and the duals those of fully connected networks, `empirics.gap_duals`.
The state of a pair of pixels is E (u - v)^2 / 2, which adds up over a filter like a covariance and does not lose the
angle of nearly coinciding patches; where only one of the two pixels lies beyond a border it is half of the other's
variance. ReLU and its kin run in planes of pixel pairs (`empirics.convolutional_planes`), in float32 or float64, all
others on matrices of pixel pairs (`empirics.convolutional_pixels`) in float64.

Measured relative errors against `theory.convolutional`, near duplicates, parallel, opposite and blank patches included:
ReLU 3e-7 in float32 and 3e-15 in float64 up to depth 30, smooth activations 4e-15 up to depth 3 (tanh by its series
6e-13). Kinked units lose digits where patches of unlike norms meet at angles of 1e-3 in float32 or 1e-7 in float64.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from empirics import convolutional_pixels, convolutional_planes
from empirics.activations import LeakyRelu
from empirics.convolutional_layers import PADDINGS, ConvolutionalNetwork

__all__ = ["PADDINGS", "ConvolutionalNetwork", "Kernels", "cntk", "kernels"]


class Kernels(NamedTuple):
    """Covariance of the outputs at the start, and tangent kernel: two matrices in float64."""

    nngp: NDArray[np.float64]
    ntk: NDArray[np.float64]


def cntk(x: ArrayLike, y: ArrayLike | None = None, **network: Any) -> NDArray[np.float64]:
    """The tangent kernel between images x (n, rows, columns, channels) and y (m, ...), by default x: (n, m).

    Keywords are those of ConvolutionalNetwork: depth, filter_size, padding, pooled, weight_variance, bias_variance,
    activation.
    """
    return kernels(ConvolutionalNetwork(**network), x, y).ntk


def kernels(network: ConvolutionalNetwork, x: ArrayLike, y: ArrayLike | None = None) -> Kernels:
    """Both kernels between images x (n, rows, columns, channels) and y (m, ...), by default x: two (n, m) matrices.

    Symmetric for y = None. ReLU and its kin are computed in float32 if both arrays are, all else in float64. Raises
    ValueError for arrays that are not finite images of one shape, for filters that reach beyond a whole image, and for
    overflow.
    """
    x, same = _images(x, "x"), y is None
    y = x if y is None else _images(y, "y")
    if x.shape[1:] != y.shape[1:]:
        raise ValueError(f"x and y need images of one shape, got {x.shape[1:]} and {y.shape[1:]}")
    rows, columns = x.shape[1:3]
    if network.reach > min(rows, columns):
        raise ValueError(f"a filter of {network.filter_size} reaches beyond an image of {rows} x {columns} pixels")
    kinked = isinstance(network.activation, LeakyRelu)
    program = convolutional_planes if kinked else convolutional_pixels
    found = Kernels(*program.matrices(network, x, None if same else y))
    if not np.all(np.isfinite(found)):
        single = kinked and x.dtype == y.dtype == np.float32
        raise ValueError(f"the kernels of {network} overflow {'float32' if single else 'float64'}")
    return found


def _images(x: ArrayLike, name: str) -> NDArray[Any]:
    x = np.asarray(x)
    if x.ndim != 4 or 0 in x.shape[1:]:
        raise ValueError(f"{name} must be images (n, rows, columns, channels), got shape {x.shape}")
    if x.dtype.kind not in "fiu":
        raise ValueError(f"{name} must hold real numbers, got {x.dtype}")
    if not np.all(np.isfinite(x)):
        raise ValueError(f"{name} must be finite, got NaN or infinity")
    return x
