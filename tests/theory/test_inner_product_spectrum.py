"""The cubic spectrum: against free convolution drawn as matrices, moments, both known limits, a gap, and bad input."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from theory import inner_product_spectrum as exact
from theory.inner_product_spectrum import InnerProductSpectrum

LAWS = [InnerProductSpectrum(0.8, 0.36, 0.5), InnerProductSpectrum(-0.6, 0.2, 3), InnerProductSpectrum(0, 1, 0.5)]


@pytest.mark.parametrize("law", LAWS)
def test_the_law_is_that_of_a_wishart_matrix_plus_symmetric_noise(law):
    rng, n = np.random.default_rng(0), 600
    d = round(law.gamma * n)
    x, g = rng.standard_normal((n, d)), rng.standard_normal((n, n))
    noise = np.sqrt(float(law.rest) / d) * (g + g.T) / np.sqrt(2)
    values = np.linalg.eigvalsh(law.slope * (x @ x.T / d - np.eye(n)) + noise)
    for z in (-1 + 0.5j, 0.3 + 0.5j, 2 + 1j):
        assert np.mean(1 / (values - z)) == pytest.approx(law.stieltjes(z), abs=0.015)
    assert (values[0], values[-1]) == pytest.approx((law.edges()[0], law.edges()[-1]), abs=0.15)


@pytest.mark.parametrize("law", LAWS)
def test_moments_are_those_of_the_matrix(law):
    """Mean 0, mean square nu / gamma, mean cube a^3 / gamma^2: closed walks of 1, 2 and 3 steps."""
    low, high = law.edges()

    def moment(power):
        def integrand(u):
            x = (low + high) / 2 + (high - low) / 2 * math.sin(u)
            return x**power * law.density(x) * (high - low) / 2 * math.cos(u)

        return integrate.quad(integrand, -math.pi / 2, math.pi / 2, epsabs=1e-9)[0]

    assert moment(0) == pytest.approx(1, abs=1e-7)
    assert moment(1) == pytest.approx(0, abs=1e-7)
    assert moment(2) == pytest.approx((law.slope**2 + law.rest) / law.gamma, rel=1e-6)
    assert moment(3) == pytest.approx(law.slope**3 / law.gamma**2, abs=1e-5)
    assert law.share(low, high) == pytest.approx(1, abs=1e-8)
    assert exact.share_curve(law, [low, 0, 0.5, high]).sum() == pytest.approx(1, abs=1e-8)


@given(st.floats(-3, 3), st.floats(1e-3, 10), st.floats(1e-2, 100), st.floats(-20, 20), st.floats(1e-6, 20))
@settings(deadline=None, max_examples=60)
def test_the_root_solves_the_printed_equation(a, rest, gamma, x, y):
    law, z = InnerProductSpectrum(a, rest, gamma), complex(x, y)
    m = law.stieltjes(z)
    assert m.imag > 0
    right = z + a * (1 - 1 / (1 + a / gamma * m)) + rest / gamma * m
    assert abs(1 + m * right) < 1e-9 * (1 + abs(m * z) + abs(a * m) + abs(rest / gamma * m * m))


def test_without_a_linear_part_it_is_a_semicircle():
    law = InnerProductSpectrum(0, 2, 0.5)
    assert law.edges() == pytest.approx([-4, 4])
    for x in (-3.9, 0.0, 2.0):
        assert law.density(x) == pytest.approx(math.sqrt(16 - x * x) / (8 * math.pi))
    assert law.density(4.1) == 0
    assert InnerProductSpectrum(1e-20, 2, 0.5).edges() == pytest.approx([-4, 4])
    assert InnerProductSpectrum(1e-20, 2, 0.5).stieltjes(1 + 1j) == pytest.approx(law.stieltjes(1 + 1j))


def test_without_a_rest_it_is_marchenko_and_pastur():
    law, shape = InnerProductSpectrum(1, 1e-12, 4), 0.25
    low, high = (1 - math.sqrt(shape)) ** 2 - 1, (1 + math.sqrt(shape)) ** 2 - 1
    assert law.edges() == pytest.approx([low, high], abs=1e-4)
    for x in (-0.6, 0.0, 1.0):
        known = math.sqrt((high - x) * (x - low)) / (2 * math.pi * shape * (x + 1))
        assert law.density(x) == pytest.approx(known, rel=1e-6)


def test_a_gap_opens_where_d_is_much_below_n():
    law = InnerProductSpectrum(1, 0.001, 0.1)
    ends = law.edges()
    assert len(ends) == 4
    assert law.density((ends[1] + ends[2]) / 2) == 0
    assert law.share(ends[0], ends[1]) == pytest.approx(0.9, abs=1e-6)
    assert law.share(ends[2], ends[3]) == pytest.approx(0.1, abs=1e-6)


def test_the_curve_stacks_real_and_imaginary_parts():
    m = [LAWS[0].stieltjes(1j), LAWS[0].stieltjes(1 + 1j)]
    assert exact.stieltjes_curve(LAWS[0], [1j, 1 + 1j]).tolist() == [m[0].real, m[1].real, m[0].imag, m[1].imag]


@pytest.mark.parametrize(
    ("bad", "words"),
    [({"slope": math.nan}, "slope"), ({"rest": 0}, "rest"), ({"rest": -1.0}, "rest"), ({"gamma": 0}, "gamma"),
     ({"gamma": math.inf}, "gamma"), ({"slope": "a"}, "slope")],
)  # fmt: skip
def test_bad_constants_are_named(bad, words):
    with pytest.raises(ValueError, match=words):
        InnerProductSpectrum(**({"slope": 0.5, "rest": 0.5, "gamma": 1} | bad))


def test_bad_arguments_are_named():
    for z in (1.0, 1 - 1j, complex(math.nan, 1)):
        with pytest.raises(ValueError, match="upper half-plane"):
            LAWS[0].stieltjes(complex(z))
    with pytest.raises(ValueError, match="finite"):
        LAWS[0].density(math.inf)
    with pytest.raises(ValueError, match="low <= high"):
        LAWS[0].share(1, 0)
