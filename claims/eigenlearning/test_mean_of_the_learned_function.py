r"""The learned function in the mean is the target with each coefficient times its learnability.

Statement.  For a target $f = \sum_i v_i \phi_i$ the mean over data sets of the learned function is
$\sum_i L_i v_i \phi_i$, with $L_i = \lambda_i / (\lambda_i + C)$. For determinantal data this is exact for every kernel
on every domain. For uniform data it is exact that no mode leaks into another wherever a group of translations acts on
the domain, as on the cube, but L there is the mean learnability, which $\lambda / (\lambda + C)$ approximates.

Reason.  For determinantal data the mean of $K[D, D]^{-1}$, with zeros around it, is $(K + M C)^{-1}$. For uniform data
the mean of the operator from targets to fits commutes with translations, and these tell the parities apart.
"""

import numpy as np
import pytest

from empirics import mean_function as measured
from harness import Axes, Claim, Heuristic, Kind, ModelError, NearGaussian, PerTrial, Resolution, Roundoff, Source
from theory import eigenlearning, kernel_regression, kernels, spectra
from theory import learning_curves as exact

CLAIM = Claim(
    name="eigenlearning.mean_of_the_learned_function",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E}_\mathcal{D}\,\hat f = \sum_i \frac{\lambda_i}{\lambda_i + C}\, v_i\, \phi_i",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=Heuristic("exact for determinantal data, and without leaks for uniform ones; its values are approximate"),
    axes=Axes(x="mode: four of the target, four others", y="coefficient of the learned function"),
)


@pytest.mark.parametrize("n", [2, 5])
def test_mean_of_the_learned_function_for_determinantal_data(lab, verify, n):
    evidence = lab.run(measured.determinantal, trials=lab.at_scale(smoke=16, standard=32, nightly=256), n=n)
    lam, v = evidence.all("eigenvalues"), evidence.all("target")
    at = [exact.levels(n, row) for row in lam]

    theory = PerTrial([one.mean_coefficients(target) for one, target in zip(at, v, strict=True)])

    worst = evidence.worst("condition")
    tolerance = Roundoff(operations=2048, condition=worst, because="255 solves of at most 8 x 8, weighed together")

    total = lam.sum(axis=1, keepdims=True)
    wrong = {
        "every coefficient alike: n / M": PerTrial(n / 8 * v),
        "C = trace / n": PerTrial(v * eigenlearning.learnability(lam, total / n)),
        "learned twice: L^2 v": PerTrial(np.array([one.learned for one in at]) ** 2 * v),
        "as with n - 1 points": PerTrial(np.array([exact.levels(n - 1, row).learned for row in lam]) * v),
    }
    verify(CLAIM, theory=theory, evidence=evidence["mean_fit"], tolerance=tolerance, counterclaims=wrong,
           series=f"determinantal, n = {n} of 8 in the mean")  # fmt: skip


@pytest.mark.parametrize("n", [2, 3])
def test_mean_of_the_learned_function_leaks_into_no_other_parity(lab, verify, n):
    trials = lab.at_scale(smoke=4, standard=4, nightly=64)
    evidence = lab.run(measured.uniform, trials=trials, n=n, largest=20)
    levels, v = evidence.all("levels").astype(int).tolist(), evidence.all("target")
    basis = kernel_regression.walsh_basis(3)
    learned = [kernel_regression.mean_learnabilities(kernel_regression.cube_kernel(row), n, basis) for row in levels]

    theory = PerTrial(np.array(learned, dtype=float) * v)

    worst = evidence.worst("condition")
    tolerance = Roundoff(operations=512, condition=worst, because="56 solves of 3 x 3, in the mean")

    lam = np.array(levels)[:, [s.bit_count() for s in range(8)]]
    wrong = {
        "exactly lambda / (lambda + C)": PerTrial(np.array([exact.levels(n, row).learned for row in lam]) * v),
        "every coefficient alike: n / M": PerTrial(n / 8 * v),
        "a hundredth leaks into the next parity": PerTrial(np.array(learned, float) * v + 0.01 * np.roll(v, 1, axis=1)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["mean_fit"], tolerance=tolerance, counterclaims=wrong,
           series=f"all sets of {n} points of the 3-cube")  # fmt: skip


@pytest.mark.parametrize("n", [16, 64])
def test_mean_of_the_learned_function_nearly_for_uniform_data(lab, verify, n):
    levels, v = (
        spectra.cube(lambda c: kernels.profile("relu_ntk_4", c, dimension=8), 8),
        np.array([1.0, -1.0, 1.0, -1.0]),
    )
    lam, m = levels.eigenvalues, levels.multiplicities
    at = exact.levels(n, lam, m)
    of_target = np.concatenate([v, np.zeros(5)])
    theory = np.concatenate([at.mean_coefficients(of_target)[:4], np.zeros(4)])

    trials, how = lab.at_scale(smoke=64, standard=2048, nightly=32768), {"kernel": "relu_ntk_4", "dimension": 8}
    evidence = lab.run(measured.cube, trials=trials, coefficients=v, sizes=(16, 64), **how)

    fineness = np.array([0.1, 0.06, 0.03, 0.02, 0.06, 0.04, 0.02, 0.02]) / lab.at_scale(smoke=1, standard=1, nightly=4)
    tolerance = ModelError(0.004, because="largest error of learnabilities on the cube, measured, n = 16 ... 128")
    tolerance += Resolution(fineness, because="as fine as the spread of each mode allows")

    def show(learned):
        return np.concatenate([learned[:4] * v, np.zeros(4)])

    wrong = {
        "every coefficient alike: n / M": show(np.full(9, n / 256)),
        "learned twice: L^2 v": show(at.learned**2),
        "L with twice the constant": show(eigenlearning.learnability(lam, 2 * at.constant)),
        "the unlearned part leaks into modes of the same degree": theory
        + np.concatenate([np.zeros(4), at.unlearned[1:5]]),
    }
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence[f"n={n}"], tolerance=tolerance, counterclaims=wrong,
           tail=NearGaussian(skewness=2), at=np.arange(8), series=f"8-cube, uniform, n = {n}")  # fmt: skip
