r"""The required width follows the margin, not the number of points.

Statement. In $d$ dimensions the first-layer tangent features of $m$ ReLU nodes have rank at most $md$: a positive
$\lambda_{\min}$ needs $m \ge n/d$ nodes, separable random labels need about $n/(2d)$, labels with a margin do not.
XOR with any number of points on four rays has $\gamma_m^2 = 1/(\frac{m}{N} + \frac{m}{m-N} + \frac{m}{N'} +
\frac{m}{m-N'})$, with independent $N, N'$ binomial of mean $m/2$: half of the limiting margin by a dozen nodes.

Reason. Each node contributes $d$ features. Rays of XOR are orthogonal or never active together, so the Gram matrix of
the four nearest points is diagonal, and the squared margin is a quarter of the harmonic mean of its entries. By
Cover's count, features of rank $r$ separate a share $2^{1-n}\sum_{k<r}\binom{n-1}{k}$ of all labellings at most.
"""

import numpy as np
import pytest

from empirics import width_and_margin as measured
from harness import Axes, Bernoulli, Bounded, Claim, Corrected, Kind, PerTrial, Printed, Resolution, Roundoff, Source
from theory import width_and_margin as exact

CLAIM = Claim(
    name="lazy_training.required_width_follows_the_margin_not_n",
    statement=__doc__,
    kind=Kind.ORDER,
    tex=r"\operatorname{rank} K_m \le md, \qquad \gamma_m^{-2} = \tfrac{m}{N} + \tfrac{m}{m - N} + \tfrac{m}{N'}"
    r" + \tfrac{m}{m - N'} \to 8",
    source=Source("telgarskymargin", where="Initial and intermediate kernels"),
    standing=Corrected("a width of order n is what random labels need; labels with a margin need one that it dictates"),
    axes=Axes(x="width", y="squared margin", xscale="log"),
)
WIDTHS = np.array([2, 4, 8, 16, 32])


def rays(lab, *, n, trials):
    return lab.run(measured.rays, trials=trials, n=n, widths=tuple(WIDTHS.tolist()))


def test_required_width_follows_the_margin_not_n_while_the_rank_follows_the_width(lab, verify):
    n, inputs, widths = 40, 4, (1, 80)  # between, gates that agree at many points can cost ranks
    trials = lab.at_scale(smoke=16, standard=16, nightly=512)
    evidence = lab.run(measured.ranks, trials=trials, n=n, inputs=inputs, widths=widths)

    theory = [exact.rank_bound(n, m, inputs) for m in widths]

    tolerance = Roundoff(operations=0, because="ranks of integer matrices")

    counterclaims = {
        "as printed, of order n: min(n, m)": Printed([min(n, m) for m in widths]),
        "one dimension less per node": [min(n, m * (inputs - 1)) for m in widths],
    }
    rank, kind = evidence["rank"], Kind.IDENTITY
    verify(CLAIM, kind=kind, theory=theory, evidence=rank, tolerance=tolerance, counterclaims=counterclaims)


@pytest.mark.parametrize("n", [12, 96])
def test_required_width_follows_the_margin_not_n_on_rays(lab, verify, n):
    evidence = rays(lab, n=n, trials=lab.at_scale(smoke=64, standard=64, nightly=1024))
    active = np.stack([evidence.all("first"), evidence.all("second")], axis=2).astype(int).tolist()

    found = [
        [exact.squared_margin(m, *counts) for m, counts in zip(WIDTHS.tolist(), row, strict=True)] for row in active
    ]
    theory = PerTrial(np.array(found, dtype=float))

    tolerance = Roundoff(operations=32 * n, condition=10, because="least squares with well-separated rays")

    counterclaims = {
        "the limit 1/8 at every width": np.full(len(WIDTHS), float(exact.LIMIT)),
        "the margin is not squared": PerTrial(np.sqrt(theory.values)),
        "the mean over points, not the nearest": PerTrial(theory.values * 1.75**2),
        "as printed, of order n: no margin below n nodes": Printed(PerTrial(theory.values * (n <= WIDTHS))),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["squared margin"], tolerance=tolerance,
           counterclaims=counterclaims)  # fmt: skip


def test_required_width_follows_the_margin_not_n_in_the_mean(lab, verify):
    evidence = rays(lab, n=48, trials=lab.at_scale(smoke=64, standard=1024, nightly=16384))["squared margin"]

    theory = [exact.mean_squared_margin(m) for m in WIDTHS.tolist()]

    fine = np.array([0.02, 0.018, 0.013, 0.0075, 0.006]) * lab.at_scale(smoke=4, standard=1, nightly=0.3)
    tolerance = Resolution(fine, because="what 1024 trials in [0, 1/8] locate, with no other assumption")

    counterclaims = {
        "the limit 1/8 at every width": [exact.LIMIT] * len(WIDTHS),
        "as if each ray had half of the nodes, less one": [exact.LIMIT * (1 - 2 / m) ** 2 for m in WIDTHS.tolist()],
        "as printed, of order n: none below n nodes": Printed(float(exact.LIMIT) * (WIDTHS >= 48)),
    }
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims,
           tail=Bounded(0.0, 0.125), at=WIDTHS, series="XOR on rays, n = 48")  # fmt: skip


@pytest.mark.parametrize("n", [128, 160])
def test_required_width_follows_the_margin_not_n_of_clusters(lab, verify, n):
    width, inputs, trials = 16, 3, lab.at_scale(smoke=32, standard=96, nightly=512)
    evidence = lab.run(measured.clusters, trials=trials, n=n, inputs=inputs, width=width)

    theory = [1, exact.separable_share(n, exact.rank_bound(n, width, inputs)), 0]  # XOR, random labels, full rank

    tolerance = Resolution(lab.at_scale(smoke=0.45, standard=0.3, nightly=0.08), because="what 96 sure events tell")

    counterclaims = {
        "as printed, of order n: nothing is fitted": Printed([0, 0, 0]),
        "all labels alike: random ones are fitted as well": [1, 1, 0],
        "everything is fitted, by full rank": [1, 1, 1],
    }
    verify(CLAIM, theory=theory, evidence=evidence["events"], tolerance=tolerance, counterclaims=counterclaims,
           tail=Bernoulli())  # fmt: skip
