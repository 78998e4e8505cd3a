r"""Random inner-product kernels have the cubic spectrum.

Statement.  Let $x_1, \dots, x_n \sim N(0, I_d)$, and let $f(\langle x_i, x_j \rangle / \sqrt d) / \sqrt d$ stand at (i,
j) off a diagonal of zeros, with $\mathbb{E} f(G) = 0$ for a standard Gaussian G. As n and d grow with $d / n = \gamma$,
the Stieltjes transform m(z) of the eigenvalues solves a cubic, whose coefficients depend on f through $a = \mathbb{E}
f(G) G$ and $\nu = \mathbb{E} f(G)^2$ alone. The density of the eigenvalues follows from the same cubic.

Reason.  f is the sum of a times its argument, which gives a Marchenko-Pastur law, and of a part that no linear function
sees, which acts as symmetric noise and gives a semicircle. The two are free, and the R-transforms of free summands add.
"""

import math

import numpy as np
import pytest

from empirics import inner_products as measured
from harness import Axes, Claim, Kind, ModelError, NearGaussian, PowerZero, Resolution, Source, UnderConvention
from theory import activation_constants
from theory import inner_product_spectrum as exact

CLAIM = Claim(
    name="two_layer.inner_product_kernels_have_the_cubic_spectrum",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"-\frac{1}{m} = z + a \left(1 - \frac{1}{1 + (a / \gamma) m}\right) + \frac{\nu - a^2}{\gamma}\, m",
    source=Source("ba2020slides", where="Nonlinear Network: Trained Second Layer"),
    standing=UnderConvention("Gaussian inputs; what the slides cite for their variance, in the form derived here"),
    axes=Axes(x="eigenvalue", y="share of the eigenvalues"),
)
GAMMA, POINTS = 0.5, (-1.5 + 0.5j, -0.5 + 0.5j, 0.5 + 0.5j, 2 + 0.5j, 3j)
CUTS = {"sign": np.linspace(-2, 4, 13), "relu": np.linspace(-1, 2.2, 9)}  # within the support
NEAR = {"sign": 0.015, "erf": 0.016, "relu": 0.03, "hermite3": 0.05}  # what 256 trials resolve near the axis
LEFT = {"sign": 0.005, "erf": 0.004, "relu": 0.013, "hermite3": 0.085}  # |x_i| varies, the slower the steeper f


def parts(function):
    """(a, nu - a^2) of a function; the third Hermite polynomial is orthonormal and has no linear part."""
    if function == "hermite3":
        return 0.0, 1.0
    of_f = activation_constants.constants(function)
    return math.sqrt(of_f.slope), of_f.rest


def law(function, gamma=GAMMA, rest=None):
    a, right = parts(function)
    return exact.InnerProductSpectrum(a, right if rest is None else rest, gamma)


def square(function):
    """nu."""
    a, rest = parts(function)
    return a**2 + rest


def kernels(lab, function):
    points, trials = np.array([[z.real, z.imag] for z in POINTS]), lab.at_scale(smoke=64, standard=256, nightly=512)
    n, cuts = lab.at_scale(smoke=32, standard=64, nightly=256), CUTS.get(function, np.zeros(2))
    return lab.run(measured.spectra, trials=trials, function=function, n=n, gamma=GAMMA, points=points, cuts=cuts)


@pytest.mark.parametrize("function", ["sign", "erf", "relu", "hermite3"])
def test_inner_product_kernels_have_the_cubic_spectrum(lab, verify, function):
    theory = exact.stieltjes_curve(law(function), POINTS)

    evidence = kernels(lab, function)

    far = np.tile([z.imag > 1 for z in POINTS], 2)
    fine, coarse = (0.011, 0.002) if function == "hermite3" else (0.0015, 0.0003)
    tolerance = Resolution(np.where(far, fine, NEAR[function]), because="a few per cent, and half of one at z = 3i") + (
        ModelError(
            np.where(far, coarse, LEFT[function]),
            because="2 m(2n) - m(n) has lost the first order: what was left at other seeds, and half as much more",
        )
    )

    same = PowerZero("the third Hermite polynomial has no linear part: nu and nu - a^2 are the same number")
    all_of_it = exact.stieltjes_curve(law(function, rest=square(function)), POINTS)
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["stieltjes"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.6),
        series=f"real and imaginary parts of m, {function}, d / n = {GAMMA}",
        counterclaims={
            "n / d in the place of d / n": exact.stieltjes_curve(law(function, gamma=1 / GAMMA), POINTS),
            "nu in the place of nu - a^2": same if function == "hermite3" else all_of_it,
            "no semicircle": exact.stieltjes_curve(law(function, rest=1e-9), POINTS),
        },
    )


@pytest.mark.parametrize("function", ["sign", "relu"])
def test_inner_product_kernels_have_the_cubic_spectrum_with_its_density(lab, verify, function):
    cuts = CUTS[function]
    theory = exact.share_curve(law(function), cuts)

    evidence = kernels(lab, function)

    tolerance = Resolution(0.02 if function == "relu" else 0.016, because="two in a hundred of the eigenvalues") + (
        ModelError(LEFT[function], because="2 p(2n) - p(n): what was left at other seeds, and half as much more")
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["share"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.6),
        at=(cuts[:-1] + cuts[1:]) / 2,
        series=f"share of the eigenvalues in bins, {function}",
        counterclaims={
            "n / d in the place of d / n": exact.share_curve(law(function, gamma=1 / GAMMA), cuts),
            "a semicircle: f has no linear part": exact.share_curve(
                exact.InnerProductSpectrum(0, square(function), GAMMA), cuts
            ),
            "no semicircle": exact.share_curve(law(function, rest=1e-6), cuts),
        },
    )
