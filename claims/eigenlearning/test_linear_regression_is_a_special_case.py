r"""Linear regression is a special case of kernel regression, with a budget of min(n, d).

Statement.  Least squares with minimum norm is kernel regression with $K(x, x') = \langle x, x' \rangle$, and the
learnabilities of the d inputs sum to min(n, d), not to n. For isotropic Gaussian inputs each is $n / d$ and its error
$1 - n / d$, as eigenlearning says. Label noise of variance 1 adds $n / (d - n - 1)$ below d points and
$d / (n - d - 1)$ above, where the approximation says $n / (d - n)$ and $d / (n - d)$.

Reason.  $X^+ X = X^\top (X X^\top)^+ X$ projects onto the span of the data, a uniformly random subspace. The noise is
spread by the trace of an inverse Wishart matrix, whose mean the approximation takes at infinite dimension.
"""

import numpy as np
import pytest

from empirics import linear_regression as measured
from harness import Axes, Claim, Kind, NearGaussian, Printed, Resolution, Roundoff, Source, UnderConvention
from theory import kernel_regression, learning_curves
from theory import linear_regression as exact

CLAIM = Claim(
    name="eigenlearning.linear_regression_is_a_special_case",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\sum_{i=1}^{d} \mathcal{L}_i = \min(n, d), \quad"
    r" \mathbb{E} \operatorname{tr} (X X^\top)^{-1} = \frac{n}{d - n - 1}",
    source=Source("simon2021post", where="No free lunch for neural networks"),
    standing=UnderConvention("n is at most the number d of inputs; beyond, the sum of learnabilities stays d"),
    axes=Axes(x="number of points n", y="learnability, or excess error by noise", xscale="log"),
)
D, BELOW, ABOVE = 32, (4, 8, 16), (48, 64, 96)


@pytest.mark.parametrize("n", [10, 40])
def test_linear_regression_is_a_special_case(lab, verify, n):
    trials = lab.at_scale(smoke=16, standard=64, nightly=1024)
    evidence = lab.run(measured.primal_and_dual, trials=trials, n=n, d=20)

    theory = [kernel_regression.total_learnability(n, rank=min(n, 20)), 0]

    condition, why = evidence.worst("condition"), "a pseudo-inverse of the Gram matrix"
    tolerance = Roundoff(operations=20 * n, condition=condition, because=why)

    wrong = {
        "one unit is lost, as for a fitted mean": [min(n, 20) - 1, 0],
        "isotropic only: n d / (n + d)": [n * 20 / (n + 20), 0],
    }
    wrong |= {"as printed, the number of points": Printed([n, 0])} if n > 20 else {"the number of inputs": [20, 0]}
    seen, series = evidence["outcome"], f"sum, and weights less kernel, n = {n} and d = 20"
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong, series=series)


def test_linear_regression_is_a_special_case_with_learnability_n_over_d(lab, verify):
    theory = [exact.mean_learnability(n, D) for n in BELOW]

    trials = lab.at_scale(smoke=128, standard=4096, nightly=65536)
    evidence = lab.run(measured.isotropic, trials=trials, d=D, below=BELOW, above=ABOVE)

    fine = lab.at_scale(smoke=0.0025, standard=0.0025, nightly=0.0006)
    tolerance = Resolution(fine, because="no model error; half a per cent at n = 16")

    n = np.array(BELOW)
    wrong = {
        "the error in its place: 1 - n / d": 1 - n / D,
        "n / (d + 1)": n / (D + 1),
        "an exponential: 1 - exp(-n / d)": 1 - np.exp(-n / D),
        "a ridge of one unit: n / (n + d)": n / (n + D),
    }
    learned, tail, series = evidence["learnability"], NearGaussian(skewness=0.5), "learnability, d = 32"
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=learned, tolerance=tolerance, counterclaims=wrong,
           tail=tail, at=n, series=series)  # fmt: skip


def test_linear_regression_is_a_special_case_with_the_noise_of_an_inverse_wishart_matrix(lab, verify):
    sizes = (*BELOW, *ABOVE)
    theory = [exact.noise_excess(n, D) for n in sizes]

    trials = lab.at_scale(smoke=128, standard=4096, nightly=65536)
    evidence = lab.run(measured.isotropic, trials=trials, d=D, below=BELOW, above=ABOVE)

    fine = np.array([0.0025, 0.0055, 0.024, 0.045, 0.011, 0.0028]) / lab.at_scale(smoke=1, standard=1, nightly=4)
    tolerance = Resolution(fine, because="1 to 2 %, and a tail of 1 / lambda_min near n = d")

    n = np.array(sizes)
    formula = [learning_curves.overfitting(size, [1.0], [D]) - 1 for size in sizes]
    wrong = {
        "the approximation: n / (d - n), d / (n - d)": formula,
        "the Gram matrix at its mean: n / d, d / n": np.minimum(n / D, D / n),
        "one more degree of freedom: n / (d - n + 1)": np.minimum(n, D) / (np.abs(n - D) + 1),
        "two fewer: n / (d - n - 2)": np.minimum(n, D) / (np.abs(n - D) - 2),
    }
    excess, tail, series = evidence["excess"], NearGaussian(skewness=2), "excess by label noise, d = 32"
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=excess, tolerance=tolerance, counterclaims=wrong,
           tail=tail, at=n, series=series)  # fmt: skip
