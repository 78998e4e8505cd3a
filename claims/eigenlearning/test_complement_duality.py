r"""Complement duality: what D does not learn with K, the other points learn with the inverse of K.

Statement.  On M points with an invertible kernel matrix, $1 - \mathcal{L}(\mathcal{D}; K) = \mathcal{L}(\mathcal{D}^c;
K^{-1})$ for every data set and every target, and the operators of the two fits are adjoint up to the identity. The
formula $\lambda / (\lambda + C)$ respects this: $\lambda \to 1 / \lambda$ and $n \to M - n$ give $C \to 1 / C$.

Reason.  The fit from D and the residual of the fit from the other points are complementary projections, one orthogonal
for K, the other for its inverse; in blocks, $(K^{-1})_{DE} (K^{-1})_{EE}^{-1} = -K_{DD}^{-1} K_{DE}$. For the constant,
$1 - \lambda / (\lambda + C) = \lambda^{-1} / (\lambda^{-1} + C^{-1})$, and these add up to M - n.
"""

import numpy as np
import pytest

from empirics import determinantal
from empirics import duality as measured
from harness import Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import duality as exact
from theory import eigenlearning, kernel_regression

CLAIM = Claim(
    name="eigenlearning.complement_duality",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathcal{L}(\phi; \mathcal{D}, K) + \mathcal{L}(\phi; \mathcal{D}^c, K^{-1}) = 1",
    source=Source("simon2021post", where="No free lunch for neural networks"),
    standing=UnderConvention(
        "finite domain, no ridge, K invertible; added here: its sum over a basis is the source's conservation"
    ),
)


def test_complement_duality(lab, verify):
    trials = lab.at_scale(smoke=2, standard=4, nightly=64)
    evidence = lab.run(measured.every_subset, trials=trials, largest=20)
    levels = evidence.all("levels").astype(int).tolist()

    dual = np.array([[float(x) for x in exact.dual_learnabilities_on_cube(row)] for row in levels])
    theory = PerTrial(dual)

    tolerance = Roundoff(operations=64, condition=evidence.worst("condition"), because="solves of at most 7 x 7")

    n = np.repeat([len(D) for D in kernel_regression.subsets(8)], 4)
    wrong = {
        "the others learn with the inverse what D learns": PerTrial(1 - dual),
        "with K itself for the others": PerTrial([_same_kernel(row) for row in levels]),
        "all modes alike: n / M": PerTrial(np.tile(n / 8, (len(levels), 1))),
    }
    seen, series = evidence["learnability"], "all subsets of the 3-cube"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, series=series)


def _same_kernel(levels):
    """As if the inverse had the eigenvalues of K: the dual of the kernel with inverse levels."""
    largest = int(np.lcm.reduce(levels))
    return [float(x) for x in exact.dual_learnabilities_on_cube([largest // level for level in levels])]


@pytest.mark.parametrize("n", [8, 24])
def test_complement_duality_of_operators(lab, verify, n):
    trials = lab.at_scale(smoke=16, standard=16, nightly=256)
    evidence = lab.run(measured.operator, trials=trials, domain=32, n=n)
    grams, fits = evidence.all("gram"), evidence.all("operator").reshape(-1, 32, 32)

    operators = np.array([exact.dual_operator(gram, range(n)) for gram in grams])
    theory = PerTrial(operators.reshape(len(grams), -1))

    tolerance = Roundoff(operations=32**2, condition=64, scale=8, because="condition at most 64, |T| at most 8")

    transposed = operators.swapaxes(1, 2).reshape(len(grams), -1)
    wrong = {
        "without the transpose": PerTrial(transposed),
        "the sum is zero": PerTrial((operators - np.eye(32)).reshape(len(grams), -1)),
        "orthogonal in the plain sense: (T + T^T) / 2": PerTrial(
            ((fits + fits.swapaxes(1, 2)) / 2).reshape(len(grams), -1)
        ),
    }
    seen, series = evidence["operator"], f"all entries, {n} of 32 points, no symmetry"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, series=series)


@pytest.mark.parametrize("n", [2, 5])
def test_complement_duality_of_the_constant(lab, verify, n):
    trials = lab.at_scale(smoke=16, standard=32, nightly=256)
    evidence = lab.run(determinantal.enumerated, trials=trials, n=n, fixed_size=False, basis="random")
    lam = evidence.all("eigenvalues")

    c = np.array([[exact.dual_constant(n, row)] for row in lam])
    theory = PerTrial(eigenlearning.learnability(lam, c))

    tolerance = Roundoff(operations=512, condition=evidence.worst("condition"), because="solves of 8 x 8 systems")

    same_size = np.array([[1 / eigenlearning.constant(n, 1 / row)] for row in lam])
    wrong = {
        "C itself is unchanged": PerTrial(eigenlearning.learnability(lam, 1 / c)),
        "n points for the inverse": PerTrial(eigenlearning.learnability(lam, same_size)),
        "the others learn the same": PerTrial(1 - eigenlearning.learnability(lam, c)),
    }
    seen, series = evidence["learnability"], f"determinantal data, n = {n} of 8 in the mean"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, series=series)
