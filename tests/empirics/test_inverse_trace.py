"""Traces along nested data sets, against inverses one by one."""

import numpy as np
import pytest

from empirics import inverse_trace


def test_traces_of_nested_data_are_those_of_their_inverses():
    seen = inverse_trace.nested(np.random.default_rng(4), kernel="laplace", dimension=4, sizes=(1, 5, 16))["trace"]
    points = np.random.default_rng(4).permutation(16)
    distance = np.array([[bin(x ^ y).count("1") for y in points] for x in points])
    K = np.exp(-2 * np.sqrt(distance))
    assert np.allclose(seen, [np.trace(np.linalg.inv(K[:n, :n])) for n in (1, 5, 16)])


@pytest.mark.parametrize("sizes", [(), (0, 3), (17,)])
def test_sizes_lie_within_the_cube(sizes):
    with pytest.raises(ValueError, match="between 1 and 16"):
        inverse_trace.nested(np.random.default_rng(0), kernel="laplace", dimension=4, sizes=sizes)
