r"""Normalized median margins tell random from true labels.

Statement. Train ReLU networks without biases on digits with true and with uniformly random labels, and stop each at any
loss from 0.3 to 0.01. Divided by $\prod_k \|W_k\|_2$, the median margin of true labels is 3 to 10 times that of random
ones, whatever the two losses. Without division the order of the medians flips with the stopping times, and so does,
even with it, the order of the smallest margins. Two random labellings agree within a factor 1.8.

Reason. The outputs are Lipschitz with the product of the norms. Random labels part neighbours, which takes large norms
for small margins; true labels do not. The undivided margins follow the loss, which is ours to choose.
"""

import numpy as np
import pytest

from empirics import trained_margins as measured
from harness import Axes, Claim, Empirical, Exactly, Kind, ModelError, Source

CLAIM = Claim(
    name="margins.normalized_median_margins_tell_random_from_true_labels",
    statement=__doc__,
    kind=Kind.ORDER,
    tex=r"3 \le \frac{\operatorname{median}_i m_i / \prod_k \|W_k\|_2 \text{ with true labels}}"
    r"{\text{the same with random labels}} \le 10",
    source=Source("telgarskymargin", where="Margin plots"),
    standing=Empirical(
        "no theorem: effect sizes on 320 digits. Unnormalized margins cannot distinguish labels in the sense that the "
        "answer depends on when one stops; at equal losses true labels have medians 1.2 to 2 times as large"
    ),
    axes=Axes(x="loss with true labels / loss with random labels", y="log2 of the ratio of medians", xscale="log"),
)
LAYERS, STOPS = [2, 3], (0.3, 0.1, 0.03, 0.01)
TRUE, RANDOM, AGAIN = range(3)
SMALLEST, MEDIAN = measured.LEVELS.index(0.0), measured.LEVELS.index(0.5)
QUOTIENTS = np.divide.outer(STOPS, STOPS).ravel()
ORDER = np.argsort(QUOTIENTS)
PILOTS = "effect sizes from pilots at other seeds, whose trials spread by half of this at most"
FAR = np.full(len(ORDER), np.log2(30) / 2)  # from 3 to 10
MEDIANS = {2: [3.1, 5.9, 7.0, 8.0], 3: [2.5, 4.1, 5.5, 6.8]}  # true labels, undivided
RANDOM_MEDIANS = [2.1, 3.1, 4.3, 5.3]
NEAR = {layers: np.log2(np.divide.outer(MEDIANS[layers], RANDOM_MEDIANS)).ravel()[ORDER] for layers in LAYERS}


def networks(lab, layers):
    """Networks with true labels, random labels, and random labels once more."""
    trials = lab.at_scale(smoke=2, standard=4, nightly=64)
    design = measured.setting(layers, noise=(0, 1, 1), width=64, points=320, tests=512, stops=STOPS)
    return lab.run(measured.trained, trials=trials, **design)


def log_ratios(x):
    """log2 of the median with true over that with random labels, for all pairs of stops, by quotients of losses."""
    medians = np.log2(x[:, :, 1:, MEDIAN])
    return (medians[:, TRUE, :, None] - medians[:, RANDOM, None, :]).reshape(len(x), -1)[:, ORDER]


def flips(level):
    """Whether true labels have the smaller quantile at some pair of stops, and whether the larger at some: 0 or 1."""

    def events(x):
        less = x[:, TRUE, 1:, None, level] < x[:, RANDOM, None, 1:, level]
        return np.stack([less.any(axis=(1, 2)), ~less.all(axis=(1, 2))], axis=1)

    return events


@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize("margins", ["normalized", "margins"])
def test_normalized_median_margins_tell_random_from_true_labels(lab, verify, layers, margins):
    divided = margins == "normalized"
    theory, other, spread = (FAR, NEAR[layers], 0.87) if divided else (NEAR[layers], FAR, 0.5)

    evidence = networks(lab, layers)[margins].map(log_ratios)

    tolerance = ModelError(spread, because=PILOTS)

    counterclaims = {
        f"as {'without' if divided else 'with'} division": other,
        "labels make no difference": 0.0,
        "true and random labels exchanged": -theory,
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance,
           counterclaims=counterclaims, at=QUOTIENTS[ORDER], series=f"{margins}, {layers} layers")  # fmt: skip


@pytest.mark.parametrize("layers", LAYERS)
@pytest.mark.parametrize("statistic", ["unnormalized median", "normalized minimum"])
def test_normalized_median_margins_tell_random_from_true_labels_where_others_flip(lab, verify, layers, statistic):
    theory = [1, 1]  # the smaller one at some pair of stops, the larger one at another

    margins, level = {"unnormalized median": ("margins", MEDIAN), "normalized minimum": ("normalized", SMALLEST)}[
        statistic
    ]
    evidence = networks(lab, layers)[margins].map(flips(level))

    tolerance = Exactly(because="events, 0 or 1")

    counterclaims = {"true labels never have the smaller one": [0, 1], "they never have the larger one": [1, 0]}
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance,
           counterclaims=counterclaims)  # fmt: skip


@pytest.mark.parametrize("layers", LAYERS)
def test_normalized_median_margins_tell_random_from_true_labels_and_not_two_random_ones(lab, verify, layers):
    theory = np.zeros(len(STOPS))

    two = networks(lab, layers)["normalized"]
    evidence = two.map(lambda x: np.log2(x[:, RANDOM, 1:, MEDIAN] / x[:, AGAIN, 1:, MEDIAN]))

    tolerance = ModelError(0.87, because="a factor 1.8; pilots spread by half of it at most")

    counterclaims = {"as true against random labels": FAR[0], "as random against true labels": -FAR[0]}
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance,
           counterclaims=counterclaims)  # fmt: skip
