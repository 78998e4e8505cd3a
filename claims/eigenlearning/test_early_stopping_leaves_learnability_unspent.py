r"""Early stopping leaves learnability unspent.

Statement.  Gradient descent on the mean square loss, $|f - y|^2 / (2 n)$ in the kernel regime with step $\eta$, has
after t steps spent $\sum_j [1 - (1 - \eta k_j / n)^t]$ of the n units of learnability, with $k_j$ the eigenvalues of
$K_{DD}$: for every data set, every basis and every t. The whole n is spent only in the limit.

Reason.  The fit after t steps is $K_{\cdot D} K_{DD}^{-1} [1 - (1 - \eta K_{DD} / n)^t] S_D$ applied to the target, and
the sum of learnabilities is its trace.
"""

import numpy as np

from empirics import early_stopping as measured
from harness import Axes, Claim, Kind, PerTrial, Printed, Roundoff, Source, UnderConvention
from theory import early_stopping as exact

CLAIM = Claim(
    name="eigenlearning.early_stopping_leaves_learnability_unspent",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\sum_{i=1}^{M} \mathcal{L}_i(t) = \sum_{j=1}^{n} \left[ 1 - (1 - \eta k_j / n)^t \right]",
    source=Source("simon2021post", where="No free lunch for neural networks"),
    standing=UnderConvention("the printed sum, n, is that of training without end"),
    axes=Axes(x="steps of gradient descent", y="sum of all learnabilities", xscale="log"),
)
TIMES = (1, 4, 16, 64)


def totals(of, evidence, times=TIMES, factor=1.0):
    return PerTrial(of(evidence.all("gram_eigenvalues"), factor * evidence.all("step"), times))


def wrong_formulae(evidence, n):
    return {
        "as printed, without end: n": Printed(np.full(len(TIMES), n)),
        "gradient flow, exp(-eta k t / n)": totals(exact.total_learnability_of_flow, evidence),
        "a loss of |f - y|^2 / (4 n): half the step": totals(exact.total_learnability, evidence, factor=0.5),
        "one step more": totals(exact.total_learnability, evidence, times=[t + 1 for t in TIMES]),
    }


def test_early_stopping_leaves_learnability_unspent(lab, verify):
    n, trials = 24, lab.at_scale(smoke=16, standard=64, nightly=1024)
    evidence = lab.run(measured.on_the_sphere, trials=trials, points=64, n=n, caution=0.9, times=TIMES)

    theory = totals(exact.total_learnability, evidence)

    tolerance = Roundoff(operations=64**2, condition=n, because="64 contractions of the weights of 64 modes")

    counterclaims = wrong_formulae(evidence, n)
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           at=TIMES, series="Laplace kernel, any basis")  # fmt: skip


def test_early_stopping_leaves_learnability_unspent_for_a_given_kernel(lab, verify, given):
    verify.precondition(CLAIM, **given.positive_semidefinite)
    n, trials = given.size // 4, lab.at_scale(smoke=16, standard=32, nightly=256)
    evidence = lab.run(measured.on_a_domain, trials=trials, gram=given.gram, n=n, caution=0.9, times=TIMES)

    theory = totals(exact.total_learnability, evidence)

    tolerance = Roundoff(operations=given.size**2, condition=n, because="64 contractions of the weights of M modes")

    counterclaims = wrong_formulae(evidence, n)
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           at=TIMES, series=given.name)  # fmt: skip
