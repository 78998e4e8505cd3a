"""The dual of a fit, against the fit itself; hypothesis draws the kernels."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import duality, eigenlearning
from theory.kernel_regression import cube_kernel, learnabilities, subsets, walsh_basis

positive = st.integers(1, 50)


@given(levels=st.lists(positive, min_size=3, max_size=3))
@settings(max_examples=10, deadline=None)
def test_rational_duals_are_the_learnabilities_themselves(levels):
    K, walsh = cube_kernel(levels), walsh_basis(2)
    direct = [value for D in subsets(4) for value in learnabilities(K, D, [walsh[0], walsh[1], walsh[3]])]
    assert duality.dual_learnabilities_on_cube(levels) == direct


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_the_dual_operator_is_the_fit(seed, n):
    rng = np.random.default_rng(seed)
    factor = rng.standard_normal((6, 6))
    gram, D = factor @ factor.T + 0.1 * np.eye(6), sorted(rng.permutation(6)[:n])
    fit = np.zeros((6, 6))
    fit[:, D] = gram[:, D] @ np.linalg.inv(gram[np.ix_(D, D)])
    assert duality.dual_operator(gram, D) == pytest.approx(fit, abs=1e-9)


@given(lam=st.lists(st.floats(0.01, 1.0), min_size=4, max_size=4), n=st.floats(0.1, 3.9))
@settings(max_examples=50, deadline=None)
def test_the_dual_constant_is_the_constant(lam, n):
    assert duality.dual_constant(n, lam) == pytest.approx(eigenlearning.constant(n, lam), rel=1e-9)


def test_multiplicities_count():
    assert duality.dual_constant(3, [0.5, 0.1], [2, 5]) == pytest.approx(eigenlearning.constant(3, [0.5, 0.1], [2, 5]))


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="levels are positive"):
        duality.dual_learnabilities_on_cube([Fraction(1), 0])
    with pytest.raises(ValueError, match="square"):
        duality.dual_operator(np.ones((2, 3)), [0])
    for D in ([], [0, 1], [0, 0], [5]):
        with pytest.raises(ValueError, match="distinct indices below M = 2"):
            duality.dual_operator(np.eye(2), D)
    with pytest.raises(ValueError, match="eigenvalues are positive"):
        duality.dual_constant(1, [1.0, 0.0])
    for n in (0, 2):
        with pytest.raises(ValueError, match="0 < n < M"):
            duality.dual_constant(n, [1.0, 0.5])
