r"""The spectral bound is vacuous but predictive.

Statement.  Train ReLU networks on 256 digits, a share of whose labels, in training and in test, is random. Even without
constants the argument of the spectral margin bound is far above 1: with two layers from 26 for true to 160 for random
labels, with three layers three times as large at the same errors. But within a depth it orders the networks as their
excess risk does: over eight shares of random labels the rank correlation lies between 0.83 and 1, which chance reaches
in one order out of 100 at most. The number of weights tells none of them apart. With constants the bound holds, as it
says nothing.

Reason.  More noise needs larger norms for the same margins, as neighbours get different labels; more layers cost more
in the worst case, which networks do not meet.
"""

import math

import numpy as np
import pytest

from empirics import spectral_bound as measured
from empirics import trained_margins
from harness import Axes, Claim, Empirical, Kind, ModelError, PerTrial, Radius, Source
from theory import spectral_bound as exact

CLAIM = Claim(
    name="margins.spectral_bound_is_vacuous_but_predictive",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\Pr[\text{error}] \le \frac{1}{n} \#\{i : m_i < \gamma\} + \tilde{\mathcal{O}} \Bigl[ \frac{\|X\|_F}{n}\,"
    r" \frac{\prod_k \|W_k\|_2}{\gamma} \Bigl( \sum_k \frac{\|W_k\|_{2,1}^{2/3}}{\|W_k\|_2^{2/3}} \Bigr)^{3/2} \Bigr]",
    source=Source("telgarskymargin", where="Theorem (Bartlett-Foster-Telgarsky, 2017); Predictive?"),
    standing=Empirical("effect sizes, with constants derived here; rows, not columns, count in the (2, 1)-norm"),
    axes=Axes(x="share of random labels", y="log10 of the bound's argument, or of the excess risk"),
)
NOISE, POINTS, LAYERS = (0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1), 256, [2, 3]
PILOTS = "effect sizes from pilots at other seeds, whose standard deviations are a quarter of this at most"
ARGUMENT = {2: [1.41, 1.69, 1.88, 2.0, 2.1, 2.17, 2.19, 2.21], 3: [1.96, 2.2, 2.38, 2.5, 2.57, 2.62, 2.66, 2.68]}
SPREAD = {"argument": [0.15, 0.35, 0.3, 0.2, *[0.15] * 4], "excess risk": [0.45, 0.2, 0.2, *[0.15] * 5]}
EXCESS = [-1.12, -0.62, -0.42, -0.3, -0.19, -0.11, -0.06, -0.05]


def networks(lab, layers, *, width=64, points=POINTS, limit=4000):
    trials, given = lab.at_scale(smoke=2, standard=2, nightly=64), {"tests": 512, "stops": (0.03,), "limit": limit}
    design = trained_margins.setting(layers, noise=NOISE, width=width, points=points, **given)
    return lab.run(measured.noisy, trials=trials, **design)


def by_trial(evidence, value):
    """A value for each network of each trial, from its spectral norms, row sums and median margin."""
    table = zip(*(np.concatenate(evidence.all(name)) for name in ("spectral", "row sums", "median")), strict=True)
    return PerTrial(np.array([value(s.tolist(), r.tolist(), float(m)) for s, r, m in table]).reshape(-1, len(NOISE)))


def whole(norms, distances, gamma):
    """The bound with every constant: at most half of the margins lie below the median."""
    sample = {"points": POINTS, "frobenius": POINTS**0.5, "largest_layer": 64**2, "training": 0.5}
    return exact.of_norms(norms, distances, gamma=gamma, **sample)


@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize("quantity", ["argument", "excess risk"])
def test_spectral_bound_is_vacuous_but_predictive(lab, verify, layers, quantity):
    theory, other = (ARGUMENT[layers], EXCESS) if quantity == "argument" else (EXCESS, ARGUMENT[layers])

    row = ["argument", "excess risk"].index(quantity)
    evidence = networks(lab, layers)["argument and excess"].map(lambda x: x[:, row])

    tolerance = ModelError(SPREAD[quantity], because=PILOTS)

    weights = 64**2 * (layers - 1) + 640
    rivals = {
        "the bound is about the excess risk": other,
        "labels make no difference": theory[0],
        "as the VC dimension": math.log10(exact.by_dimension(weights, layers, POINTS)),
        "as with the other depth, or twice the risk": ARGUMENT[5 - layers] if row == 0 else np.array(EXCESS) + 0.5,
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals, at=NOISE,
           series=f"{quantity}, {layers} layers")  # fmt: skip


@pytest.mark.parametrize("layers", LAYERS)
def test_spectral_bound_is_vacuous_but_predictive_as_ranks_show(lab, verify, layers):
    theory = [0.95, -3.3]  # rank correlation, and log10 of the share of orders that reach it

    few, many = {}, {"width": 512, "points": 1285, "limit": 40_000}  # all digits, but for the tests
    pairs = networks(lab, layers, **lab.at_scale(smoke=few, standard=few, nightly=many))["argument and excess"]
    evidence = pairs.map(lambda x: np.array([measured.ranks(*pair) for pair in x]))

    tolerance = ModelError([0.12, 1.35], because=PILOTS)

    rivals = {
        "no information, as numbers of weights": [0, math.log10(0.5)],
        "half of it": [0.5, -1],
        "the other way round": [-0.95, 0],
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals)


@pytest.mark.parametrize("layers", LAYERS)
def test_spectral_bound_is_vacuous_but_predictive_and_holds(lab, verify, layers):
    evidence = networks(lab, layers)

    theory = by_trial(evidence, lambda *norms: whole(*norms).bound)

    rivals = {
        "a thousandth of the argument": by_trial(evidence, lambda *norms: whole(*norms).argument / 1000),
        "margins alone: no complexity, no confidence": by_trial(evidence, lambda *norms: whole(*norms).training),
    }
    tolerance = Radius(1e-12, because="an inequality with all constants; sums of shares")
    seen = evidence["test error"]
    verify(CLAIM, kind=Kind.BOUND, side="at most", theory=theory, evidence=seen, tolerance=tolerance,
           counterclaims=rivals)  # fmt: skip
