"""Convolutional networks of finite width and their tangent kernels, in numpy, without a Jacobian.

Conventions of `theory.convolutional`. A filter of layer l is used at every pixel p, so that its derivative is the sum
over p of (patch of the layer's input at p) x (gradient B_l of the output at the layer's pre-activation of p), and

    Theta = <features, features'> + sum_{l, p, p'} [w <patch_p, patch_p'> / (q^2 channels) + b] <B_l(p), B_l'(p')>.

The products of patches are sums over common shifts of the products of pixels. Time (images pixels)^2 (channels + q^2)
per layer, in place of images^2 x parameters, and no array of the size of images x parameters. All arrays are of the
type of the weights.
"""

from __future__ import annotations

import functools
import itertools
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from empirics.convolutional import PADDINGS, ConvolutionalNetwork, kernels
from empirics.lab import trial

Floats = NDArray[np.floating[Any]]


class Weights(NamedTuple):
    """Standard normal parameters: filters (q^2 inputs, channels) and biases (channels,) by layer, and the read-out

    (channels, outputs), or (rows columns channels, outputs) if it is not pooled.
    """

    filters: list[Floats]
    biases: list[Floats]
    read_out: Floats


class Hidden(NamedTuple):
    """Inputs of the layers (one more: what is read out) and slopes s' behind them, (n, pixels, channels) each, and for

    each pixel the q^2 around it, (pixels, q^2): row by row, with the number of pixels for what lies beyond a border.
    """

    inputs: list[Floats]
    slopes: list[Floats]
    around: NDArray[np.intp]


@trial(batch=64, host=True)
def tangent_kernels(
    generator: np.random.Generator, *, x: NDArray[np.float64], channels: int, depth: int
) -> dict[str, Floats]:
    """Theta of images x (n, rows, columns, c) in one random network of 3 x 3 filters without biases.

    Both paddings and both read-outs, four observables such as `zeros, pooled`: upper triangles row by row.
    """
    weights, found = initial(generator, ConvolutionalNetwork(depth), x.shape, channels, 1), {}
    for padding in PADDINGS:
        through = hidden(ConvolutionalNetwork(depth, padding=padding), weights, x)
        products = [_patch_products(through.around, z, z) for z in through.inputs[:-1]]
        for name, pooled in (("vanilla", False), ("pooled", True)):
            network = ConvolutionalNetwork(depth, padding=padding, pooled=pooled)
            own = weights._replace(read_out=weights.read_out[: channels if pooled else None])
            kernel = _kernel(network, own, [through], products)[:, 0, :, 0]
            found[f"{padding}, {name}"] = kernel[np.triu_indices(len(x))]
    return found


@trial(batch=4, host=True)
def infinite_width(generator: np.random.Generator, *, padding: str, pooled: bool, depth: int) -> dict[str, Floats]:
    """The fast kernels of infinitely wide networks at three random images of 4 x 5 pixels with two channels.

    One image is partly blank, one is another one with a difference of 1e-6. `images` are flattened, `kernels` are the
    tangent kernel and then the covariance at the start, upper triangles row by row.
    """
    x = generator.standard_normal((3, 4, 5, 2))
    x[0, :3, :3] = 0
    x[2] = x[1] + 1e-6 * x[2]
    both, triangle = kernels(ConvolutionalNetwork(depth, padding=padding, pooled=pooled), x), np.triu_indices(3)
    return {"images": x.ravel(), "kernels": np.concatenate([both.ntk[triangle], both.nngp[triangle]])}


def initial(
    generator: np.random.Generator, network: ConvolutionalNetwork, shape: tuple[int, ...], channels: int, outputs: int
) -> Weights:
    """Random parameters in float32 for images of this shape (n, rows, columns, c)."""
    _, rows, columns, inputs = shape
    widths = [inputs, *[channels] * network.depth]
    sizes = list(itertools.pairwise(widths))
    filters = [generator.standard_normal((network.filter_size**2 * a, b), np.float32) for a, b in sizes]
    biases = [generator.standard_normal(channels, np.float32) for _ in sizes]
    pixels = 1 if network.pooled else rows * columns
    return Weights(filters, biases, generator.standard_normal((pixels * widths[-1], outputs), np.float32))


def hidden(network: ConvolutionalNetwork, weights: Weights, x: Floats) -> Hidden:
    """What images x (n, rows, columns, c) make of the convolutional layers, whatever the read-out.

    Raises ValueError for arrays that are no images, or weights for another network or number of channels.
    """
    if x.ndim != 4:
        raise ValueError(f"images (n, rows, columns, channels) are wanted, got shape {x.shape}")
    if len(weights.filters) != network.depth:
        raise ValueError(f"filters of {network.depth} layers are wanted, got {len(weights.filters)}")
    if network.depth and len(weights.filters[0]) != network.filter_size**2 * x.shape[3]:
        raise ValueError(f"filters of {network.filter_size**2 * x.shape[3]} inputs are wanted for images {x.shape}")
    around = _surroundings(x.shape[1], x.shape[2], network.filter_size, network.padding)
    inputs, slopes = [x.reshape(len(x), -1, x.shape[3]).astype(weights.read_out.dtype)], []
    for filters, biases in zip(weights.filters, weights.biases, strict=True):
        before = _patches(around, inputs[-1]) @ filters * _scale(network, len(filters))
        before += biases * float(np.sqrt(network.bias_variance))
        inputs.append(np.maximum(before, 0))
        slopes.append((before > 0).astype(before.dtype))
    return Hidden(inputs, slopes, around)


