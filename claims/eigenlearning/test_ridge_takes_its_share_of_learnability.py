r"""A ridge takes its share of learnability.

Statement. With a ridge $\delta$ added to the Gram matrix, learnabilities sum to $n - \delta
\operatorname{tr}(K_{DD} + \delta)^{-1}$, which is less than n, for every data set and every basis.

Reason. The sum is $\operatorname{tr} K_{DD}(K_{DD} + \delta)^{-1} = \sum_j k_j / (k_j + \delta)$ over the
eigenvalues of the Gram matrix, and each term falls short of one by $\delta / (k_j + \delta)$.
"""

import numpy as np
import pytest

from empirics import any_kernel
from empirics import kernel_regression as measured
from harness import Claim, Kind, PerTrial, Printed, Roundoff, Source, UnderConvention
from theory import kernel_regression as exact

CLAIM = Claim(
    name="eigenlearning.ridge_takes_its_share_of_learnability",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\sum_{i=1}^{M} \mathcal{L}_i = n - \delta \operatorname{tr} (K_{\mathcal{D}\mathcal{D}} + \delta)^{-1}",
    source=Source("simon2021post", where="No free lunch for neural networks"),
    standing=UnderConvention("the printed sum, n, is for ridge zero"),
)


@pytest.mark.parametrize("ridge", [1e-3, 0.1, 10.0])
def test_ridge_takes_its_share_of_learnability(lab, verify, ridge):
    n, trials = 24, lab.at_scale(smoke=32, standard=64, nightly=1024)
    evidence = lab.run(
        measured.total_learnability_with_ridge,
        trials=trials, kernel="laplace", domain=64, dimension=8, n=n, ridge=ridge,
    )  # fmt: skip
    k = evidence.all("gram_eigenvalues")

    theory = PerTrial(exact.total_learnability_with_ridge(k, ridge))

    tolerance = Roundoff(operations=64**2, condition=(k[:, -1] / k[:, 0]).max(), because="flops x cond K[D, D] x eps")

    counterclaims = {
        "as printed, for no ridge: n": Printed(np.full(1, n)),
        "the ridge is divided by n": PerTrial(exact.total_learnability_with_ridge(k, ridge / n)),
        "squared, as in degrees of freedom for variance": PerTrial(((k / (k + ridge)) ** 2).sum(axis=1)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           series=f"ridge {ridge:g}")  # fmt: skip


def test_ridge_takes_its_share_of_learnability_for_a_given_kernel(lab, verify, given):
    verify.precondition(CLAIM, **given.positive_semidefinite)
    n, ridge = given.size // 4, float(np.trace(given.gram)) / given.size / 10
    trials = lab.at_scale(smoke=32, standard=64, nightly=256)
    evidence = lab.run(any_kernel.fitted, trials=trials, gram=given.gram, n=n, ridge=ridge)
    k = np.maximum(evidence.all("gram_eigenvalues"), 0.0)

    theory = PerTrial(exact.total_learnability_with_ridge(k, ridge))

    tolerance = Roundoff(operations=given.size, condition=evidence.worst("condition"), because="solves at n points")

    counterclaims = {
        "as printed, for no ridge: n": Printed(np.full(1, n)),
        "the ridge is divided by n": PerTrial(exact.total_learnability_with_ridge(k, ridge / n)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           series=given.name)  # fmt: skip
