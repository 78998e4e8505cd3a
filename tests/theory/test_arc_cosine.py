"""kappa three times over, and what is printed."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import arc_cosine


def test_derivation_is_the_closed_form_and_half_of_what_is_printed() -> None:
    assert arc_cosine.is_closed_form()
    derived = arc_cosine.derive_kappa()
    (c,) = derived.free_symbols
    printed = 2 * c / sp.pi * (sp.pi - sp.acos(c)) + sp.sqrt(1 - c**2) / sp.pi
    assert sp.simplify(printed - 2 * derived) == 0


@given(st.floats(-1, 1))
@settings(deadline=None, max_examples=50)
def test_ball_encloses_the_closed_form(cosine: float) -> None:
    ball = arc_cosine.kappa_ball(cosine)
    assert float(ball.rad()) < 1e-30
    # an arccos in float64 loses 1 / sin of the angle
    assert float(ball.mid()) == pytest.approx(
        float(arc_cosine.kappa(cosine)), abs=1e-8 if abs(cosine) > 0.999 else 1e-14
    )


def test_known_values() -> None:
    assert arc_cosine.kappa([1.0, -1.0]) == pytest.approx([1.0, 0.0], abs=1e-16)
    assert arc_cosine.kappa(0.0) == pytest.approx(1 / (2 * np.pi), abs=1e-16)


def test_odd_part_is_linear() -> None:
    c = np.linspace(0, 1, 11)
    assert arc_cosine.kappa(c) - arc_cosine.kappa(-c) == pytest.approx(c, abs=1e-15)


@pytest.mark.parametrize("cosine", [1.1, np.nan, -2.0])
def test_cosines_lie_between_minus_one_and_one(cosine: float) -> None:
    for function in (arc_cosine.kappa, arc_cosine.angle_term, arc_cosine.root_term, arc_cosine.kappa_ball):
        with pytest.raises(ValueError, match="cosines lie in"):
            function(cosine)


def test_unknown_derivation() -> None:
    with pytest.raises(ValueError, match="closed form, symbolic integral, ball quadrature"):
        arc_cosine.kappa_by("guess", [0.1])
