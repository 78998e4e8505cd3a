r"""The tangent kernel varies with depth over width.

Statement. Let $k(x, x)$ be the tangent kernel of a ReLU network with L hidden layers of width m, without biases, at
random weights. As $m \to \infty$ at fixed depth its relative variance falls like
$(5L - \tfrac{4L(L+2)}{3(L+1)}) / m$, and the kernel is the same at every start. Along $L = cm$ it does not fall, but
grows to $e^{5c} \bigl(\tfrac13 + \tfrac{2}{9c} - \tfrac{1 - e^{-6c}}{27 c^2}\bigr) - 1$. At every m and L it is an
explicit rational number.

Reason. The mean square of a layer is that of the layer before times an independent factor with mean 1 and second moment
$1 + 5/m$: L of them make $(1 + 5/m)^L \to e^{5c}$. The kernel is a sum over layers; two of its terms share the factors
below and above both layers, and each factor between them counts about $1 + 1/m$ instead.
"""

import numpy as np
import pytest

from empirics import tangent_kernel_variance as measured
from harness import Axes, Claim, Kind, NearGaussian, Resolution, Source, UnderConvention
from theory import depth_and_width
from theory import tangent_kernel_variance as exact

CLAIM = Claim(
    name="lazy_training.tangent_kernel_varies_with_depth_over_width",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\frac{\operatorname{Var} k(x, x)}{(\mathbb{E}\, k(x, x))^2} \to e^{5c} "
    r"\Bigl(\frac13 + \frac{2}{9c} - \frac{1 - e^{-6c}}{27 c^2}\Bigr) - 1, \quad \frac{L}{m} \to c",
    source=Source("hadiji2025class", where="Extending this analysis"),
    standing=UnderConvention("the limit is deterministic at fixed depth only; the exact variances are added here"),
    axes=Axes(x="width", y="relative variance of the tangent kernel", xscale="log"),
)
PROPORTIONAL, FIXED = ((8, 1), (16, 2), (32, 4)), ((8, 1), (16, 1), (32, 1))
SHAPES = (*PROPORTIONAL, *FIXED[1:])
WIDTHS = [8, 16, 32]


def squared_deviations(lab, shapes):
    """Means over networks of (k / E k - 1)^2 at the shapes; E k = L + 1."""
    trials, rows = lab.at_scale(smoke=64, standard=320, nightly=8192), [SHAPES.index(shape) for shape in shapes]
    mean = np.array([depth + 1.0 for _, depth in shapes])
    evidence = lab.run(measured.diagonal, trials=trials, shapes=SHAPES, nets=512)["kernel"]
    return evidence.map(lambda x: x[:, rows, 1] / mean**2 - 2 * x[:, rows, 0] / mean + 1)


def of(formula, shapes):
    return np.array([float(formula(width, depth)) for width, depth in shapes])


def other_variances(shapes):
    wrong = {
        "no variance in the limit, at any width": np.zeros(3),
        "that of the read-out's part: (1 + 5/m)^L - 1": of(depth_and_width.relative_variance, shapes),
    }
    if shapes is FIXED:
        return wrong | {
            "the same at every width": np.full(3, 3 / 8),
            "falls like m^-1/2": 3 / np.sqrt(8 * np.array(WIDTHS)),
        }
    independently = of(lambda m, L: 5 * L / (m * (L + 1)), shapes)
    return wrong | {
        "depth does not matter: 3 / m": 3 / np.array(WIDTHS),
        "layers fluctuate independently": independently,
    }


@pytest.mark.parametrize(("path", "shapes"), [("L = m / 8", PROPORTIONAL), ("L = 1", FIXED)])
def test_tangent_kernel_varies_with_depth_over_width(lab, verify, path, shapes):
    theory = [exact.relative_variance(width, depth) for width, depth in shapes]

    evidence = squared_deviations(lab, shapes)

    fineness = np.array([0.08] * 3 if shapes is PROPORTIONAL else [0.04, 0.02, 0.01])
    tolerance = Resolution(
        fineness / lab.at_scale(smoke=1, standard=1, nightly=4),
        because="a quarter of the value, or less",
    )

    verify(
        CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=NearGaussian(skewness=1.2), at=WIDTHS,
        series=path,
        counterclaims=other_variances(shapes),
    )  # fmt: skip
