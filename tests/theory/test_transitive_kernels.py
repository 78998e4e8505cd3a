"""Closed forms of one point and all but one, against fits in rationals and the limits of the learning curve."""

from fractions import Fraction

import numpy as np
import pytest

from theory import learning_curves, transitive_kernels
from theory.kernel_regression import cube_kernel, learnabilities, walsh_basis

LEVELS = [5, 3, 1]
LAM = [LEVELS[s.bit_count()] for s in range(4)]


def test_the_ends_are_those_of_rational_fits_on_the_cube():
    K, walsh = cube_kernel(LEVELS), walsh_basis(2)
    first = [float(value) for value in learnabilities(K, [2], walsh)]  # every point gives the same
    last = [float(value) for value in learnabilities(K, [0, 1, 3], walsh)]
    assert transitive_kernels.first_point_learnabilities(LAM) == pytest.approx(first, rel=1e-12)
    assert transitive_kernels.last_point_learnabilities(LAM) == pytest.approx(last, rel=1e-12)


@pytest.mark.parametrize("D", [[1], [0, 1, 2]])
def test_errors_are_those_of_a_fit(D):
    K, walsh = np.array(cube_kernel(LEVELS), dtype=float), np.array(walsh_basis(2), dtype=float).T
    fits = K[:, D] @ np.linalg.solve(K[np.ix_(D, D)], walsh[D])
    errors = transitive_kernels.first_point_errors if len(D) == 1 else transitive_kernels.last_point_errors
    assert errors(LAM) == pytest.approx(np.mean((fits - walsh) ** 2, axis=0), rel=1e-12)


def test_the_first_point_changes_the_error_by_the_slope_of_the_predicted_learning_curve():
    slope = learning_curves.first_slope(LEVELS, [1, 2, 1])
    assert transitive_kernels.first_point_errors(LAM)[[0, 1, 3]] - 1 == pytest.approx(slope, rel=1e-12)


def test_three_points_by_hand():
    # K_xx / 3 = 1/3 + l / 2 + m / 6 twice, 1/3 + 2 m / 3 once: for equal eigenvalues all are 1 and each mode gets n / 3
    assert transitive_kernels.three_point_learnabilities([2, 2, 2]) == [Fraction(1, 3)] * 3 + [Fraction(2, 3)] * 3
    first = transitive_kernels.three_point_learnabilities([6, 2, 3])
    k = [Fraction(6, 3) + Fraction(2, 2) + Fraction(3, 6)] * 2 + [Fraction(6, 3) + Fraction(6, 3)]
    assert first[0] == sum(Fraction(6, 3) / 3 / value for value in k)
    assert [sum(first[:3]), sum(first[3:])] == [1, 2]


def test_bad_input_is_named():
    for lam in ([1.0], [[1.0, 2.0]]):
        with pytest.raises(ValueError, match="M > 1 modes"):
            transitive_kernels.first_point_learnabilities(lam)
    for lam in ([1.0, 0.0], [1.0, np.nan]):
        with pytest.raises(ValueError, match="positive and finite"):
            transitive_kernels.last_point_errors(lam)
    for lam in ([1, 2], [1, 2, 0]):
        with pytest.raises(ValueError, match="three positive"):
            transitive_kernels.three_point_learnabilities(lam)