def outputs(network: ConvolutionalNetwork, weights: Weights, x: Floats) -> Floats:
    """The outputs (n, outputs) at images x (n, rows, columns, c). Raises ValueError as `hidden`."""
    return _features(network, weights, hidden(network, weights, x)) @ weights.read_out


def tangent_kernel(network: ConvolutionalNetwork, weights: Weights, x: Floats, y: Floats | None = None) -> Floats:
    """Theta of images x (n, rows, columns, c) and y (m, ...), by default x: (n, outputs, m, outputs).

    Raises ValueError as `hidden`, and for images of two shapes or a read-out of another shape.
    """
    if y is not None and y.shape[1:] != x.shape[1:]:
        raise ValueError(f"x and y need images of one shape, got {x.shape[1:]} and {y.shape[1:]}")
    sides = [hidden(network, weights, side) for side in ([x] if y is None else [x, y])]
    inputs = zip(sides[0].inputs[:-1], sides[-1].inputs[:-1], strict=True)
    return _kernel(network, weights, sides, [_patch_products(sides[0].around, *pair) for pair in inputs])


def _kernel(network: ConvolutionalNetwork, weights: Weights, sides: list[Hidden], products: list[Floats]) -> Floats:
    """The sum over layers, of one side with itself or of two; `products` are those of the layers' input patches."""
    features = [_features(network, weights, side) for side in sides]
    identity = np.eye(weights.read_out.shape[1], dtype=features[0].dtype)
    kernel = (features[0] @ features[-1].T)[:, None, :, None] * identity[:, None, :]
    pixels = sides[0].inputs[-1].shape[1]
    each = weights.read_out.T * float(1 / np.sqrt(len(weights.read_out)))
    each = each[:, None, :] / pixels if network.pooled else each.reshape(len(each), pixels, -1)
    back = [each] * len(sides)  # derivatives of the outputs, (n, outputs, pixels, channels)
    for layer in range(network.depth - 1, -1, -1):
        back = [b * side.slopes[layer][:, None] for b, side in zip(back, sides, strict=True)]
        scale = _scale(network, len(weights.filters[layer]))
        kernel = kernel + _contract(products[layer] * scale**2 + float(network.bias_variance), back[0], back[-1])
        if layer > 0:
            back = [_transposed(sides[0].around, weights.filters[layer], b) * scale for b in back]
    return kernel


def _features(network: ConvolutionalNetwork, weights: Weights, through: Hidden) -> Floats:
    """What the read-out is linear in, (n, features)."""
    last = through.inputs[-1]
    features = last.mean(axis=1) if network.pooled else last.reshape(len(last), -1)
    if features.shape[1] != len(weights.read_out):
        raise ValueError(f"a read-out of {features.shape[1]} features is wanted, got {len(weights.read_out)}")
    return features * float(1 / np.sqrt(features.shape[1]))


def _contract(patches: Floats, one: Floats, two: Floats) -> Floats:
    """sum over p, p' of patches[p, p', a, b] <one[a, i, p], two[b, j, p']>, as (a, i, b, j)."""
    n, outputs, pixels, channels = one.shape
    m = len(two)
    products = (one.reshape(-1, channels) @ two.reshape(-1, channels).T).reshape(n, outputs, pixels, m, outputs, pixels)
    return (products * patches.transpose(2, 0, 3, 1)[:, None, :, :, None, :]).sum(axis=(2, 5))


def _patch_products(around: NDArray[np.intp], x: Floats, y: Floats) -> Floats:
    """<patch_p(x_a), patch_p'(y_b)>, as (p, p', a, b)."""
    x, y = _with_zero(x), _with_zero(y)
    pixels = (x.reshape(-1, x.shape[2]) @ y.reshape(-1, y.shape[2]).T).reshape(len(x), x.shape[1], len(y), y.shape[1])
    pixels = pixels.transpose(1, 3, 0, 2)
    return sum((pixels[k[:, None], k] for k in around.T), np.zeros((), x.dtype))


def _patches(around: NDArray[np.intp], x: Floats) -> Floats:
    """(..., pixels, q^2 channels): the surroundings of each pixel."""
    return _with_zero(x)[..., around, :].reshape(*x.shape[:-1], -1)


def _transposed(around: NDArray[np.intp], filters: Floats, back: Floats) -> Floats:
    """The adjoint of a layer: gradients at its inputs, from those behind its filters, (n, outputs, pixels, channels).

    The input at p is seen by the pixels p - shift: the same filters, mirrored, act on the gradients.
    """
    mirrored = filters.reshape(around.shape[1], -1, back.shape[-1])[::-1].transpose(0, 2, 1)
    return _patches(around, back) @ mirrored.reshape(-1, mirrored.shape[2])


def _with_zero(x: Floats) -> Floats:
    """One more pixel, which is zero."""
    return np.concatenate([x, np.zeros_like(x[..., :1, :])], axis=-2)


@functools.lru_cache(maxsize=64)
def _surroundings(rows: int, columns: int, filter_size: int, padding: str) -> NDArray[np.intp]:
    """For each pixel the q^2 around it, (pixels, q^2), with the number of pixels for what lies beyond a border."""
    shift = np.arange(filter_size) - filter_size // 2
    i, j = (np.arange(n)[:, None] + shift for n in (rows, columns))
    if padding == "circular":
        i, j = i % rows, j % columns
    inside = ((i >= 0) & (i < rows))[:, None, :, None] & ((j >= 0) & (j < columns))[None, :, None, :]
    found = np.where(inside, i[:, None, :, None] * columns + j[None, :, None, :], rows * columns)
    return found.reshape(rows * columns, filter_size**2)


def _scale(network: ConvolutionalNetwork, fan_in: int) -> float:
    return float(np.sqrt(network.weight_variance / fan_in))
