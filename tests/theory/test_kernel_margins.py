"""Hard margins of kernel machines: known answers, feature spaces, scikit-learn's machine, and bounds that hold."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from theory import kernel_margins as km
from theory import margins
from theory.kernel_margins import KernelMargin, gaussian_margin, gram_margin, normalised_margins, polynomial_gram
from theory.margins import NotSeparable

XOR = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
PARITY = [1, -1, -1, 1]
POINTS = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=1, max_size=8)


def quadratic_features(x, y):
    """(1 + x . x')^2 as a scalar product, with every square root doubled into two rational features."""
    return [1, x, x, y, y, x * x, y * y, x * y, x * y]


def by_libsvm(gram, labels):
    """The margin and the normalised margins of the support vector machine without bias: one pair of mirror images."""
    from sklearn.svm import SVC

    n, y = len(labels), np.array(labels)
    doubled = np.block([[gram, -gram], [-gram, gram]])  # -x with the label -y: then the bias is zero by symmetry
    machine = SVC(C=1e9, kernel="precomputed", tol=1e-9).fit(doubled, np.append(y, -y))
    coefficients = np.zeros(2 * n)
    coefficients[machine.support_] = machine.dual_coef_[0]
    norm = math.sqrt(coefficients @ doubled @ coefficients)
    return 1 / norm, y * (doubled @ coefficients)[:n] / norm


def test_exclusive_or_under_the_quadratic_kernel():
    found = gram_margin(polynomial_gram(XOR, 2), PARITY)
    assert isinstance(found, KernelMargin)
    assert found.low == found.high == 2
    assert found.weights == (Fraction(1, 4),) * 4
    assert found.support == (0, 1, 2, 3)
    assert np.allclose(normalised_margins(polynomial_gram(XOR, 2), PARITY, found), math.sqrt(2))


def test_exclusive_or_is_not_linear():
    found = gram_margin(polynomial_gram(XOR, 1), PARITY)
    assert isinstance(found, NotSeparable)
    assert found.weights == (Fraction(1, 4),) * 4


@given(POINTS, st.data())
@settings(deadline=None, max_examples=80)
def test_kernel_and_features_have_one_margin(points, data):
    labels = data.draw(st.lists(st.sampled_from([-1, 1]), min_size=len(points), max_size=len(points)))
    by_kernel = gram_margin(polynomial_gram(points, 2), labels)
    features = [[y * f for f in quadratic_features(*x)] for y, x in zip(labels, points, strict=True)]
    by_features = margins.l2_margin(features)
    assert isinstance(by_kernel, NotSeparable) == isinstance(by_features, NotSeparable)
    if isinstance(by_kernel, KernelMargin) and isinstance(by_features, margins.Margin):
        assert by_kernel.exact
        assert by_kernel.high == by_features.square


@given(POINTS)
@settings(deadline=None, max_examples=30)
def test_distinct_points_are_always_separable_by_the_gaussian_kernel(points):
    points = list(dict.fromkeys(points))
    labels = [1 if (x + y) % 2 else -1 for x, y in points]
    found = gaussian_margin(points, labels, Fraction(1, 2))
    assert isinstance(found, KernelMargin)
    assert 0 < found.low <= found.high <= 1
    assert found.high - found.low < Fraction(1, 2**90)
    floats = np.exp(-0.5 * ((np.array(points)[:, None] - np.array(points)) ** 2).sum(axis=2))
    assert np.isclose(np.sqrt(2) * found.value, np.sqrt(2) * margin_of_floats(floats, labels), rtol=1e-6)


def margin_of_floats(gram, labels):
    signed = np.outer(labels, labels) * gram
    found = margins.l2_margin(np.linalg.cholesky(signed + 1e-14 * np.eye(len(signed))))
    assert isinstance(found, margins.Margin)
    return found.value


def test_more_bits_give_bounds_inside():
    points, labels = [[0], [1], [3], [4]], [1, -1, 1, 1]
    coarse, fine = (gaussian_margin(points, labels, 1, bits=bits) for bits in (64, 256))
    assert isinstance(coarse, KernelMargin)
    assert isinstance(fine, KernelMargin)
    assert coarse.low <= fine.low <= fine.high <= coarse.high
    assert fine.high - fine.low < Fraction(1, 2**200) < coarse.high - coarse.low


def test_two_points_under_the_gaussian_kernel():
    found = gaussian_margin([[0], [1]], [1, -1], Fraction(1, 3))
    assert isinstance(found, KernelMargin)
    assert np.isclose(found.value, math.sqrt((1 - math.exp(-1 / 3)) / 2))


def test_points_far_apart_are_orthonormal():
    found = gaussian_margin([[0.0], [1e300], [-1e300]], [1, -1, 1])
    assert isinstance(found, KernelMargin)
    assert found.low <= Fraction(1, 3) <= found.high + Fraction(1, 2**120)


@pytest.mark.parametrize("kernel", ["quadratic", "gaussian"])
def test_libsvm_agrees(kernel):
    rng = np.random.default_rng(5)
    points = rng.integers(-4, 5, (14, 3))
    labels = np.where((points**2).sum(axis=1) > 15, 1, -1)
    if kernel == "quadratic":
        gram = polynomial_gram(points, 2)
        found = gram_margin(gram, labels)
    else:
        gram = np.exp(-((points[:, None] - points) ** 2).sum(axis=2) / 8)
        found = gaussian_margin(points, labels, Fraction(1, 8))
    assert isinstance(found, KernelMargin)
    value, spread = by_libsvm(np.array(gram, dtype=float), labels)
    assert np.isclose(found.value, value, rtol=1e-4)
    assert np.allclose(normalised_margins(gram, labels, found), spread, rtol=1e-3)


def test_the_same_point_with_both_labels():
    found = gaussian_margin([[1, 2], [0, 0], [1, 2]], [1, 1, -1])
    assert isinstance(found, NotSeparable)
    assert found.weights == (Fraction(1, 2), 0, Fraction(1, 2))
    assert isinstance(gram_margin(polynomial_gram([[1, 2], [1, 2]], 3), [1, -1]), NotSeparable)


def test_the_same_point_twice_with_one_label_changes_nothing():
    once, twice = gaussian_margin([[0], [2]], [1, -1]), gaussian_margin([[0], [2], [0]], [1, -1, 1])
    assert isinstance(once, KernelMargin)
    assert isinstance(twice, KernelMargin)
    assert twice.high == once.high
    assert len(twice.weights) == 3


def test_one_class_only_has_a_margin():
    assert gram_margin([[4, 0], [0, 4]], [1, 1]) == gram_margin([[4, 0], [0, 4]], [-1, -1])
    assert gram_margin([[4]], [1]).high == 4


@given(st.lists(st.integers(-9, 9), min_size=6, max_size=6))
@settings(deadline=None, max_examples=60)
def test_a_matrix_with_a_negative_eigenvalue_is_refused(entries):
    a, b, c, d, e, f = entries
    gram = [[a, b, c], [b, d, e], [c, e, f]]
    least = np.linalg.eigvalsh(np.array(gram, dtype=float))[0]
    assume(abs(least) > 1e-9)
    if least < 0:
        with pytest.raises(ValueError, match="negative eigenvalue"):
            gram_margin(gram, [1, 1, -1])
    else:
        assert isinstance(gram_margin(gram, [1, 1, -1]), KernelMargin)


@pytest.mark.parametrize("gram", [[[1, 2]], [[1, 2], [3, 4]], [[1, 0], [0]], [[math.nan]], [], [[0, 1], [1, 0]]])
def test_bad_gram_matrices(gram):
    with pytest.raises(ValueError, match="Gram matrix"):
        gram_margin(gram, [1] * max(1, len(gram)))


@pytest.mark.parametrize(
    "labels", [[1], [0, 1], [2, 1], [True, False], ["1", "-1"], [math.nan, 1], None, 1, [[1], [1]]]
)
def test_bad_labels(labels):
    with pytest.raises(ValueError, match="label"):
        gram_margin([[1, 0], [0, 1]], labels)


@pytest.mark.parametrize(("degree", "offset"), [(0, 1), (-1, 1), (2, -1)])
def test_bad_polynomials(degree, offset):
    with pytest.raises(ValueError, match="polynomial kernel"):
        polynomial_gram(XOR, degree, offset)


@pytest.mark.parametrize(("rate", "bits"), [(0, 128), (-1, 128), (1, 32)])
def test_bad_gaussians(rate, bits):
    with pytest.raises(ValueError, match="Gaussian kernel"):
        gaussian_margin(XOR, PARITY, rate, bits=bits)


def test_too_few_bits_are_said():
    with pytest.raises(ValueError, match="too few"):
        gaussian_margin([[0], [Fraction(1, 10**30)]], [1, -1])
    assert km.gaussian_margin([[0], [Fraction(1, 10**30)]], [1, -1], bits=512).low > 0
