r"""Training from large initial weights is regression with the tangent kernel.

Statement.  Let $f(x) = \sum_i a_i \phi(w_i^\top x)$ with $a_i = \pm 1 / \sqrt h$ fixed, start each of h units at $w
\sim N(0, I_d / d)$, doubled so that f = 0, and train the first layer to the end. On the same data, the trained function
and regression with the network's own initial tangent kernel differ at fresh inputs, relatively, by an amount of order
1/h if $\phi$ is smooth, and of an order between $h^{-1/2}$ and $h^{-3/4}$ for ReLU. The kernel of infinitely many units
is at a distance of order $h^{-1/2}$, and the minimum-norm solution of a linear network stays at a distance.

Reason.  Units move by $h^{-1/2}$. The two halves of a doubled network cancel the second order in this, so the third
one, of size 1/h, is the first that the kernel does not have. At a kink a share $h^{-1/2}$ of all units crosses it.
"""

import numpy as np

from empirics import large_start as measured
from harness import Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import large_start as exact

CLAIM = Claim(
    name="two_layer.large_initialization_is_ntk_regression",
    statement=__doc__,
    kind=Kind.RATE,
    tex=r"\| f_\infty - K(\cdot, X) K^{-1} y \| = O(1/h), \quad"
    r" K(x, x') = \frac{x^\top x'}{h} \sum_{i=1}^h \phi'(w_i^\top x)\, \phi'(w_i^\top x')",
    source=Source("ba2020slides", where="Vanishing and Non-vanishing Initialization"),
    standing=UnderConvention("doubled networks, whose initial function is zero; the rates are added"),
)


def exponents(lab, activation, standard):
    """How fast the three distances fall from the smaller to the larger width."""
    widths, size = lab.at_scale(
        smoke=((16, 64), {"n": 12, "d": 48}),
        standard=((24, 192), {"n": 24, "d": 96}),
        nightly=((96, 960), {"n": 320, "d": 640}),
    )
    trials, run = lab.at_scale(smoke=16, standard=standard, nightly=2 * standard), {"fresh": 64, "noise": 0.25, **size}
    evidence = lab.run(measured.trained, trials=trials, activation=activation, widths=widths, **run)
    return evidence["distance"].map(lambda x: np.log(x[:, :, 0] / x[:, :, 1]) / np.log(widths[1] / widths[0]))


def test_large_initialization_is_ntk_regression(lab, verify):
    theory = [*exact.own_kernel_exponents("erf")[:1], exact.infinite_kernel_exponent(), 0.0]

    evidence = exponents(lab, "erf", standard=144)

    tolerance = Resolution([0.15, 0.08, 0.04], because="what a hundred networks of each width tell") + ModelError(
        0.06, because="the next order in 1/h bends the line: by 0.03 from 24 to 192 units"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence,
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.6),
        series="exponents: own kernel, infinitely many units, minimum norm",
        counterclaims={
            "the square root everywhere": [0.5, 0.5, 0.5],
            "infinitely many units are as close": [1.0, 1.0, 0.0],
            "as from small weights, the linear network": [0.0, 0.0, 1.0],
            "one over h squared from the own kernel": [2.0, 0.5, 0.0],
        },
    )


def test_large_initialization_is_ntk_regression_less_closely_for_relu(lab, verify):
    low, high = exact.own_kernel_exponents("relu")
    theory = (low + high) / 2

    evidence = exponents(lab, "relu", standard=192).map(lambda x: x[:, 0])

    tolerance = Resolution(0.06, because="what two hundred networks of each width tell") + ModelError(
        0.125, because="between the two orders lies 1/4, and which of them leads depends on the data"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence,
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.6),
        counterclaims={"1 / h, as for a smooth activation": 1.0, "no approach, as from small weights": 0.0},
    )
