r"""The ReLU tangent kernel is arc-cosine.

Statement.  Let $h(x) = m^{-1/2} \sum_i a_i \operatorname{relu}(b_i \cdot x)$ with independent standard normal weights.
As m grows its tangent kernel tends to $\langle x, x' \rangle\, \mathbb{E}[\operatorname{relu}'(B \cdot x)
\operatorname{relu}'(B \cdot x')] + \mathbb{E}[\operatorname{relu}(B \cdot x) \operatorname{relu}(B \cdot x')]
= |x|\, |x'|\, \kappa(\xi)$, where $\xi$ is the cosine of the inputs and $\kappa(\xi) = \tfrac{1}{\pi}\, \xi\,
(\pi - \arccos \xi) + \tfrac{1}{2 \pi} \sqrt{1 - \xi^2}$. The printed $\kappa$ is twice as large.

Reason.  In the plane of the inputs, at angle t, B has $\mathbb{E} |B|^2 = 2$ and a uniform direction p. Both units are
active for $t - \pi/2 < p < \pi/2$, an arc of length $\pi - t$: hence $\mathbb{E}[\operatorname{relu}'
\operatorname{relu}'] = (\pi - t) / 2 \pi$, and the integral of $\cos p \cos(p - t)$ over it gives
$\mathbb{E}[\operatorname{relu} \operatorname{relu}] = (\sin t + (\pi - t) \cos t) / 2 \pi$. The printed form belongs
to $\sqrt 2 \operatorname{relu}$.
"""

import numpy as np
import pytest

from empirics import arc_cosine as measured
from harness import Axes, Claim, Corrected, Kind, NearGaussian, PerTrial, Printed, Resolution, Roundoff, Source
from theory import arc_cosine as exact

CLAIM = Claim(
    name="kernels.relu_ntk_is_arc_cosine",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\kappa(\xi) = \frac{\xi\,(\pi - \arccos\xi)}{\pi} + \frac{\sqrt{1 - \xi^2}}{2\pi}",
    source=Source("hadiji2025class", where="NTK for a two-layer network: One hidden layer ReLU NTK"),
    standing=Corrected("the printed kappa is twice the kernel that the same slide defines"),
    axes=Axes(x="angle between the inputs (degrees)", y="kappa"),
)


def wrong_variants(cosine, wrap=np.asarray):
    angle, root = exact.angle_term(cosine), exact.root_term(cosine)
    return {
        "as printed: 2 xi (pi - arccos xi) / pi + sqrt(1 - xi^2) / pi": Printed(wrap(2 * angle + 2 * root)),
        "half of the root term": wrap(angle + root / 2),
        "arccos xi in place of pi - arccos xi": wrap(cosine - angle + root),
        "no root term, as if only the input layer were trained": wrap(angle),
        "prefactors swapped, 1 / (2 pi) and 1 / pi": wrap(angle / 2 + 2 * root),
    }


@pytest.mark.parametrize("derivation", exact.DERIVATIONS)
def test_relu_ntk_is_arc_cosine(lab, verify, derivation):
    evidence = lab.run(
        measured.placed_network,
        trials=lab.at_scale(smoke=32, standard=128, nightly=4096),
        dimension=5,
    )
    cosine = evidence.all("cosine")

    theory = PerTrial(exact.kappa_by(derivation, cosine))

    tolerance = Roundoff(
        operations=64,
        condition=evidence.worst("condition"),
        because="48 neurons, and an arccos whose error grows as 1 / sin of the angle",
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["kernel"],
        tolerance=tolerance,
        series=derivation,
        counterclaims=wrong_variants(cosine, PerTrial),
    )


@pytest.mark.parametrize(
    ("weights", "dimension", "resolution"),
    [("gaussian", 3, 0.01), ("directions", 2, 0.0007)],
)
def test_relu_ntk_is_arc_cosine_in_wide_networks(lab, verify, weights, dimension, resolution):
    degrees = np.arange(10.0, 180.0, 20.0)
    cosine = np.cos(np.deg2rad(degrees))

    theory = exact.kappa(cosine)

    evidence = lab.run(
        measured.wide_network,
        trials=lab.at_scale(smoke=64, standard=1024, nightly=65536),
        width=8192,
        dimension=dimension,
        weights=weights,
        angles=np.deg2rad(degrees),
    )

    tolerance = Resolution(resolution, because="the mean is exactly kappa at every width; only trials limit us")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["kernel"],
        tolerance=tolerance,
        kind=Kind.LIMIT,
        tail=NearGaussian(0.3),
        at=degrees,
        series=f"mean over millions of neurons, {weights}",
        counterclaims=wrong_variants(cosine),
    )
