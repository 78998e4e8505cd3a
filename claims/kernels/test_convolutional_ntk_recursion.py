r"""The convolutional tangent kernel follows from the first layer to the last by one recursion.

Statement.  At infinite width the tangent kernel of a convolutional ReLU network is, for pixels $p$ of one image and
$p'$ of another, $\Theta_l = K_l + w\,\mathrm{box}(\dot E_{l-1} \Theta_{l-1})$ with $K_l = w\,\mathrm{box}(E_{l-1})$:
$E$ and $\dot E$ are the dual activations, box is the mean over the common shifts of both pixels within a filter. The
kernel of the images is the mean over $p = p'$, or over all pairs of pixels if the network pools before its read-out.

Reason.  A filter multiplies patches, and the product of two patches is a sum over common shifts. Given the layers
before, channels are independent, so that sums over channels tend to their means; gradients return through the same
filters, and the layer's own parameters add the product of its patches. Nothing is filtered behind the last activation.
"""

from dataclasses import replace

import numpy as np
import pytest

from empirics import convolutional_networks as measured
from harness import Claim, Kind, ModelError, NearGaussian, PerTrial, Resolution, Roundoff, Source, UnderConvention
from theory import activations
from theory import convolutional as exact

CLAIM = Claim(
    name="kernels.convolutional_ntk_recursion",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\Theta_l = K_l + \frac{w}{q^2} \sum_{s} \dot{E}_{l-1}(p + s, p' + s)\,\Theta_{l-1}(p + s, p' + s)",
    source=Source("im2021project", where="Convolutional NTK"),
    standing=UnderConvention("the source says that each layer convolves and writes no formula; all layers are trained"),
)
UPPER = np.triu_indices(3)
FINENESS = {  # a tenth of the kernel's size, for images x, x', the pairs (x, x), (x, x'), (x', x')
    "zeros, vanilla": (0.1, 0.03, 0.12),
    "zeros, pooled": (0.035, 0.025, 0.035),
    "circular, vanilla": (0.2, 0.06, 0.22),
    "circular, pooled": (0.07, 0.055, 0.07),
}


def two_images():
    """4 x 4 pixels, two channels; one corner is blank, so that with zeros around it even a patch is."""
    i, j, c = np.indices((4, 4, 2))
    x = np.sqrt(2) * np.stack([np.cos(1.3 * i + 0.7 * j + c), np.sin(0.4 * i - 1.1 * j * j + 2 * c + 0.5)])
    x[0, :2, :2] = 0
    return x


def upper(kernel):
    return kernel[np.triu_indices(len(kernel))]


@pytest.mark.parametrize(("padding", "read_out"), [("zeros", "vanilla"), ("zeros", "pooled"), ("circular", "pooled")])
def test_convolutional_ntk_recursion_by_offsets(lab, verify, padding, read_out):
    depth, pooled = 3, read_out == "pooled"
    trials = lab.at_scale(smoke=4, standard=4, nightly=64)
    evidence = lab.run(measured.infinite_width, trials=trials, padding=padding, depth=depth, pooled=pooled)
    images = evidence.all("images").reshape(-1, 3, 4, 5, 2)

    def predicted(network):
        found = (exact.kernels(network, x) for x in images)
        return PerTrial([np.concatenate([both.ntk[UPPER], both.nngp[UPPER]]) for both in found])

    network = exact.ConvolutionalNetwork(activations.RELU, depth, padding=padding, pooled=pooled, weight_variance=2)
    theory = predicted(network)

    tolerance = Roundoff(operations=200, because="sums of 400 pixel pairs through three layers, values of order one")

    other = {"zeros": "circular", "circular": "zeros"}[padding]
    wrong = {
        f"the padding is {other}": predicted(replace(network, padding=other)),
        "filters 5 x 5": predicted(replace(network, filter_size=5)),
        "one layer more": predicted(replace(network, depth=depth + 1)),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["kernels"], tolerance=tolerance,
           counterclaims=wrong, series=f"{padding}, {read_out}, infinite width")  # fmt: skip


@pytest.mark.parametrize("read_out", ["vanilla", "pooled"])
@pytest.mark.parametrize("padding", ["zeros", "circular"])
def test_convolutional_ntk_recursion_of_finite_networks(lab, verify, padding, read_out):
    x, depth, channels = two_images(), 2, lab.at_scale(smoke=64, standard=64, nightly=256)
    network = exact.ConvolutionalNetwork(
        activations.RELU, depth, padding=padding, pooled=read_out == "pooled", weight_variance=2
    )
    theory = upper(exact.kernels(network, x).ntk)

    trials = lab.at_scale(smoke=64, standard=1024, nightly=16384)
    evidence = lab.run(measured.tangent_kernels, trials=trials, x=x, channels=channels, depth=depth)

    case = f"{padding}, {read_out}"
    size = np.array(FINENESS[case])
    tolerance = Resolution(size / lab.at_scale(smoke=1, standard=1, nightly=4), because="a tenth of the kernel") + (
        ModelError(
            10 * size * 0.3 / channels, because="relative bias: 0.3 / width in two dense layers, no more in pilots"
        )
    )

    at = [exact.pixel_kernels(network, x[i], x[j]) for i, j in zip(*np.triu_indices(2), strict=True)]
    means = np.array([[exact.read_out(network, share) for share in one.shares] for one in at])
    circular = replace(network, padding="circular")
    wrong = {
        "the last layer's own term is dropped": means[:, :-1].sum(axis=1),
        "the first layer and the read-out are not trained": means[:, 1:-1].sum(axis=1),
        "sums over the filter, not means": upper(exact.kernels(replace(network, weight_variance=18), x).ntk),
        "the covariance at the start": upper(exact.kernels(network, x).nngp),
    }
    if padding == "zeros":
        box = [exact.read_out(network, exact.box(network, one.shares.sum(axis=0))) for one in at]
        wrong["one more box behind the last activation"] = np.array(box)
        wrong["circular padding"] = upper(exact.kernels(circular, x).ntk)
    verify(CLAIM, theory=theory, evidence=evidence[case], tolerance=tolerance, counterclaims=wrong,
           tail=NearGaussian(skewness=1.5), series=f"{case}, {channels} channels")  # fmt: skip
