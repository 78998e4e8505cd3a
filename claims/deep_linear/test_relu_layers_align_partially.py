r"""ReLU layers align partially.

Statement. Training ReLU networks without biases on digits, from Gaussian weights, lowers $\|W_1\|_F / \|W_1\|_2$: below
0.85 of its start with true labels and two layers, below 0.98 with random labels or three layers, and with true labels
more than with random ones. But it stays above 1.5: the layer does not become rank one, as deep linear ones do. What
carries over is that small steps add the same amount to every $\|W_k\|_F^2$.

Reason. The networks are homogeneous in every layer, so that $\langle W_k, \nabla_k R \rangle$ is the same for all k and
the flow conserves differences of squared norms. Without linearity their matrix version, which forces rank one, is lost.
"""

import numpy as np
import pytest

from empirics import trained_margins as measured
from harness import Axes, Claim, Empirical, Kind, ModelError, PerTrial, Radius, Source
from theory import relu_alignment as exact

CLAIM = Claim(
    name="deep_linear.relu_layers_align_partially",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"1.5 \le \frac{\|W_1\|_F}{\|W_1\|_2} < \frac{\|W_1(0)\|_F}{\|W_1(0)\|_2}, \qquad"
    r" \|W_k\|_F^2 - \|W_k(0)\|_F^2 \text{ is the same for all } k",
    source=Source("telgarskymargin", where="Deep linear networks"),
    standing=Empirical("partial alignment is an effect size, of first layers only; equal growth is a theorem"),
    axes=Axes(x="loss", y="Frobenius / spectral norm, relative to the start", xscale="log"),
)
STOPS, SIDE, TRUE, RANDOM = (0.3, 0.1, 0.03, 0.01), 64, 0, 1
LATER = slice(2, None)  # from the loss 0.1 on
SORTS = {"true": TRUE, "random": RANDOM}
CEILINGS = {(2, "true"): 0.85, (2, "random"): 0.98, (3, "true"): 0.98, (3, "random"): 0.98}
PILOTS = "a threshold far from all trials of pilots at other seeds; norms to 1e-5"


def networks(lab, layers, slower=1.0):
    """With true, with random, and again with random labels."""
    trials, limit = lab.at_scale(smoke=2, standard=2, nightly=64), 1000
    design = measured.setting(layers, noise=(0, 1, 1), width=SIDE, points=320, tests=512, stops=STOPS, slower=slower,
                              limit=4000 if slower == 1 else limit)  # fmt: skip
    return lab.run(measured.trained, trials=trials, **design)


@pytest.mark.parametrize("labels", SORTS)
@pytest.mark.parametrize("layers", [2, 3])
def test_relu_layers_align_partially(lab, verify, layers, labels):
    theory = np.full(len(STOPS) - 1, CEILINGS[layers, labels])

    which = SORTS[labels]
    ratios = networks(lab, layers)["ratios"].map(lambda x: x[:, which, :, 0] / x[:, which, :1, 0])
    evidence = ratios.map(lambda x: x[:, LATER])

    tolerance = Radius(1e-4, because=PILOTS)

    counterclaims = {"rank one": 1 / exact.gaussian_ratio(SIDE, SIDE), "half of it": theory / 2}
    verify(CLAIM, side="at most", theory=theory, evidence=evidence, tolerance=tolerance, at=STOPS[1:],
           series=f"{layers} layers, {labels} labels", counterclaims=counterclaims)  # fmt: skip


def test_relu_layers_align_partially_and_more_with_true_labels(lab, verify):
    theory = np.full(len(STOPS) - 1, 0.95)

    evidence = networks(lab, 2)["ratios"].map(lambda x: (x[:, TRUE, :, 0] / x[:, RANDOM, :, 0])[:, LATER])

    tolerance = Radius(1e-4, because=PILOTS)

    counterclaims = {"twice as much": theory / 2, "rank one with true labels": 1 / exact.gaussian_ratio(SIDE, SIDE)}
    verify(CLAIM, side="at most", theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims)


@pytest.mark.parametrize("layers", [2, 3])
def test_relu_layers_align_partially_not_to_rank_one(lab, verify, layers):
    theory = np.full(2 * len(STOPS), 1.5)  # true and random labels

    evidence = networks(lab, layers)["ratios"].map(lambda x: x[:, :2, 1:, 0].reshape(len(x), -1))

    tolerance = Radius(1e-4, because=PILOTS)

    counterclaims = {
        "as Gaussian matrices at any time": exact.gaussian_ratio(SIDE, SIDE),
        "as matrices of equal singular values": SIDE**0.5,
    }
    verify(CLAIM, side="at least", theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims)


def test_relu_layers_align_partially_from_a_gaussian_start(lab, verify):
    theory = [exact.gaussian_ratio(SIDE, SIDE)] * 3  # three networks

    evidence = networks(lab, 2)["ratios"].map(lambda x: x[:, :, 0, 0])

    tolerance = ModelError(0.5, because="64 rows are not many: largest singular values vary by 5 per cent; norms by 1")

    counterclaims = {"rank one": 1.0, "equal singular values": SIDE**0.5}
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence, tolerance=tolerance,
           counterclaims=counterclaims)  # fmt: skip


def test_relu_layers_align_partially_while_their_norms_grow_together(lab, verify):
    evidence = networks(lab, 2, slower=5.0)
    norms = evidence.all("frobenius")

    theory = PerTrial(exact.later_norms(norms[:, :, 0], norms[:, :, -1, 0])[..., 0])

    tolerance = ModelError(0.01, because="steps of 0.14 drift by 0.04 in squares near 150; in pilots a quarter of it")

    counterclaims = {
        "the last layer keeps its norm": PerTrial(norms[:, :, 0, 1]),
        "norms grow alike, not their squares": PerTrial(norms[:, :, 0, 1] + norms[:, :, -1, 0] - norms[:, :, 0, 0]),
        "in proportion": PerTrial(norms[:, :, 0, 1] * norms[:, :, -1, 0] / norms[:, :, 0, 0]),
    }
    last = evidence["frobenius"].map(lambda x: x[:, :, -1, 1])
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=last, tolerance=tolerance,
           counterclaims=counterclaims)  # fmt: skip
