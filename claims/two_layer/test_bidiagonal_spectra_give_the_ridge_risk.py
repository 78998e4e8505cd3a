r"""One bidiagonal matrix gives the ridge risk to four digits.

Statement.  Ridge regression on Gaussian data, with $\zeta d$ added to $X X^\top$ ($\zeta = b_1 / b_0$ for a tangent
kernel, $b_0$ and $b_1$ being the squared mean and the variance of $\phi'$), has in the limit of large n and d a bias
and a variance that are functions of $\zeta$, of d/n and of the positive root u of $u^2 + (\zeta + n/d - 1) u = \zeta$.
Every single draw of X is within a few times 1/n of that limit: at n = 12800 it gives four digits.

Reason.  Bias and variance are sums over the spectrum of $X X^\top$, whose fluctuations do not grow with n. The spectrum
is in law that of a bidiagonal matrix with independent chi-distributed entries, and the sums are derivatives of a
continued fraction in n steps: no matrix is formed.
"""

import numpy as np
import pytest

from empirics import bidiagonal_spectra as measured
from harness import Axes, Claim, Kind, ModelError, Source, UnderConvention
from theory import tangent_risk as exact

CLAIM = Claim(
    name="two_layer.bidiagonal_spectra_give_the_ridge_risk",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"B = r^2 \frac{u^2 (u + \zeta)}{u^2 + \zeta}, \quad V = \sigma^2 \frac{(1 - u) u}{u^2 + \zeta}, \quad"
    r" \zeta = b_1 / b_0",
    source=Source("ba2020slides", where="Exact Risk for Two Initializations"),
    standing=UnderConvention("the ridge regression that stands for the tangent kernel; the risk excludes label noise"),
    axes=Axes(x="d / n", y="risk"),
)
ZETAS = (1.0, 0.34)
RATIOS = np.array([0.25, 0.5, 1.0, 2.0, 3.0])


@pytest.mark.parametrize("part", ["bias", "variance"])
@pytest.mark.parametrize(("activation", "zeta"), [("relu", ZETAS[0]), ("erf", ZETAS[1])])
def test_bidiagonal_spectra_give_the_ridge_risk(lab, verify, activation, zeta, part):
    n = lab.at_scale(smoke=3200, standard=12800, nightly=512000)
    dimensions = tuple((n * RATIOS).astype(int).tolist())
    theory = exact.ridge_curve(zeta, n, dimensions, part)

    evidence = lab.run(
        measured.ridge,
        trials=lab.at_scale(smoke=4, standard=4, nightly=16),
        n=n,
        dimensions=dimensions,
        zetas=ZETAS,
    )

    tolerance = ModelError(
        3.5 / n, because="in pilots at n = 3200 the mean is off by up to 0.3/n, and one draw deviates by up to 0.5/n"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence[part].map(lambda risk: risk[:, ZETAS.index(zeta)]),
        tolerance=tolerance,
        at=RATIOS,
        series=f"{part}, zeta = {zeta:g} as for {activation}",
        counterclaims={
            "a ridge one per cent larger": exact.ridge_curve(1.01 * zeta, n, dimensions, part),
            "next to no ridge": exact.ridge_curve(1e-6, n, dimensions, part),
            "d and n exchanged": theory[::-1],
        },
    )
