r"""The ReLU kernel has a cusp and flattens with depth.

Statement. For ReLU networks of $L$ hidden layers without biases, in units in which $\Theta_L(x, x) = L + 1$: at a small
angle $\theta$ the tangent kernel falls by $\frac{L(L+1)}{2\pi}\,\theta$, so it is not differentiable where its inputs
coincide. With depth all different inputs become alike: $L^2 (1 - \text{correlation})$ tends to $9\pi^2/2$, and
$\Theta_L / (L+1)$ tends to 1/4, whatever the angle.

Reason. A layer multiplies gradients by $1 - \theta / \pi$ and moves small angles only to second order: the shares
$(1 - \theta/\pi)^{L-h}$ of the layers lose $\sum_h (L - h)\,\theta / \pi$ in all. Over many layers $\theta \approx
3\pi / L$, and then $\Theta_L \approx 1 + (1 - 3/L)\,\Theta_{L-1}$, which L/4 solves.
"""

from dataclasses import replace

import numpy as np
import pytest

from empirics import layered_kernels as networks
from empirics import relu_cusp as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import relu_cusp as exact

CLAIM = Claim(
    name="kernels.relu_kernel_has_a_cusp_and_flattens_with_depth",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\Theta_L(x, x) - \Theta_L(x, y) = \tfrac{L(L+1)}{2\pi}\,\theta + O(\theta^2), \quad"
    r" \tfrac{\Theta_L}{L+1} \to \tfrac14",
    source=Source("im2021project", where="2 Finite Width Deep Nets, definition of the NTK"),
    standing=UnderConvention("drawn from the printed recursion, which does not mention them; no biases"),
    axes=Axes(x="angle (degrees)", y="fall of the tangent kernel", xscale="log", yscale="log"),
)
SLOPE = replace(CLAIM, axes=Axes(x="hidden layers", y="slope of the cusp"))
DEEP = replace(CLAIM, axes=Axes(x="hidden layers", y="against its limit", xscale="log", yscale="log"))


def test_relu_kernel_has_a_cusp_and_flattens_with_depth(lab, verify):
    depths = np.arange(1, 7)

    theory = np.array([exact.cusp(depth) for depth in range(1, 7)])

    evidence = lab.run(measured.nearby, trials=lab.at_scale(smoke=8, standard=16, nightly=512), depth=6)

    tolerance = ModelError(2e-5 * (1 + depths**3 / 4), because="angle x depth^3 / 4, from pilots at angles up to 2e-5")

    verify(
        SLOPE, theory=theory, evidence=evidence["slope"], tolerance=tolerance, series="slope of the cusp", at=depths,
        counterclaims={
            "every layer loses alike: L / pi": depths / np.pi,
            "L^2 / (2 pi)": depths**2 / (2 * np.pi),
            "read-out left out: L (L - 1) / (2 pi)": depths * (depths - 1) / (2 * np.pi),
            "smooth: no term of first order": 0.0 * depths,
        },
    )  # fmt: skip


@pytest.mark.parametrize("constant", ["rate", "share"])
def test_relu_kernel_has_a_cusp_and_flattens_with_depth_in_the_limit(lab, verify, constant):
    depths = (300, 1000, 3000, 10000)

    theory = np.array([exact.gap_rate() if constant == "rate" else exact.plateau(L) / (L + 1) for L in depths])

    evidence = lab.run(measured.deep, trials=lab.at_scale(smoke=8, standard=16, nightly=256), depths=depths)

    L = np.array(depths, dtype=float)
    error = 45 * (3 * np.log(L) + 15) / L if constant == "rate" else (np.log(L) / 2 + 1) / L
    tolerance = ModelError(error, because="g^(-1/2) grows by a + 3 a^2 g^(1/2) / 2; constants from pilots at 40 angles")

    rate = {
        "9 pi^2": 9 * np.pi**2 + 0 * L,
        "2 pi^2, as if t = 2 pi / L": 2 * np.pi**2 + 0 * L,
        "like 1 / L: a rate that grows": exact.gap_rate() * L / L[0],
    }
    share = {
        "all layers agree: 1": 1 + 0 * L,
        "no gradient arrives: 1 / (L + 1)": 1 / (L + 1),
        "1 / 3, with slopes 1 - 2 / L": 1 / 3 + 0 * L,
    }
    wrong = rate if constant == "rate" else share
    verify(DEEP, theory=theory, evidence=evidence[constant], tolerance=tolerance, counterclaims=wrong, at=L,
           series="L^2 (1 - c), c the correlation" if constant == "rate" else "Theta / (L + 1)")  # fmt: skip


@pytest.mark.parametrize("depth", [1, 3])
def test_relu_kernel_has_a_cusp_and_flattens_with_depth_in_finite_networks(lab, verify, depth):
    degrees = np.array([4.0, 16.0, 64.0, 128.0])
    angles = np.deg2rad(degrees)

    theory = exact.drop(depth, angles)

    evidence = lab.run(
        networks.sampled,
        trials=lab.at_scale(smoke=64, standard=512, nightly=4096),
        width=lab.at_scale(smoke=256, standard=1024, nightly=8192),
        activation="relu", depth=depth, weight_variance=2.0, bias_variance=0.0, angles=angles,
    )  # fmt: skip

    tolerance = ModelError(
        0.006, because="at width 128 the mean was off by less than 0.02 in pilots; it falls as 1 / m"
    )
    finest = 0.4 * angles / (1 + 1.3 * angles)
    tolerance += Resolution(finest / lab.at_scale(smoke=0.2, standard=1, nightly=6), because="11 standard errors")

    verify(
        CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence["drop"].map(lambda fall: 2 * fall),
        tolerance=tolerance, tail=NearGaussian(skewness=1), at=degrees, series=f"depth {depth}",
        counterclaims={
            "as if linear: (L + 1) (1 - cos(angle))": (depth + 1) * (1 - np.cos(angles)),
            "one layer less": exact.drop(depth - 1, angles),
            "one layer more": exact.drop(depth + 1, angles),
        },
    )  # fmt: skip
