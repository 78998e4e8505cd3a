"""Labellings of random points: what the experiments say of themselves."""

import math

import numpy as np
import pytest
from flint import arb, ctx

from empirics import vc_dimension as vc


def test_fewer_points_than_weights_are_labelled_in_all_ways():
    seen = vc.affine(np.random.default_rng(0), d=2, n=5)
    assert seen["labellings"][:3].tolist() == [2, 4, 8]
    assert seen["fitted"].shape == (16,)
    assert seen["fitted"].sum() == seen["labellings"][3] == 14
    assert (seen["fitted"] == seen["fitted"][::-1]).all()  # a labelling and its negation


@pytest.mark.parametrize("layers", [1, 3, 30])
def test_chains_change_their_sign_once(layers):
    seen = vc.chains(np.random.default_rng(1), layers=layers, n=6, draws=200)
    assert seen["changes"] == 1
    assert (seen["labellings"] <= 2 * np.arange(1, 7)).all()


def test_waves_are_the_signs_of_sines_and_leave_the_precision_as_it_was():
    bits = ctx.prec
    seen = vc.waves(np.random.default_rng(2), n=3, c=1e-3)
    assert ctx.prec == bits
    sines = [[math.sin(math.pi * (m + 0.5) / 2**i) for i in range(3)] for m in range(8)]
    assert (seen["signs"] == np.sign(sines)).all()
    assert seen["labellings"].tolist() == [2, 4, 8]


def test_the_activation_is_logistic_but_for_a_wave():
    for z in (-2.0, 0.3, 1.0):
        expected = 1 / (1 + math.exp(-z)) + 0.01 * z**3 * math.exp(-z * z) * math.sin(z)
        assert float(vc._activation(arb(z), arb(0.01))) == pytest.approx(expected)


def test_without_a_wave_there_is_no_sign():
    with pytest.raises(ValueError, match="bits do not tell the sign"):
        vc.waves(np.random.default_rng(3), n=2, c=0.0)
