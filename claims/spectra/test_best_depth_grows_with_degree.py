r"""Best depth grows with degree.

Statement. Let $L_k$ be the number of hidden layers for which parities of k coordinates have their largest share
$\binom{d}{k} \mu_k / \Phi(1)$. For low degrees $L_k$ grows with k: weakly for ReLU networks, where several degrees may
share a depth, and for erf networks only among degrees of one parity, with jumps between even and odd ones. On the
7-cube $L_3$ grows with the weights as well, until at the edge of chaos the deepest of 16 networks is best, as it is
beyond, save for erf networks with little bias.

Reason. With the share of degree k goes the k-th power of the cosine. Each layer composes power series, so that higher
powers take more layers to appear, while the constant that deep networks tend to drains all degrees alike. Erf is odd:
even degrees live on the bias alone, need it to be mixed in over several layers, and keep their own schedule. Cosines
reach their fixed point the later the nearer a network is to chaos.
"""

from dataclasses import replace

import numpy as np
import pytest

from empirics import depth_spectra as measured
from harness import Axes, Claim, Corrected, Exactly, Kind, PerTrial, Printed, Source
from theory import activations
from theory import depth_spectra as exact

CLAIM = Claim(
    name="spectra.best_depth_grows_with_degree",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"L_k = \operatorname*{arg\,max}_{L}\, \tbinom{d}{k} \mu_k^{(L)} / \Phi_L(1), \qquad L_k \le L_{k+1}",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, on depth"),
    standing=Corrected("weakly for ReLU networks; for erf networks only among degrees of the same parity"),
    axes=Axes(x="degree", y="best number of hidden layers"),
)
DIMENSION, DEGREES = 64, np.arange(1, 11)
EXACTLY = "numbers of layers"
CHAOS = replace(CLAIM, axes=Axes(x="weight variance", y="best number of hidden layers"))
WEIGHTS, BIASES = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0), (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)


def best(activation, depth, weight, bias):
    """The best depths of both kernels, nngp and ntk."""
    how = {"depth": depth, "weight_variance": weight, "bias_variance": bias}
    return [exact.best_depths(activation, DIMENSION, DEGREES, **how, kernel=kernel) for kernel in ("nngp", "ntk")]


@pytest.mark.parametrize(("kernel", "bias"), [("ntk", 0.0), ("ntk", 0.5), ("nngp", 0.0)])
def test_best_depth_grows_with_degree(lab, verify, kernel, bias):
    initial, tangent = best(activations.RELU, 24, 2, bias)

    theory = tangent if kernel == "ntk" else initial

    evidence = lab.run(
        measured.best_depths_at_any_norm, trials=lab.at_scale(smoke=4, standard=4, nightly=64),
        dimension=DIMENSION, degrees=len(DEGREES), depth=24, bias=bias,
    )  # fmt: skip

    tolerance = Exactly(because=EXACTLY)

    verify(
        CLAIM, theory=theory, evidence=evidence[kernel], tolerance=tolerance, at=DEGREES,
        series=f"ReLU {kernel.upper()}, bias variance {bias:g}, d = {DIMENSION}",
        counterclaims={
            "one more layer for each degree": DEGREES - 1,
            "one depth for all degrees": np.full(len(DEGREES), theory[1]),
            "the other kernel's depths": initial if kernel == "ntk" else tangent,
        },
    )  # fmt: skip


def test_best_depth_grows_with_degree_within_a_parity_for_erf(lab, verify):
    evidence = lab.run(
        measured.best_depths_of_erf_networks, trials=lab.at_scale(smoke=4, standard=4, nightly=64),
        dimension=DIMENSION, degrees=len(DEGREES), depth=32,
        weights=np.array([1.5, 2.0]), biases=np.array([0.05, 0.3]),
    )  # fmt: skip
    networks = zip(evidence.all("weight"), evidence.all("bias"), strict=True)
    initial, tangent = np.array([best(activations.ERF, 32, w, b) for w, b in networks]).transpose(1, 0, 2)

    theory = PerTrial(tangent)

    tolerance = Exactly(because=EXACTLY)

    verify(
        CLAIM, theory=theory, evidence=evidence["ntk"], tolerance=tolerance,
        at=DEGREES, series=f"erf NTK, d = {DIMENSION}",
        counterclaims={
            "as printed, never less for a higher degree": Printed(PerTrial(np.maximum.accumulate(tangent, axis=1))),
            "the depths at initialization": PerTrial(initial),
            "as for ReLU": PerTrial(np.broadcast_to(best(activations.RELU, 24, 2, 0)[1], tangent.shape)),
        },
    )  # fmt: skip


@pytest.mark.parametrize(("activation", "biases"), [("relu", BIASES), ("erf", BIASES)], ids=["relu", "erf"])
def test_best_depth_grows_with_degree_and_towards_chaos(lab, verify, activation, biases):
    sigma = {"relu": activations.RELU, "erf": activations.ERF}[activation]
    third, fourth = exact.best_depth_map(sigma, 7, (3, 4), WEIGHTS, biases, depth=16)

    theory = third.ravel()

    trials = lab.at_scale(smoke=4, standard=4, nightly=64)
    grid = {"activation": activation, "weights": WEIGHTS, "biases": biases}
    evidence = lab.run(measured.best_depth_map, trials=trials, **grid, dimension=7, degree=3, depth=16)

    tolerance = Exactly(because=EXACTLY)

    wrong = {
        "the deepest is never the best": np.minimum(theory, 15),
        "biases do not matter": np.tile(third[0], len(biases)),
        "those of degree 4": fourth.ravel(),
    }
    verify(CHAOS, theory=theory, evidence=evidence["best"], tolerance=tolerance, counterclaims=wrong,
           at=np.tile(WEIGHTS, len(biases)), series=f"degree 3, {activation} NTK, d = 7")  # fmt: skip
