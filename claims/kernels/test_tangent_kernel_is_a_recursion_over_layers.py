r"""The tangent kernel is a recursion over layers.

Statement. For a wide network of $L$ hidden layers, each of weight variance $w$ and bias variance $b$, let
$\Sigma_h = w\,\mathbb{E}\,\sigma(u)\sigma(v) + b$ and $\dot\Sigma_h = w\,\mathbb{E}\,\sigma'(u)\sigma'(v)$ over
Gaussians $u, v$ whose covariances are those of layer $h - 1$. Then its tangent kernel tends to $\Theta = \sum_h
\Sigma_h \dot\Sigma_{h+1} \cdots \dot\Sigma_L$, which is the recursion $\Theta_h = \Sigma_h + \dot\Sigma_h
\Theta_{h-1}$.

Reason. Parameters of layer h contribute what the layer reads, an inner product that tends to the covariance below,
times that of the gradients that come down to it. Each layer on their way multiplies the latter by $\dot\Sigma$, since
gradients are asymptotically independent of the activations they meet.
"""

import numpy as np
import pytest

from empirics import layered_kernels as measured
from harness import (
    Axes,
    Claim,
    Kind,
    ModelError,
    NearGaussian,
    PerTrial,
    Radius,
    Resolution,
    Roundoff,
    Source,
    UnderConvention,
)  # fmt: skip
from theory import activations as known
from theory import infinite_width as exact

CLAIM = Claim(
    name="kernels.tangent_kernel_is_a_recursion_over_layers",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\Theta_h(x, x') = \Sigma_h(x, x') + \dot\Sigma_h(x, x')\,\Theta_{h-1}(x, x')",
    source=Source("im2021project", where="2 Finite Width Deep Nets, definition of the NTK"),
    standing=UnderConvention("W^(h) has d_(h-1) columns; c_sigma keeps variances at 1 for unit inputs only"),
    axes=Axes(x="angle between the inputs (degrees)", y="tangent kernel"),
)
ACTIVATIONS = {
    "relu": known.RELU,
    "leaky relu": known.LeakyRelu(0.25, 1),
    "absolute value": known.ABSOLUTE,
    "erf": known.ERF,
    "gelu": known.GELU,
    "sine": known.Sine(1.5, 0.5),
    "bump": known.Bump(0.5),
    "tanh": known.TANH,
}
HOW = {"depth": 3, "weight_variance": 1.2, "bias_variance": 0.2}
NETS = {  # depth, weight and bias variance, trials and resolution
    "relu, depth 1": (1, 2.0, 0.1, 1024, 0.025),
    "relu, depth 3": (3, 2.0, 0.1, 512, 0.12),
    "erf, depth 2": (2, 1.5, 0.1, 512, 0.055),
}


def wrong_sums(network, q1, q2, gap, show=lambda kernel: kernel):
    """Other sums over the layers, from the mean squares of the inputs and their gap 1 - cosine."""
    shares = exact.layers(network, q1, q2, gap)
    gains = [network.gains(layer) for layer in range(network.depth + 1)]
    sigma = [w * s.forward + b for s, (w, b) in zip(shares, gains, strict=True)]
    behind = [s.backward for s in shares]
    terms = [k * back for k, back in zip(sigma, behind, strict=True)]
    return {
        "only the last layer is trained: the covariance": show(sigma[-1]),
        "the first layer is not trained": show(sum(terms[1:])),
        "products begin one layer too high": show(sum(k * b for k, b in zip(sigma, [*behind[1:], 1.0], strict=True))),
        "covariances of the layer above": show(sum(k * b for k, b in zip(sigma[1:], behind[:-1], strict=True))),
        "slopes are forgotten: a sum of covariances": show(sum(sigma)),
    }


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_tangent_kernel_is_a_recursion_over_layers(lab, verify, activation):
    network = exact.Network(ACTIVATIONS[activation], *HOW.values())
    trials = lab.at_scale(smoke=8, standard=8, nightly=256)
    evidence = lab.run(measured.by_quadrature, trials=trials, activation=activation, **HOW)
    inputs = evidence.all("inputs")

    theory = np.array([[k[0, 1] for k in exact.kernels(network, x)] for x in inputs])

    tolerance = Roundoff(operations=4096, because="three layers of sums over 15360 nodes, kernels of order one")
    if activation == "tanh":
        tolerance += Radius(1e-10, because="degrees above 256: tails below 1e-12 in each of three layers")

    (q1, q2), unit = (inputs**2).mean(axis=2).T, inputs / np.linalg.norm(inputs, axis=2, keepdims=True)
    counterclaims = wrong_sums(
        network, q1, q2, 1 - unit.prod(axis=1).sum(axis=1), lambda k: PerTrial(np.stack([theory[:, 0], k], axis=1))
    )
    truth, found = PerTrial(theory), evidence["kernels"]
    verify(CLAIM, theory=truth, evidence=found, tolerance=tolerance, counterclaims=counterclaims, series=activation)


@pytest.mark.parametrize("name", NETS)
def test_tangent_kernel_is_a_recursion_over_layers_of_finite_networks(lab, verify, name):
    activation, (depth, weight, bias, trials, resolution) = name.split(",")[0], NETS[name]
    network, degrees = exact.Network(ACTIVATIONS[activation], depth, weight, bias), np.arange(0.0, 181.0, 30.0)
    gap = 1 - np.cos(np.deg2rad(degrees))

    theory = exact.kernels_of_gaps(network, 0.5, 0.5, gap).ntk  # unit vectors in the plane

    evidence = lab.run(
        measured.sampled,
        trials=lab.at_scale(smoke=64, standard=trials, nightly=8 * trials),
        width=lab.at_scale(smoke=256, standard=1024, nightly=4096),
        activation=activation, depth=depth, weight_variance=weight, bias_variance=bias,
        angles=np.deg2rad(degrees[1:]),
    )  # fmt: skip

    tolerance = ModelError(0.004, because="at width 64 the mean was off by less than 0.06 in pilots; it falls as 1 / m")
    tolerance += Resolution(resolution / lab.at_scale(smoke=0.2, standard=1, nightly=4), because="11 standard errors")

    verify(
        CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence["kernel"], tolerance=tolerance,
        tail=NearGaussian(skewness=1), at=degrees, series=name, counterclaims=wrong_sums(network, 0.5, 0.5, gap),
    )  # fmt: skip
