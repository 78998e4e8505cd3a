r"""Noise and ridge on a continuous domain.

Statement.  On a continuous domain, here that of independent Gaussian features, labels with noise of variance
$\sigma^2$ add $(E_0 - 1) \sigma^2$ to the error, $E_0 = n / (n - q)$, $q = \sum_i L_i^2$, and a ridge leaves the mean
square $(\delta / (n C))^2 E$ of the labels' residuals. For d equal Gaussian features and no ridge the noise adds
exactly $n / (d - n - 1)$, against $n / (d - n)$ from the formula.

Reason.  The fit of noise has the squared norm $\epsilon^T (K_{DD} + \delta)^{-1} G (K_{DD} + \delta)^{-1} \epsilon$
with $G = \Phi \Lambda^2 \Phi^T$, the residual is $\delta (K_{DD} + \delta)^{-1} \epsilon$, and
$\operatorname{tr} (K_{DD} + \delta)^{-2}$ is close to $E_0 / (n C^2)$. The exact mean is that of an inverse Wishart
matrix.
"""

import numpy as np

from empirics import finite_domain as measured
from harness import Claim, Heuristic, Kind, ModelError, NearGaussian, Resolution, Source
from theory import finite_domain as exact
from theory import learning_curves

CLAIM = Claim(
    name="eigenlearning.noise_and_ridge_on_a_continuous_domain",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathcal{E} = \mathcal{E}_0 \Bigl( \sum_i (1 - \mathcal{L}_i)^2 v_i^2 + \sigma^2 \Bigr), \quad "
    r"\mathcal{E}_{tr} = \Bigl( \frac{\delta}{n C} \Bigr)^2 \mathcal{E}",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=Heuristic(
        "the post names no formula; those of the paper behind it, exact up to terms of order 1 / n here"
    ),
)
TAIL = NearGaussian(skewness=1)


def test_noise_and_ridge_on_a_continuous_domain_exactly(lab, verify):
    theory = exact.isotropic_noise_excess(32, 64)

    trials, flat = lab.at_scale(smoke=32, standard=512, nightly=16384), np.ones(64)
    evidence = lab.run(measured.gaussian, trials=trials, eigenvalues=flat, n=32, ridge=0.0, sets=16)["excess"]

    tolerance = Resolution(0.01, because="one per cent; the usual formula is off by three")

    finite = exact.without_replacement(32, flat).overfitting - 1
    counterclaims = {"usual: E_0 - 1 = n / (d - n)": 1.0, "as if 64 points were all": finite}
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=TAIL, counterclaims=counterclaims,
           series="noise, 64 equal Gaussian features")  # fmt: skip


def test_noise_and_ridge_on_a_continuous_domain(lab, verify):
    lam, none = 1 / np.arange(1.0, 129), np.zeros(128)
    usual = learning_curves.levels(64, lam, ridge=0.5)
    theory = [usual.mse(none, noise=1.0), usual.train_error(none, noise=1.0)]

    trials = lab.at_scale(smoke=32, standard=256, nightly=4096)
    evidence = lab.run(measured.gaussian, trials=trials, eigenvalues=lam, n=64, ridge=0.5, sets=4)
    train = evidence.all("train")
    both = evidence["excess"].map(lambda x: np.stack([x, train[: len(x)]], axis=1))

    error = ModelError(np.array([0.002, 0.002]), because="0.001 and 0.0013 at other seeds: order 1 / n")
    tolerance = error + Resolution(np.array([0.005, 0.001]), because="one per cent")

    finite = exact.without_replacement(64, lam, ridge=0.5)
    counterclaims = {
        "as if 128 points were all": [finite.mse(none, noise=1.0), finite.train_error(none, noise=1.0)],
        "noise outside E_0: q / n": [usual.squares / 64, theory[1]],
        "residual (ridge / n)^2 E": [theory[0], (0.5 / 64) ** 2 * usual.risk(none, noise=1.0)],
    }
    verify(CLAIM, theory=theory, evidence=both, tolerance=tolerance, tail=TAIL, counterclaims=counterclaims,
           series="noise and its residual, Gaussian features with ridge")  # fmt: skip
