r"""A norm that blows up does not explain the peak of the risk.

Statement.  With random nonlinear features the squared norm of the trained layer has a simple pole at h = n, where the
risk peaks, so that the norm itself grows like $|h/n - 1|^{-1/2}$ only. But a linear network with d < n inputs has that
pole at h = d, where its risk has no peak and from where on it is constant; and regression on labels without noise has
neither at d = n.

Reason.  The smallest singular value of the fitted features comes down to zero, and $|a|^2$ is divided by its square.
The risk follows only if test inputs see what grew. In the linear network the function $x^\top W a$ is that of least
squares for every $h \ge d$: hidden weights of nearly deficient rank make a long, and W makes it short again.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import second_layer_norm as measured
from harness import Axes, Bounded, Claim, Corrected, Kind, ModelError, NearGaussian, Printed, Resolution, Source
from theory import activation_constants, random_feature_ridge
from theory import second_layer_norm as exact
from theory import two_layer_linear as law

CLAIM = Claim(
    name="two_layer.norm_blow_up_is_not_the_mechanism",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"|a|^2 \to \frac{\gamma_1 \alpha}{\mu_1^2} \frac{r^2 + \sigma^2 / (1 - \alpha)}{\gamma_2 - 1} (\gamma_2 > 1),"
    r" \mathbb{E}|a|^2 = \frac{r^2 + \sigma^2 d / (n - d - 1)}{h - d - 1} \;(\text{linear}, d < n)",
    source=Source("ba2020slides", where="Motivation: Double Descent in Two-layer Networks?"),
    standing=Corrected(
        "the norm and the risk of random features peak together; in a linear network with d < n the norm peaks alone"
    ),
    axes=Axes(x="h / n", y="squared norm", yscale="log"),
)
NOISE = 0.5


def test_norm_blow_up_is_not_the_mechanism_but_comes_with_it_in_random_features(lab, verify):
    n = lab.at_scale(smoke=16, standard=32, nightly=128)
    d, widths = 2 * n, tuple(n * k // 8 for k in (2, 4, 5, 11, 12, 20))
    distance = np.abs(np.array(widths) / n - 1)
    norm, erf = random_feature_ridge.squared_norm, activation_constants.constants("erf")
    norms = [norm(erf, Fraction(h, d), Fraction(n, d), noise=NOISE) for h in widths]
    theory = distance * np.array(norms)

    trials = lab.at_scale(smoke=32, standard=128, nightly=1024)
    evidence = lab.run(measured.random_features, trials=trials, n=n, d=d, widths=widths, noise=NOISE, draws=8)

    tolerance = Resolution(
        0.05 + 0.14 / distance, because="four per cent of the largest, wider towards the pole"
    ) + ModelError(
        12 / n**2 / distance, because="2 N(2n) - N(n) has lost the order 1/n: pilots at n = 16 and 24 leave 8 / n^2"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["squared norm"].map(lambda x: x * distance),
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.6),
        at=np.array(widths) / n,
        series="squared norm times |h/n - 1|, erf, d / n = 2",
        counterclaims={
            "the norm itself has a simple pole, its square a double one": Printed(theory[-1] / distance),
            "no pole": theory[-1] * distance,
            "noise is amplified, and what the features miss is not": theory * NOISE / (1 + NOISE),
        },
    )


@pytest.mark.parametrize("quantity", ["squared norm", "risk"])
def test_norm_blow_up_is_not_the_mechanism_in_linear_networks(lab, verify, quantity):
    n, d, widths = 48, 24, (8, 12, 36, 48, 72, 96)
    norms, risks = exact.linear_network(n, d, widths, NOISE), law.mean_curve(n, d, widths, "risk", NOISE)
    theory = norms if quantity == "squared norm" else risks

    trials = lab.at_scale(smoke=32, standard=96, nightly=4096)
    evidence = lab.run(measured.linear_network, trials=trials, n=n, d=d, widths=widths, noise=NOISE, draws=16)

    gap = np.abs(np.array(widths) - d)
    tolerance = Resolution(
        0.02 / gap + 1.7 / gap**2 if quantity == "squared norm" else 0.05,
        because="exact at every size: a few per cent of no fit's risk, and of norms, wider towards the pole",
    )

    at_n = np.abs(np.array(widths) - n - 0.5)
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[quantity],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.6),
        at=np.array(widths) / n,
        series=f"{quantity}, linear network, n = {n}, d = {d}",
        counterclaims={
            "norm and risk peak together": Printed(risks[-1] / norms[-1] * norms if quantity == "risk" else risks),
            "the peak is at h = n": theory[-1] * n / at_n,
            "minimum norm over all of R^d at every width": np.full(len(widths), exact.regression(n, d, NOISE)),
        },
    )


def test_norm_blow_up_is_not_the_mechanism_and_is_absent_without_noise(lab, verify):
    n, dimensions = 24, (12, 20, 24, 28, 48)
    theory = [exact.regression(n, d) for d in dimensions]

    trials = lab.at_scale(smoke=128, standard=1024, nightly=2**15)
    evidence = lab.run(measured.regression, trials=trials, n=n, dimensions=dimensions)

    tolerance = Resolution(0.06, because="exact at every size: six in a hundred of the teacher's squared norm")

    noisy = [exact.regression(n, d, NOISE) if d != n else np.inf for d in dimensions]
    wrong = {"as with noise": Printed(np.minimum(noisy, 1e3)), "n / d at every d": n / np.array(dimensions)}
    verify(CLAIM, theory=theory, evidence=evidence["squared norm"], tolerance=tolerance, tail=Bounded(0.0, 1.0 + 1e-9),
           at=np.array(dimensions) / n, series="regression against d / n, no noise", counterclaims=wrong)  # fmt: skip
