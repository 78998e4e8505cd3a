r"""Distributions of margins tell true from random labels in networks.

Statement. Train ReLU networks without biases on digits to a mean cross-entropy of 0.01, with true and with random
labels. Divided by $\prod_k \|W_k\|_2$, every decile of the margins is larger with true labels, at least twice, and both
curves repeat from network to network up to a factor 1.8. Undivided, the decile of level q is at least
$-\ln(e^{\varepsilon/q} - 1)$ at a mean cross-entropy $\varepsilon$, for either sort of labels.

Reason. The loss pins the undivided deciles, labels or no labels; what the labels change is the product of norms that is
needed to meet it.
"""

import numpy as np
import pytest

from empirics import trained_margins as measured
from harness import Axes, Claim, Empirical, Kind, ModelError, PerTrial, Radius, Source
from theory import margins_and_loss as exact

CLAIM = Claim(
    name="margins.margin_distributions_of_networks",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"F(t) = \frac1n \#\Bigl\{i : \frac{m_i}{\prod_k \|W_k\|_2} \le t\Bigr\}, \qquad"
    r" F^{-1}(q) \prod_k \|W_k\|_2 \ge -\ln\bigl(e^{\varepsilon/q} - 1\bigr)",
    source=Source("telgarskymargin", where="Margin plots: 2-layer ReLU, 3-layer ReLU"),
    standing=Empirical("the figures are effect sizes; only what the loss forces on the undivided margins is a theorem"),
    axes=Axes(x="share of the training points", y="log10 of margin / product of norms"),
)
LAYERS, STOPS, N, SORTS = [2, 3], (0.3, 0.1, 0.03, 0.01), 320, {"true": 0, "random": 1}
DECILES = np.array(measured.LEVELS[1:-1])
PILOTS = "from pilots at other seeds, where no decile of any network is off by more than half of it"
CURVES = {
    (2, "true"): np.array([-1.38, -1.29, -1.20, -1.13, -1.07, -1.02, -0.97, -0.92, -0.87]),
    (2, "random"): np.array([-1.92, -1.89, -1.87, -1.85, -1.84, -1.82, -1.81, -1.78, -1.74]),
    (3, "true"): np.array([-1.45, -1.36, -1.28, -1.22, -1.17, -1.12, -1.08, -1.04, -0.99]),
    (3, "random"): np.array([-2.04, -2.01, -1.98, -1.96, -1.95, -1.93, -1.91, -1.89, -1.85]),
}


def networks(lab, layers):
    """With true, with random, and again with random labels."""
    trials = lab.at_scale(smoke=2, standard={2: 4, 3: 2}[layers], nightly=64)
    design = measured.setting(layers, noise=(0, 1, 1), width=64, points=N, tests=512, stops=STOPS)
    return lab.run(measured.trained, trials=trials, **design)


def log_deciles(x):
    """log10 of the deciles at the last stop: (trials, networks, 9)."""
    return np.log10(x[:, :, -1, 1:-1])


@pytest.mark.parametrize("labels", SORTS)
@pytest.mark.parametrize("layers", LAYERS)
def test_margin_distributions_of_networks(lab, verify, layers, labels):
    theory = CURVES[layers, labels]

    evidence = networks(lab, layers)["normalized"].map(lambda x: log_deciles(x)[:, SORTS[labels]])

    tolerance = ModelError(0.25, because=PILOTS)

    other = {"true": "random", "random": "true"}[labels]
    counterclaims = {
        f"as with {other} labels": CURVES[layers, other],
        "undivided margins, near 5": np.log10(5),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance, at=DECILES,
           series=f"{layers} layers, {labels} labels", counterclaims=counterclaims)  # fmt: skip


@pytest.mark.parametrize("layers", LAYERS)
def test_margin_distributions_of_networks_part_at_every_decile(lab, verify, layers):
    theory = np.full(len(DECILES), np.log10(2))

    evidence = networks(lab, layers)["normalized"].map(lambda x: log_deciles(x)[:, 0] - log_deciles(x)[:, 1])

    tolerance = Radius(1e-4, because="a threshold; norms to 1e-5")

    counterclaims = {"by a factor ten throughout": 1.0, "as much at the first as at the ninth": np.log10(7)}
    verify(CLAIM, side="at least", theory=theory, evidence=evidence, tolerance=tolerance,
           counterclaims=counterclaims)  # fmt: skip


@pytest.mark.parametrize("labels", SORTS)
@pytest.mark.parametrize("layers", LAYERS)
def test_margin_distributions_of_networks_lie_above_what_the_loss_forces(lab, verify, layers, labels):
    evidence = networks(lab, layers)
    losses = evidence.all("loss")[:, SORTS[labels], -1]
    floors = [exact.quantile_floor(losses, round(N * level), N) for level in DECILES]

    theory = PerTrial(np.array(floors).T)

    tolerance = Radius(1e-6, because="losses and margins of float32 weights, evaluated in float64")

    counterclaims = {
        "the same at every level, that of the largest": PerTrial(np.repeat(theory.values[:, -1:], 9, axis=1)),
        "nine other classes count below": PerTrial(theory.values + np.log(9)),
    }
    seen = evidence["margins"].map(lambda x: x[:, SORTS[labels], -1, 1:-1])
    verify(CLAIM, side="at least", theory=theory, evidence=seen, tolerance=tolerance, counterclaims=counterclaims)
