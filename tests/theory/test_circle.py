"""Learnability on the circle: gap by gap, in the mean, in the limit, and what the formula says."""

import math
from functools import partial
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from theory import circle, eigenlearning, kernels


def test_gaps_against_the_interpolant_itself():
    points = np.array([0.3, 1.1, 2.9, 3.0, 5.5])
    gaps = np.diff(points, append=points[:1] + 2 * np.pi)
    ring = np.append(points, points[0] + 2 * np.pi)
    for k in (1, 2, 7):
        total = 0.0
        for wave in (np.cos, np.sin):
            for a, b in pairwise(ring):

                def product(x, a=a, b=b, wave=wave, k=k):
                    line = wave(k * a) + (wave(k * b) - wave(k * a)) * (x - a) / (b - a)
                    return wave(k * x) * line

                total += quad(product, a, b, epsabs=1e-13)[0] / (2 * np.pi)
        assert circle.gap_learnabilities(k, gaps)[0, 0] == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 16, 64])
def test_mean_is_the_integral_over_the_gap(n):
    b = np.linspace(0, 1, 200001)
    for k in (1, 3, 40):
        value = np.trapezoid(n * (n - 1) * b * (1 - b) ** (n - 2) * np.sinc(k * b) ** 2, b)
        assert float(circle.mean_learnability(k, n)) == pytest.approx(value, abs=1e-8)


def test_mean_tends_to_the_limit_at_order_one_over_n():
    for n in (64, 256, 1024):
        k = np.unique(np.geomspace(1, 2 * n, 30).astype(int))
        t = 2 * np.pi * k / n
        mean = np.array([float(circle.mean_learnability(int(j), n)) for j in k])
        assert np.max(np.abs(mean - circle.limit_learnability(t))) < 0.32 / n


def test_learnabilities_are_conserved_by_truth_and_formula():
    for function in (circle.limit_learnability, circle.formula_limit):
        assert quad(function, 0, np.inf, limit=400)[0] == pytest.approx(math.pi, rel=1e-6)


def test_largest_error_of_the_formula():
    t = np.linspace(0.01, 30, 30000)
    error = circle.formula_limit(t) - circle.limit_learnability(t)
    assert error.max() == pytest.approx(0.11765, abs=1e-5)
    assert t[error.argmax()] == pytest.approx(1.35, abs=0.01)
    assert error.min() > -0.0078


@pytest.mark.parametrize("n", [1.5, 4, 64])
def test_formula_constant_solves_its_equation(n):
    c = circle.formula_constant(n)
    x = math.pi / math.sqrt(c)
    assert x / math.tanh(x) == pytest.approx(n, rel=1e-13)
    eigenvalues = np.concatenate([[1e12], np.arange(1, 20001.0) ** -2])
    multiplicities = np.concatenate([[1], np.full(20000, 2)])
    rest = 2 / 20000.5  # the trace of all higher frequencies, which acts as a ridge
    assert eigenlearning.constant(n, eigenvalues, multiplicities, ridge=rest) == pytest.approx(c, rel=1e-6)
    assert circle.formula_learnability(3, n) == pytest.approx(1 / (1 + 9 * c), rel=1e-15)


def test_one_point_is_fitted_by_a_constant():
    assert float(circle.mean_learnability(3, 1)) == 0
    assert circle.formula_constant(1) == math.inf
    assert circle.formula_learnability(3, 1) == 0
    assert circle.gap_learnabilities(3, [2 * np.pi])[0, 0] == pytest.approx(0, abs=1e-30)
    assert circle.limit_learnability(0.0) == 1


@settings(deadline=None, max_examples=30)
@given(gaps=st.lists(st.floats(0.01, 1), min_size=1, max_size=20), k=st.integers(1, 50))
def test_learnability_lies_between_zero_and_one_and_grows_with_the_data(gaps, k):
    gaps = 2 * np.pi * np.array(gaps) / np.sum(gaps)
    split = np.concatenate([gaps[1:], [gaps[0] / 3, 2 * gaps[0] / 3]])
    before, after = circle.gap_learnabilities(k, gaps)[0, 0], circle.gap_learnabilities(k, split)[0, 0]
    assert 0 <= before <= after + 1e-12 <= 1 + 1e-11


def test_equidistant_spectrum_of_a_cosine():
    spectrum = circle.equidistant_spectrum(lambda c: 3.0 + 2 * c, 8)
    np.testing.assert_allclose(spectrum.eigenvalues, [3, 1, 0, 0, 0], atol=1e-15)
    assert spectrum.multiplicities == (1, 2, 2, 2, 1)
    assert spectrum.trace == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: circle.gap_learnabilities(0, [2 * np.pi]), "positive integer"),
        (lambda: circle.gap_learnabilities(1, [1.0, 2.0]), "sum to 2 pi"),
        (lambda: circle.gap_learnabilities(1, [2 * np.pi + 1, -1.0]), "positive"),
        (lambda: circle.gap_learnabilities(1, [math.nan]), "positive"),
        (lambda: circle.mean_learnability(1.5, 4), "frequency"),
        (lambda: circle.mean_learnability(1, 0), "number of points"),
        (lambda: circle.limit_learnability(-1), "not negative"),
        (lambda: circle.formula_limit(math.nan), "finite"),
        (lambda: circle.formula_constant(0.5), "at least 1"),
        (lambda: circle.formula_learnability(0, 4), "frequency"),
        (lambda: circle.equidistant_spectrum(np.cos, 7), "even"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_mean_learnabilities_sum_to_n_and_agree_with_random_data_sets():
    kernel = partial(kernels.profile, "relu_ntk", dimension=2, radius=1.0)
    learned = circle.mean_learnabilities(kernel, 6, 2)
    assert learned.sum() == pytest.approx(2)
    angles = 2 * np.pi * np.arange(6) / 6
    K, wave = kernel(np.cos(angles[:, None] - angles)), np.sqrt(2) * np.sin(2 * angles)
    sets = list(combinations(range(6), 2))
    direct = [wave @ K[:, D] @ np.linalg.inv(K[D][:, D]) @ wave[D] / 6 for D in map(list, sets)]
    assert learned[4] == pytest.approx(np.mean(direct))
    with pytest.raises(ValueError, match="M must be even"):
        circle.mean_learnabilities(kernel, 5, 2)


def test_errors_in_the_limit_are_means_over_gamma_distributed_gaps():
    for t in (0.3, 1.0, 3.0):

        def on_an_arc(g, t=t):
            u = t * g
            return g * math.exp(-g) * (1 + (2 + math.cos(u)) / 3 - 2 * np.sinc(u / 2 / np.pi) ** 2)

        assert circle.limit_error(t) == pytest.approx(quad(on_an_arc, 0, 60, limit=400)[0], abs=1e-10)
    assert circle.limit_error(0.01) / circle.formula_error_limit(0.01) == pytest.approx(8, rel=1e-3)
    assert circle.limit_error(1e4) / circle.formula_error_limit(1e4) == pytest.approx(5 / 6, rel=1e-6)
