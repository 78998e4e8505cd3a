r"""A first layer with large initial weights moves little.

Statement.  Let h units start at $w \sim N(0, I_d / d)$, doubled so that the network is 0, and train the first layer to
the end. The weights move by $\| W - W_0 \|_F^2 \approx y^\top K^{-1} y$, which does not grow with h: in the limit it is
$r^2 \alpha / b_0 + \sigma^2 (n/d - \alpha) / b_1$ for a teacher of length r and label noise $\sigma^2$, $\alpha$ being
its overlap with the mean predictor, $b_0$ the squared mean and $b_1$ the variance of $\phi'$. As $\| W_0 \|_F \approx
\sqrt{2h}$, the relative movement falls like $h^{-1/2}$, without an $\epsilon > 0$ in the scale $d^{-(1 - \epsilon)/2}$.

Reason.  Gradient descent ends at the solution of the linearised problem that is nearest to the start, at the distance
$(y^\top K^{-1} y)^{1/2}$; K is $b_0 X X^\top + b_1 d\, I$.
"""

import numpy as np
import pytest

from empirics import large_start as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Quantile, Resolution, Source, UnderConvention
from theory import activation_constants
from theory import large_start as exact

CLAIM = Claim(
    name="two_layer.large_start_moves_little",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\| W - W_0 \|_F^2 \to \frac{r^2 \alpha}{b_0} + \frac{\sigma^2 (n/d - \alpha)}{b_1}, \quad"
    r" \frac{\| W - W_0 \|_F}{\| W_0 \|_F} \propto h^{-1/2}",
    source=Source("ba2020slides", where="Nonlinear Network: Trained First Layer"),
    standing=UnderConvention("doubled networks; true at epsilon = 0 already, the distance itself is added"),
    axes=Axes(x="d / n", y="squared movement", yscale="log"),
)
RATIOS = (1.0, 1.5, 2.0, 3.0, 4.0)


def lengths(lab):
    """The table of lengths, and the widths."""
    widths, size = lab.at_scale(
        smoke=((16, 64), {"n": 12, "d": 48}),
        standard=((24, 192), {"n": 24, "d": 96}),
        nightly=((96, 960), {"n": 320, "d": 640}),
    )
    trials, run = lab.at_scale(smoke=16, standard=96, nightly=96), {"fresh": 64, "noise": 0.25, **size}
    return lab.run(measured.trained, trials=trials, activation="erf", widths=widths, **run)["length"], np.array(widths)


def test_large_start_moves_little(lab, verify):
    theory = exact.movement_exponents()

    evidence, widths = lengths(lab)
    moved = evidence.map(lambda x: np.stack([x[:, 0], x[:, 0] / x[:, 2]], axis=1))

    tolerance = Resolution(0.03, because="what a hundred networks of each width tell") + ModelError(
        0.03, because="the curvature of phi bends the line: by 0.02 from 24 to 192 units"
    )

    verify(
        CLAIM,
        kind=Kind.RATE,
        theory=theory,
        evidence=moved.map(lambda x: np.log(x[:, :, 0] / x[:, :, 1]) / np.log(widths[1] / widths[0])),
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.6),
        series="exponents of 1/h, of the movement and relative to the start",
        counterclaims={
            "the movement grows like the start": [-0.5, 0.0],
            "relative movement stays, unless epsilon > 0": [0.0, 0.0],
            "like one unit's, h^-1/2": [0.5, 1.0],
        },
    )


def test_large_start_moves_little_by_the_length_of_the_labels_in_the_kernel(lab, verify):
    theory = [1.0, 1.0]

    evidence, widths = lengths(lab)

    tolerance = Resolution(0.015, because="what a hundred networks of each width tell") + ModelError(
        1 / widths, because="the kernel itself changes by a share of order 1/h on the way; 0.6 / h was seen"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence.map(lambda x: x[:, 0] / x[:, 1]),
        tolerance=tolerance,
        tail=Quantile(0.5),
        series="movement over (y'K^-1 y)^(1/2)",
        counterclaims={
            "the two halves of the doubled network add up": [2**0.5, 2**0.5],
            "only one half moves": [2**-0.5, 2**-0.5],
        },
    )


@pytest.mark.parametrize("part", ["signal", "noise"])
def test_large_start_moves_little_in_the_limit(lab, verify, part):
    n, of = 32, {"noise": 1.0 * (part == "noise"), "radius": 1.0 * (part == "signal")}
    theory = [exact.squared_movement("erf", n, round(g * n), **of) for g in RATIOS]

    evidence = lab.run(measured.movement, trials=lab.at_scale(smoke=64, standard=256, nightly=8192), n=n, ratios=RATIOS)

    calm = np.array(RATIOS) ** (-2.1 if part == "noise" else -1.4)
    fine = lab.at_scale(smoke=0.15, standard=0.035, nightly=0.007) * (6.5 if part == "noise" else 1.0)
    tolerance = Resolution(fine * calm, because="a few per cent, finer where less is to be learned per dimension") + (
        ModelError(calm * 20 / n**2, because="2 R(2n) - R(n) has lost the order 1/n; 15 / n^2 was seen at d = n")
    )

    phi = activation_constants.constants("erf")
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[part],
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=RATIOS,
        series=part,
        counterclaims={
            "as without the identity, b_1 = 0: min(1, n / d) / b_0": 1 / np.array(RATIOS) / phi.tangent_slope,
            "as without the Gram matrix, b_0 = 0: (n / d) / b_1": 1 / np.array(RATIOS) / phi.tangent_rest,
        },
    )
