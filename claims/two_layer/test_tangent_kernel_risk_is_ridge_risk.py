r"""The tangent kernel of a large first layer has the risk of ridge regression.

Statement.  Train the first layer of an infinitely wide network from large weights, $w_i \sim N(0, I/d)$. As n and d
grow together, its bias and variance tend to those of ridge regression on the inputs, with $d\, b_1 / b_0$ added to
$X X^\top$, where $b_0$ is the squared mean and $b_1$ the variance of $\phi'$ at a standard Gaussian. There is no peak
at d = n.

Reason.  For two different inputs $\phi'$ is as good as its mean, so the kernel is $b_0 \langle x, x' \rangle$; for one
and the same input it is $(b_0 + b_1) |x|^2$, and $|x|^2$ is near d. The data see a ridge that fresh inputs do not.
"""

import numpy as np
import pytest

from empirics import tangent_risk as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, Resolution, Source, UnderConvention
from theory import activation_constants
from theory import tangent_risk as exact

CLAIM = Claim(
    name="two_layer.tangent_kernel_risk_is_ridge_risk",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"K \approx b_0 X X^\top + b_1 d I, \quad b_0 = (\mathbb{E} \phi')^2, \quad b_1 = \operatorname{Var} \phi'",
    source=Source("ba2020slides", where="Exact Risk for Two Initializations"),
    standing=UnderConvention(
        "inputs of squared length d, hence the factor d before the identity; "
        "the constants are those of the derivative; the risk excludes label noise"
    ),
    axes=Axes(x="d / n", y="risk in the limit"),
)


@pytest.mark.parametrize("part", ["bias", "variance"])
@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_tangent_kernel_risk_is_ridge_risk(lab, verify, activation, part):
    n, ratios = lab.at_scale(smoke=48, standard=48, nightly=128), np.array([0.5, 1.0, 2.0])
    dimensions = tuple((n * ratios).astype(int).tolist())
    theory = exact.curve(activation, n, dimensions, part)

    evidence = lab.run(
        measured.infinitely_wide,
        trials=lab.at_scale(smoke=32, standard=192, nightly=2048),
        activation=activation,
        n=n,
        dimensions=dimensions,
        points=32,
    )

    constants = activation_constants.constants(activation)
    fine = np.array([0.03, 0.016, 0.01]) * lab.at_scale(smoke=3, standard=1, nightly=0.2)
    tolerance = Resolution(fine, because="a few hundredths of the noise or of the signal, more where d is small")
    tolerance += ModelError(
        8 / np.array(dimensions) ** 2.0,
        because="2 R(2n) - R(n) has lost the term of order 1/n: at most 7 / d^2 was left in pilots at d = 16 ... 24",
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[part],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.8),
        at=ratios,
        series=f"{part}, {activation}",
        counterclaims={
            "K = b0 X X' alone, up to a millionth": exact.ridge_curve(1e-6, n, dimensions, part),
            "b1 I without the factor d": exact.ridge_curve(constants.tangent_zeta / n, n, dimensions, part),
            "the constants of phi, not of its derivative": exact.ridge_curve(constants.zeta, n, dimensions, part),
        },
    )
