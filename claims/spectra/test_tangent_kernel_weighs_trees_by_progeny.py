r"""The tangent kernel weighs trees by their progeny.

Statement. Let $Z_0 = 1, Z_1, \dots, Z_L$ be the generations of a branching process in which the offspring of each
generation has the squared Hermite coefficients of a layer's activation as its law. For inputs of cosine c the kernel of
the initial network divided by its value at c = 1 is $E[c^{Z_L}]$, and the tangent kernel divided by its value at 1 is
$E[(Z_0 + \dots + Z_L)\, c^{Z_L}] / E[Z_0 + \dots + Z_L]$. On the d-cube the share of degree k is therefore the
probability that a walk of $Z_L$ steps along the edges ends at distance k, for plain trees and for trees weighted by
their progeny. ReLU layers without bias are critical: one child in the mean, and a progeny of L + 1.

Reason. Dual activations are probability generating functions, and a network composes them. By Price's theorem the
derivative of a layer's kernel belongs to the derivative of its activation, so that the h-th term of the tangent kernel
is $s\, \partial_s$ of the composition above layer h, which brings down $Z_{L-h}$. Parities of k coordinates decay under
the walk just as the kernel's power series says.
"""

import numpy as np
import pytest

from empirics import branching as measured
from harness import Axes, Claim, Kind, NearGaussian, Resolution, Source, UnderConvention
from theory import activations
from theory import depth_spectra as exact

CLAIM = Claim(
    name="spectra.tangent_kernel_weighs_trees_by_progeny",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\frac{\Theta(c)}{\Theta(1)} = \frac{E[(Z_0 + \cdots + Z_L)\, c^{Z_L}]}{E[Z_0 + \cdots + Z_L]}",
    source=Source("im2021project", where="2 Finite Width Deep Nets, formula of the NTK"),
    standing=UnderConvention("an identity that the source does not state, for NTK parametrization and equal norms"),
    axes=Axes(x="degree", y="share of the degree"),
)
DEGREES = np.arange(7)


@pytest.mark.parametrize("kernel", ["initial", "tangent"])
def test_tangent_kernel_weighs_trees_by_progeny(lab, verify, kernel):
    d, depth = 8, 3
    how = {"depth": depth + 1, "weight_variance": 2, "bias_variance": 0}
    relu, names = activations.RELU, ("nngp", "ntk")
    initial, tangent = (exact.shares(relu, d, DEGREES, **how, kernel=name).fractions for name in names)

    theory = (tangent if kernel == "tangent" else initial)[depth]

    evidence = lab.run(
        measured.branching_relu,
        trials=lab.at_scale(smoke=16, standard=256, nightly=8192),
        trees=4096,
        dimension=d,
        depth=depth,
    )

    tolerance = Resolution(
        np.linspace(0.008, 0.003, len(DEGREES)) * lab.at_scale(smoke=3, standard=1, nightly=0.2),
        because="a few per cent of the larger shares; the rarer a degree, the less its count varies",
    )

    earlier = ((depth + 1) * tangent[depth] - initial[depth]) / depth
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[kernel].map(lambda shares: shares[:, : len(DEGREES)]),
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.6),
        at=DEGREES,
        series=f"{kernel} kernel, {depth} hidden ReLU layers, d = {d}",
        counterclaims={
            "the other weights": (initial if kernel == "tangent" else tangent)[depth],
            "progeny without the last generation, whose mean is one": earlier,
            "one generation more": (tangent if kernel == "tangent" else initial)[depth + 1],
        },
    )
