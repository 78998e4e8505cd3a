"""Convolutional networks of finite width and their tangent kernels, in numpy, without a Jacobian.

Conventions of `theory.convolutional`. A filter of layer l is used at every pixel p, so that its derivative is the sum
over p of (patch of the layer's input at p) x (gradient B_l of the output at the layer's pre-activation of p), and

    Theta = <features, features'> + sum_{l, p, p'} [w <patch_p, patch_p'> / (q^2 channels) + b] <B_l(p), B_l'(p')>.

The products of patches are sums over common shifts of the products of pixels. Time (images pixels)^2 (channels + q^2)
per layer, in place of images^2 x parameters, and no array of the size of images x parameters. All arrays are of the
type of the weights.
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from empirics.activations import Activation, LeakyRelu, named
from empirics.convolutional import PADDINGS, ConvolutionalNetwork, kernels
from empirics.lab import trial
from empirics.patches import contract, patch_products, patches, surroundings, transposed

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
        products = [patch_products(through.around, z, z) for z in through.inputs[:-1]]
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
    if x.ndim != 4 or not x.size:
        raise ValueError(f"one or more images (n, rows, columns, channels) are wanted, got shape {x.shape}")
    if len(weights.filters) != network.depth:
        raise ValueError(f"filters of {network.depth} layers are wanted, got {len(weights.filters)}")
    if network.depth and len(weights.filters[0]) != network.filter_size**2 * x.shape[3]:
        raise ValueError(f"filters of {network.filter_size**2 * x.shape[3]} inputs are wanted for images {x.shape}")
    around = surroundings(x.shape[1], x.shape[2], network.filter_size, network.padding)
    inputs, slopes = [x.reshape(len(x), -1, x.shape[3]).astype(weights.read_out.dtype)], []
    for filters, biases in zip(weights.filters, weights.biases, strict=True):
        before = patches(around, inputs[-1]) @ filters * _scale(network, len(filters))
        before += biases * float(np.sqrt(network.bias_variance))
        after, slope = _activate(named(network.activation), before)
        inputs.append(after)
        slopes.append(slope)
    return Hidden(inputs, slopes, around)


def _activate(unit: Activation, before: Floats) -> tuple[Floats, Floats]:
    """s and s', in the type of what they are of; JAX has no part in the kinked ones."""
    if not isinstance(unit, LeakyRelu):
        return np.asarray(unit(before)), np.asarray(unit.derivative(before))
    slope = np.where(before > 0, unit.positive, unit.negative).astype(before.dtype)
    return slope * before, slope


def outputs(network: ConvolutionalNetwork, weights: Weights, x: Floats) -> Floats:
    """The outputs (n, outputs) at images x (n, rows, columns, c). Raises ValueError as `hidden`."""
    return _features(network, weights, hidden(network, weights, x)) @ weights.read_out


def tangent_kernel(network: ConvolutionalNetwork, weights: Weights, x: Floats, y: Floats | None = None) -> Floats:
    """Theta of images x (n, rows, columns, c) and y (m, ...), by default x: (n, outputs, m, outputs).

    Raises ValueError as `hidden`, and for images of two shapes or a read-out of another shape.
    """
    sides = _sides(network, weights, x, y)[: 1 if y is None else 2]
    inputs = zip(sides[0].inputs[:-1], sides[-1].inputs[:-1], strict=True)
    return _kernel(network, weights, sides, [patch_products(sides[0].around, *pair) for pair in inputs])


def vector_product(
    network: ConvolutionalNetwork, weights: Weights, x: Floats, vector: Floats, y: Floats | None = None
) -> Floats:
    """sum over j, p of Theta(x_i, y_j)_{op} v_{jp}, (n, outputs), for a vector v (m, outputs); y = None stands for x.

    The gradient of <v, f(y)> in the weights, by one pass backward, and the derivative of f(x) along it, by one forward.
    Raises ValueError as `tangent_kernel`, and for a vector of another shape.
    """
    one, two = sides = _sides(network, weights, x, y)
    read = [_features(network, weights, side) for side in sides]
    if vector.shape != (len(two.inputs[0]), weights.read_out.shape[1]):
        raise ValueError(
            f"the vector needs shape {(len(two.inputs[0]), weights.read_out.shape[1])}, got {vector.shape}"
        )
    each = (vector @ weights.read_out.T).astype(weights.read_out.dtype) * float(1 / np.sqrt(len(weights.read_out)))
    pixels = two.inputs[-1].shape[1]
    back = np.repeat(each[:, None] / pixels, pixels, axis=1) if network.pooled else each.reshape(len(each), pixels, -1)
    along = []  # derivatives in the filters and biases of each layer
    for layer in reversed(range(network.depth)):
        back = back * two.slopes[layer]
        around = patches(two.around, two.inputs[layer])
        along.insert(0, (np.tensordot(around, back, axes=((0, 1), (0, 1))), back.sum(axis=(0, 1))))
        if layer > 0:
            filters = weights.filters[layer]
            back = transposed(two.around, filters, back) * _scale(network, len(filters))
    moved = np.zeros_like(one.inputs[0])
    for layer, (filters, biases) in enumerate(along):
        scale = _scale(network, len(filters))
        before = patches(one.around, one.inputs[layer]) @ filters * scale**2 + biases * float(network.bias_variance)
        before = before + patches(one.around, moved) @ weights.filters[layer] * scale
        moved = one.slopes[layer] * before
    ends = _features(network, weights, one._replace(inputs=[moved]))
    return ends @ weights.read_out + read[0] @ (read[-1].T @ vector)


def _sides(network: ConvolutionalNetwork, weights: Weights, x: Floats, y: Floats | None) -> list[Hidden]:
    """What images x and y make of the layers; twice the same for y = None."""
    if y is not None and y.shape[1:] != x.shape[1:]:
        raise ValueError(f"x and y need images of one shape, got {x.shape[1:]} and {y.shape[1:]}")
    first = hidden(network, weights, x)
    return [first, first if y is None else hidden(network, weights, y)]


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
        kernel = kernel + contract(products[layer] * scale**2 + float(network.bias_variance), back[0], back[-1])
        if layer > 0:
            back = [transposed(sides[0].around, weights.filters[layer], b) * scale for b in back]
    return kernel


def _features(network: ConvolutionalNetwork, weights: Weights, through: Hidden) -> Floats:
    """What the read-out is linear in, (n, features)."""
    last = through.inputs[-1]
    features = last.mean(axis=1) if network.pooled else last.reshape(len(last), -1)
    if features.shape[1] != len(weights.read_out):
        raise ValueError(f"a read-out of {features.shape[1]} features is wanted, got {len(weights.read_out)}")
    return features * float(1 / np.sqrt(features.shape[1]))


def _scale(network: ConvolutionalNetwork, fan_in: int) -> float:
    return float(np.sqrt(network.weight_variance / fan_in))
