r"""The circle breaks the risk formula.

Statement.  On the circle, for the kernel with eigenvalues $1 / k^2$ and n independent uniform points, the mean squared
error at frequency $k = t n / (2 \pi)$ tends to $5/3 - 2 L + (1 - t^2) / (3 (1 + t^2)^2)$ with the learnability
$L = \log(1 + t^2) / t^2$ for n to infinity. The formula $E_0 (1 - \lambda / (\lambda + C))^2$ tends to
$2 (1 - 1 / (1 + t^2 / 4))^2$: for the easiest modes, t to 0, it is too small by a factor of 8, however large n is.

Reason.  The fit joins the data by straight lines, and the error on an arc of length l grows like $l^5$ while $k l$ is
small. Independent points leave some arcs much longer than others: $E l^5 / (E l)^5 = 5! = 120$, where a single size of
arcs would have 1 and the formula has 15.
"""

import numpy as np

from empirics import learning_curves as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, Printed, Resolution, Source
from theory import circle as exact

CLAIM = Claim(
    name="eigenlearning.circle_breaks_the_risk_formula",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\frac{\mathcal{E}_k}{E_0 (1 - \mathcal{L}_k)^2} \to 8 \quad (n \to \infty, \; k / n \to 0)",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=Corrected(
        "the formula for the risk is refuted here: errors of the easiest modes are up to 8 times as large"
    ),
    axes=Axes(x="t = 2 pi k / n", y="error over that of the formula"),
)


def test_circle_breaks_the_risk_formula(lab, verify):
    n, k = 512, np.array([41, 82, 163])
    t = 2 * np.pi * k / n
    unit = exact.formula_error_limit(t)

    theory = exact.limit_error(t) / unit

    trials = lab.at_scale(smoke=64, standard=384, nightly=4096)
    evidence = lab.run(measured.circle, trials=trials, n=n, frequencies=(41, 82, 163))

    tolerance = ModelError(20 / n, because="gaps not yet Gamma(2): order 1 / n")
    tolerance += Resolution([1.4, 0.3, 0.06], because="a third of the formula's own error, a factor of 6.0, 3.5, 1.6")

    equal = 1 + (2 + np.cos(t)) / 3 - 2 * np.sinc(t / 2 / np.pi) ** 2
    wrong = {
        "the formula": Printed(np.ones(3)),
        "the formula without E_0": np.full(3, 0.5),
        "gaps all equal": equal / unit,
    }
    verify(CLAIM, theory=theory, evidence=evidence.map(lambda x: x / unit), tolerance=tolerance, counterclaims=wrong,
           tail=NearGaussian(skewness=1.5), at=t, series="exact limit")  # fmt: skip
