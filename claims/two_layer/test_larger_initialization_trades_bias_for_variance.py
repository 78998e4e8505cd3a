r"""Larger initial weights trade bias for variance.

Statement.  Vanishing initial weights of the first layer lead to the minimum-norm fit, large ones to a ridge $\zeta d$,
$\zeta = b_1 / b_0$. For all inputs X and every teacher $\theta$ the bias of the latter is higher, and its variance
lower, as below, with $s_1$ the largest eigenvalue of $X X^\top$ and P the projection on the row space of X. Which has
the lower risk depends on label noise over signal, $\sigma^2 / r^2$: vanishing weights below a break-even value, as
small as one or two hundredths for the sigmoid, and large ones above.

Reason.  A ridge t multiplies what is fitted along an eigenvector of $X X^\top$, with eigenvalue s, by s/(s + t) < 1: of
the signal t/(s + t) is missed, and of the noise less gets through. If $\phi$ is not linear, $\zeta$ is positive.
"""

import numpy as np
import pytest

from empirics import bidiagonal_spectra as spectra
from empirics import tangent_risk as measured
from harness import Axes, Claim, Kind, ModelError, PerTrial, Radius, Source, UnderConvention
from theory import tangent_risk as exact

CLAIM = Claim(
    name="two_layer.larger_initialization_trades_bias_for_variance",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"B - B_0 \ge \left(\tfrac{t}{s_1 + t}\right)^2 |P \theta|^2, \quad V \le \left(\tfrac{s_1}{s_1 + t}\right)^2"
    r" V_0, \quad t = d\, b_1 / b_0",
    source=Source("ba2020slides", where="Exact Risk for Two Initializations"),
    standing=UnderConvention(
        "of the linear models that stand for the networks; with d < n, training from vanishing weights stays near the "
        "minimum norm for a long time, and not for ever"
    ),
    axes=Axes(x="d / n", y="bias, variance, or break-even noise"),
)
RATIOS = np.array([0.25, 0.5, 0.75, 0.875, 1.125, 1.25, 1.5, 2.0, 3.0])
POLE = 1 / np.abs(RATIOS - 1)
PARTS: tuple[exact.Part, ...] = ("bias", "variance")
NAMES = ("vanishing", "tanh", "sigmoid")


def draws(lab):
    """Sizes n and d, and one spectrum of each size for all three ridges; the first is too small to matter."""
    n = lab.at_scale(smoke=1600, standard=12800, nightly=128000)
    dimensions = tuple((n * RATIOS).astype(int).tolist())
    zetas = (1e-12, *(measured.relative_variance(name) for name in NAMES[1:]))
    return n, dimensions, lab.run(spectra.ridge, trials=4, n=n, dimensions=dimensions, zetas=zetas)


def test_larger_initialization_trades_bias_for_variance_in_every_draw(lab, verify):
    evidence = lab.run(measured.exchange, trials=lab.at_scale(smoke=64, standard=512, nightly=16384), largest=12)
    top, bottom, ridge = (evidence.all(name) for name in ("top", "bottom", "ridge"))

    theory = PerTrial(exact.least_exchange(top, ridge))

    tolerance = Radius(1e-7, because="a dozen rows, ridges that are no less than a twentieth of the mean eigenvalue")

    verify(
        CLAIM,
        kind=Kind.BOUND,
        side="at least",
        theory=theory,
        evidence=evidence["exchange"],
        tolerance=tolerance,
        counterclaims={
            "the smallest eigenvalue in the place of the largest": PerTrial(exact.least_exchange(bottom, ridge)),
            "the share without its square, for the bias": PerTrial(theory.values ** np.array([0.5, 1.0])),
            "all of the variance is lost": [0.0, 1.0],
        },
    )


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("start", ["vanishing", "large"])
def test_larger_initialization_trades_bias_for_variance_on_the_curve(lab, verify, start, part):
    n, dimensions, evidence = draws(lab)
    vanishing = {p: exact.ridge_curve(0.0, n, dimensions, p) for p in PARTS}
    large = {p: exact.curve("sigmoid", n, dimensions, p) for p in PARTS}
    these, others = (vanishing, large) if start == "vanishing" else (large, vanishing)
    theory = these[part]

    spread = 20.0 if start == "large" else 12 * POLE**2
    tolerance = ModelError(spread / n, because="seven deviations of one draw: 2.7/n, or 1.5/n times the squared pole")

    row = NAMES.index("vanishing" if start == "vanishing" else "sigmoid")
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[part].map(lambda risk: risk[:, row]),
        tolerance=tolerance,
        at=RATIOS,
        series=f"{part}, {start} weights, sigmoid",
        counterclaims={
            "that of the other initialization": others[part],
            "bias and variance exchanged": these["bias" if part == "variance" else "variance"],
        },
    )


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_larger_initialization_trades_bias_for_variance_at_the_break_even(lab, verify, activation):
    n, dimensions, evidence = draws(lab)
    row, variance = NAMES.index(activation), evidence.all("variance")
    theory = exact.break_even(activation, n, dimensions)

    spread = {"tanh": 3.0, "sigmoid": 1.2}[activation]
    tolerance = ModelError(spread / n, because="seven deviations of one draw in pilots: 0.4/n and 0.15/n")

    saved = variance[:, 0] - variance[:, row]
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["bias"].map(lambda b: (b[:, row] - b[:, 0]) / saved[: len(b)]),
        tolerance=tolerance,
        at=RATIOS,
        series=f"break-even noise, {activation}",
        counterclaims={
            "large weights are always better": np.zeros(len(RATIOS)),
            "vanishing weights are better if the signal is stronger than the noise": np.ones(len(RATIOS)),
            "the other activation": exact.break_even("tanh" if activation == "sigmoid" else "sigmoid", n, dimensions),
        },
    )
