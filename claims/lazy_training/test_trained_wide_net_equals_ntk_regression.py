r"""A trained wide net equals regression with its tangent kernel, if it starts small but not too small.

Statement. Let a network $\kappa f$, $f(x) = m^{-1/2} \sum_{j \le m} a_j \sigma(\langle b_j, x\rangle)$, interpolate
labels after gradient descent from standard normal weights, and let the Gram matrix of the limiting tangent kernel be
positive definite. Its distance from kernel regression falls like $m^{-1/2}$ if the initial function is subtracted,
and like $m^{-1/4}$ for ReLU and $\kappa = m^{-1/4}$. It stays for $\kappa = 1$, where the initial function is not
forgotten, and for $\kappa = m^{-1/2}$, where features are learned: at a given width smaller is not better.

Reason. Of the initial function order $\kappa$ remains, the kernel at the start is off by $m^{-1/2}$, and training
changes it by $1/(\kappa \sqrt m)$ at kinks. The first and the last error balance at $\kappa = m^{-1/4}$.
"""

import math
from functools import partial

import numpy as np

from empirics import linearized as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import arc_cosine, gradient_descent
from theory import linearized as exact

CLAIM = Claim(
    name="lazy_training.trained_wide_net_equals_ntk_regression",
    statement=__doc__,
    kind=Kind.RATE,
    tex=r"\kappa f(w_\infty, x) - k(x, X) H^{-1} y = O(\kappa) + O(m^{-1/2}) + O\bigl(1 / (\kappa \sqrt m)\bigr)",
    source=Source("im2021project", where="Finite Width Deep Nets, equivalence of trained nets and kernel regression"),
    standing=UnderConvention(
        "first small kappa, then width beyond a power of 1 / kappa; at one width small kappa fails"
    ),
    axes=Axes(x="test point", y="prediction"),
)
WIDTHS, POWERS = (64, 1024), (0.0, 0.25, 0.5)
TRAINING = {"widths": WIDTHS, "powers": POWERS, "step": 0.7, "steps": 12}
LABELS = np.array([1.0, -1.0, 1.0])
TURN = np.deg2rad([0, 120, 240, 60, 90, 180, 210, 300])
POINTS = np.stack([np.cos(TURN), np.sin(TURN)], axis=1)
COSINES = np.clip(POINTS @ POINTS.T, -1, 1)
RELU_KERNEL = arc_cosine.kappa(COSINES)


def regression(kernel, labels):
    """Kernel regression at the points after the data."""
    n, zero = len(labels), np.zeros(len(kernel))
    return gradient_descent.interpolant(kernel[n:, :n], kernel[:n, :n], labels, zero[n:], zero[:n])


def relu_networks(lab):
    trials = lab.at_scale(smoke=64, standard=512, nightly=8192)
    return lab.run(measured.scaled_network, trials=trials, activation="relu", points=POINTS, labels=LABELS, **TRAINING)


def test_trained_wide_net_equals_ntk_regression(lab, verify):
    smallest, expected = np.linalg.eigvalsh(RELU_KERNEL[:3, :3])[0], regression(RELU_KERNEL, LABELS)
    verify.precondition(CLAIM, holds=smallest > 0.1, certificate=f"the smallest eigenvalue of H is {smallest:.3g}")

    theory = [-0.5, 0.0, -0.25, 0.0]

    def exponents(predicted):
        size = np.log(np.sqrt(((predicted - expected) ** 2).mean(axis=3)))
        return (size[:, 1] - size[:, 0]) / math.log(WIDTHS[1] / WIDTHS[0])

    evidence = relu_networks(lab)["all"].map(exponents)

    tolerance = Resolution([0.13, 0.16, 0.13, 0.07], because="half a quarter power, where trials allow") + ModelError(
        [0.02, 0.02, 0.04, 0.04], because="at other seeds -0.50, 0.01, -0.28 and -0.03, each within 0.02"
    )

    verify(
        CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=NearGaussian(skewness=0.8),
        series="exponents: centred, and kappa = 1, m^-1/4, m^-1/2",
        counterclaims={
            "every small kappa is as good as centring": [-0.5, -0.5, -0.5, -0.5],
            "the smaller kappa, the better": [-0.5, 0.0, -0.25, -0.5],
            "width alone is enough": [-0.5, -0.5, -0.25, 0.0],
        },
    )  # fmt: skip


def test_trained_wide_net_equals_ntk_regression_up_to_the_initial_function(lab, verify):
    covariance = arc_cosine.root_term(COSINES) + arc_cosine.angle_term(COSINES) / 2
    theory = np.sqrt(2 / math.pi * exact.remains_of_the_start(RELU_KERNEL, covariance, 3)).mean()

    expected = regression(RELU_KERNEL, LABELS)
    evidence = relu_networks(lab)["all"].map(lambda x: np.abs(x[:, 1, 1] - expected).mean(axis=1))

    tolerance = Resolution(0.09, because="a third of the distance; kernels fluctuate by 1/m in variance")

    verify(
        CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence, tolerance=tolerance, tail=NearGaussian(skewness=1.2),
        series="mean absolute distance at kappa = 1",
        counterclaims={"it is forgotten": 0.0, "it stays as it is": math.sqrt(2 / math.pi * 0.5)},
    )  # fmt: skip


def test_trained_wide_net_equals_ntk_regression_unless_it_learns_features(lab, verify):
    turn, labels = np.deg2rad([0, 90, -45, -20, 20, 160]), LABELS[:2]
    points = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    infinite = partial(exact.population, "tanh", points, labels, step=0.7, steps=12)
    learned, _, kernel, _ = infinite(scale=1.0)

    theory = learned[-1, 2:]

    trials, design = lab.at_scale(smoke=64, standard=128, nightly=2048), {"points": points, "labels": labels}
    evidence = lab.run(measured.scaled_network, trials=trials, activation="tanh", **design, **TRAINING)["all"]
    predictions = evidence.map(lambda x: x[:, 1, 3])

    tolerance = Resolution(0.012, because="a tenth of the distance from kernel regression")

    verify(
        CLAIM, kind=Kind.LIMIT, theory=theory, evidence=predictions, tolerance=tolerance,
        tail=NearGaussian(skewness=0.8), at=[-45, -20, 20, 160], series="tanh, kappa = m^-1/2, at angles in degrees",
        counterclaims={
            "still kernel regression": regression(kernel, labels),
            "half as many features are learned: kappa = 2 m^-1/2": infinite(scale=0.5)[0][-1, 2:],
            "zero between the data": np.zeros(4),
        },
    )  # fmt: skip
