r"""Each node moves less in wider nets, in one scaling of the output.

Statement. Let $f = \frac{g}{\sqrt m}\sum_{j \le m} a_j\,\sigma(\langle w_j, x\rangle)$ be trained with steps
$\eta/g^2$ on the mean square over 2. The nodes $(w_j, a_j)$ move by $\frac{1}{g\sqrt m}\,|K^{-1/2}(I - (I - \eta
K/n)^t)\,r|$ in root mean square, up to $O(1/m)$ for smooth units: as $m^{-1/2}$ at $g = 1$, as $1/g$ at a fixed width,
and not less in wider nets in the mean-field scaling, $g = m^{-1/2}$.

Reason. The linearised network stays in the span of its features, whose Gram matrix is $g^2 K$, and gets from $0$ to
the residual with total movement $|K^{-1/2}r|/g$, whatever the width; m nodes share it.
"""

import numpy as np
import pytest

from empirics import node_movement as measured
from harness import (
    Axes,
    Claim,
    Corrected,
    Kind,
    ModelError,
    PerTrial,
    Printed,
    Quantile,
    Resolution,
    Source,
)
from theory import node_movement as exact

CLAIM = Claim(
    name="lazy_training.each_node_moves_less_in_wider_nets",
    statement=__doc__,
    kind=Kind.RATE,
    tex=r"\Bigl(\frac1m \sum_j |\Delta(w_j, a_j)|^2\Bigr)^{1/2} = \frac{1}{g\sqrt m}"
    r"\,\Bigl|K^{-1/2}\bigl(I - (I - \tfrac{\eta K}{n})^t\bigr) r\Bigr|",
    source=Source("telgarskymargin", where="Initial and intermediate kernels"),
    standing=Corrected("the sentence names no scaling; in the mean-field scaling nodes move as far at every width"),
    axes=Axes(x="width", y="log of the total movement, observed - predicted", xscale="log"),
)
X = np.array([[2, 1, 0, 0], [-1, 2, 1, 0], [0, -1, 2, 1], [1, 0, -1, 2]]) / np.sqrt([[5], [6], [6], [6]])
Y = np.array([1.0, -1.0, 1.0, 1.0])
STEP, STEPS, GAINS = 2.0, 8, (16.0, 64.0, 256.0)


def widths(lab):
    return lab.at_scale(smoke=(64, 128, 256), standard=(64, 128, 256, 512, 1024), nightly=(256, 1024, 4096, 16384))


def trained(lab, activation):
    w = widths(lab)
    sizes = {"widths": (*w, *w[:3], 128, 128, 128), "gains": (*[1.0] * len(w), *[m**-0.5 for m in w[:3]], *GAINS)}
    trials = lab.at_scale(smoke=32, standard=128, nightly=256)
    design = {"activation": activation, "points": X, "labels": Y, "steps": STEPS, "step": STEP, **sizes}
    return lab.run(measured.trained, trials=trials, **design)


def log_total(evidence, w):
    return evidence["rms"].map(lambda x: np.log(x[:, : len(w)] * np.sqrt(w)))


def log_distances(grams, labels=Y, steps=STEPS):
    return PerTrial(np.log([[exact.distance(K, labels, STEP, steps) for K in row] for row in grams]))


def exponents(lab):
    """Least-squares slopes of log rms: against log m in two scalings, and against the log of the gain."""
    w = np.log(widths(lab))
    cuts = [(slice(0, len(w)), w), (slice(len(w), len(w) + 3), w[:3]), (slice(len(w) + 3, None), np.log(GAINS))]
    return lambda rms: np.array([np.polyfit(x, np.log(rms[:, cut]).T, 1)[0] for cut, x in cuts]).T


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_each_node_moves_less_in_wider_nets(lab, verify, activation):
    evidence = trained(lab, activation)["rms"].map(exponents(lab))

    theory = [exact.width_exponent("NTK"), exact.width_exponent("mean field"), exact.gain_exponent()]

    fineness = Resolution(lab.at_scale(smoke=0.1, standard=0.035, nightly=0.02), because="tells -1/2 from -0.4")
    tolerance = ModelError(0.01, because="corrections O(1/m); pilots: 0.008") + fineness

    counterclaims = {
        "as printed, in any scaling: mean-field nodes move less as well": Printed([-0.5, -0.5, -1.0]),
        "nodes move as far at every width": [0.0, 0.0, -1.0],
        "a gain changes nothing": [-0.5, 0.0, 0.0],
    }
    tail = Quantile(0.5)
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims, tail=tail)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_each_node_moves_less_in_wider_nets_by_the_own_kernel(lab, verify, activation):
    evidence, w = trained(lab, activation), np.array(widths(lab))
    grams = evidence.all("grams")[:, : len(w)]

    theory = log_distances(grams)

    why = "the kernel moves by O(1/m) with tanh and by O(m^-1/2) with ReLU, whose units cross kinks; pilots: half of it"
    tolerance = ModelError(4 / w if activation == "tanh" else 0.6 / np.sqrt(w), because=why)

    counterclaims = {
        "after the first step": log_distances(grams, steps=1),
        "the kernel divided by n": log_distances(grams / len(Y)),
        "all labels alike": log_distances(grams, labels=abs(Y)),
    }
    total = log_total(evidence, w)
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=total, tolerance=tolerance, counterclaims=counterclaims,
           at=w, series=activation)  # fmt: skip
