r"""The start must beat the zero map.

Statement.  Not to start at a saddle is not enough. Let all layers have one length $r$ and rank one, facing each other,
but let the last point the wrong way, so that the margin of the point $z$ is $-x$ with $x = r^L |z|$. No gradient
vanishes; yet under gradient flow on the logistic risk $d \ln x / dt = -L |z|^{2/L} x^{1 - 2/L} / (1 + e^{-x})$: the
map shrinks to zero and the risk to $\ln 2$. With the last sign flipped, which puts the risk below $\ln 2$, the margin
grows for ever. If the last layer differs in length by a share $\epsilon$, the margin does pass zero, at a time near
$\ln(2 / \epsilon) / |z|$ for two layers. Two layers at zero never move; one alone does, and so does a single layer.

Reason.  The flow conserves $W_{k+1}^T W_{k+1} - W_k W_k^T$, here $r_{k+1}^2 - r_k^2 = 0$. To change its sign the map
must pass zero, where all layers vanish together, and there the flow stops. Below $\ln 2$ no such passage is ahead.
"""

import numpy as np
import pytest

from empirics import opposed_start as measured
from harness import Axes, Claim, Corrected, Kind, ModelError, PerTrial, Printed, Radius, Source
from theory import deep_linear
from theory import opposed_start as exact

CLAIM = Claim(
    name="deep_linear.start_must_beat_zero_risk",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\frac{d \ln x}{dt} = -\frac{L\,|z|^{2/L}\,x^{1 - 2/L}}{1 + e^{-x}}, \qquad"
    r" \widehat{\mathcal{R}} = \ln(1 + e^{x}) \downarrow \ln 2",
    source=Source("telgarskymargin", where="Theorem (Ji-Telgarsky '18)"),
    standing=Corrected("'initially not saddle' is not sufficient; R(W(0)) <= R(0), or a flip of the last sign, is"),
    axes=Axes(x="time", y="risk"),
)
TIMES = np.array([0.5, 1.0, 2.0, 4.0, 8.0])
GAPS = (0.1, 1e-2, 1e-3, 1e-4)


def risks(evidence, depth, sign):
    """The risk at each time, in every trial, of starts whose margin has this sign."""
    starts = zip(evidence.all("length"), evidence.all("scale"), strict=True)
    sizes = [exact.log_size(TIMES, length=z, scale=r, depth=depth, sign=sign) for z, r in starts]
    return PerTrial(np.logaddexp(0, -sign * np.exp(sizes)))


@pytest.mark.parametrize("sign", [-1, 1], ids=["opposed", "flipped"])
@pytest.mark.parametrize("depth", [2, 3, 4])
def test_start_must_beat_zero_risk(lab, verify, depth, sign):
    trials = lab.at_scale(smoke=2, standard=4, nightly=64)
    evidence = lab.run(measured.opposed, trials=trials, sizes=(3,) * depth + (1,), sign=sign, times=TIMES)

    theory = risks(evidence, depth, sign)

    tolerance = Radius(1e-7, because="the integrator keeps eleven digits of the weights, and the risk is of order one")
    printed = {"no saddle, so the risk tends to zero as from the flipped start": Printed(risks(evidence, depth, 1))}
    flipped = {"it stays above ln 2, as if the sign did not matter": risks(evidence, depth, -1)}
    deeper = {"the pace of one more layer": risks(evidence, depth + 1, sign)}
    rivals = (printed if sign < 0 else flipped) | deeper
    seen = evidence["margin"].map(lambda m: np.logaddexp(0, -m))
    shown = {"at": TIMES, "series": f"{depth} layers, {'opposed' if sign < 0 else 'last sign flipped'}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


def test_start_must_beat_zero_risk_or_escape_in_logarithmic_time(lab, verify):
    trials = lab.at_scale(smoke=2, standard=4, nightly=64)
    evidence = lab.run(measured.perturbed, trials=trials, sizes=(3, 4, 1), gaps=GAPS)

    starts = list(zip(evidence.all("length"), evidence.all("first"), evidence.all("last"), strict=True))
    times = [[exact.crossing_time(length=z, first=p, last=q) for q in lasts] for z, p, lasts in starts]
    theory = PerTrial(times)

    tolerance = Radius(
        1e-6, because="the integrator keeps ten digits, and an error of 1e-12 in a gap of 1e-4 passes on"
    )
    lengths, halves = evidence.all("length")[:, None], np.log(2 / np.array(GAPS))
    rivals = {
        "as if the slope of the loss stayed 1/2": PerTrial(halves / lengths),
        "in time 1 / gap": PerTrial(1 / (np.array(GAPS) * lengths)),
        "the longer point takes longer": PerTrial(theory.values * lengths**2),
    }
    shown = {"series": "time until the margin is zero"}
    seen = evidence["crossing"]
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


def test_start_must_beat_zero_risk_under_descent_too(lab, verify):
    trials = lab.at_scale(smoke=4, standard=16, nightly=1024)
    evidence = lab.run(measured.descended, trials=trials, width=5, step=0.1, steps=1000)

    theory = np.log(2)

    tolerance = ModelError(1e-9, because="the map shrinks by 0.95 a step or faster, hence below 1e-20 in 1000 steps")
    rivals = {"round-off breaks the tie, and the risk tends to zero": Printed(0.0), "to the share of wrong signs": 0.5}
    seen = evidence["risk"]
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals)


@pytest.mark.parametrize(
    ("sizes", "zero"), [((3, 4, 2, 1), (2,)), ((3, 4, 2, 1), (1, 3)), ((3, 1), (1,))], ids=["one", "two", "single"]
)
def test_start_must_beat_zero_risk_with_zero_layers(lab, verify, sizes, zero):
    trials = lab.at_scale(smoke=4, standard=16, nightly=256)
    evidence = lab.run(measured.partly_zero, trials=trials, sizes=sizes, zero=zero, count=5)

    starts = zip(evidence.all("weights"), evidence.all("data").reshape(-1, 5, sizes[0]), strict=True)
    theory = PerTrial([exact.speeds(deep_linear.layers(flat, sizes), data) for flat, data in starts])

    tolerance = Radius(1e-11, because="complex steps lose no digit to cancellation, and products are of order ten")
    standing = [float(k + 1 not in zero) for k in range(len(sizes) - 1)]
    rivals = {"every layer moves": np.ones(len(sizes) - 1), "only layers that are not zero move": standing}
    seen, shown = evidence["speed"], {"series": f"speed of each layer, zero at {zero}"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)
