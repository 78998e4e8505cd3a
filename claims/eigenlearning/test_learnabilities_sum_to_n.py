r"""Learnabilities sum to the training set size.

Statement.  Let K be a positive-definite kernel on M points and phi_1 ... phi_M any orthonormal basis of the functions
on them. Fit each phi_i by ridgeless kernel regression on the same n distinct points D and call
L_i = <phi_i, fit of phi_i> its learnability. Then L_1 + ... + L_M = n, for every D and every basis.

Reason.  The fit is f_i = T phi_i with T = K[:, D] K[D, D]^-1 S_D, where S_D reads a function at D. The sum is tr T, a
trace does not depend on the basis, and tr T = tr K[D, D]^-1 K[D, D] = n. With a ridge delta the same trace is
n - delta tr (K[D, D] + delta)^-1; with repeated points it is the rank.
"""

import numpy as np
import pytest

from empirics import kernel_regression as measured
from harness import Axes, Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import kernel_regression as exact

CLAIM = Claim(
    name="eigenlearning.learnabilities_sum_to_n",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\sum_{i=1}^{M} \mathcal{L}_i(\mathcal{D}) = n",
    source=Source("simon2021post", where="No free lunch for neural networks"),
    standing=UnderConvention("ridgeless, and K[D, D] invertible; otherwise the sum is n - delta tr(K + delta)^-1 or the rank"),
    axes=Axes(x="training set size n", y="sum of all learnabilities"),
)
SIZES = (1, 5, 12, 24)


@pytest.mark.parametrize("kernel", ["laplace", "rbf", "relu_ntk", "tanh_ntk"])
def test_learnabilities_sum_to_n(lab, verify, kernel):
    domain = lab.at_scale(smoke=32, standard=64, nightly=512)
    n = np.tile(SIZES, len(measured.BASES))

    theory = [exact.total_learnability(int(size)) for size in n]

    evidence = lab.run(
        measured.total_learnability,
        trials=lab.at_scale(smoke=32, standard=128, nightly=1024),
        kernel=kernel, domain=domain, dimension=8, sizes=SIZES,
    )

    tolerance = Roundoff(
        operations=domain**2, condition=evidence.all("condition").max(axis=0),
        because="backward-stable solves of M modes at M points: flops x cond K[D, D] x eps",
    )

    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, at=n, series=kernel, counterclaims={
        "one unit is spent on the mean, as in degrees of freedom: n - 1": n - 1,
        "unseen points share the budget: n (M - n) / M": n * (domain - n) / domain,
    })


def test_learnabilities_sum_to_n_in_rational_arithmetic(lab, verify):
    evidence = lab.run(measured.totals_on_cube, trials=lab.at_scale(smoke=4, standard=8, nightly=64), largest=20)

    theory = PerTrial([[float(t) for t in exact.totals_on_cube([int(k) for k in levels])] for levels in evidence.all("levels")])

    tolerance = Roundoff(operations=8**3, condition=evidence.all("condition").max(axis=0),
                         because="float64 solves of at most 8 x 8 systems")

    n = np.array([len(D) for D in exact.subsets(8)])
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, at=n, series="every subset of the 3-cube",
           counterclaims={
               "one unit is spent on the mean: n - 1": n - 1,
               "unseen points share the budget: n (8 - n) / 8": n * (8 - n) / 8,
           })


@pytest.mark.parametrize("ridge", [1e-3, 0.1, 10.0])
def test_learnabilities_sum_to_n_minus_what_the_ridge_takes(lab, verify, ridge):
    n = 24
    evidence = lab.run(
        measured.total_learnability_with_ridge,
        trials=lab.at_scale(smoke=32, standard=64, nightly=1024),
        kernel="laplace", domain=64, dimension=8, n=n, ridge=ridge,
    )
    k = evidence.all("gram_eigenvalues")

    theory = PerTrial(exact.total_learnability_with_ridge(k, ridge))

    tolerance = Roundoff(operations=64**2, condition=(k[:, -1] / k[:, 0]).max(), because="flops x cond K[D, D] x eps")

    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, series=f"ridge {ridge:g}", counterclaims={
        "the ridge takes nothing: n": PerTrial(np.full(len(k), n)),
        "the ridge is divided by n": PerTrial(exact.total_learnability_with_ridge(k, ridge / n)),
        "squared, as in degrees of freedom for variance": PerTrial(((k / (k + ridge)) ** 2).sum(axis=1)),
    })


def test_learnabilities_sum_to_n_or_to_the_rank(lab, verify):
    domain, n = 16, 24
    evidence = lab.run(
        measured.total_learnability_with_repeats,
        trials=lab.at_scale(smoke=32, standard=128, nightly=1024),
        kernel="laplace", domain=domain, dimension=8, n=n,
    )
    distinct = evidence.all("distinct")

    theory = PerTrial([exact.total_learnability(n, rank=int(r)) for r in distinct])

    tolerance = Roundoff(operations=domain * n, condition=1e6, because="pseudo-inverse of a well-conditioned kernel, rtol 1e-10")

    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, series="points drawn with replacement",
           counterclaims={
               "repeats count: n": PerTrial(np.full(len(distinct), n)),
               "only its mean is right: M (1 - (1 - 1/M)^n)": PerTrial(np.full(len(distinct), domain * (1 - (1 - 1 / domain) ** n))),
           })
