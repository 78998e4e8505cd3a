"""Kernel entries layer by layer: gradients by differences, bad input."""

import numpy as np
import pytest

from empirics import kernel_fluctuations


@pytest.mark.parametrize("depth", [1, 3])
def test_entry_is_the_inner_product_of_gradients(depth):
    x, width, h = np.array([[1.0, 0.0], [0.6, 0.8]]), 4, 1e-5
    same = np.random.default_rng(2)
    layers = []
    for fan_in in (2, *(width,) * (depth - 1)):
        layers += [same.standard_normal((fan_in, width)), same.standard_normal(width)]
    layers.append(same.standard_normal(width))
    sizes = [layer.size for layer in layers]

    def network(flat):
        cut = np.split(flat, np.cumsum(sizes)[:-1])
        g = x
        for w, b in zip(cut[:-1:2], cut[1:-1:2], strict=True):
            g = np.maximum((2 / g.shape[1]) ** 0.5 * g @ w.reshape(-1, width) + 0.1 * b, 0)
        return g @ cut[-1] / width**0.5

    flat = np.concatenate([layer.ravel() for layer in layers])
    gradient = np.array([(network(flat + h * e) - network(flat - h * e)) / (2 * h) for e in np.eye(len(flat))])
    entry = kernel_fluctuations._entry(np.random.default_rng(2), depth, width, x)
    assert entry == pytest.approx(gradient[:, 0] @ gradient[:, 1], rel=1e-6)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="two initialisations, got 1"):
        kernel_fluctuations.spread(np.random.default_rng(0), depth=1, widths=(4,), angle=1.0, group=1)
