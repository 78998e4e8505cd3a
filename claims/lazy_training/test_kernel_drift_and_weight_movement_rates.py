r"""Each weight moves less in wider networks, all of them together do not.

Statement. Let $f(x) = m^{-1/2} \sum_{j \le m} a_j \sigma(\langle b_j, x\rangle)$ interpolate labels $y$ after gradient
descent from standard normal weights, and let $H$ be its tangent kernel at the start. Then $\|w - w_0\|$ tends to
$\sqrt{y^\top H^{-1} y}$, which does not depend on the width, while the root mean square of a weight's movement
falls like $m^{-1/2}$. The tangent kernel changes by $O(1/m)$ for a smooth $\sigma$, and by $O(1/\sqrt m)$ for ReLU.

Reason. The linearized network moves to $\Phi H^{-1} y$, whose norm is that root; it is shared by about $m$ weights. The
velocity of the kernel is odd in $a_j$ and cancels in the sum, except at kinks: a neuron moves only while it is
on at its data point, so some switch off and none comes back.
"""

import math

import numpy as np
import pytest

from empirics import linearized as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, PerTrial, Radius, Resolution, Source, UnderConvention
from theory import linearized as exact

CLAIM = Claim(
    name="lazy_training.kernel_drift_and_weight_movement_rates",
    statement=__doc__,
    kind=Kind.RATE,
    tex=r"\|w - w_0\| \to \sqrt{y^\top H^{-1} y}, \quad \|K - K_0\| = \Theta(m^{-1}) \text{ or } \Theta(m^{-1/2})",
    source=Source("im2021project", where="Introduction"),
    standing=UnderConvention("true of every single parameter; the change of all parameters together does not shrink"),
    axes=Axes(x="width", y="change of the kernel along the labels, times sqrt m", xscale="log"),
)
LABELS = np.array([1.0, -1.0])
TRAINING = {"points": np.eye(2), "labels": LABELS, "power": 0.5, "step": 0.6, "steps": 12}
WIDTHS = (64, 1024)


def test_kernel_drift_and_weight_movement_rates(lab, verify):
    theory = [0.0, -0.5, -1.0]

    evidence = lab.run(
        measured.two_layer, trials=lab.at_scale(smoke=128, standard=512, nightly=8192), activation="tanh",
        widths=WIDTHS, pairs=False, **TRAINING,
    )  # fmt: skip
    exponents = evidence["changes"].map(lambda x: np.log(x[:, 1] / x[:, 0]) / math.log(WIDTHS[1] / WIDTHS[0]))

    tolerance = Resolution([0.02, 0.02, 0.14], because="a quarter of a half power, or finer") + ModelError(
        [0.01, 0.01, 0.08], because="widths 64 to 1024 at other seeds: -0.001, -0.501 and -0.94, each within 0.015"
    )

    verify(
        CLAIM, theory=theory, evidence=exponents, tolerance=tolerance, tail=NearGaussian(skewness=1),
        series="exponents of total movement, movement of one weight, change of the kernel: tanh",
        counterclaims={
            "the total movement shrinks as well": [-0.5, -0.5, -1.0],
            "no weight stays near its start": [0.0, 0.0, -1.0],
            "a smooth kernel changes like that of ReLU": [0.0, -0.5, -0.5],
            "a weight moves by 1/m": [-0.5, -1.0, -1.0],
        },
    )  # fmt: skip


@pytest.mark.parametrize(("activation", "error"), [("tanh", 0.2), ("relu", 0.9)])
def test_kernel_drift_and_weight_movement_rates_and_the_total_movement(lab, verify, activation, error):
    evidence = lab.run(
        measured.two_layer, trials=lab.at_scale(smoke=64, standard=64, nightly=1024), activation=activation,
        widths=WIDTHS, pairs=False, **TRAINING,
    )  # fmt: skip
    gram, total = evidence.all("gram")[:, 1], evidence["changes"].map(lambda x: x[:, 1, 0])

    theory = exact.total_movement(gram, LABELS)

    tolerance = ModelError(
        error / math.sqrt(WIDTHS[1]), because="largest errors at other seeds, times sqrt m: 0.07 (tanh) and 0.5 (ReLU)"
    )

    verify(
        CLAIM, kind=Kind.IDENTITY, theory=PerTrial(theory), evidence=total, tolerance=tolerance,
        series=f"total movement, {activation}, m = {WIDTHS[1]}",
        counterclaims={
            "smaller than at width 64 by 1/sqrt m": PerTrial(theory / 4),
            "its square: y' H^-1 y": PerTrial(theory**2),
            "the norm of H^-1 y": PerTrial(np.linalg.norm(np.linalg.solve(gram, LABELS[:, None])[..., 0], axis=1)),
        },
    )  # fmt: skip


@pytest.mark.parametrize("width", [1024, 4096])
def test_kernel_drift_and_weight_movement_rates_at_the_kinks_of_relu(lab, verify, width):
    theory = math.sqrt(width) * exact.drift("relu", width, LABELS, step=0.6, steps=12)

    evidence = lab.run(
        measured.two_layer, trials=lab.at_scale(smoke=64, standard=640, nightly=4096), activation="relu",
        widths=(1024, 4096), pairs=True, **TRAINING,
    )  # fmt: skip
    index = [1024, 4096].index(width)
    change = (evidence["along"]).map(lambda x: math.sqrt(width) * x[:, index])

    tolerance = Resolution(0.08, because="a quarter of the constant") + Radius(
        0.03, because="quadrature across the kinks, compared with finer rules"
    )

    verify(
        CLAIM, theory=theory, evidence=change, tolerance=tolerance, tail=NearGaussian(skewness=1.2), at=width,
        series="ReLU: y' (K - K_0) y / n times sqrt m",
        counterclaims={
            "1/m from the width one on, as for smooth activations": exact.drift("relu", 1, LABELS, step=0.6, steps=12)
            / math.sqrt(width),
            "neurons come back: no drift": 0.0,
            "twice as many switch off": 2 * theory,
            "neurons switch on": -theory,
        },
    )  # fmt: skip
