"""Exact margins, with certificates, against the same margins in floats: HiGHS's linear program and libsvm's machine."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.svm import SVC

from empirics import images
from theory import kernel_margins, l1_margins, margins

L1, L2, QUADRATIC, GAUSSIAN = (
    "l1 margin, 80 examples, 600 voters",
    "l2 margin, zeros against ones: 360 images of 64 pixels",
    "quadratic kernel, 40 images",
    "Gaussian kernel, 40 images",
)


def votes():
    return np.random.default_rng(0).choice([-1, 1], (80, 600))


def two_digits(first, second, count):
    pixels, digits = images.load("digits")
    chosen = np.flatnonzero((digits == first) | (digits == second))[:count]
    return (16 * pixels[chosen]).astype(int).reshape(len(chosen), 64), np.where(digits[chosen] == first, 1, -1)


def linear_program(rows):
    n, d = rows.shape
    below = np.hstack([-rows, rows, np.ones((n, 1))])
    size = np.append(np.ones(2 * d), 0.0)[None]
    bounds = [(0, None)] * (2 * d) + [(None, None)]
    cost = np.append(np.zeros(2 * d), -1.0)
    return -linprog(cost, below, np.zeros(n), size, [1.0], bounds=bounds, method="highs-ds").fun


def machine(gram, labels):
    """libsvm has a bias, which is zero by symmetry if each example comes with its mirror image."""
    doubled, both = np.block([[gram, -gram], [-gram, gram]]), np.append(labels, -labels)
    found = SVC(C=1e9, kernel="precomputed", tol=1e-8).fit(doubled, both)
    support, coefficients = found.support_, found.dual_coef_[0]
    return 1 / np.sqrt(coefficients @ doubled[np.ix_(support, support)] @ coefficients)


def test_l1_highs_floats(rate):
    rows = votes()
    assert rate(lambda: linear_program(rows), group=L1, things=1, of="margins") > 0


def test_l1_exact(rate):
    rows = votes()
    found = rate(lambda: l1_margins.l1_margin(rows), group=L1, things=1, of="margins")
    assert found.exact
    assert np.isclose(found.value, linear_program(rows))


def test_l2_libsvm_floats(rate):
    points, labels = two_digits(0, 1, 360)
    assert rate(lambda: machine(points @ points.T, labels), group=L2, things=1, of="margins") > 0


def test_l2_exact(rate):
    points, labels = two_digits(0, 1, 360)
    found = rate(lambda: margins.l2_margin(labels[:, None] * points), group=L2, things=1, of="margins")
    assert np.isclose(found.value, machine(points @ points.T, labels), rtol=1e-3)


def test_quadratic_libsvm_floats(rate):
    points, labels = two_digits(3, 8, 40)
    assert rate(lambda: machine((1.0 + points @ points.T) ** 2, labels), group=QUADRATIC, things=1, of="margins") > 0


def test_quadratic_exact(rate):
    points, labels = two_digits(3, 8, 40)

    def exact():
        return kernel_margins.gram_margin(kernel_margins.polynomial_gram(points, 2), labels)

    found = rate(exact, group=QUADRATIC, things=1, of="margins")
    assert np.isclose(found.value, machine((1.0 + points @ points.T) ** 2, labels), rtol=1e-3)


def test_gaussian_libsvm_floats(rate):
    points, labels = two_digits(3, 8, 40)
    gram = np.exp(-((points[:, None] - points) ** 2).sum(axis=2) / 2**12)
    assert rate(lambda: machine(gram, labels), group=GAUSSIAN, things=1, of="margins") > 0


@pytest.mark.parametrize("bits", [64, 128, 256])
def test_gaussian_proven(rate, bits):
    points, labels = two_digits(3, 8, 40)
    found = rate(
        lambda: kernel_margins.gaussian_margin(points, labels, Fraction(1, 2**12), bits=bits),
        group=GAUSSIAN,
        things=1,
        of="margins",
    )
    assert found.high - found.low < Fraction(1, 2 ** (bits // 2))
