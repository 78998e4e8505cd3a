r"""An unbalanced second layer fits an offset first.

Statement.  If $\phi(0) \ne 0$, as for the sigmoid, and the signs of $a_i = \pm 1 / \sqrt h$ are independent, then the
network starts from the constant $c = \phi(0) \sum_i a_i$, which is of order one at every width. Training from a
vanishing start fits what c leaves of the labels: f tends to $c + x^\top X^+ (y - c \mathbf 1)$, and not to
minimum-norm regression on y. In the mean this costs the risk $\phi(0)^2 (1 + n / (d - n - 1))$ more.

Reason.  A linear function of centred inputs cannot undo a constant. It costs $c^2$ at a fresh input, and what fits it
on the samples has the squared length $c^2\, \mathbf 1^\top (X X^\top)^{-1} \mathbf 1$.
"""

import numpy as np

from empirics import vanishing_start as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, NearGaussian, PerTrial, Printed, Resolution, Source
from theory import vanishing_start as exact

CLAIM = Claim(
    name="two_layer.unbalanced_second_layer_learns_an_offset",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"f(x) \to c + x^\top X^+ (y - c \mathbf 1), \quad c = \phi(0) \sum_i a_i",
    source=Source("ba2020slides", where="Vanishing and Non-vanishing Initialization"),
    standing=Corrected("with independent signs it is the linear network with an offset; balanced signs have none"),
    axes=Axes(x="fresh input", y="residual of f"),
)
N, D = 16, 64


def trained(lab, trials):
    evidence = lab.run(measured.train, trials=trials, activation="sigmoid", n=N, d=D, widths=(64,), balanced=False,
                       exponent=3.0)  # fmt: skip
    return evidence, *({name: evidence.all(name) for name in names}
                       for names in (("x", "y", "first", "fresh"), ("signs",)))  # fmt: skip


def test_unbalanced_second_layer_learns_an_offset(lab, verify):
    evidence, data, signs = trained(lab, lab.at_scale(smoke=32, standard=32, nightly=1024))

    theory = PerTrial(exact.minimum_norm("sigmoid", **data, **signs)[:, 0])

    tolerance = ModelError(0.2, because="the curvature of the sigmoid at labels of order 1: about 10 / h")

    offset = signs["signs"] / 2
    without = exact.minimum_norm("sigmoid", **data)[:, 0]
    wrong = {
        "minimum-norm regression on y": Printed(PerTrial(without)),
        "minimum-norm regression on y, and the offset on top": PerTrial(without + offset),
        "regression on what the offset leaves, without the offset": PerTrial(theory.values - offset),
    }
    seen = evidence["prediction"].map(lambda f: f[:, 0])
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong)


def test_unbalanced_second_layer_learns_an_offset_that_costs_risk(lab, verify):
    evidence, data, signs = trained(lab, lab.at_scale(smoke=256, standard=1024, nightly=16384))
    linear, target = exact.minimum_norm("sigmoid", **data), data["fresh"][..., 0] / 2
    centred = signs["signs"] ** 2 - 1

    theory = exact.mean_excess("sigmoid", N, D)

    tolerance = Resolution(0.035, because="a tenth of the excess") + ModelError(0.005, because="one over h of it")

    def excess(f):
        """Risk beyond that of minimum-norm regression on the same data, less a multiple of a variable of mean 0."""
        return np.mean((f - target[: len(f)]) ** 2 - (linear[: len(f)] - target[: len(f)]) ** 2, axis=2) - (
            D / (D - N) / 4 * centred[: len(f)]
        )

    wrong = {
        "no excess": Printed(0.0),
        "the offset itself, phi(0)^2": 0.25,
        "n and d exchanged in the second term": 0.25 * (1 + D / (D - N - 1)),
    }
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence["prediction"].map(excess), tolerance=tolerance,
           tail=NearGaussian(skewness=2.0), counterclaims=wrong, series="mean excess risk")  # fmt: skip
