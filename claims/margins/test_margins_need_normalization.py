r"""Margins need normalization.

Statement.  Multiply the layers of a ReLU network without biases by $c_1, \dots, c_L > 0$: every margin grows by $c_1
\cdots c_L$, and no prediction changes. The smallest margin m over $\prod_k |W_k|$ stays, for any norm, and with
$\theta$ for all weights $m / |\theta|^L$ stays if all factors are equal. Biases break both: with them the weights $c\,
\theta$ compute $c^L$ times the network that has the biases $b_k / c^{k-1}$.

Reason.  For c > 0, $\mathrm{relu}(cu) = c\, \mathrm{relu}(u)$, so a factor passes through all later layers; but a bias
that joins at layer k meets a signal that is larger by $c^{k-1}$.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import classification_margins as measured
from harness import Axes, Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import classification_margins as exact

CLAIM = Claim(
    name="margins.margins_need_normalization",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"m(c_1 W_1, \dots, c_L W_L) = c_1 \cdots c_L\, m(W_1, \dots, W_L), \qquad m = \min_i \Bigl( f(x_i)_{y_i}"
    r" - \max_{j \neq y_i} f(x_i)_j \Bigr)",
    source=Source("telgarskymargin", where="... so what are margins?"),
    standing=UnderConvention("the norms named on later slides normalise networks without biases only"),
    axes=Axes(x="factor c of all weights", y="smallest margin, over that at c = 1", xscale="log", yscale="log"),
)
SIZES = {1: (4, 3), 2: (4, 5, 3), 3: (4, 5, 4, 3)}
SCALES = np.array([0.25, 0.5, 2.0, 4.0, 8.0])


def networks(lab, *, depth, biased=False):
    """Networks with points they classify, and the same as integers: (weights, points, labels, biases)."""
    trials, sizes = lab.at_scale(smoke=8, standard=16, nightly=256), SIZES[depth]
    evidence = lab.run(measured.rescaled, trials=trials, sizes=sizes, n=6, biased=biased, scales=SCALES)
    weights = [[w.tolist() for w in measured.layers(flat, sizes)] for flat in evidence.all("weights")]
    points, labels = (evidence.all(name).astype(int).tolist() for name in ("points", "labels"))
    biases = [
        [b.astype(int).tolist() for b in np.split(flat, np.cumsum(sizes[1:])[:-1])] for flat in evidence.all("biases")
    ]
    return evidence, list(zip(weights, points, labels, biases, strict=True))


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_margins_need_normalization_because_scale_is_free(lab, verify, depth):
    theory = [exact.growth([Fraction(c)] * depth) for c in SCALES]

    evidence, _ = networks(lab, depth=depth)

    tolerance = Roundoff(operations=2**10, scale=512, because="ratios of sums of up to 100 products; growth up to 512")

    rivals = {
        "margins stay, as predictions do": SCALES**0,
        "one layer more": SCALES ** (depth + 1),
        "the factor squared": SCALES ** (2 * depth),
    }
    verify(CLAIM, theory=theory, evidence=evidence["growth"], tolerance=tolerance, counterclaims=rivals, at=SCALES,
           series=f"{depth} layers" if depth > 1 else "linear")  # fmt: skip


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_margins_need_normalization_by_a_norm_of_every_layer(lab, verify, depth):
    evidence, known = networks(lab, depth=depth)
    margins = [[float(exact.least_margin(w, x, y))] for w, x, y, _ in known]
    norms = [[exact.frobenius_product(w), exact.spectral_product(w), exact.length_power(w)] for w, *_ in known]

    theory = PerTrial(np.array(margins) / norms)

    tolerance = Roundoff(operations=2**10, because="sums of up to 100 products, normalised")

    grown = np.array([[exact.growth(c)] for c in evidence.all("factors").tolist()])
    rivals = {
        "margins grow, norms do not": PerTrial(theory.values * grown),
        "each norm counts twice": PerTrial(theory.values / norms),
        "norms grow by the mean factor": PerTrial(theory.values * grown ** (1 - 1 / (1 + depth))),
    }
    verify(CLAIM, theory=theory, evidence=evidence["normalised"], tolerance=tolerance, counterclaims=rivals)


@pytest.mark.parametrize("depth", [2, 3])
def test_margins_need_normalization_and_biases_break_it(lab, verify, depth):
    evidence, known = networks(lab, depth=depth, biased=True)

    def curves(seen):
        at = [[exact.least_margin(w, x, y, seen(b, Fraction(c))) for c in SCALES] for w, x, y, b in known]
        first = [exact.least_margin(*network) for network in known]
        return PerTrial([[float(m / one) for m in row] for row, one in zip(at, first, strict=True)])

    theory = curves(exact.biases_seen)

    tolerance = Roundoff(operations=2**10, scale=1e3, because="ratios of margins of up to 10^5 to one of at least 1")

    rivals = {
        "homogeneous all the same: it stays": SCALES**0,
        "biases do not matter": curves(lambda b, c: None),
        "every bias shrinks by c": curves(lambda b, c: [[v / c for v in row] for row in b]),
    }
    verify(CLAIM, theory=theory, evidence=evidence["normalised growth"], tolerance=tolerance, counterclaims=rivals)
