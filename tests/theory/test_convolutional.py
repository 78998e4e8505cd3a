"""Infinitely wide convolutional networks against pixel-by-pixel recursions, other kernels, and symmetries."""

import itertools

import numpy as np
import pytest

from theory import convolutional, infinite_width
from theory.activations import ABSOLUTE, ERF, GELU, RELU, TANH, Bump, LeakyRelu, Polynomial, Sine
from theory.convolutional import ConvolutionalNetwork, kernels
from theory.dual_activations import duals

RNG = np.random.default_rng(3)


def covariances(network, x, y):
    """F_L and U_L by covariances, one pair of pixels after the other, as dictionaries."""
    rows, columns, channels = x.shape
    pixels = list(itertools.product(range(rows), range(columns)))
    reach = range(-(network.filter_size // 2), network.filter_size // 2 + 1)

    def pairs(a, b):
        return {(p, s): a[p] @ b[s] / channels for p in pixels for s in pixels}

    def box(at, p, s):
        total = 0.0
        for i, j in itertools.product(reach, reach):
            one, two = (p[0] + i, p[1] + j), (s[0] + i, s[1] + j)
            if network.padding == "circular":
                one, two = ((z[0] % rows, z[1] % columns) for z in (one, two))
            total += at.get((one, two), 0.0)
        return network.weight_variance * total / network.filter_size**2 + network.bias_variance

    own = [pairs(x, x), pairs(y, y)]
    forward = tangent = pairs(x, y)
    for _ in range(network.depth):
        variances = [{p: box(at, p, p) for p in pixels} for at in own]
        tangent, state = ({k: box(at, *k) for k in at} for at in (tangent, forward))
        found = {(p, s): duals(network.activation, variances[0][p], c, variances[1][s]) for (p, s), c in state.items()}
        forward = {k: float(d.value) for k, d in found.items()}
        tangent = {k: forward[k] + float(d.slope) * tangent[k] for k, d in found.items()}
        own = [
            {(p, s): float(duals(network.activation, v[p], box(at, p, s), v[s]).value) for p, s in at}
            for at, v in zip(own, variances, strict=True)
        ]
    if network.pooled:
        return tuple(np.mean(list(at.values())) for at in (forward, tangent))
    return tuple(np.mean([at[p, p] for p in pixels]) for at in (forward, tangent))


@pytest.mark.parametrize("pooled", [False, True])
@pytest.mark.parametrize(
    "network",
    [
        ConvolutionalNetwork(RELU, 2, 3, "zeros", weight_variance=2),
        ConvolutionalNetwork(RELU, 2, 3, "circular", weight_variance=1.5, bias_variance=0.1),
        ConvolutionalNetwork(ERF, 1, 3, "zeros", weight_variance=1.5, bias_variance=0.1),
        ConvolutionalNetwork(ERF, 0),
    ],
)
def test_against_covariances(network, pooled):
    network = ConvolutionalNetwork(**{**vars(network), "pooled": pooled})
    x, y = RNG.standard_normal((2, 3, 3, 2))
    found = kernels(network, x[None], y[None])
    assert np.allclose([found.nngp[0, 0], found.ntk[0, 0]], covariances(network, x, y), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("activation", [RELU, ERF, Sine(2, 1), TANH])
@pytest.mark.parametrize("bias", [0, 0.3])
def test_one_pixel_is_fully_connected(activation, bias):
    x = RNG.standard_normal((4, 1, 1, 7))
    dense = infinite_width.kernels(infinite_width.Network(activation, 3, 2, bias), x[:, 0, 0])
    found = kernels(ConvolutionalNetwork(activation, 3, 1, "zeros", True, 2, bias), x)
    assert np.allclose(found.nngp, dense.nngp, rtol=1e-14)
    assert np.allclose(found.ntk, dense.ntk, rtol=1e-14)


@pytest.mark.parametrize("pooled", [False, True])
@pytest.mark.parametrize("activation", [RELU, LeakyRelu(1, 3), ABSOLUTE, ERF, GELU, Bump(2), Polynomial((1, 2, 1))])
def test_images_of_one_colour_wrapped_are_fully_connected_close_by_parallel_and_opposite(activation, pooled):
    colours = RNG.standard_normal(3) + 1e-9 * RNG.standard_normal((3, 3))
    colours = np.concatenate([colours, 3 * colours[:1], -colours[:1], -colours[:1] / 3])
    x = np.broadcast_to(colours[:, None, None, :], (6, 3, 4, 3))
    dense = infinite_width.kernels(infinite_width.Network(activation, 3, 1), colours)
    found = kernels(ConvolutionalNetwork(activation, 3, 3, "circular", pooled, 1), x)
    for one, two in zip(found, dense, strict=True):
        assert np.allclose(one, two, rtol=0, atol=1e-14 * np.sqrt(np.outer(np.diag(two), np.diag(two))))


def test_pooling_is_the_mean_over_translations_when_wrapped():
    x, y = RNG.standard_normal((2, 1, 3, 4, 2))
    moved = np.concatenate([np.roll(y, shift, axis=(1, 2)) for shift in itertools.product(range(3), range(4))])
    network = ConvolutionalNetwork(GELU, 2, 3, "circular", bias_variance=0.2)
    pooled = ConvolutionalNetwork(GELU, 2, 3, "circular", True, bias_variance=0.2)
    for vanilla, one in zip(kernels(network, x, moved), kernels(pooled, x, y), strict=True):
        assert vanilla.mean() == pytest.approx(one[0, 0], rel=1e-13)


def test_padding_is_a_border_of_blank_pixels():
    """One layer sees the same in an image with a blank border, wrapped or not: all that the border adds is zero."""
    x = RNG.standard_normal((2, 3, 3, 1))
    wide = np.pad(x, [(0, 0), (2, 2), (2, 2), (0, 0)])
    one, two = (ConvolutionalNetwork(RELU, 1, 3, padding, True) for padding in convolutional.PADDINGS)
    assert np.allclose(kernels(one, wide).ntk, kernels(two, wide).ntk, rtol=1e-14)


def test_blank_images_have_no_kernel():
    x = np.zeros((2, 4, 4, 1))
    x[1] = RNG.standard_normal((4, 4, 1))
    with np.errstate(all="raise"):
        for padding, pooled in itertools.product(convolutional.PADDINGS, (False, True)):
            found = kernels(ConvolutionalNetwork(RELU, 3, 3, padding, pooled, 2), x)
            assert (found.ntk[0] == 0).all()
            assert np.isfinite(found.ntk).all()


def test_shares_add_up_and_the_read_out_has_the_covariance():
    network = ConvolutionalNetwork(RELU, 2, weight_variance=2)
    x, y = RNG.standard_normal((2, 4, 3, 2))
    at = convolutional.pixel_kernels(network, x, y)
    assert at.shares.shape == (3, 4, 3, 4, 3)
    assert np.array_equal(at.shares[-1], at.covariance)
    total = convolutional.read_out(network, at.shares.sum(axis=0))
    assert kernels(network, x[None], y[None]).ntk[0, 0] == pytest.approx(total, rel=1e-14)


@pytest.mark.parametrize("wrong", [{"depth": -1}, {"filter_size": 2}, {"padding": "same"}, {"weight_variance": 0}])
def test_no_network(wrong):
    with pytest.raises(ValueError, match=r"depth|filter_size|padding|weight_variance"):
        ConvolutionalNetwork(**{"activation": RELU, "depth": 1, **wrong})


def test_no_images():
    network, x = ConvolutionalNetwork(RELU, 1), np.ones((2, 3, 3, 1))
    for wrong, message in ((x[0], "rows, columns"), (x * np.nan, "finite")):
        with pytest.raises(ValueError, match=message):
            kernels(network, wrong)
    with pytest.raises(ValueError, match="one shape"):
        kernels(network, x, x[:, :2])
    with pytest.raises(ValueError, match="activation"):
        ConvolutionalNetwork("relu", 1)  # pyright: ignore[reportArgumentType]


def test_what_is_no_image_or_no_number():
    x, network = np.ones((1, 2, 2, 1)), ConvolutionalNetwork(RELU, 1)
    for call, message in [
        (lambda: kernels(network, 1j * x), "x must be an array of real numbers"),
        (lambda: kernels(network, 1e200 * x), "overflow"),
        (lambda: kernels(ConvolutionalNetwork(RELU, 400, weight_variance=1e4), x), "overflow"),
        (lambda: convolutional.pixel_kernels(network, x[0], np.ones((2, 2, 3))), "one shape"),
        (lambda: ConvolutionalNetwork(RELU, 1.5), "depth is the number of layers"),
        (lambda: ConvolutionalNetwork(RELU, 1, 3.0), "filter_size must be odd"),
        (lambda: ConvolutionalNetwork(RELU, 1, weight_variance="a"), "weight_variance must be"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
