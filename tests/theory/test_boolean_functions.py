"""Learning curves of parities: the whole kernel matrix in the place of its levels, conservation, bad input."""

import numpy as np
import pytest

from theory import boolean_functions, kernels, learning_curves


def test_curves_are_those_of_all_modes_of_the_kernel_matrix():
    d, sizes = 4, (1, 5, 12)
    corners = np.array([[1 - 2 * (x >> j & 1) for j in range(d)] for x in range(2**d)])
    K = kernels.profile("relu_ntk_4", corners @ corners.T / d, dimension=d)
    parity = np.prod(corners[:, :2], axis=1)
    eigenvalue = parity @ K @ parity / 4**d
    modes = np.linalg.eigvalsh(K) / 2**d
    mode = np.argmin(np.abs(modes - eigenvalue))
    levels = [learning_curves.levels(n, modes) for n in sizes]
    learned = boolean_functions.learnability("relu_ntk_4", d, 2, sizes)
    assert learned == pytest.approx([one.learned[mode] for one in levels], rel=1e-9)
    assert boolean_functions.mse("relu_ntk_4", d, 2, sizes) == pytest.approx([one.mode_mse[mode] for one in levels])


def test_learnabilities_of_all_parities_sum_to_n():
    curves = boolean_functions.curves("tanh_ntk", 5, (3, 20))
    assert curves.learned @ [1, 5, 10, 10, 5, 1] == pytest.approx([3, 20])
    assert curves.learned + curves.unlearned == pytest.approx(np.ones((2, 6)))


def test_a_degree_above_the_dimension_is_refused():
    with pytest.raises(ValueError, match="between 0 and d = 4, got 5"):
        boolean_functions.learnability("relu_ntk", 4, 5, (2,))
