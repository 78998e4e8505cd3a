r"""Hard modes are learned worse at first.

Statement.  The mean squared error of an eigenfunction that is fitted from n points first rises above the error 1 of
the zero function if and only if $\lambda_i < \sum_j \lambda_j^2 / (2 \sum_j \lambda_j)$. On the cube this is exact:
from one point the error is $1 - 2 \lambda_i / S + \sum_j \lambda_j^2 / S^2$ with $S = \sum_j \lambda_j$, on every data
set.

Reason.  One point x is fitted by $f(x) K(\cdot, x) / K(x, x)$. Parities have modulus 1 and $K(x, x) = S$, so this has
the coefficients $\lambda_j / S$ up to sign, whichever x. The formula of the risk has the same slope at n = 0, where
$C = S / n$.
"""

from functools import partial

import numpy as np
import pytest

from empirics import learning_curves as measured
from harness import AsPrinted, Axes, Claim, Kind, Roundoff, Source
from theory import kernels, spectra
from theory import learning_curves as exact

CLAIM = Claim(
    name="eigenlearning.hard_modes_are_learned_worse_at_first",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathcal{E}_i(1) - 1 = \frac{\sum_j \lambda_j^2}{S^2} - \frac{2 \lambda_i}{S}",
    source=Source("simon2021post", where="Approximating the generalization of kernel regression"),
    standing=AsPrinted("the figure's error above 1 at few points; the condition and the exact value are added here"),
    axes=Axes(x="eigenvalue", y="error from one point", xscale="log"),
)


@pytest.mark.parametrize("dimension", [3, 6])
@pytest.mark.parametrize("kernel", ["laplace", "relu_ntk_4", "tanh_ntk"])
def test_hard_modes_are_learned_worse_at_first(lab, verify, kernel, dimension):
    levels = spectra.cube(partial(kernels.profile, kernel, dimension=dimension), dimension)
    lam, m = levels.eigenvalues, np.array(levels.multiplicities)

    theory = 1 + exact.first_slope(lam, m)

    trials = lab.at_scale(smoke=64, standard=64, nightly=512)
    evidence = lab.run(measured.cube, trials=trials, kernel=kernel, dimension=dimension, sizes=(1,))

    tolerance = Roundoff(operations=4096, because="sums over at most 64 parities, and two computations of the kernel")

    share = lam / (lam @ m)
    wrong = {
        "it never rises: (1 - lambda / S)^2": (1 - share) ** 2,
        "rises where lambda < sum lambda^2 / S": 1 - share + m @ share**2,
        "sums without multiplicities": 1 + exact.first_slope(lam),
    }
    verify(CLAIM, theory=theory, evidence=evidence["n=1"], tolerance=tolerance, counterclaims=wrong, at=lam,
           series=f"{dimension}-cube, {kernel}")  # fmt: skip
