"""Label complexities measured, against plain solves."""

import math

import jax
import numpy as np
import pytest

from empirics import label_complexity


def test_flat_kernel_has_the_complexity_of_the_labels_themselves():
    seen = label_complexity.every_subset(np.random.default_rng(0), largest=1)  # K = 8 I
    sizes = [n for n in range(1, 8) for _ in range(math.comb(8, n))]
    assert seen["complexity"].reshape(254, 4) == pytest.approx(np.tile(np.array(sizes)[:, None] / 8, 4))


def test_nested_subsets_are_those_of_one_solve():
    key, kernel, sizes = jax.random.key(3), "laplace", (2, 5, 16)
    data = np.asarray(jax.numpy.argsort(jax.random.uniform(key, (16,))))
    signs = 1.0 - 2 * (np.arange(16)[:, None] >> np.arange(4) & 1)
    labels = np.sign(signs[:, [[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]]].sum(axis=2))
    cosines = signs @ signs.T / 4
    gram = np.exp(-2 * np.sqrt(2 - 2 * cosines))
    parameters = {"kernel": kernel, "dimension": 4, "sizes": sizes}
    majority = jax.jit(lambda k: label_complexity.majority(k, **parameters)["per_point"])(key)
    for n, found in zip(sizes, majority, strict=True):
        y, block = labels[data[:n]], gram[np.ix_(data[:n], data[:n])]
        assert float(found) == pytest.approx(np.mean(np.sum(y * np.linalg.solve(block, y), axis=0)) / n)


@pytest.mark.parametrize("sizes", [(), (0,), (17,)])
def test_sizes_must_fit_the_cube(sizes):
    with pytest.raises(ValueError, match="training set sizes"):
        label_complexity.majority(jax.random.key(0), kernel="laplace", dimension=4, sizes=sizes)
