"""Label complexities against solves, and the mean against an enumeration in rationals."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from theory import label_complexity
from theory.kernel_regression import cube_kernel, subsets, walsh_basis


def test_rational_complexities_are_those_of_a_solve():
    levels = [7, 3, 2]
    K, walsh = np.array(cube_kernel(levels), dtype=float), np.array(walsh_basis(2), dtype=float)
    expected = [
        walsh[s][list(D)] @ np.linalg.solve(K[np.ix_(D, D)], walsh[s][list(D)]) for D in subsets(4) for s in (0, 1, 3)
    ]
    assert np.array(label_complexity.complexities_on_cube(levels), dtype=float) == pytest.approx(expected, rel=1e-12)


def test_one_point_has_complexity_one_over_the_kernel():
    assert label_complexity.complexities_on_cube([1, Fraction(1, 2)])[:2] == [Fraction(2, 3), Fraction(2, 3)]


def test_the_mean_over_determinantal_data_is_that_of_the_formula():
    rng = np.random.default_rng(0)
    vectors = np.sqrt(4) * np.linalg.qr(rng.standard_normal((4, 4)))[0]
    lam, f, n = np.array([1.0, 0.5, 0.3, 0.1]), rng.standard_normal(4), 1.5
    K = vectors * lam @ vectors.T
    constant = label_complexity.eigenlearning.constant(n, lam)
    total, mean = 1.0, 0.0
    for size in range(1, 5):
        for D in map(list, combinations(range(4), size)):
            block = K[np.ix_(D, D)]
            weight = np.linalg.det(block / (4 * constant))
            total += weight
            mean += weight * (f[D] @ np.linalg.solve(block, f[D]))
    powers = (vectors.T @ f / 4) ** 2
    assert label_complexity.mean_complexity(n, lam, powers) == pytest.approx(mean / total, rel=1e-12)


def test_the_majority_has_the_powers_of_its_walsh_transform():
    walsh = np.array(walsh_basis(3), dtype=float)
    majority = np.sign(walsh[1] + walsh[2] + walsh[4])
    powers = np.bincount([s.bit_count() for s in range(8)], (walsh @ majority / 8) ** 2)
    assert label_complexity.majority_powers(3) == pytest.approx(powers)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="eigenvalues are positive"):
        label_complexity.complexity(0.5, 0.0)
    with pytest.raises(ValueError, match="levels must be positive"):
        label_complexity.complexities_on_cube([1, 0])
    with pytest.raises(ValueError, match="one power per level"):
        label_complexity.mean_complexity(1, [1.0, 0.5], [1.0])
    with pytest.raises(ValueError, match="one power per level"):
        label_complexity.mean_complexity(1, [1.0, 0.5], [1.0, -0.1])
    with pytest.raises(ValueError, match="dimension 3"):
        label_complexity.majority_powers(2)
