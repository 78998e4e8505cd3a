r"""Covariance of the learned function.

Statement.  For a target $f = \sum_i v_i \phi_i$ with noise of variance $\sigma^2$, independent Gaussian features and n
large, the learned coefficients have the covariance
$\operatorname{Cov}(\hat f_j, \hat f_k) = (E / n) L_j^2 \delta_{jk} + (E_0 / n) u_j u_k$ with $u_i = L_i (1 - L_i) v_i$
and $E = E_0 (\sum_i (1 - L_i)^2 v_i^2 + \sigma^2)$. Without the last term this is right only for modes that the target
lacks; a target that is one eigenfunction has twice that variance. On the 3-cube, counted over all data sets, two modes
of a target are correlated, too.

Reason.  The fluctuations of T are $C L_j b_{ji} (1 - L_i)$ with a matrix b that is symmetric, because the kernel is.
Gaussian entries $b_{ji}$ and $b_{ij}$ are thus the same number, and Wick's rule has a second pairing.
"""

import numpy as np
import pytest

from empirics import learned_covariance as measured
from harness import Claim, Corrected, Kind, ModelError, NearGaussian, PerTrial, Printed, Resolution, Roundoff, Source
from theory import learned_covariance as exact
from theory import learning_curves

CLAIM = Claim(
    name="eigenlearning.covariance_of_the_learned_function",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\operatorname{Cov}(\hat f_j, \hat f_k) = \frac{\mathcal{E}}{n} \mathcal{L}_j^2 \delta_{jk} "
    r"+ \frac{\mathcal{E}_0}{n} u_j u_k",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=Corrected(
        "the post says that all second-order statistics were derived; the paper behind it prints the diagonal term "
        "alone, which is false for the modes of the target: a term of rank one is added here"
    ),
)
LEVELS = np.array([1.0, 0.4, 0.2, 0.1])
TARGET, MODES = (0, 1, 1, 0, 0, 0, 0, 0), (1, 2, 4)  # x_1 + x_2, and the parities x_1, x_2 and x_3
BY_DEGREE = (1, 3, 3, 1)


def of_three(matrix, i=0, j=1, k=2):
    """Variances of two modes of the target and of an unused one; covariances of the first with the two others."""
    return np.array([matrix[i, i], matrix[j, j], matrix[k, k], matrix[i, j], matrix[i, k]])


@pytest.mark.parametrize("ridge", [0.0, 2.0])
def test_covariance_of_the_learned_function(lab, verify, ridge):
    n = lab.at_scale(smoke=32, standard=32, nightly=64)
    sizes = (n // 2, n // 2, n // 2, 3 * n // 2)
    at = learning_curves.levels(n, np.repeat(LEVELS, sizes), ridge=ridge)
    i, j, k = 0, n // 2, n
    v = np.isin(np.arange(3 * n), [i, j]).astype(float)
    theory = of_three(exact.covariance(at, v), i, j, k)

    trials = lab.at_scale(smoke=64, standard=1024, nightly=8192)
    evidence = lab.run(measured.gaussian, trials=trials, n=n, eigenvalues=LEVELS, multiplicities=sizes, ridge=ridge)

    why = "relative order 1 / n: at most four per cent at n = 32 at other seeds"
    leading = ModelError(np.array([0.02, 0.012, 0.003, 0.005, 0.0005]) * 32 / n**2, because=why)
    fine = np.array([0.03, 0.03, 0.002, 0.008, 0.002]) / n
    tolerance = leading + Resolution(fine, because="a tenth of each variance, a fifth of what the printed form lacks")

    diagonal = exact.diagonal_covariance(at, v)
    counterclaims = {
        "the diagonal term alone": Printed(of_three(diagonal, i, j, k)),
        "without E_0": theory / at.overfitting,
        "L in the place of its square": of_three(diagonal / np.maximum(at.learned, 1e-9), i, j, k),
        "the rank-one term alone": theory - of_three(diagonal, i, j, k),
        "twice for every mode, as for one eigenfunction": 2 * of_three(diagonal, i, j, k),
    }
    verify(CLAIM, theory=theory, evidence=evidence["covariance"], tolerance=tolerance, counterclaims=counterclaims,
           tail=NearGaussian(skewness=1), series=f"Gaussian features, n = {n}, ridge {ridge:g}")  # fmt: skip


def test_covariance_of_the_learned_function_counted_on_the_cube(lab, verify):
    trials = lab.at_scale(smoke=8, standard=16, nightly=128)
    evidence = lab.run(measured.counted, trials=trials, n=3, largest=20)
    levels = evidence.all("levels").astype(int).tolist()

    theory = PerTrial([of_three(np.array(exact.cube_covariance(3, row, TARGET, MODES), float)) for row in levels])

    tolerance = Roundoff(operations=512, condition=evidence.worst("condition"), because="solves of 3 x 3 systems")

    ats = [learning_curves.levels(3, np.repeat(row, BY_DEGREE)) for row in levels]  # x_1, x_2, x_3 come after 1
    diagonal = PerTrial([of_three(exact.diagonal_covariance(at, TARGET), 1, 2, 3) for at in ats])
    counterclaims = {
        "the diagonal term alone": Printed(diagonal),
        "as for Gaussian features": PerTrial([of_three(exact.covariance(at, TARGET), 1, 2, 3) for at in ats]),
        "two modes of the target are uncorrelated": PerTrial(np.asarray(theory.values) * (1, 1, 1, 0, 1)),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["covariance"], tolerance=tolerance,
           counterclaims=counterclaims, series="all sets of 3 points of the 3-cube")  # fmt: skip
