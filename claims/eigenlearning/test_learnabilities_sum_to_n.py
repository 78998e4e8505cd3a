r"""Learnabilities sum to the training set size.

Statement. Let K be a positive-definite kernel on M points and $\phi_1 \ldots \phi_M$ any orthonormal basis of the
functions on them. Fit each $\phi_i$ by ridgeless kernel regression on the same n distinct points D and call $L_i =
\langle \phi_i, \hat\phi_i \rangle$ its learnability. Then $L_1 + \ldots + L_M = n$, for every D and every basis.

Reason. The fit is $\hat\phi_i = T \phi_i$ with $T = K_{\cdot D} K_{DD}^{-1} S_D$, where $S_D$ reads a function at
D. The sum is tr T, a trace does not depend on the basis, and $\operatorname{tr} T = \operatorname{tr} K_{DD}^{-1}
K_{DD} = n$.
"""

import numpy as np
import pytest

from empirics import any_kernel
from empirics import kernel_regression as measured
from harness import Axes, Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import kernel_regression as exact

CLAIM = Claim(
    name="eigenlearning.learnabilities_sum_to_n",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\sum_{i=1}^{M} \mathcal{L}_i(\mathcal{D}) = n",
    source=Source("simon2021post", where="No free lunch for neural networks"),
    standing=UnderConvention("ridgeless, and K[D, D] invertible; otherwise a ridge or the rank takes its share"),
    axes=Axes(x="training set size n", y="sum of all learnabilities"),
)
SIZES = (1, 5, 12, 24)


@pytest.mark.parametrize("kernel", ["laplace", "rbf", "relu_ntk", "tanh_ntk"])
def test_learnabilities_sum_to_n(lab, verify, kernel):
    domain = lab.at_scale(smoke=32, standard=64, nightly=512)
    trials = lab.at_scale(smoke=32, standard=128, nightly=1024)
    n = np.tile(SIZES, len(measured.BASES))

    theory = [exact.total_learnability(int(size)) for size in n]

    evidence = lab.run(
        measured.total_learnability, trials=trials, kernel=kernel, domain=domain, dimension=8, sizes=SIZES
    )

    tolerance = Roundoff(
        operations=domain**2,
        condition=evidence.all("condition").max(axis=0),
        because="backward-stable solves of M modes at M points: flops x cond K[D, D] x eps",
    )

    counterclaims = {
        "one unit is spent on the mean, as in degrees of freedom: n - 1": n - 1,
        "unseen points share the budget: n (M - n) / M": n * (domain - n) / domain,
    }
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           at=n, series=kernel)  # fmt: skip


def test_learnabilities_sum_to_n_in_rational_arithmetic(lab, verify):
    n = np.array([len(D) for D in exact.subsets(8)])
    evidence = lab.run(measured.totals_on_cube, trials=lab.at_scale(smoke=4, standard=8, nightly=64), largest=20)
    levels = evidence.all("levels").astype(int).tolist()

    theory = PerTrial([[float(total) for total in exact.totals_on_cube(row)] for row in levels])

    tolerance = Roundoff(
        operations=8**3,
        condition=evidence.all("condition").max(axis=0),
        because="float64 solves of at most 8 x 8 systems, against exact rationals",
    )

    counterclaims = {
        "one unit is spent on the mean: n - 1": n - 1,
        "unseen points share the budget: n (8 - n) / 8": n * (8 - n) / 8,
    }
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           at=n, series="every subset of the 3-cube")  # fmt: skip


def test_learnabilities_sum_to_n_for_a_given_kernel(lab, verify, given):
    verify.precondition(CLAIM, **given.positive_definite)
    n, M = given.size // 4, given.size

    theory = exact.total_learnability(n)

    trials = lab.at_scale(smoke=32, standard=64, nightly=256)
    evidence = lab.run(any_kernel.fitted, trials=trials, gram=given.gram, n=n)

    tolerance = Roundoff(operations=M, condition=evidence.worst("condition"), because="solves at n points")

    counterclaims = {"one unit is spent on the mean: n - 1": n - 1, "unseen points share it": n * (M - n) / M}
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims=counterclaims,
           series=given.name)  # fmt: skip
