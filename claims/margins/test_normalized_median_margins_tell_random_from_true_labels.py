r"""Normalized median margins tell random from true labels.

Statement. Train ReLU networks without biases on digits with true and with uniformly random labels, and stop each at any
loss from 0.3 to 0.01. Divided by $\prod_k \|W_k\|_2$, the median margin of true labels is 3 to 10 times that of random
ones, whatever the two losses. Without division the order of the medians flips with the stopping times, and so does,
even with it, the order of the smallest margins. Two random labellings agree within a factor 1.8.

Reason. Undivided margins follow the mean cross-entropy $\varepsilon$: the r-th smallest of n is at least
$-\ln(e^{n\varepsilon/r} - 1)$, and the smallest at most $\ln(k-1) - \ln(e^\varepsilon - 1)$, whatever the labels. What
these cost shows in the norms: random labels part neighbours, and the outputs are Lipschitz with their product.
"""

import numpy as np
import pytest

from empirics import trained_margins as measured
from harness import Axes, Claim, Empirical, Exactly, Kind, ModelError, PerTrial, Radius, Source
from theory import margins_and_loss as exact

CLAIM = Claim(
    name="margins.normalized_median_margins_tell_random_from_true_labels",
    statement=__doc__,
    kind=Kind.ORDER,
    tex=r"3 \le \frac{\operatorname{median}_i\, (m_i / \prod_k \|W_k\|_2) \text{ with true labels}}"
    r"{\text{the same with random labels}} \le 10",
    source=Source("telgarskymargin", where="Margin plots"),
    standing=Empirical("effect sizes. Undivided, the stops decide: at equal losses the ratio is between 1.2 and 2"),
    axes=Axes(x="loss with true labels / loss with random labels", y="log2 of the ratio of medians", xscale="log"),
)
LAYERS, STOPS, N, TRUE, RANDOM = [2, 3], (0.3, 0.1, 0.03, 0.01), 320, 0, 1
SMALLEST, MEDIAN = measured.LEVELS.index(0.0), measured.LEVELS.index(0.5)
QUOTIENTS = np.divide.outer(STOPS, STOPS).ravel()
ORDER = np.argsort(QUOTIENTS)
FLIPPING = {"undivided median": ("margins", MEDIAN), "smallest, divided": ("normalized", SMALLEST)}
PILOTS = "effect sizes from pilots at other seeds, whose trials spread by half of this at most"
FAR, FACTOR = np.full(len(ORDER), np.log2(30) / 2), 0.87  # from 3 to 10; a factor 1.8
MEDIANS = {2: [2.9, 5.2, 6.4, 7.5], 3: [2.6, 4.2, 5.7, 7.0]}  # true labels, undivided
RANDOM_MEDIANS = [2.1, 3.1, 4.3, 5.3]
NEAR = {layers: np.log2(np.divide.outer(MEDIANS[layers], RANDOM_MEDIANS)).ravel()[ORDER] for layers in LAYERS}


def networks(lab, layers):
    """With true, with random, and again with random labels."""
    trials = lab.at_scale(smoke=2, standard={2: 4, 3: 2}[layers], nightly=64)
    design = measured.setting(layers, noise=(0, 1, 1), width=64, points=N, tests=512, stops=STOPS)
    return lab.run(measured.trained, trials=trials, **design)


def log_ratios(x):
    """log2 of the median with true over that with random labels, for all pairs of stops, by quotients of losses."""
    medians = np.log2(x[:, :, 1:, MEDIAN])
    return (medians[:, TRUE, :, None] - medians[:, RANDOM, None, :]).reshape(len(x), -1)[:, ORDER]


def flips(margins, level):
    """Whether true labels have the smaller quantile at some pair of stops, and whether the larger at some: 0 or 1."""
    less = margins[:, TRUE, 1:, None, level] < margins[:, RANDOM, None, 1:, level]
    return np.stack([less.any(axis=(1, 2)), ~less.all(axis=(1, 2))], axis=1)


@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize("margins", ["normalized", "margins"])
def test_normalized_median_margins_tell_random_from_true_labels(lab, verify, layers, margins):
    divided = margins == "normalized"
    theory, other, shown = (FAR, NEAR[layers], "divided") if divided else (NEAR[layers], FAR, "undivided")

    evidence = networks(lab, layers)[margins].map(log_ratios)

    tolerance = ModelError(FACTOR if divided else 0.5, because=PILOTS)

    counterclaims = {
        f"as {'without' if divided else 'with'} division": other,
        "labels make no difference": 0.0,
        "true and random labels exchanged": -theory,
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance,
           counterclaims=counterclaims, at=QUOTIENTS[ORDER], series=f"{shown}, {layers} layers")  # fmt: skip


@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize("quantile", FLIPPING)
def test_normalized_median_margins_tell_random_from_true_labels_where_others_flip(lab, verify, layers, quantile):
    margins, level = FLIPPING[quantile]
    theory = [1, 1]  # true labels have the smaller one at some pair of stops, and the larger one at another

    evidence = networks(lab, layers)[margins].map(lambda x: flips(x, level))

    tolerance = Exactly(because="events, 0 or 1")

    rivals = {"true labels never have the smaller one": [0, 1], "they never have the larger one": [1, 0]}
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals)


@pytest.mark.parametrize("layers", LAYERS)
def test_normalized_median_margins_tell_random_from_true_labels_and_not_two_random_ones(lab, verify, layers):
    theory = [0.0] * len(STOPS)

    evidence = networks(lab, layers)["normalized"].map(lambda x: -np.diff(np.log2(x[:, 1:, 1:, MEDIAN]), axis=1)[:, 0])

    tolerance = ModelError(FACTOR, because=PILOTS)

    rivals = {"as true against random labels": FAR[0], "as random against true labels": -FAR[0]}
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals)


@pytest.mark.parametrize("side", ["at least", "at most"])
def test_normalized_median_margins_tell_random_from_true_labels_as_the_loss_pins_the_others(lab, verify, side):
    evidence, at_least, sign = networks(lab, 2), side == "at least", 1 if side == "at least" else -1
    losses = evidence.all("loss")[:, :, 1:].reshape(-1, 3 * len(STOPS))

    theory = PerTrial(exact.quantile_floor(losses, N // 2, N) if at_least else exact.smallest_ceiling(losses, 10))

    tolerance = Radius(1e-6, because="losses and margins of float32 weights, evaluated in float64")

    rivals = {
        "k - 1 other classes count twice more": PerTrial(theory.values + sign * np.log(81)),
        "as at a loss 40 times off": PerTrial(theory.values + sign * np.log(40)),
    }
    seen = evidence["margins"].map(lambda x: x[:, :, 1:, MEDIAN if at_least else SMALLEST].reshape(len(x), -1))
    verify(CLAIM, kind=Kind.BOUND, side=side, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals)
