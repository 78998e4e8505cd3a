r"""The spectral bound holds with every constant.

Statement.  For n independent points, references $M_k$ that do not depend on them and any $\gamma > 0$, a network errs
with probability at most: the share of margins below $\gamma$, plus $2R$, plus $3 \sqrt{\ln(1/\delta) / (2n)}$, with
probability $1 - \delta$. Here R is the least $4^{-N}/2 + 5 \sqrt{17/8}\, N \sqrt{2 \ln(2 \max_k d_k d_{k-1})}\, A$ over
N = 0, 1, ..., and A the product of data, $\|X\|_F / n$, Lipschitz over margin, $\prod_k \|W_k\|_2 / \gamma$, and the
nuisance term. To choose norms and $\gamma$ by the data costs a factor in $\delta$. Norms of type (2,1) add up rows: one
length for each unit. For a linear classifier in the plane the bound is below 1 from some ten thousand points on.

Reason.  A matrix of small (2,1)-norm is nearly an average of few matrices with one entry; covers of the layers combine
to one of the network, margins are Lipschitz, and chaining turns covers into a complexity.
"""

import math

import numpy as np
import pytest

from empirics import spectral_bound as measured
from harness import Axes, Claim, Kind, PerTrial, Radius, Source, UnderConvention
from theory import spectral_bound as exact

CLAIM = Claim(
    name="margins.spectral_bound_holds_with_every_constant",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\Pr[\text{error}] \le \frac{1}{n} \#\{i : m_i < \gamma\} + \tilde{\mathcal{O}} \Bigl[ \frac{\|X\|_F}{n}\,"
    r" \frac{\prod_k \|W_k\|_2}{\gamma}"
    r" \Bigl( \sum_k \frac{\|W_k - M_k\|_{2,1}^{2/3}}{\|W_k\|_2^{2/3}} \Bigr)^{3/2} \Bigr]",
    source=Source("telgarskymargin", where="Theorem (Bartlett-Foster-Telgarsky, 2017)"),
    standing=UnderConvention("rows in the (2,1)-norm; references independent of the sample; constants derived here"),
    axes=Axes(x="number of points n", y="error", xscale="log"),
)
SIZES, GAMMA = tuple(4**k for k in range(6, 11)), 1.6


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_spectral_bound_holds_with_every_constant(lab, verify, depth):
    trials = lab.at_scale(smoke=4, standard=16, nightly=256)
    evidence = lab.run(measured.random_networks, trials=trials, depth=depth, width=5, points=20)
    names = ("weights", "references", "x", "outputs", "labels")
    networks = list(zip(*(evidence.all(name) for name in names), strict=True))

    def parts(change=lambda w, m: (w, m)):
        rows = []
        for w, m, x, outputs, labels in networks:
            layers, references = change(w, m)
            found = exact.of_network(layers, x, outputs, labels, references=references, gamma=1.0, ratio=1 + 1e-9)
            three = [found.data, found.lipschitz_over_margin, found.nuisance]
            rows.append([found.training, *three, math.log10(found.argument)])
        return PerTrial(np.array(rows))

    theory = parts()

    tolerance = Radius(1e-4, because="norms up to 1e3 are rounded to a grid of ratio 1 + 1e-9, and products of six")

    rivals = {
        "columns in the place of rows": parts(lambda w, m: (w.transpose(0, 2, 1), m.transpose(0, 2, 1))),
        "references count as zero": parts(lambda w, m: (w, None)),
        "the distance moved alone": parts(lambda w, m: (w - m, None)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["parts"], tolerance=tolerance, counterclaims=rivals)


def test_spectral_bound_holds_with_every_constant_and_is_small_for_a_million_points(lab, verify):
    setting = {"sizes": SIZES, "angle": math.pi / 6, "flipped": 0.05, "gamma": GAMMA}
    evidence = lab.run(measured.plane, trials=lab.at_scale(smoke=1, standard=2, nightly=32), **setting)

    def bound(weights, share, points):
        size = {"points": points, "frobenius": points**0.5, "largest_layer": 4, "gamma": GAMMA}
        return exact.of_norms([exact.spectral_norm(weights)], [exact.row_norm_sum(weights)], training=share, **size)

    shares = zip(evidence.all("weights"), evidence.all("training").tolist(), strict=True)
    found = [[bound(*one) for one in zip(w, share, SIZES, strict=True)] for w, share in shares]
    worst = max(trial[-1].bound for trial in found)
    verify.precondition(CLAIM, holds=worst < 0.25, certificate=f"the bound for {SIZES[-1]} points is {worst:.3g}")

    theory = PerTrial([[one.bound for one in trial] for trial in found])

    tolerance = Radius(1e-12, because="an inequality with all constants; sums of shares")

    rivals = {
        "confidence alone": PerTrial([[one.confidence for one in trial] for trial in found]),
        "without margins, a tenth of the complexity": PerTrial([[one.complexity / 10 for one in t] for t in found]),
    }
    verify(CLAIM, kind=Kind.BOUND, side="at most", theory=theory, evidence=evidence["error"], tolerance=tolerance,
           counterclaims=rivals, at=SIZES, series="linear, in the plane")  # fmt: skip
