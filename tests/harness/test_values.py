"""The one door between exact theory and floating-point evidence: what goes in comes out enclosed, or not at all."""

from decimal import Decimal
from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.values import enclose

BIG = 2**60 + 1
PI = Fraction("3.14159265358979323846264338327950288419716939937510")


def encloses(enclosed, exact: Fraction) -> bool:
    return abs(Fraction(float(enclosed.value[0])) - exact) <= Fraction(float(enclosed.radius[0]))


@pytest.mark.parametrize(
    ("given", "exact", "text"),
    [
        (7, 7, "7"),
        (BIG, BIG, str(BIG)),
        (np.int32(-3), -3, "-3"),
        (0.1, Fraction(0.1), ""),
        (np.float32(0.1), Fraction(float(np.float32(0.1))), ""),
        (Fraction(1, 3), Fraction(1, 3), "1/3"),
        (Fraction(1, 10**400), Fraction(1, 10**400), None),
        (sympy.Rational(2, 7), Fraction(2, 7), "2/7"),
        (sympy.Integer(5), 5, "5"),
        (sympy.pi, PI, "pi"),
        (sympy.pi**2 / 6, PI**2 / 6, "pi**2/6"),
        (flint.fmpq(1, 3), Fraction(1, 3), "1/3"),
        (flint.fmpz(BIG), BIG, str(BIG)),
        (flint.arb.pi(), PI, None),
        (flint.arb(0, 1e-3), Fraction(1, 1001), None),
        (mpmath.mpf("0.1"), Fraction(1, 10), None),
    ],
)
def test_every_kind_of_exact_number_is_enclosed(given, exact, text):
    enclosed = enclose(given)
    assert len(enclosed) == 1
    assert encloses(enclosed, Fraction(exact))
    assert enclosed.radius[0] <= max(1e-15 * abs(enclosed.value[0]), 1.1e-3 * (enclosed.value[0] == 0))
    assert text is None or enclosed.exact == (text,)


@pytest.mark.parametrize("exact", [5, Fraction(3, 8), sympy.Integer(5), sympy.Rational(3, 8), flint.fmpq(3, 8), 0.1])
def test_what_a_float_holds_exactly_has_no_radius(exact):
    assert enclose(exact).radius.tolist() == [0.0]


@given(st.integers(), st.integers(min_value=1))
@settings(deadline=None)
def test_any_rational_that_fits_a_float_is_enclosed(numerator, denominator):
    assert encloses(enclose(Fraction(numerator, denominator)), Fraction(numerator, denominator))


def test_sequences_keep_their_order_and_mix_kinds():
    enclosed = enclose([1, Fraction(1, 2), sympy.sqrt(2), np.float64(3.5)])
    assert enclosed.value == pytest.approx([1, 0.5, 2**0.5, 3.5])
    assert enclosed.exact == ("1", "1/2", "sqrt(2)", "")


def test_a_rational_of_many_digits_is_abbreviated():
    (text,) = enclose(Fraction(1, 7**300)).exact
    assert len(text) < 130
    assert "characters" in text


@pytest.mark.parametrize(
    "bad",
    [
        float("nan"),
        float("inf"),
        np.array([1.0, np.nan]),
        True,
        np.bool_(False),
        np.array([True, False]),
        1j,
        np.array([1j]),
        np.zeros((2, 2)),
        [[1.0, 2.0], [3.0, 4.0]],
        [],
        None,
        "0.5",
        b"1",
        Decimal("0.5"),
        sympy.Symbol("x"),
        sympy.I,
        sympy.nan,
        sympy.oo,
        sympy.zoo,
        flint.arb("nan"),
        flint.arb("inf"),
        flint.acb(1, 2),
        mpmath.mpf("nan"),
        mpmath.mpf("inf"),
        mpmath.mpc(1, 2),
        10**400,
        Fraction(10**400, 3),
    ],
    ids=repr,
)
def test_what_is_not_a_real_number_is_refused_in_one_sentence(bad):
    with pytest.raises(ValueError, match=r"a (symbolic )?theory value") as caught:
        enclose(bad)
    assert "\n" not in str(caught.value)
