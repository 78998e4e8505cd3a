"""Shares of the degrees in the functions of wide networks."""

import itertools

import numpy as np
import pytest

from theory import activations, infinite_width
from theory import functions_on_the_cube as cube


@pytest.mark.parametrize("kernel", ["nngp", "ntk"])
@pytest.mark.parametrize("biased", [False, True])
def test_by_parities_on_the_gram_matrix(kernel, biased):
    points = np.array(list(itertools.product((1, -1), repeat=4)), dtype=float)
    network = infinite_width.Network(activations.RELU, 2, weight_variance=2.0, bias_variance=0.5)
    gram = getattr(infinite_width.kernels(network, points), kernel)
    gram = 2.0 * gram + 0.5 if biased else gram
    sets = [s for k in range(5) for s in itertools.combinations(range(4), k)]
    power = [(parity @ gram @ parity, len(s)) for s in sets for parity in [points[:, list(s)].prod(axis=1)]]
    brute = np.array([sum(p for p, k in power if k == degree) for degree in range(5)])
    found = cube.shares(activations.RELU, 4, 2, weight_variance=2.0, bias_variance=0.5, kernel=kernel, biased=biased)
    assert found.shape == (2, 5)
    assert found.sum(axis=1) == pytest.approx([1, 1])
    assert found[1] == pytest.approx(brute / brute.sum(), abs=1e-13)


def test_constant_part_of_the_printed_example():
    found = cube.shares(activations.RELU, 7, 2, weight_variance=2.0, bias_variance=2.0, biased=True)
    assert found[1, 0] == pytest.approx(0.83878, abs=1e-5)


def test_bad_input():
    with pytest.raises(ValueError, match="at least one hidden layer"):
        cube.shares(activations.ERF, 4, 0, weight_variance=1, bias_variance=0)
    with pytest.raises(ValueError, match="kernel must be"):
        cube.shares(activations.ERF, 4, 1, weight_variance=1, bias_variance=0, kernel="ck")
