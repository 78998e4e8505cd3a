r"""The constant falls and learnabilities rise.

Statement.  As samples are added, C falls from infinity, where $C \approx \operatorname{trace} / n$, to 0, which it
reaches at n = rank, while $dC/dn = -C / V$ and $dL_i/dn = L_i (1 - L_i) / V$ with $V = \sum_j L_j (1 - L_j) +
\delta / C$. With a ridge it stays above $\delta / n$. On every data set, too, a new point x lets no learnability fall:
$L_i$ grows by $\lambda_i$ times the squared residual of $\phi_i$ at x over the residual of the kernel there.

Reason.  Each term of $n = \sum_i \lambda_i / (\lambda_i + C) + \delta / C$ falls in C; its derivative gives the
slopes. On a data set $L_i / \lambda_i$ is the squared norm of a projection of $\phi_i$ on a space that grows.
"""

import numpy as np
import pytest

from empirics import falling_constant as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, PerTrial, Resolution, Roundoff, Source, UnderConvention
from theory import eigenlearning
from theory import falling_constant as exact

CLAIM = Claim(
    name="eigenlearning.constant_falls_and_learnabilities_rise",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\frac{dC}{dn} = -\frac{C}{\sum_j \mathcal{L}_j (1 - \mathcal{L}_j) + \delta / C}",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=UnderConvention("C reaches 0 at the rank, without ridge; modes of eigenvalue 0 stay unlearned"),
    axes=Axes(x="mean number of samples", y="constant C", yscale="log"),
)
WAY = np.array([0.001, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999])
DIFFERENCES = "differences of fourth order, with steps of a hundredth of the way to the nearer end"
SEVERAL = {"smoke": 4, "standard": 8, "nightly": 64}


def spectrum(rank):
    return np.where(np.arange(8) < rank, 2.0 ** -np.arange(8), 0.0)


@pytest.mark.parametrize("rank", [8, 5])
def test_constant_falls_and_learnabilities_rise_down_to_zero_at_the_rank(lab, verify, rank):
    lam, n = spectrum(rank), rank * WAY
    theory = [eigenlearning.certified_constant(size, list(lam)) for size in n]

    evidence = lab.run(measured.metered, trials=lab.at_scale(**SEVERAL), eigenvalues=lam, sizes=n)

    tolerance = Roundoff(operations=512, condition=128, scale=lam.sum() / n, because="polynomials of 8 x 8 entries")

    counterclaims = {
        "trace / n for all n": lam.sum() / n,
        "zero one sample earlier": [eigenlearning.constant(size * rank / (rank - 1), lam) for size in n],
        "zero one sample later": [eigenlearning.constant(size * rank / (rank + 1), lam) for size in n],
    }
    verify(CLAIM, theory=theory, evidence=evidence["constant"], tolerance=tolerance, counterclaims=counterclaims, at=n,
           series=f"rank {rank}, determinantal data")  # fmt: skip


@pytest.mark.parametrize("rank", [8, 5])
def test_constant_falls_and_learnabilities_rise_at_this_slope(lab, verify, rank):
    lam, n = spectrum(rank), rank * WAY
    theory = [exact.constant_slope(size, lam) for size in n]

    evidence = lab.run(measured.metered, trials=lab.at_scale(**SEVERAL), eigenvalues=lam, sizes=n)

    tolerance = ModelError(1e-6 * lam.sum() / n**2, because=DIFFERENCES)

    counterclaims = {"as trace / n: -trace / n^2": -lam.sum() / n**2, "it rises": -np.array(theory)}
    verify(CLAIM, theory=theory, evidence=evidence["slope"], tolerance=tolerance, counterclaims=counterclaims,
           series=f"slopes of the constant, rank {rank}")  # fmt: skip


@pytest.mark.parametrize("rank", [8, 5])
def test_constant_falls_and_learnabilities_rise_at_these_slopes(lab, verify, rank):
    lam, n = spectrum(rank), rank * WAY
    theory = np.ravel([exact.learnability_slopes(size, lam) for size in n])

    evidence = lab.run(measured.metered, trials=lab.at_scale(**SEVERAL), eigenvalues=lam, sizes=n)

    tolerance = ModelError(1e-6, because=DIFFERENCES)
    learned = np.array([eigenlearning.learnabilities(size, lam) for size in n])
    counterclaims = {
        "all alike: 1 / rank": np.full(64, 1 / rank),
        "in proportion to L, without 1 - L": np.ravel(learned / n[:, None]),
        "over q, the sum of L^2": np.ravel(learned * (1 - learned) / (learned**2).sum(axis=1, keepdims=True)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["rise"], tolerance=tolerance, counterclaims=counterclaims,
           series=f"slopes of the learnabilities, rank {rank}")  # fmt: skip


def test_constant_falls_and_learnabilities_rise_on_every_data_set(lab, verify):
    evidence = lab.run(measured.grown, trials=lab.at_scale(smoke=8, standard=32, nightly=512), points=12)
    drawn = zip(evidence.all("eigenvalues"), evidence.all("functions"), strict=True)

    theory = PerTrial([exact.increments(lam, phi).ravel() for lam, phi in drawn])

    tolerance = Roundoff(operations=12**3, condition=evidence.worst("condition"), because="solves of 12 x 12 systems")

    counterclaims = {
        "on average only; each point adds 1 / M": np.full(144, 1 / 12),
        "some learnability falls": PerTrial(-np.asarray(theory.values)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["increments"], tolerance=tolerance, counterclaims=counterclaims,
           series="what each point adds, 12 points one by one")  # fmt: skip


def test_constant_falls_and_learnabilities_rise_to_a_floor_with_a_ridge(lab, verify):
    n, lam, ridge = np.array([16, 64]), np.arange(1.0, 129) ** -1.5, 0.1
    theory = [size * eigenlearning.certified_constant(int(size), list(lam), ridge=ridge) for size in n]

    trials = lab.at_scale(smoke=32, standard=256, nightly=4096)
    evidence = lab.run(measured.with_ridge, trials=trials, eigenvalues=lam, sizes=(16, 64), ridge=ridge)

    why = "0.16 / n and 0.10 / n at other seeds: exact for large n"
    tolerance = ModelError(0.2 / n, because=why) + Resolution(0.5 / n, because="a tenth of the way to the floor")

    counterclaims = {
        "the floor itself: C = ridge / n": np.full(2, ridge),
        "no ridge": [size * eigenlearning.constant(size, lam) for size in n],
        "the ridge is n times as large": [size * eigenlearning.constant(size, lam, ridge=size * ridge) for size in n],
    }
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence["meter"], tolerance=tolerance,
           tail=NearGaussian(skewness=0.6), counterclaims=counterclaims, series="n C, Gaussian features")  # fmt: skip
