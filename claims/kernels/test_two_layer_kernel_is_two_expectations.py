r"""The two-layer kernel is two expectations.

Statement. Let $h(x) = m^{-1/2} \sum_i a_i \sigma(b_i \cdot x)$ have independent neurons, $b_i$ standard normal and
$\mathbb{E} a_i^2 = 1$. Along one growing sequence of neurons its tangent kernel tends almost surely to $k(x, x') =
\langle x, x' \rangle \mathbb{E}[\sigma'(B \cdot x) \sigma'(B \cdot x')] + \mathbb{E}[\sigma(B \cdot x) \sigma(B \cdot
x')]$; in one dimension the factor is the product $x x'$. At m neurons its mean is exactly k and its variance exactly
$V / m$, with $V = 3 |x|^4$ for ReLU and $x = x'$. Of all widths from M on, the largest error times $\sqrt{M / V}$ tends
in law to the largest $|B_t|$ of a Brownian motion on $[0, 1]$.

Reason. The kernel is the mean of the neurons' independent contributions $\sigma \sigma + a_i^2 \langle x, x' \rangle
\sigma' \sigma'$, and the law of large numbers holds along the sequence. Sums of m contributions behave as $W(m)$,
errors as $W(m) / m$, and inverting time turns all $m \ge M$ into one finite interval.
"""

import math

import numpy as np
import pytest
from scipy.special import erf

from empirics import two_layer_kernel as measured
from harness import AsPrinted, Axes, Claim, Kind, ModelError, PerTrial, Resolution, Roundoff, Source
from harness.tails import Bernoulli, NearGaussian
from theory import activations, dual_activations
from theory import two_layer_kernel as exact

CLAIM = Claim(
    name="kernels.two_layer_kernel_is_two_expectations",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"k(x, x') = \langle x, x' \rangle\, \mathbb{E}[\sigma'(B \cdot x)\, \sigma'(B \cdot x')]"
    r" + \mathbb{E}[\sigma(B \cdot x)\, \sigma(B \cdot x')]",
    source=Source("hadiji2025class", where="Two-layer neural net"),
    standing=AsPrinted("the variance at m neurons and the law of the later errors are added"),
    axes=Axes(x="neurons m", y="variance of the kernel", xscale="log", yscale="log"),
)
RELU = activations.RELU
SIZES = {"first": 64, "neurons": 1024, "widths": (4, 16, 64)}
PAIRS = {"on a line": ([1.5], [0.8]), "in space": ([1.0, 0.5, -0.3], [0.2, 1.0, 0.4])}
EACH_PAIR = pytest.mark.parametrize("inputs", PAIRS)


def grown(lab, x, y):
    """The same growing sequences for every question about one pair of points."""
    trials = lab.at_scale(smoke=256, standard=8192, nightly=262144)
    return lab.run(measured.growing, trials=trials, x=np.array(x), y=np.array(y), **SIZES)


def test_two_layer_kernel_is_two_expectations_with_its_variance(lab, verify):
    evidence = lab.run(measured.placed, trials=lab.at_scale(smoke=32, standard=64, nightly=4096), dimension=4)
    points, norms = evidence.all("points"), (evidence.all("points") ** 2).sum(axis=2).prod(axis=1)
    k = np.array([exact.kernel(RELU, x, y) for x, y in points])
    v, of_signs = (np.array([exact.relu_variance(x, y, fourth_moment=f) for x, y in points]) for f in (3.0, 1.0))

    theory = PerTrial(np.stack([k, v], axis=1))

    tolerance = Roundoff(operations=4096, scale=norms.max(), because="288 neurons, moments of order |x|^2 |y|^2")

    wrong = {
        "E a^4 = 1, as for random signs": PerTrial(np.stack([k, of_signs], axis=1)),
        "second moments in place of variances": PerTrial(np.stack([k, v + k**2], axis=1)),
        "the values at coinciding directions": PerTrial(np.stack([np.sqrt(norms), 3 * norms], axis=1)),
    }
    seen, kind = evidence["moments"], Kind.IDENTITY
    verify(CLAIM, kind=kind, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong)


@EACH_PAIR
@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_two_layer_kernel_is_two_expectations_in_the_limit(lab, verify, inputs, activation):
    pair = PAIRS[inputs]
    norms = np.linalg.norm(pair, axis=1)
    sigma = {"relu": RELU, "erf": activations.ERF}[activation]
    theory = exact.kernel(sigma, *pair)

    fineness = lab.at_scale(smoke=0.03, standard=0.006, nightly=0.0015)
    tolerance = Resolution(fineness * norms.prod(), because="0.6 % of |x| |x'|")

    inner, (value, slope) = np.dot(*pair), exact.expectations(sigma, *pair)
    apart = dual_activations.duals(sigma, norms[0] ** 2, 0.0, norms[1] ** 2)
    wrong = {
        "only the output layer: E[sigma sigma]": value,
        "only the hidden layer: <x, x'> E[sigma' sigma']": inner * slope,
        "without the inner product: E[sigma sigma] + E[sigma' sigma']": value + slope,
        "products of means: another B in the second factor": apart.value + inner * apart.slope,
    }
    seen, tail = grown(lab, *pair)[activation], NearGaussian(skewness=0.3)
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, tail=tail, counterclaims=wrong)


@EACH_PAIR
def test_two_layer_kernel_is_two_expectations_up_to_a_variance(lab, verify, inputs):
    pair, widths = PAIRS[inputs], np.array(SIZES["widths"])
    theory = exact.relu_variance(*pair) / widths

    fineness = lab.at_scale(smoke=1.0, standard=0.2, nightly=0.04) * np.linalg.norm(pair, axis=1).prod() ** 2
    tolerance = Resolution(fineness / widths, because="a few per cent of V = O(|x|^2 |x'|^2)")

    square = 2 * exact.kernel(RELU, *pair) ** 2 / widths
    wrong = {"1 / m^2": theory / widths, "1 / sqrt(m)": theory * widths**0.5, "2 k^2, of a squared Gaussian": square}
    verify(CLAIM, theory=theory, evidence=grown(lab, *pair)["spread"], tolerance=tolerance, counterclaims=wrong,
           tail=NearGaussian(skewness=2), at=widths, series=f"inputs {inputs}")  # fmt: skip


@EACH_PAIR
def test_two_layer_kernel_is_two_expectations_almost_surely(lab, verify, inputs):
    pair, z, first = PAIRS[inputs], np.array([0.6, 0.8, 1.0, 1.3, 1.7, 2.2]), SIZES["first"]
    evidence, k, v = grown(lab, *pair), exact.kernel(RELU, *pair), exact.relu_variance(*pair)
    theory = exact.largest_later_error(z, first=first)

    why = "skewness, and widths above 16 M are not grown: at most 0.013 at another seed"
    fineness = lab.at_scale(smoke=0.3, standard=0.05, nightly=0.01)
    tolerance = ModelError(0.02, because=why) + Resolution(fineness, because="5 % in probability")

    single, never = erf(z / math.sqrt(2)), np.zeros(len(z))
    wrong = {"single width M: |N(0, 1)|": single, "one side only": theory**0.5, "no convergence": never}
    errors = np.maximum(evidence.all("highest") - k, k - evidence.all("lowest")) * math.sqrt(first / v)
    seen, tail = evidence["highest"].map(lambda x: errors[: len(x)]).below(z), Bernoulli()
    verify(CLAIM, kind=Kind.LAW, theory=theory, evidence=seen, tolerance=tolerance, tail=tail, counterclaims=wrong,
           at=z, series=f"inputs {inputs}")  # fmt: skip
