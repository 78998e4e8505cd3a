"""Gaussian constants of activations: proven digits against float panels, mpmath and identities."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theory import activations as known
from theory.activation_constants import NAMES, Constants, constants, constants_of

KINKED = ("relu", "abs")
SMOOTH = ("identity", "erf", "gelu", "sin", "cos", "tanh", "sigmoid", "softplus")
FIELDS = ("mean", "slope", "rest", "tangent_slope", "tangent_rest", "curvature")


def numbers(found):
    return [getattr(found, name) for name in FIELDS]


@pytest.mark.parametrize("scale", [0.3, 2.0])
@pytest.mark.parametrize("name", [*SMOOTH, *KINKED])
def test_named_activations_agree_with_panels(name, scale):
    phi, kinks = NAMES[name], (0.0,) if name in KINKED else ()
    found = constants_of(phi, phi.derivative, kinks=kinks, scale=scale)
    assert numbers(found) == pytest.approx(numbers(constants(name, scale)), abs=2e-14, rel=3e-14)


@pytest.mark.parametrize(("name", "phi"), [("relu", lambda z: max(z, 0.0)), ("erf", math.erf)])
def test_constants_by_quadrature(name, phi):
    closed, numeric = constants(name), constants_of(phi, NAMES[name].derivative, kinks=[0.0])
    assert (closed.mean, closed.slope, closed.rest) == pytest.approx(
        (numeric.mean, numeric.slope, numeric.rest), abs=1e-11
    )


ACTIVATIONS = [
    known.LeakyRelu(2, -1),
    known.Bump(0.3),
    known.Exponential(0.5),
    known.Sine(2, 1),
    known.Polynomial((1, 2, -1, 0.5)),
]


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=repr)
def test_other_activations_agree_with_panels(activation):
    found = constants_of(activation, activation.derivative, kinks=[0.0], scale=0.7)
    assert numbers(found) == pytest.approx(numbers(constants(activation, 0.7)), abs=1e-14, rel=1e-13)


@pytest.mark.parametrize("scale", [1.0, 0.01])
@pytest.mark.parametrize(
    ("name", "phi", "slope"),
    [
        ("tanh", mpmath.tanh, lambda x: mpmath.sech(x) ** 2),
        ("sigmoid", lambda x: (1 + mpmath.tanh(x / 2)) / 2, lambda x: mpmath.sech(x / 2) ** 2 / 4),
        ("softplus", lambda x: mpmath.log(1 + mpmath.exp(x)), lambda x: (1 + mpmath.tanh(x / 2)) / 2),
    ],
)
def test_proven_quadrature_is_that_of_mpmath_to_the_last_digits(name, phi, slope, scale):
    """At scale 0.01 the rest is 1e-9 to 1e-15 of E phi^2: a difference of its parts in float64 would leave no digit."""
    with mpmath.workdps(40):
        z = [mpmath.mpf(k) / 10 for k in range(-160, 161)]  # the trapezoidal rule converges like exp(-c / step)
        w = [mpmath.npdf(t) / 10 for t in z]
        x = [mpmath.mpf(scale) * t for t in z]

        def mean(values):
            return mpmath.fdot(w, values)

        one, other = [phi(t) for t in x], [slope(t) for t in x]
        mu0, mu1, tilt = mean(one), mean([a * t for a, t in zip(one, z, strict=True)]), mean(other)
        rest = mean([(a - mu0 - mu1 * t) ** 2 for a, t in zip(one, z, strict=True)])
        spread = mean([(a - tilt) ** 2 for a in other])
        bend = mean([a * t for a, t in zip(other, z, strict=True)])
        wanted = [float(v) for v in (mu0, mu1**2, rest, tilt**2, spread, bend)]
    assert numbers(constants(name, scale)) == pytest.approx(wanted, rel=3e-16, abs=1e-30)


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(["relu", "abs", "erf", "gelu", "sin", "cos"]), st.floats(1e-3, 1e3))
def test_relations_between_the_constants(name, scale):
    found = constants(name, scale)
    assert found.slope == pytest.approx(scale**2 * found.tangent_slope, rel=1e-15)  # Stein
    assert found.tangent_rest >= 2 * found.rest / scale**2 * (1 - 1e-15)  # sum of k m_k^2 over k >= 2


def test_tables_of_the_literature():
    relu, erf = constants("relu"), constants("erf")
    assert relu.zeta == pytest.approx(1 - 2 / math.pi, rel=1e-15)
    assert (relu.tangent_zeta, relu.curvature) == pytest.approx((1.0, 1 / math.sqrt(2 * math.pi)), rel=1e-15)
    assert erf.rest == pytest.approx(2 / math.pi * math.asin(2 / 3) - 4 / (3 * math.pi), rel=1e-14)
    assert erf.tangent_rest == pytest.approx(4 / (math.pi * math.sqrt(5)) - 4 / (3 * math.pi), rel=1e-14)
    assert constants("tanh").tangent_zeta == pytest.approx(0.2658, abs=5e-5)


def test_symmetry_and_linearity_are_exact():
    assert constants("identity").linear
    assert constants("identity").zeta == constants("cos").slope == constants("abs").slope == 0
    assert constants("cos").zeta == math.inf
    assert constants("tanh").mean == constants("erf").curvature == constants("sigmoid").curvature == 0
    assert constants("sign").tangent_zeta == math.inf


@pytest.mark.parametrize("scale", [1e-6, 1e5])
@pytest.mark.parametrize("name", ["tanh", "sigmoid", "softplus"])
def test_extreme_scales_are_resolved(name, scale):
    found, small = constants(name, scale), scale < 1
    like = {"tanh": ("sign", 1), "sigmoid": ("sign", 1 / 4), "softplus": ("relu", scale**2)}[name]
    if small:  # the leading Taylor coefficient of phi beyond the linear one
        leading = {"tanh": 2 / 3 * scale**6, "sigmoid": 2 / 3 / 4**4 * scale**6, "softplus": scale**4 / 32}[name]
        assert found.rest == pytest.approx(leading, rel=1e-10)
    else:
        assert found.rest == pytest.approx(like[1] * constants(like[0]).rest, rel=1e-4)


@pytest.mark.parametrize("scale", [0.0, -1.0, math.nan, math.inf, "1"])
def test_a_scale_is_positive(scale):
    with pytest.raises(ValueError, match="scale"):
        constants("relu", scale)


def test_unknown_names_and_unresolved_kinks_are_refused():
    with pytest.raises(ValueError, match="one of relu"):
        constants("swish")
    with pytest.raises(ValueError, match="kinks"):
        constants_of(lambda z: abs(z - 0.1), lambda z: float(np.sign(z - 0.1)))
    with pytest.raises(ValueError, match="finite"):
        constants_of(lambda z: math.inf, lambda z: 0.0)
    with pytest.raises(ValueError, match="slope"):
        Constants(0.0, -1.0, 0.0, 0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="finite"):
        Constants(math.nan, 1.0, 0.0, 0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="no ratio"):
        _ = constants(known.Polynomial((3,))).zeta
    with pytest.raises(ValueError, match="no derivative"):
        known.Sign().derivative(1.0)
