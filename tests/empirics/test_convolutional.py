"""The fast convolutional kernels against the literal recursion: near duplicates, blanks, opposites, all activations.

Compiling takes the time here: tests share networks, numbers of images and their shape.
"""

import numpy as np
import pytest

from empirics import activations as units
from empirics import convolutional as measured
from empirics import convolutional_pixels, convolutional_planes
from theory import activations, infinite_width
from theory import convolutional as exact

RNG = np.random.default_rng(5)


SMOOTH = {
    "erf": (units.Erf(), activations.ERF),
    "gelu": (units.Gelu(), activations.GELU),
    "sine": (units.Sine(1.2, 0.4), activations.Sine(1.2, 0.4)),
    "bump": (units.Bump(0.5), activations.Bump(0.5)),
    "polynomial": (units.Polynomial((0.1, 0.5, 0.2)), activations.Polynomial((0.1, 0.5, 0.2))),
    "tanh": (units.TANH, activations.TANH),
}
KINKED = {
    "relu": (units.RELU, activations.RELU),
    "leaky": (units.LeakyRelu(0.2, 1.5), activations.LeakyRelu(0.2, 1.5)),
    "absolute": (units.ABSOLUTE, activations.ABSOLUTE),
}
EVERY = SMOOTH | KINKED


def pair(depth, filter_size=3, padding="zeros", pooled=True, weight=2.0, bias=0.0, unit="relu"):
    both, (ours, theirs) = (filter_size, padding, pooled, weight, bias), EVERY[unit]
    return measured.ConvolutionalNetwork(depth, *both, ours), exact.ConvolutionalNetwork(theirs, depth, *both)


def images(*shape):
    """The first is blank but for its last row, the third is nearly the second, the last has one colour."""
    x = RNG.standard_normal(shape)
    x[0, :-1] = 0
    x[2] = x[1]
    x[2, 0, 0] += 1e-6
    x[3] = 0.5
    return x


def opposites(*shape):
    """The fourth is opposite to the first, and longer; the last is parallel to it, and shorter."""
    x = images(*shape)
    return np.concatenate([x[:3], -2 * x[:1], x[:1] / 3])


def error(found, wanted):
    size = np.sqrt(np.outer(np.diag(wanted.ntk), np.diag(wanted.ntk)))
    assert np.array_equal(found.ntk, found.ntk.T)
    return max(np.abs(found.ntk - wanted.ntk).max() / size.max(), (np.abs(found.ntk - wanted.ntk) / size).max())


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("case", [pair(3), pair(20, 3, "zeros", False), pair(2, 5, "circular", True, 1.7, 0.2)])
def test_against_the_literal_recursion(case, dtype):
    x = images(4, 5, 4, 2).astype(dtype)
    found, wanted = measured.kernels(case[0], x), exact.kernels(case[1], x)
    limit = 4e-15 if dtype == np.float64 else 1e-6
    assert error(found, wanted) < limit
    assert np.allclose(found.nngp, wanted.nngp, rtol=limit, atol=0)


CASES = [
    pair(3, unit="absolute"),
    pair(2, pooled=False, weight=1.3, unit="leaky"),
    pair(2, unit="erf"),
    pair(2, pooled=False, weight=1.3, unit="gelu"),
    pair(2, 3, "circular", True, 1.3, 0.2, "sine"),
    pair(1, 5, weight=1.3, bias=0.2, unit="polynomial"),
    pair(2, unit="tanh"),
]


@pytest.mark.parametrize("case", CASES)
def test_every_activation_at_parallel_and_opposite_images(case):
    x, limit = opposites(4, 4, 3, 2), 1e-12 if case is CASES[-1] else 4e-15  # a series of 256 terms
    found, wanted = measured.kernels(case[0], x), exact.kernels(case[1], x)
    assert error(found, wanted) < limit
    assert np.allclose(found.nngp, wanted.nngp, rtol=0, atol=limit * wanted.nngp.max())


def test_parallel_and_opposite_images_in_float32():
    x = opposites(4, 4, 3, 2).astype(np.float32)
    assert error(measured.kernels(CASES[0][0], x), exact.kernels(CASES[0][1], x)) < 1e-6


@pytest.mark.parametrize("unit", ["leaky", "gelu"])
def test_one_pixel_is_fully_connected(unit):
    x = RNG.standard_normal((4, 1, 1, 7))
    x[2] = 0
    network = infinite_width.Network(EVERY[unit][1], 2, 1.5, 0.3)
    found = measured.kernels(pair(2, 1, "zeros", True, 1.5, 0.3, unit)[0], x)
    assert np.allclose(found, infinite_width.kernels(network, x[:, 0, 0]), rtol=1e-14)


