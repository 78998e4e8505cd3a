"""Certified comparisons of the two kernels: against balls, their order in k, and what is left open."""

from fractions import Fraction

import numpy as np
import pytest

from theory import kernel_balls, spectra
from theory import ntk_against_ck as exact
from theory.activations import ERF, RELU

DEGREES = tuple(range(1, 9))


@pytest.mark.parametrize(("activation", "weight", "bias"), [(ERF, 2, 0.1), (ERF, 0.5, 1), (RELU, 2, 0.5)])
def test_ratios_agree_with_balls(activation, weight, bias):
    d, depth = 96, 3
    how = {"weight_variance": weight, "bias_variance": bias}
    found = exact.ratios(activation, d, DEGREES, (1, depth), **how)
    both = kernel_balls.network(activation, spectra.cube_cosines(d), depth=depth, **how, bits=512)
    with kernel_balls.precision(512):
        initial, tangent = (
            [[spectra.cube_eigenvalue(kernel[layer], d, k) / kernel[layer][0] for k in DEGREES] for layer in (1, depth)]
            for kernel in both
        )
        known = [[float(t / i) for t, i in zip(*rows, strict=True)] for rows in zip(tangent, initial, strict=True)]
    np.testing.assert_allclose(found, known, rtol=1e-9)


def test_quotient_grows_within_a_parity():
    for weight, bias in ((1, 0.1), (3, 0.5), (4.5, 0.25)):
        ratio = exact.compare(ERF, 128, DEGREES, depth=24, weight_variance=weight, bias_variance=bias).ratio
        assert (ratio[:, 2:] > ratio[:, :-2]).all()


def test_missing_degrees_do_not_count():
    found = exact.compare(ERF, 64, (1, 2, 3), depth=2, weight_variance=2, bias_variance=0)
    assert not found.larger[:, 1].any()
    assert (found.ratio[:, 1] == 1).all()
    counted = exact.larger_fractions(ERF, 64, (2,), depth=1, weight_variances=(1, 2), bias_variances=(0, 1))
    assert counted == [Fraction(1)]  # without bias there is no degree 2


def test_equal_shares_and_empty_selections_raise():
    with pytest.raises(ValueError, match="is left open by 512 terms"):
        exact.compare(RELU, 64, (1,), depth=1, weight_variance=2, bias_variance=0)  # both are exactly 1/2
    with pytest.raises(ValueError, match="no network has an eigenvalue above"):
        exact.larger_fractions(ERF, 64, (1,), depth=1, weight_variances=(1,), bias_variances=(1,), above=0.5)
