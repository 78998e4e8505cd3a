r"""Parametrizations share functions, not kernels.

Statement. The networks $\sum_i a_i \sigma(b_i \cdot x)$ with $\operatorname{Var} a_i = 1 / m$ and $m^{-1/2} \sum_i
\alpha_i \sigma(b_i \cdot x)$ with $\operatorname{Var} \alpha_i = 1$ have the same law at the start, but different
tangent kernels. The first has the mean $m\, \mathbb{E}[\sigma \sigma] + \langle x, x' \rangle\, \mathbb{E}[\sigma'
\sigma']$, which grows with the width m, and no common learning rate repairs it. Rates per layer do: with $\eta / m$ for
$a$ and $\eta$ for b the first network runs through the very functions of the second at rate $\eta$. With $\eta / m$ for
both it is the second network with a hidden layer m times slower.

Reason. With $\alpha = \sqrt m\, a$ the functions coincide, while a derivative by $a$ is $\sqrt m$ times one by
$\alpha$: the output layer's part of the kernel is multiplied by m, the hidden layer's is not.
"""

import numpy as np
import pytest

from empirics import parametrizations as measured
from harness import Axes, Claim, Corrected, Kind, NearGaussian, PerTrial, Printed, Resolution, Roundoff, Source
from theory import activations, two_layer_kernel
from theory import parametrizations as exact

CLAIM = Claim(
    name="kernels.parametrizations_share_functions_not_kernels",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E} K_m(x, x') = m\, \mathbb{E}[\sigma \sigma] + \langle x, x' \rangle\, \mathbb{E}[\sigma' \sigma']",
    source=Source("hadiji2025class", where="An explicit example"),
    standing=Corrected(
        "equivalent as functions, not as trained networks; and the variance of $a$ is v / m for m neurons"
    ),
    axes=Axes(x="width m", y="mean tangent kernel", xscale="log", yscale="log"),
)
PAIR = ([1.0, 0.5], [-0.2, 1.2])
KNOWN = {"relu": activations.RELU, "erf": activations.ERF}
WIDTH, STEPS, RATE = 16, 40, 0.4
RATES = {
    "per layer": {"output_rate": RATE / WIDTH, "hidden_rate": RATE},
    "common": {"output_rate": RATE / WIDTH, "hidden_rate": RATE / WIDTH},
    "zero": {"output_rate": 0.0, "hidden_rate": 0.0},
}


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_parametrizations_share_functions_not_kernels_in_the_mean(lab, verify, activation):
    widths = np.array([1, 4, 16, 64, 256])
    evidence = lab.run(
        measured.standard_kernels,
        trials=lab.at_scale(smoke=64, standard=2048, nightly=16384),
        side=32, widths=tuple(int(m) for m in widths), x=np.array(PAIR[0]), y=np.array(PAIR[1]),
    )  # fmt: skip

    def kernels(parametrization):
        return np.array([exact.mean_kernel(parametrization, KNOWN[activation], *PAIR, width=m) for m in widths])

    theory = kernels("standard")

    fineness = lab.at_scale(smoke=10, standard=1, nightly=0.5) * {"relu": 0.0016, "erf": 0.0007}[activation]
    tolerance = Resolution(
        fineness * (1 + widths), because="half a per cent of a kernel of order m / 3 (ReLU) or m / 7 (erf)"
    )

    ntk, (value, slope) = kernels("ntk"), two_layer_kernel.expectations(KNOWN[activation], *PAIR)
    wrong = {
        "as printed, the same as for m^(-1/2) sum_i alpha_i sigma(b_i . x)": Printed(ntk),
        "a common factor, m times the other kernel": ntk * widths,
        "the output layer alone: m E[sigma sigma]": widths * value,
        "the layers exchanged: E[sigma sigma] + m <x, x'> E[sigma' sigma']": value + widths * np.dot(*PAIR) * slope,
    }
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence[activation], tolerance=tolerance,
           tail=NearGaussian(skewness=0.5), counterclaims=wrong, at=widths, series=activation)  # fmt: skip


@pytest.mark.parametrize("rates", ["per layer", "common", "zero"])
def test_parametrizations_share_functions_not_kernels_in_training(lab, verify, rates):
    evidence = lab.run(
        measured.trained,
        trials=lab.at_scale(smoke=16, standard=64, nightly=1024),
        width=WIDTH, points=4, tests=3, dimension=3, steps=STEPS, **RATES[rates],
    )  # fmt: skip
    given = (evidence.all(name) for name in ("output", "hidden", "data", "labels", "at"))
    starts = [(np.sqrt(WIDTH) * a, *others) for a, *others in zip(*given, strict=True)]

    def learned(output, hidden):
        """The other network after descent at these rates of its layers."""
        rates = {"output_rate": output, "hidden_rate": hidden, "steps": STEPS}
        return PerTrial([exact.descended(activations.ERF, *start, **rates) for start in starts])

    runs = {
        "per layer": learned(RATE, RATE),
        "common": learned(RATE, RATE / WIDTH),
        "zero": learned(0.0, 0.0),
    }
    theory = runs[rates]

    why = "rounding of every step, slightly amplified"
    tolerance = Roundoff(operations=STEPS * WIDTH * 8, condition=100, because=why)

    other = {"per layer": "common", "common": "zero", "zero": "per layer"}[rates]
    wrong = {
        f"the rates are {other}": runs[other],
        "one small rate for both layers of the other network": learned(RATE / WIDTH, RATE / WIDTH),
        "the hidden layer stays": learned(RATE, 0.0),
        "Var a = 1 / n with n = 4 data, at the start": PerTrial(evidence.all("start") * np.sqrt(WIDTH / 4)),
    }
    verify(CLAIM, theory=theory, evidence=evidence["learned"], tolerance=tolerance, counterclaims=wrong,
           series=f"rates {rates}")  # fmt: skip
