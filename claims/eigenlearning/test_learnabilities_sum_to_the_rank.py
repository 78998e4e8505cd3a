r"""With repeated points, learnabilities sum to the rank.

Statement. Draw n points with replacement and fit every mode by the pseudo-inverse of the Gram matrix. The
learnabilities sum to its rank, the number of distinct points, in every data set.

Reason. The sum is $\operatorname{tr} K_{DD} K_{DD}^{+}$, the trace of a projection, and a positive-definite kernel
has full rank on distinct points.
"""

import numpy as np

from empirics import any_kernel
from empirics import kernel_regression as measured
from harness import Claim, Kind, PerTrial, Printed, Roundoff, Source, UnderConvention
from theory import kernel_regression as exact

CLAIM = Claim(
    name="eigenlearning.learnabilities_sum_to_the_rank",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\sum_{i=1}^{M} \mathcal{L}_i(\mathcal{D}) = \operatorname{rank} K_{\mathcal{D}\mathcal{D}}",
    source=Source("simon2021post", where="No free lunch for neural networks"),
    standing=UnderConvention("the printed sum, n, is for distinct points"),
)


def test_learnabilities_sum_to_the_rank(lab, verify):
    domain, n = 16, 24
    evidence = lab.run(
        measured.total_learnability_with_repeats,
        trials=lab.at_scale(smoke=32, standard=128, nightly=1024),
        kernel="laplace", domain=domain, dimension=8, n=n,
    )  # fmt: skip
    distinct = evidence.all("distinct")

    theory = PerTrial([exact.total_learnability(n, rank=int(r)) for r in distinct])

    tolerance = Roundoff(operations=domain * n, condition=1e6, because="pseudo-inverse with relative cut-off 1e-10")

    counterclaims = {
        "as printed, for distinct points: n": Printed(np.full(1, n)),
        "only its mean is right: M (1 - (1 - 1/M)^n)": np.full(1, domain * (1 - (1 - 1 / domain) ** n)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           series="drawn with replacement")  # fmt: skip


def test_learnabilities_sum_to_the_rank_for_a_given_kernel(lab, verify, given):
    verify.precondition(CLAIM, **given.positive_semidefinite)
    n = given.size // 2
    trials = lab.at_scale(smoke=32, standard=64, nightly=256)
    evidence = lab.run(any_kernel.repeated, trials=trials, gram=given.gram, n=n)

    theory = PerTrial([exact.total_learnability(n, rank=int(r)) for r in evidence.all("rank")])

    condition = evidence.worst("condition")
    tolerance = Roundoff(operations=given.size, condition=condition, because="pseudo-inverse, cut at 1e-10")

    counterclaims = {"as printed, for distinct points: n": Printed(np.full(1, n)), "half of it": np.full(1, n / 2)}
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           series=given.name)  # fmt: skip
