r"""The finite-width error falls as the inverse square root of the width.

Statement. Let $k(x, x)$ be the tangent kernel at random weights of a ReLU network with L hidden layers of width m,
without biases. Its mean is $(L + 1)\,|x|^2$, the value at infinite width, at every width. Its relative variance is an
explicit rational number and falls like $\bigl(5L - \tfrac{4L(L+2)}{3(L+1)}\bigr) / m$, so that a relative error
$\varepsilon$ takes a width proportional to $\varepsilon^{-2}$, not to $\varepsilon^{-4}$.

Reason. Each of the L + 1 parts of the kernel has mean one, and is a product of L factors with independent fluctuations
of variance 5/m. Two parts share these factors except for the layers between them, each of which counts 1 + 1/m instead
of 1 + 5/m; two layers are $\tfrac{L(L+2)}{3(L+1)}$ apart in the mean.
"""

import numpy as np
import pytest

from empirics import finite_width as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import finite_width as exact
from theory import tangent_kernel_variance

CLAIM = Claim(
    name="kernels.finite_width_error_falls_as_inverse_square_root",
    statement=__doc__,
    kind=Kind.RATE,
    tex=r"\mathbb{E}\, k = (L + 1)\, |x|^2, \quad"
    r" \frac{\operatorname{Var} k}{(\mathbb{E}\, k)^2} \sim \frac{1}{m} \Bigl(5L - \frac{4L(L+2)}{3(L+1)}\Bigr)",
    source=Source("im2021project", where="2 Finite Width Deep Nets, theorem on the kernel at initialization"),
    standing=UnderConvention("the printed width is sufficient, and not necessary; the exact law at x = x' is added"),
    axes=Axes(x="width", y="relative variance of the tangent kernel", xscale="log", yscale="log"),
)
WIDTHS = (32, 90, 256)
M = np.array(WIDTHS, dtype=float)
SERIES = {1: "1 hidden layer", 2: "2 hidden layers", 3: "3 hidden layers"}


def drawn(lab, depth):
    trials = lab.at_scale(smoke=32, standard=320, nightly=20480)
    return lab.run(measured.spread, trials=trials, widths=WIDTHS, depth=depth, units=7680)


def share(lab, depth):
    """How finely variances are known, relative to 5 L / m."""
    finest = {1: [0.05, 0.08, 0.13], 2: [0.07, 0.09, 0.15], 3: [0.11, 0.12, 0.155]}[depth]
    return np.array(finest) / lab.at_scale(smoke=1, standard=1, nightly=6)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_finite_width_error_falls_as_inverse_square_root(lab, verify, depth):
    theory = [tangent_kernel_variance.relative_variance(width, depth) for width in WIDTHS]

    evidence = drawn(lab, depth)

    tolerance = Resolution(share(lab, depth) * 5 * depth / M, because="11 standard errors; parts of 5 L / m")

    first = float(theory[0])
    wrong = {
        "the error falls like m^(-1/4), were the printed width necessary": first * (M / M[0]) ** -0.5,
        "the error falls like 1 / m": first * (M / M[0]) ** -2,
        "all layers fluctuate together: 5 L / m": 5 * depth / M,
        "only the read-out's part: exp(5 L / m) - 1": np.expm1(5 * depth / M),
    }
    verify(
        CLAIM, theory=theory, evidence=evidence["square"], tolerance=tolerance, tail=NearGaussian(skewness=1.2),
        counterclaims=wrong | ({"L^2 / m": depth**2 / M} if depth < 3 else {}), at=M, series=SERIES[depth],
    )  # fmt: skip


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_finite_width_error_falls_as_inverse_square_root_with_this_constant(lab, verify, depth):
    theory = np.full(2, float(exact.variance_constant(depth)))

    evidence = drawn(lab, depth)["square"].map(lambda squares: squares[:, 1:] * M[1:])

    second = "m (m Var - constant) < 7.5 L (L - 1), by exact calculation for L <= 3"
    tolerance = ModelError(7.5 * depth * (depth - 1) / M[1:], because=second)
    tolerance += Resolution(share(lab, depth)[1:] * 5 * depth, because="11 standard errors")

    verify(
        CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence, tolerance=tolerance, tail=NearGaussian(skewness=1.2),
        counterclaims={
            "all layers fluctuate together: 5 L": 5.0 * depth,
            "as if layers were twice as far apart": 2 * theory - 5 * depth,
            "variances fall faster than 1 / m": 0.0,
        },
    )  # fmt: skip


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_finite_width_error_falls_as_inverse_square_root_around_an_exact_mean(lab, verify, depth):
    theory = np.full(3, depth + 1.0)

    evidence = drawn(lab, depth)["error"].map(lambda error: (depth + 1) * (1 + error))

    fineness = {1: 0.029, 2: 0.065, 3: 0.115}[depth] / lab.at_scale(smoke=1, standard=1, nightly=6)
    tolerance = Resolution(fineness, because="11 standard errors")

    verify(
        CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence, tolerance=tolerance, tail=NearGaussian(skewness=0.6),
        counterclaims={
            "a bias of relative size 1 / m in each layer": (depth + 1) * (1 + depth / M),
            "one unit of every layer is lost": (depth + 1) * (1 - 1 / M) ** depth,
            "the read-out is not trained: L": float(depth),
        },
    )  # fmt: skip
