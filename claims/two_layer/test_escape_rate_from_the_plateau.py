r"""The curvature of the activation and the residuals set the rate at which least squares is left.

Statement.  With n > d samples of d inputs, let $b = X^+ y$, $\rho = y - Xb$, and let all h units be near $w_i = \pm b /
(\phi'(0) \sqrt h)$, the sign being that of $a_i = \pm h^{-1/2}$. Units of one sign move apart exponentially. If
$\phi''(0) \ne 0$, the rate is $\lambda / \sqrt h$ with $\lambda = \lambda_{\max}(\pm \phi''(0)\, X^\top
\mathrm{diag}(\rho) X / n)$. Otherwise it is $\lambda / h$ with $\lambda = \lambda_{\max}(\phi'''(0) / \phi'(0)\, X^\top
\mathrm{diag}(\rho\, Xb) X / n)$. For odd $\phi$ the plateau has a stationary point, a saddle where $\lambda > 0$, and
the rate has an exact form at every width.

Reason.  Deviations $\delta_i$ with $\sum_i a_i \delta_i = 0$ do not change f to first order, and to leading order they
obey $\delta_i' = a_i X^\top \mathrm{diag}(\rho\, \phi''(X w_i)) X \delta_i / n$. The first matrix above enters with
both signs; in the second the weights sum to $\rho^\top X b = 0$, so that both signs occur among them.
"""

import numpy as np
import pytest

from empirics import metastable_plateau as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, PerTrial, Printed, Radius, Source
from theory import metastable_plateau as exact

CLAIM = Claim(
    name="two_layer.escape_rate_from_the_plateau",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\lambda = \lambda_{\max}\left(\frac{\phi'''(0)}{\phi'(0)} \cdot \frac1n X^\top \mathrm{diag}(\rho\, X b) X"
    r"\right), \quad \delta \sim e^{\lambda t / h} \quad (\phi''(0) = 0)",
    source=Source("ba2020slides", where="Vanishing and Non-vanishing Initialization"),
    standing=Corrected("the printed equivalence with least squares holds for d < n until this growth has had its time"),
    axes=Axes(x="width h", y="rate times h or sqrt h, over its limit", xscale="log"),
)
EXACT = {"erf": (128, 512, 2048), "sigmoid": (512, 2048, 8192)}
WIDE = {"erf": (128, 2048, 65536), "sigmoid": (1024, 8192, 2**18), "softplus": (1024, 32768, 2**22)}


def parted(lab, activation, widths, *, settle, steps):
    return lab.run(
        measured.growth, trials=lab.at_scale(smoke=8, standard=16, nightly=64), n=32, d=8,
        activation=measured.KINDS[activation], widths=np.array(widths, dtype=float), noise=1.0,
        settle=np.array(settle), steps=np.broadcast_to(steps, 3).astype(int),
    )  # fmt: skip


@pytest.mark.parametrize("activation", EXACT)
def test_escape_rate_from_the_plateau_at_every_width(lab, verify, activation):
    widths = EXACT[activation]
    evidence = parted(lab, activation, widths, settle=500, steps=200)
    x, y, step = evidence.all("x").reshape(-1, 32, 8), evidence.all("y"), evidence.all("step")

    rates = np.array([[exact.rate_at_width(activation, *data, h) for h in widths] for data in zip(x, y, strict=True)])
    theory = PerTrial(exact.per_step(rates, step[:, None]) * np.array(widths))

    tolerance = Radius(2e-4, because="what 500 steps leave of the way to it, 1e-5 in pilots; later, roundings grow")

    limit = exact.leading_rate(activation, x, y)[:, None]
    verify(
        CLAIM, theory=theory, evidence=evidence["rate"].map(lambda r: r * np.array(widths)), tolerance=tolerance,
        at=widths, series=f"rate times h, {activation}",
        counterclaims={
            "the leading order in 1/h": PerTrial(np.broadcast_to(limit, rates.shape)),
            "as printed: nothing leaves least squares": Printed(np.zeros(3)),
            "gradient flow in the place of descent": PerTrial(rates * np.array(widths)),
            "residuals that are half as large": PerTrial(0.5 * theory.values),
        },
    )  # fmt: skip


@pytest.mark.parametrize("activation", WIDE)
def test_escape_rate_from_the_plateau_in_wide_networks(lab, verify, activation):
    widths, power = np.array(WIDE[activation], dtype=float), float(exact.escape_exponent(activation))
    theory = np.ones(3)

    steps = (30, 120, 480) if activation == "softplus" else 1000
    evidence = parted(lab, activation, WIDE[activation], settle=0, steps=steps)
    x, y = evidence.all("x").reshape(-1, 32, 8), evidence.all("y")
    limit = exact.leading_rate(activation, x, y)[:, None] / widths**power

    tolerance = ModelError(
        [0.5, 0.06, 0.004], because="powers of 1/h: pilots gave at most 20/h for erf, 150/h for sigmoid, 4.4/sqrt(h)"
    )

    verify(
        CLAIM, theory=theory, evidence=evidence["rate"].map(lambda r: r / limit[: len(r)]), tolerance=tolerance,
        at=widths, series=f"rate over its limit, {activation}",
        counterclaims={
            "as printed: nothing leaves least squares": Printed(np.zeros(3)),
            "the other power of h": (widths / widths[0]) ** (2 * power - 1.5),
            "twice as fast": np.full(3, 2.0),
        },
    )  # fmt: skip
