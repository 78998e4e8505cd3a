r"""The kernel depends on more than depth and nonlinearity.

Statement. Depth, nonlinearity and the variances of weights and biases at the start do not determine the tangent kernel.
It also depends on which layers are trained, on the parametrization, and on the architecture, such as a skip connection
or pooling over reflections. A bias of variance $\sigma_b^2$ that is itself the parameter adds 1 to the covariance it
acts on, and $\sigma_b^2$ if it is $\sigma_b$ times a standard normal parameter, in every layer. With $\sigma_b = 1$ the
two coincide, so that no experiment at this value can tell them apart.

Reason. The kernel is a sum over parameters of products of derivatives. A parameter that is scaled by c and initialized
with $1 / c$ of its size gives the same function and $c^2$ times its share; one that is fixed gives no share.
"""

import numpy as np
import pytest

from empirics import kernel_dependence as measured
from harness import Claim, Kind, NearGaussian, PerTrial, Printed, Resolution, Roundoff, Source, UnderConvention
from theory import activations, infinite_width
from theory import kernel_dependence as exact

CLAIM = Claim(
    name="kernels.kernel_depends_on_more_than_depth_and_nonlinearity",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\Theta = \sum_{l} \bigl(\sigma_w^2\, \mathbb{E}[\sigma \sigma]_l + c_b\bigr) \prod_{h > l} \sigma_w^2\,"
    r" \mathbb{E}[\sigma' \sigma']_h, \qquad c_b \in \{0,\, \sigma_b^2,\, 1\}",
    source=Source("im2021project", where="1 Introduction"),
    standing=UnderConvention("one architecture, all of it trained, in the NTK parametrization"),
)
VARIANCES = {"weight_variance": 1.7, "bias_variance": 0.3}
POINTS, WIDTH = 4, 64
SHARES = {  # of the squared gradient, in the read-out, the other weights, and the biases over their deviation
    "all trained": (1, 1, 1),
    "read-out alone": (1, 0, 0),
    "hidden layers alone": (0, 1, 1),
    "biases fixed": (1, 1, 0),
    "biases trained as such": (1, 1, 1 / VARIANCES["bias_variance"]),
}


@pytest.mark.parametrize("change", exact.CHANGES)
def test_kernel_depends_on_more_than_depth_and_nonlinearity(lab, verify, change):
    evidence = lab.run(
        measured.placed,
        trials=lab.at_scale(smoke=32, standard=32, nightly=1024),
        points=POINTS, width=WIDTH, **VARIANCES,
    )  # fmt: skip
    network, upper = infinite_width.Network(activations.RELU, 1, **VARIANCES), np.triu_indices(POINTS)

    def kernels(name):
        return PerTrial([exact.kernel(name, network, x, width=WIDTH)[upper] for x in evidence.all("points")])

    theory = kernels(change)

    tolerance = Roundoff(operations=4096, scale=4 * WIDTH, because="128 nodes; kernels of order w x^2, or m times it")

    before, after = (exact.CHANGES[(exact.CHANGES.index(change) + step) % len(exact.CHANGES)] for step in (-1, 2))
    decided = {"depth, nonlinearity and variances decide: all trained": Printed(kernels("all trained"))}
    wrong = {f"the same as {before}": kernels(before), f"the same as {after}": kernels(after)}
    printed = {} if change == "all trained" else decided
    verify(CLAIM, theory=theory, evidence=evidence[change], tolerance=tolerance, counterclaims=wrong | printed,
           series=change)  # fmt: skip


def test_kernel_depends_on_more_than_depth_and_nonlinearity_in_deep_networks(lab, verify):
    depth, point, width = 3, 0.6, 32
    trials = lab.at_scale(smoke=256, standard=16384, nightly=262144)
    evidence = lab.run(measured.deep, trials=trials, depth=depth, width=width, point=point, **VARIANCES)
    network = infinite_width.Network(activations.RELU, depth, **VARIANCES)

    theory = np.array([exact.kernel(change, network, [point], width=width)[0, 0] for change in SHARES])

    fineness = lab.at_scale(smoke=1.0, standard=0.12, nightly=0.03)
    tolerance = Resolution(fineness, because="6 % of a kernel of order two; its mean on the diagonal has no error in m")

    names, fixed = list(SHARES), theory[list(SHARES).index("biases fixed")]

    def replaced(change, value):
        return np.where(np.array(names) == change, value, theory)

    wrong = {
        "depth, nonlinearity and variances decide": Printed(np.full(len(theory), theory[0])),
        "biases trained as such add 1 for the whole network": replaced("biases trained as such", fixed + 1),
        "biases trained as such add 1 for each layer": replaced("biases trained as such", fixed + depth),
        "the scaling of biases is irrelevant": replaced("biases trained as such", theory[0]),
    }
    seen = evidence["shares"].map(lambda shares: shares @ np.array(list(SHARES.values())).T)
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=seen, tolerance=tolerance, tail=NearGaussian(skewness=2.5),
           counterclaims=wrong)  # fmt: skip
