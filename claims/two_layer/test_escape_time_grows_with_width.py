r"""The time that a network spends at least squares grows like its width, or like the square root of its width.

Statement.  With n > d samples of d inputs and label noise, a network of h units trained from $w_i \sim N(0, I / (d
h^{1+\epsilon}))$ leaves least squares after a time T of order h if $\phi''(0) = 0$ (erf, sigmoid, tanh) and of order
$\sqrt h$ otherwise (softplus), up to a logarithm. At times far below T the equivalence with a linear network is right,
as it is if h tends to infinity before t does.

Reason.  Differences $\delta$ between units of one sign grow like $e^{\lambda t / h}$ or like $e^{\lambda t / \sqrt h}$.
If $\phi''(0) \ne 0$, they change f at $|\delta| \sim h^{-1/4}$. Otherwise they outgrow the plateau's own weights at
$|\delta| \sim h^{-1/2}$; their square does the rest, in another O(h).
"""

import math

import numpy as np
import pytest

from empirics import metastable_plateau as measured
from harness import Axes, Claim, Kind, ModelError, Quantile, Resolution, Source, UnderConvention
from theory import metastable_plateau as exact

CLAIM = Claim(
    name="two_layer.escape_time_grows_with_width",
    statement=__doc__,
    kind=Kind.RATE,
    tex=r"T \sim h \;(\phi''(0) = 0), \quad T \sim \sqrt h \ln h \;(\phi''(0) \ne 0)",
    source=Source("ba2020slides", where="Nonlinear Network: Trained First Layer"),
    standing=UnderConvention(
        "for d < n the printed equivalence needs h to tend to infinity before t does; how long it lasts is added"
    ),
    axes=Axes(x="activation", y="exponent of the time to leave, median"),
)
WIDTHS = {"erf": (64, 256, 1024), "softplus": (1024, 4096, 16384)}


@pytest.mark.parametrize(("activation", "level"), [("erf", 0.9), ("softplus", 0.5)])
def test_escape_time_grows_with_width(lab, verify, activation, level):
    theory = float(exact.escape_exponent(activation))

    widths = np.array(WIDTHS[activation], dtype=float)
    horizons = 100 * np.sqrt(widths) if activation == "softplus" else 6 * widths
    evidence = lab.run(
        measured.departure, trials=lab.at_scale(smoke=16, standard=64, nightly=128), n=24, d=12, groups=16,
        samples=np.array(24), activation=measured.KINDS[activation], widths=widths, vanishing=0.0, noise=1.0,
        level=level, horizons=horizons,
    )["time"]  # fmt: skip

    def exponent(times):
        """Of T(4h) - 2 T(h), in which what grows like sqrt(h) cancels and the logarithm with it."""
        steps = np.maximum(times[:, 1:] - 2 * times[:, :-1], 1e-2 * times[:, :-1])
        return np.log(steps[:, 1] / steps[:, 0]) / math.log(4)

    tolerance = Resolution(0.14, because="a quarter of the distance between h and sqrt(h)") + ModelError(
        0.08, because="pilots at these widths: 0.99 to 1.01 and 0.48 to 0.51"
    )

    verify(
        CLAIM, theory=theory, evidence=evidence.map(exponent), tolerance=tolerance, tail=Quantile(0.5),
        series=f"{activation}: until {1 - level:.0%} of the loss of least squares is lost",
        counterclaims={
            "independent of the width": 0.0,
            "the other exponent": 1.5 - theory,
            "like the square of the width": 2.0,
        },
    )  # fmt: skip
