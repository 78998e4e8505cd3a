"""The one call for a curve: it agrees with the scalar theory, broadcasts, treats the pole, draws, refuses bad input."""

import math
from fractions import Fraction

import numpy as np
import pytest

from theory import random_feature_ridge, random_features
from theory.activation_constants import constants, constants_of
from theory.activations import TANH
from theory.risk_curves import risk_curve
from theory.two_layer_conventions import Convention
from theory.two_layer_linear import MomentError

WIDTHS = np.array([0.2, 0.9, 1.1, 5.0, math.inf])


@pytest.mark.parametrize("ridge", [0.0, 1e-3, 2.0])
def test_a_curve_is_the_theory_point_by_point(ridge):
    curve = risk_curve("relu", 2.0, WIDTHS, noise=0.5, ridge=ridge, radius=1.5)
    for i, width in enumerate(WIDTHS):
        point = constants("relu"), width / 2.0, 0.5, ridge, 0.5, 1.5
        assert (curve.bias[i], curve.variance[i]) == pytest.approx(random_feature_ridge.ridge_risk(*point), rel=1e-12)
        assert curve.squared_norm[i] == pytest.approx(random_feature_ridge.squared_norm(*point), rel=1e-12)
        assert curve.training_error[i] == pytest.approx(random_feature_ridge.training_error(*point), rel=1e-12, abs=0)
    assert curve.risk == pytest.approx(curve.bias + curve.variance)


@pytest.mark.parametrize("gap", [1e-9, -1e-9, 1e-13])
def test_floats_near_the_threshold_keep_their_distance(gap):
    gamma2 = 1 + gap
    curve = risk_curve("erf", 0.3, gamma2)
    exact = random_features.ridgeless_risk(constants("erf"), Fraction(0.3), Fraction(gamma2))
    assert (curve.bias, curve.variance) == pytest.approx(exact, rel=1e-14)


def test_everything_broadcasts_and_fractions_are_numbers():
    curve = risk_curve("erf", [[0.5], [2.0]], WIDTHS, noise=0.1, ridge=0.0)
    assert curve.bias.shape == curve.gamma1.shape == (2, 5)
    exact = risk_curve("erf", Fraction(1, 2), [Fraction(9, 10), Fraction(11, 10)], noise=0.1)
    assert exact.risk == pytest.approx(curve.risk[0, 1:3], rel=1e-13)
    assert risk_curve("relu", 1.0, 2.0).risk.shape == ()


def test_activations_come_by_name_as_objects_or_as_constants():
    named = risk_curve("tanh", 1.0, WIDTHS, scale=0.7)
    assert named.risk == pytest.approx(risk_curve(TANH, 1.0, WIDTHS, scale=0.7).risk)
    own = constants_of(math.tanh, lambda x: 1 - math.tanh(x) ** 2, scale=0.7)
    assert named.risk == pytest.approx(risk_curve(own, 1.0, WIDTHS).risk, rel=1e-9)


def test_conventions_are_applied():
    slides = risk_curve("relu", 0.5, WIDTHS, noise=0.3)
    other = risk_curve("relu", 0.5, WIDTHS, noise=0.3, convention=Convention(noise_in_risk=True, averaged=True))
    assert other.risk == pytest.approx(slides.risk + 0.3)
    assert np.all(np.diff(other.bias) <= 0)  # averaged over everything the bias has no peak
    assert not np.all(np.diff(slides.bias) <= 0)
    sample = risk_curve("relu", 0.5, 3.0, ridge=0.12, convention=Convention(penalty="per sample"))
    assert sample.risk == pytest.approx(risk_curve("relu", 0.5, 3.0, ridge=0.12 / 6).risk)


def test_the_pole_is_refused_or_infinite():
    widths = np.array([0.5, 1.0, 2.0])
    with pytest.raises(MomentError, match=r"gamma2 = 1, entries \[\[1\]\]"):
        risk_curve("relu", 1.0, widths)
    curve = risk_curve("relu", 1.0, widths, at_pole="infinite")
    for values in (curve.bias, curve.variance, curve.risk, curve.squared_norm):
        assert np.isinf(values).tolist() == [False, True, False]
    assert np.isfinite(curve.training_error).all()
    quiet = risk_curve("relu", 1.0, 1.0, noise=0.0, at_pole="infinite")
    assert (quiet.variance, quiet.bias) == (0.0, math.inf)
    blind = risk_curve("relu", 1.0, 1.0, radius=0.0, at_pole="infinite")
    assert (blind.variance, blind.bias) == (math.inf, 0.0)
    nothing = risk_curve("relu", 1.0, 1.0, noise=0.0, radius=0.0, at_pole="infinite")
    assert nothing.risk == nothing.squared_norm == 0.0
    assert np.isfinite(risk_curve("relu", 1.0, 1.0, ridge=1e-6).risk)
    averaged = risk_curve("relu", 1.0, 1.0, at_pole="infinite", convention=Convention(averaged=True))
    assert averaged.bias == pytest.approx(random_features.overlap_loss(1.0, constants("relu").zeta) ** 2)


def test_a_curve_draws_itself():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    curve = risk_curve("relu", [[1.0], [2.0]], [0.5, 1.0, 2.0], at_pole="infinite")
    axes = curve.plot()
    lines = axes.get_lines()
    assert len(lines) == 6
    drawn = np.asarray(lines[0].get_ydata())
    assert drawn[[0, 2]] == pytest.approx(curve.risk[0, [0, 2]])
    assert np.isnan(drawn[1])
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["risk", "bias", "variance"]
    assert curve.plot(axes) is axes
    matplotlib.pyplot.close(axes.figure)
    with pytest.raises(ValueError, match="two points"):
        risk_curve("relu", 1.0, 2.0).plot()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"gamma1": 0.0}, "gamma1"),
        ({"gamma1": math.inf}, "gamma1"),
        ({"gamma2": -1.0}, "gamma2"),
        ({"gamma2": [2.0, math.nan]}, "gamma2"),
        ({"noise": -0.1}, "noise"),
        ({"ridge": math.nan}, "ridge"),
        ({"radius": -1.0}, "radius"),
        ({"scale": 0.0}, "scale"),
        ({"activation": "swish"}, "activation must be one of"),
        ({"activation": "identity"}, "two_layer_linear"),
        ({"at_pole": "skip"}, "at_pole"),
    ],
)
def test_bad_input_is_named(changed, words):
    with pytest.raises(ValueError, match=words):
        risk_curve(**({"activation": "relu", "gamma1": 1.0, "gamma2": 2.0} | changed))


@pytest.mark.parametrize("name", ["gamma1", "gamma2", "noise", "ridge", "radius"])
@pytest.mark.parametrize("bad", ["2", None, 1j, True, 10**400])
def test_what_is_no_number_is_named(name, bad):
    with pytest.raises(ValueError, match=f"{name} must"):
        risk_curve(**({"activation": "relu", "gamma1": 1.0, "gamma2": 2.0} | {name: bad}))


def test_extreme_numbers_are_refused():
    for gamma1, gamma2, ridge in ((1e100, 1.0, 1e-100), (1e-200, 1.0, 0.1), (1e200, 1.0, 0.1), (1.0, 1e200, 0.1)):
        with pytest.raises(ValueError, match="more extreme ones"):
            risk_curve("relu", gamma1, gamma2, ridge=ridge)
