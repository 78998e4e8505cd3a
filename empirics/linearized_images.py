"""Linearised networks of finite width beside the exact tangent kernel, on real images: ten regressions, one per digit.

A linearised network trained to the end, its initial function subtracted, is regression with the tangent kernel of its
random weights. Networks are ReLU without biases, NTK parametrisation with weight variance 2 and a read-out of weight
variance 1, all layers trained; images are vectors of mean square 1, so that the exact kernel is depth + 1 at
coinciding images.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from empirics.images import one_versus_rest, split, vectors
from empirics.lab import trial

Floats = NDArray[np.float64]
Matrix = NDArray[np.floating[Any]]
COPIES = 4  # more would lower the spread of one trial by a tenth, and cost half as much again


@trial(batch=8, host=True)
def gaps(
    generator: np.random.Generator, *, images: str, train: int, test: int, depth: int, widths: tuple[int, ...]
) -> dict[str, Floats | float]:
    """A random split and one random network of each width, all compared with the exact kernel on the same images.

    `exact` is the share of the test images that the exact kernel puts into the right class, `gap` (widths,) that of
    the linearised networks less it, `loss` (widths,) their mean square error on the test images less that of the exact
    kernel, `distance` (widths,) the root mean square distance of their outputs from those of the exact kernel, and
    `loss over square distance` (widths,). Narrow networks come in COPIES, as far as the first units of the widest
    reach, which they share out; what is returned are means over them.
    """
    pictures, labels = split(generator, images, train, test)
    x, targets = vectors(pictures), one_versus_rest(labels)
    inputs = x[:train] @ x.T * (2 / x.shape[1])
    reference = _regression(exact_kernel(inputs / 2, depth), targets[:train])
    right, error = _scores(reference, labels[train:], targets[train:])
    seen = x[:, x.any(axis=0)].astype(np.float32)  # the weights of pixels that are dark in every image have no effect
    first = generator.standard_normal((seen.shape[1], widths[-1]), np.float32) * np.float32(np.sqrt(2 / x.shape[1]))
    before, inputs = seen @ first, inputs.astype(np.float32)
    found = []
    for width in widths:
        copies = []
        for start in range(0, min(COPIES * width, widths[-1] - width + 1), width):
            deeper = [_hidden(generator, width) for _ in range(depth - 1)]
            readout = generator.standard_normal(width, np.float32)
            kernel = finite_kernel(inputs, before[:, start : start + width], deeper, readout)
            outputs = _regression(kernel, targets[:train])
            share, loss = _scores(outputs, labels[train:], targets[train:])
            copies.append((share - right, loss - error, ((outputs - reference) ** 2).mean()))
        found.append(np.mean(copies, axis=0))
    gap, loss, square = np.array(found).T
    return {
        "exact": right,
        "gap": gap,
        "loss": loss,
        "distance": np.sqrt(square),
        "loss over square distance": loss / square,
    }


def exact_kernel(cosine: Floats, depth: int) -> Floats:
    """Infinitely wide networks, for inputs of mean square 1, by the cosines of the inputs; depth + 1 at cosine 1.

    With t the angle of two pre-activations, K -> (sin t + (pi - t) cos t) / pi and T -> K + T (pi - t) / pi, from
    K = T = the cosine: all relative to the variance 2 of a pre-activation.
    """
    cosine = np.clip(cosine, -1.0, 1.0)
    tangent = cosine
    for _ in range(depth):
        angle = np.arccos(cosine)
        cosine = np.clip((np.sin(angle) + (np.pi - angle) * cosine) / np.pi, -1.0, 1.0)
        tangent = cosine + tangent * (np.pi - angle) / np.pi
    return tangent


def finite_kernel(inputs: Matrix, before: Matrix, deeper: list[Matrix], readout: Matrix) -> Matrix:
    """Tangent kernel (train, n) of one network: sum over its layers of Gram of their inputs * Gram of their gradients.

    `inputs` (train, n) is the Gram matrix 2 <x, y> / d of the data, `before` (n, width) the first pre-activations,
    `deeper` the scaled weights (width, width) of the other hidden layers, `readout` (width,) standard normal.
    """
    train, width = len(inputs), len(readout)
    forward, on = [np.maximum(before, 0)], [before > 0]
    for weights in deeper:
        before = forward[-1] @ weights
        forward.append(np.maximum(before, 0))
        on.append(before > 0)
    kernel = forward[-1][:train] @ forward[-1].T / np.float32(width)
    backward = on[-1] * (readout / np.float32(np.sqrt(width)))
    for layer in range(len(deeper), 0, -1):
        kernel += (
            (forward[layer - 1][:train] @ forward[layer - 1].T)
            * (backward[:train] @ backward.T)
            * np.float32(2 / width)
        )
        backward = (backward @ deeper[layer - 1].T) * on[layer - 1]
    return kernel + inputs * (backward[:train] @ backward.T)


def _hidden(generator: np.random.Generator, width: int) -> Matrix:
    """Weights of variance 2 / width between two hidden layers."""
    return generator.standard_normal((width, width), np.float32) * np.float32(np.sqrt(2 / width))


def _regression(kernel: Matrix, targets: Floats) -> Floats:
    """Outputs at the images after the n training images, from the kernel between those and all images."""
    n, kernel = len(targets), kernel.astype(float)
    return kernel[:, n:].T @ np.linalg.solve(kernel[:, :n], targets)


def _scores(outputs: Floats, labels: NDArray[np.int64], targets: Floats) -> tuple[float, float]:
    """Share of images in the right class, and mean square error."""
    return float((outputs.argmax(axis=1) == labels).mean()), float(((outputs - targets) ** 2).mean())
