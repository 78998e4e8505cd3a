"""Conventions: they regroup four atoms, say what they do, and convert into one another and back."""

from fractions import Fraction

import numpy as np
import pytest

from harness import UnderConvention
from theory.two_layer_conventions import SLIDES, Atoms, Convention

ATOMS = Atoms(mean=np.array([1.0, 2.0]), fluctuation=np.array([0.5, 0.25]), amplified=np.array([0.1, 4.0]), noise=0.3)
ALL = [Convention(noise_in_risk=n, averaged=a) for n in (False, True) for a in (False, True)]


@pytest.mark.parametrize("convention", ALL, ids=str)
@pytest.mark.parametrize("other", ALL, ids=str)
def test_every_convention_converts_into_every_other(convention, other):
    split = convention.split(ATOMS)
    back = convention.atoms(split, noise=ATOMS.noise, mean=ATOMS.mean, amplified=ATOMS.amplified)
    for found, wanted in zip(other.split(back), other.split(ATOMS), strict=True):
        assert found == pytest.approx(wanted)
    assert split.bias + split.variance + (ATOMS.noise if convention.noise_in_risk else 0) == pytest.approx(split.risk)


def test_the_slides_condition_on_data_and_weights_and_leave_the_noise_out():
    assert SLIDES.split(Atoms(1, 2, 4, 8)) == (3, 4, 7)
    assert Convention(averaged=True).split(Atoms(1, 2, 4, 8)) == (1, 6, 7)
    assert Convention(noise_in_risk=True).split(Atoms(1, 2, 4, 8)).risk == 15


def test_words_serve_as_a_standing():
    text = str(Convention(averaged=True, exponent=0.25, unit_inputs=True))
    assert UnderConvention(text).text == text
    assert "excludes label noise" in text
    assert "over data and weights" in text
    assert "d^0.75" in text
    assert "I / d)" in text
    assert str(SLIDES).count(";") == 1
    assert len({str(c) for c in ALL}) == len(ALL)
    with pytest.raises(ValueError, match="fields noise_in_risk"):
        SLIDES.words("colour")


@pytest.mark.parametrize("penalty", ["published", "per sample", "per dimension"])
def test_ridges_convert_by_the_penalty_that_they_stand_for(penalty):
    n, d, h, ridge = 60, 20, 50, Fraction(3, 7)
    total = {"published": Fraction(n * h, d), "per sample": n, "per dimension": d}  # of |y - F a|^2 + total ridge |a|^2
    found = Convention(penalty=penalty).published_ridge(ridge, Fraction(h, d), Fraction(n, d))
    assert found * total["published"] == ridge * total[penalty]


def test_kernels_and_starts_convert_by_their_scales():
    assert SLIDES.identity_weight(0.25, 40) == 40 * Convention(unit_inputs=True).identity_weight(0.25, 40)
    assert Convention(exponent=0.5).preactivation_scale(16) == 2
    assert SLIDES.preactivation_scale(16) == 1


def test_bad_conventions_are_refused():
    with pytest.raises(ValueError, match="penalty"):
        Convention(penalty="lasso")
    with pytest.raises(ValueError, match="exponent"):
        Convention(exponent=float("nan"))
    with pytest.raises(ValueError, match="mean="):
        SLIDES.atoms(SLIDES.split(ATOMS), noise=0.3)
    with pytest.raises(ValueError, match="amplified="):
        Convention(averaged=True).atoms(SLIDES.split(ATOMS), noise=0.3, mean=1.0)
    with pytest.raises(ValueError, match="other parts"):
        Convention(noise_in_risk=True).atoms(SLIDES.split(ATOMS), noise=0.3, mean=ATOMS.mean)
    with pytest.raises(ValueError, match="positive"):
        SLIDES.identity_weight(1.0, 0)


@pytest.mark.parametrize("flag", ["noise_in_risk", "averaged", "unit_inputs"])
@pytest.mark.parametrize("bad", ["False", 1, None])
def test_flags_are_truth_values(flag, bad):
    with pytest.raises(ValueError, match=f"{flag} must be True or False"):
        Convention(**{flag: bad})


def test_wrong_types_are_named():
    for bad in ("0.5", None, True, 0.5j):
        with pytest.raises(ValueError, match="exponent"):
            Convention(exponent=bad)
    assert "d^0.75" in str(Convention(exponent=Fraction(1, 4)))
    for bad in (["averaged"], None):
        with pytest.raises(ValueError, match="has the fields"):
            SLIDES.words(bad)
    with pytest.raises(ValueError, match="must be Atoms"):
        SLIDES.split((1, 2, 4, 8))
    with pytest.raises(ValueError, match="fluctuation must"):
        SLIDES.split(ATOMS._replace(fluctuation="2"))
    with pytest.raises(ValueError, match="must be a Split"):
        SLIDES.atoms(None, noise=0.3, mean=1.0)
    for changed in ({"noise": "0.3"}, {"mean": "1"}):
        with pytest.raises(ValueError, match="must hold real numbers"):
            SLIDES.atoms(SLIDES.split(ATOMS), **({"noise": 0.3, "mean": ATOMS.mean} | changed))
    for bad in (("1", 2, 3), (1, None, 3), (1, 2, "3"), (1, 0, 3), (-1, 2, 3)):
        with pytest.raises(ValueError, match=r"(ridge|psi\d) must"):
            Convention(penalty="per dimension").published_ridge(*bad)
    for bad in (("1", 2), (1.0, None)):
        with pytest.raises(ValueError, match=r"(rest|d) must"):
            Convention(unit_inputs=True).identity_weight(*bad)