def test_with_circular_padding_the_kernel_sees_no_common_translation():
    x, network = opposites(4, 4, 3, 2), CASES[4][0]
    moved = np.roll(x, (1, 2), axis=(1, 2))
    assert np.allclose(measured.kernels(network, x), measured.kernels(network, moved), rtol=1e-14)
    assert np.allclose(measured.kernels(network, x), measured.kernels(network, x, moved), rtol=1e-14)


def test_cross_kernel_in_blocks_of_any_size(monkeypatch):
    x = images(4, 5, 4, 2)
    whole, own = measured.cntk(x, x[1:], depth=3, pooled=True), measured.cntk(x, depth=3, pooled=True)
    monkeypatch.setattr(convolutional_planes, "BLOCK", 5 * 4 * 4 * 5)  # 12 pairs in blocks of 4, the last one filled up
    found = measured.cntk(x, x[1:], depth=3, pooled=True)
    assert np.allclose(found, exact.kernels(pair(3)[1], x, x[1:]).ntk, rtol=1e-14)
    assert np.array_equal(found, whole)
    assert np.allclose(found, own[:, 1:], rtol=1e-14)


@pytest.mark.parametrize("pooled", [False, True])
def test_tiles_of_any_size(monkeypatch, pooled):
    monkeypatch.setattr(convolutional_pixels, "TILE", 24**2 if pooled else 3)  # two images in a tile
    x, y = images(5, 4, 3, 2), RNG.standard_normal((3, 4, 3, 2))
    ours, theirs = pair(2, pooled=pooled, unit="erf")
    assert error(measured.kernels(ours, x), exact.kernels(theirs, x)) < 4e-15
    assert np.allclose(measured.kernels(ours, x, y), exact.kernels(theirs, x, y), rtol=1e-13)


def test_linear_at_depth_0():
    x = images(4, 3, 4, 2)
    vanilla, pooled = (measured.cntk(x, depth=0, pooled=pooled) for pooled in (False, True))
    assert np.allclose(vanilla, np.einsum("apqc,bpqc->ab", x, x) / 24, atol=1e-15)
    assert np.allclose(pooled, x.mean(axis=(1, 2)) @ x.mean(axis=(1, 2)).T / 2, atol=1e-15)


def test_near_duplicates_stay_positive_definite_in_float32():
    x = np.repeat(RNG.standard_normal((1, 5, 4, 2)), 4, axis=0)
    x = (x + 1e-4 * RNG.standard_normal(x.shape)).astype(np.float32)
    for network, literal in (pair(20, pooled=False), pair(3)):
        least = [np.linalg.eigvalsh(one.ntk)[0] for one in (measured.kernels(network, x), exact.kernels(literal, x))]
        assert least[0] == pytest.approx(least[1], rel=0.05)
        assert least[0] > 0


@pytest.mark.parametrize("network", [pair(3)[0], CASES[2][0], CASES[3][0]])
def test_blank_images_have_no_kernel(network):
    x = np.zeros((5, 4, 3, 2))
    assert np.array_equal(measured.kernels(network, x), np.zeros((2, 5, 5)))


@pytest.mark.parametrize("wrong", [{"depth": -1}, {"filter_size": 2}, {"padding": "same"}, {"bias_variance": -1},
                                   {"activation": "swish"}])  # fmt: skip
def test_no_network(wrong):
    with pytest.raises(ValueError, match=r"depth|padding|variance|activation"):
        measured.ConvolutionalNetwork(**{"depth": 1, **wrong})


def test_no_images():
    x = np.ones((2, 3, 3, 1))
    for wrong, message in ((x[0], "rows, columns"), (x * np.nan, "finite"), (x[:, :1], "beyond")):
        with pytest.raises(ValueError, match=message):
            measured.cntk(wrong, depth=1, filter_size=5)
    with pytest.raises(ValueError, match="one shape"):
        measured.cntk(x, x[:, :2], depth=1)
    for unit in ("relu", "erf"):
        assert measured.cntk(x, x[:0], depth=1, activation=unit).shape == (2, 0)


@pytest.mark.parametrize("wrong", [{"depth": 1.5}, {"depth": True}, {"depth": None}, {"filter_size": 3.0}])
def test_sizes_that_are_no_whole_numbers(wrong):
    with pytest.raises(ValueError, match="a depth of 0 or more and an odd filter_size are wanted"):
        measured.ConvolutionalNetwork(**{"depth": 1, **wrong})


def test_overflow_and_complex_numbers_are_refused():
    x = np.ones((1, 3, 3, 1))
    with pytest.raises(ValueError, match="real numbers, got complex128"):
        measured.cntk(1j * x, depth=1)
    for large, dtype in ((1e160 * x, "float64"), ((1e30 * x).astype(np.float32), "float32")):
        with pytest.raises(ValueError, match=f"overflow {dtype}"):
            measured.cntk(large, depth=1)
