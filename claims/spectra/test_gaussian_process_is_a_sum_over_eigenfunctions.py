r"""A Gaussian process is a sum over eigenfunctions.

Statement. A kernel is $K = \sum_{i \ge 1} \lambda_i u_i \otimes u_i$, and a sample of its Gaussian process is $f =
\sum_{i \ge 1} \sqrt{\lambda_i}\, \omega_i u_i$ with independent standard normal $\omega_i$. Both sums begin with the
largest eigenvalue; the printed one for f begins with the second. So $\langle f, u_i \rangle^2$ is $\lambda_i$ in the
mean, also for a network of any width at its start, with K the covariance of its outputs and not its tangent kernel.
As the width grows the $\omega_i$ become Gaussian and independent.

Reason. The sum is Gaussian with the covariance K, and conversely $\langle f, u_i \rangle$ are jointly Gaussian with
$\mathbb{E} \langle f, u_i \rangle \langle f, u_j \rangle = \langle u_i, K u_j \rangle = \lambda_i \delta_{ij}$. The
last line needs the covariance alone, and one hidden layer has it at every width.
"""

import numpy as np
import pytest

from empirics import gaussian_process as measured
from harness import (
    Axes,
    Bernoulli,
    Claim,
    Corrected,
    Kind,
    ModelError,
    NearGaussian,
    PerTrial,
    Printed,
    Resolution,
    Roundoff,
    Source,
)
from theory import gaussian_process as exact

CLAIM = Claim(
    name="spectra.gaussian_process_is_a_sum_over_eigenfunctions",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"f = \sum_{i \ge 1} \sqrt{\lambda_i}\, \omega_i u_i, \qquad \omega_i \sim \mathcal{N}(0, 1)",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues"),
    standing=Corrected("the sum for a sample begins with i = 1, not with i > 1, which loses the largest eigenvalue"),
    axes=Axes(x="degree |S|", y="mean square of the factors"),
)
D, NETWORK = 5, {"weight_variance": 2.0, "bias_variance": 0.5}


def drawn(lab, width):
    trials = lab.at_scale(smoke=256, standard=8192, nightly=65536)
    return lab.run(measured.functions, trials=trials, width=width, samples=8, dimension=D, **NETWORK)


def test_gaussian_process_is_a_sum_over_eigenfunctions_as_its_kernel(lab, verify):
    trials = lab.at_scale(smoke=64, standard=256, nightly=4096)
    evidence = lab.run(measured.covariance_at_a_pair, trials=trials, dimension=D, **NETWORK)
    distance, mu = evidence.all("distance").astype(int), exact.eigenvalues(D, kernel="nngp", **NETWORK)

    theory = PerTrial(exact.expanded(mu)[distance])

    tolerance = Roundoff(operations=256, because="48 nodes, and sums over 8 levels of a kernel of order one")

    first = np.insert(mu[1:], 0, 0.0)
    wrong = {
        "without the largest eigenvalue, as printed for samples": Printed(PerTrial(exact.expanded(first)[distance])),
        "each degree once": PerTrial((1.0 - 2 * distance / D)[:, None] ** np.arange(D + 1) @ mu),
        "square roots of the eigenvalues": PerTrial(exact.expanded(np.sqrt(mu))[distance]),
        "the tangent kernel": PerTrial(exact.expanded(exact.eigenvalues(D, kernel="ntk", **NETWORK))[distance]),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["covariance"], tolerance=tolerance,
           counterclaims=wrong)  # fmt: skip


@pytest.mark.parametrize("width", [0, 32], ids=["process", "networks"])
def test_gaussian_process_is_a_sum_over_eigenfunctions_with_unit_variances(lab, verify, width):
    mu, degrees = exact.eigenvalues(D, kernel="nngp", **NETWORK), np.arange(D + 1)
    theory = np.ones(D + 1)

    fineness = lab.at_scale(smoke=0.5, standard=0.08, nightly=0.025)
    tolerance = Resolution(fineness, because="8 % of a variance, at every degree")

    wrong = {
        "as printed, from the second eigenvalue on": Printed(np.minimum(degrees, 1)),
        "the amplitude is the eigenvalue": mu,
        "every function alike": mu.mean() / mu,
        "the eigenvalues of the tangent kernel": exact.eigenvalues(D, kernel="ntk", **NETWORK) / mu,
    }
    seen = drawn(lab, width)["squares"].map(lambda squares: squares / mu)
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, tail=NearGaussian(skewness=2), at=degrees,
           counterclaims=wrong, series=f"networks of width {width}" if width else "the process")  # fmt: skip


@pytest.mark.parametrize("width", [0, 32], ids=["process", "networks"])
def test_gaussian_process_is_a_sum_over_eigenfunctions_with_independent_factors(lab, verify, width):
    mu, t = exact.eigenvalues(D, kernel="nngp", **NETWORK)[:3], np.array([-1.5, -0.5, 0.5, 1.5])

    theory = exact.coefficient_laws(t)

    fineness = lab.at_scale(smoke=0.5, standard=0.065, nightly=0.025)
    tolerance = Resolution(fineness, because="a few per cent in probability")
    if width:
        tolerance += ModelError(1.0 / width, because="the fourth cumulants of a network fall as 1 / width")

    single, never = exact.coefficient_laws(t)[: len(t)], np.zeros(len(t))
    wrong = {
        "one factor for both": np.concatenate([single, 2 * np.minimum(single, 1 - single)]),
        "four times the variance": exact.coefficient_laws(t / 2),
        "signs": np.concatenate([(t > -1) * 0.5 + (t > 1) * 0.5, never]),
    }

    def events(first):
        omega = first / np.sqrt(mu)
        joint = (np.abs(omega[:, :1]) > np.abs(t)) & (np.abs(omega[:, 1:2]) > np.abs(t))
        return np.concatenate([omega[:, 2:] <= t, joint], axis=1).astype(float)

    seen = drawn(lab, width)["first"].map(events)
    verify(CLAIM, kind=Kind.LAW, theory=theory, evidence=seen, tolerance=tolerance, tail=Bernoulli(),
           counterclaims=wrong, series=f"networks of width {width}" if width else "the process")  # fmt: skip
