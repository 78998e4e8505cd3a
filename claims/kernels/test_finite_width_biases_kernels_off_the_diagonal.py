r"""Finite width biases kernels off the diagonal.

Statement. Take ReLU networks with L hidden layers of width m, weights of variance 2 / fan-in and no biases. On the
diagonal the Gram matrix of the last features (the conjugate kernel) and the tangent kernel have their infinite-width
values in the mean, at every width, and with one hidden layer they have them everywhere. Elsewhere, and with more
layers, the mean is $K + b/m + O(1/m^2)$ with an explicit $b$ that depends on the angle between the inputs. At 120
degrees and L = 2 it is $-1.16\,K$ and $-1.39\,\Theta$, so that at width 16 both kernels are 7 to 9 per cent too small.
An average over many networks removes the fluctuations of order $m^{-1/2}$, but not this.

Reason. A layer's Gram matrix is a mean over independent units, hence unbiased given the Gram matrix $G$ that it reads;
but this conditional mean $F(G)$ is curved, and so the fluctuations of $G$, of covariance $V/m$, shift the next one by
half of $F'' : V$, and the layers above pass that on. For the tangent kernel let the weights at the second input be
copies of correlation $\tau$: its mean is the derivative in $\tau$, at 1, of that of the conjugate kernel.
"""

import numpy as np
import pytest

from empirics import finite_width_bias as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import activations
from theory import finite_width_bias as exact

CLAIM = Claim(
    name="kernels.finite_width_biases_kernels_off_the_diagonal",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\mathbb{E}\, K_m(x, x') = K + \frac{b}{m} + O(m^{-2}), \quad b = \tfrac{1}{2}\, F'' : V \;\; (L = 2)",
    source=Source("im2021project", where="2 Finite Width Deep Nets, theorem on the kernel at initialization"),
    standing=UnderConvention(
        "the source bounds the distance of one network's kernel from the limit and does not speak of its mean;"
        " the bias, its formula and its measurement are added"
    ),
    axes=Axes(x="angle between the inputs, degrees", y="width times (mean of the kernel - its limit)"),
)
ANGLES = (60, 90, 120)
NETS, TRIALS = 250, 160
SPREAD = {  # standard deviations of one network's kernel times its width, after regression
    ("conjugate", 2): [0.31, 0.56, 0.72], ("tangent", 2): [0.72, 0.62, 0.8],
    ("conjugate", 3): [0.6, 1.15, 1.35], ("tangent", 3): [2.25, 1.8, 1.7],
}  # fmt: skip
SECOND = {  # bounds on m (m (mean - limit) - b)
    ("conjugate", 2): [0.2, 0.15, 0.12], ("tangent", 2): [0.5, 0.3, 0.15],
    ("conjugate", 3): [0.3, 0.3, 0.35], ("tangent", 3): [2.6, 1.2, 0.8],
}  # fmt: skip


@pytest.mark.parametrize("kernel", ["conjugate", "tangent"])
@pytest.mark.parametrize(("depth", "width"), [(2, 16), (2, 32), (3, 16)])
def test_finite_width_biases_kernels_off_the_diagonal(lab, verify, kernel, depth, width):
    cosines = np.cos(np.radians(ANGLES))
    found = [exact.bias(activations.RELU, depth, 1, cosine, 1, weight_variance=2) for cosine in cosines]
    biases = {"conjugate": [f.nngp_bias for f in found], "tangent": [f.ntk_bias for f in found]}
    limit = np.array([f.nngp if kernel == "conjugate" else f.ntk for f in found])
    theory = np.array(biases[kernel])

    trials = lab.at_scale(smoke=16, standard=TRIALS, nightly=16 * TRIALS)
    design = {"width": width, "depth": depth, "angles": np.radians(ANGLES), "nets": NETS}
    evidence = lab.run(measured.means, trials=trials, **design)[kernel].map(lambda mean: width * (mean - limit))

    spread = np.array(SPREAD[kernel, depth]) * (width / 16) ** 0.15
    error = lab.at_scale(smoke=3, standard=1, nightly=0.25) * spread / (TRIALS * NETS) ** 0.5
    tolerance = Resolution(12 * error, because="12 standard errors")
    tolerance += ModelError(np.array(SECOND[kernel, depth]) / width, because="pilots at widths 8 to 32, other seeds")

    wrong = {
        "no bias, as on the diagonal and for one layer": 0.0,
        "the other sign": -theory,
        "all of F'' : V instead of half": 2 * theory,
        "falling like 1 / m^2 from half of this width on": theory / 2,
        "falling like m^(-1/2) from half of this width on": 2**0.5 * theory,
    }
    if kernel == "tangent":
        wrong["that of the conjugate kernel"] = np.array(biases["conjugate"])
    verify(
        CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=NearGaussian(skewness=0.5),
        counterclaims=wrong, at=np.array(ANGLES, dtype=float), series=f"{kernel}, L = {depth}, m = {width}",
    )  # fmt: skip
