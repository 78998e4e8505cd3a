r"""Infinite width kicks in at hundreds.

Statement.  The tangent kernel of a ReLU network with one hidden layer of m units varies from one initialisation to the
next by $\sqrt{V / m}$ of its size, with V known exactly and near 4: by a tenth at widths of a few hundred. With four
layers the variance is more than twice as large. At width 256, modes with $\lambda_i > C$ are learned as kernel
regression learns them, to 0.06; those far below C are learned worse, by two fifths of what they should be.

Reason.  The kernel is a mean over m independent units in the first case, a product of such means in the second. Modes
above C are pinned by the data; those below hang on small eigenvalues, which features that move leave behind.
"""

from functools import partial

import numpy as np

from empirics import kernel_fluctuations, trained_networks
from harness import Axes, Claim, Empirical, Kind, ModelError, NearGaussian, Printed, Quantile, Resolution, Source
from theory import circle, eigenlearning, kernels
from theory import kernel_fluctuations as exact

CLAIM = Claim(
    name="eigenlearning.infinite_width_kicks_in_at_hundreds",
    statement=__doc__,
    kind=Kind.RATE,
    tex=r"\operatorname{Var} K_m(x, x') = \frac{V}{m} K(x, x')^2",
    source=Source("simon2021post", where="Finite network = infinite-width network = kernel regression"),
    standing=Empirical("an exact rate for one hidden layer; effect sizes for depth, and for what width 256 learns"),
    axes=Axes(x="width m", y="m times the relative variance of a kernel entry", xscale="log"),
)
ANGLE, POINTS, N = np.pi / 5, 10, 6
KERNEL = partial(kernels.profile, "relu_ntk", dimension=2, radius=1.0)


def spectrum_over_constant():
    """lambda / C for each mode of the circle, in the order of their frequencies."""
    levels = circle.equidistant_spectrum(KERNEL, POINTS)
    ratio = levels.eigenvalues / eigenlearning.constant(N, levels.eigenvalues, levels.multiplicities)
    return np.repeat(ratio, levels.multiplicities)


def networks(lab):
    size = {"points": POINTS, "sizes": (N,), "width": 256, "steps": lab.at_scale(smoke=20, standard=800, nightly=4000)}
    trials = lab.at_scale(smoke=32, standard=128, nightly=1024)
    return lab.run(trained_networks.learnabilities, trials=trials, activation="relu", depth=1, **size)


def relative_variance(lab, kernel, depth, widths, trials):
    """m Var k / k^2 from groups of 16 initialisations, k the kernel at infinite width."""
    size = float(kernels.profile(kernel, np.cos(ANGLE), dimension=2, radius=1.0)) ** 2
    design = {"depth": depth, "widths": tuple(int(m) for m in widths), "angle": ANGLE, "group": 16}
    groups = lab.run(kernel_fluctuations.spread, trials=trials, **design)
    return groups["variance"].map(lambda x: x / size)


def test_infinite_width_kicks_in_at_hundreds(lab, verify):
    m = np.array(lab.at_scale(smoke=(64, 256), standard=(64, 256), nightly=(64, 256, 1024, 4096)))
    theory = np.full(len(m), exact.relative_variance(np.cos(ANGLE)))

    evidence = relative_variance(lab, "relu_ntk", 1, m, lab.at_scale(smoke=64, standard=768, nightly=16384))

    tolerance = Resolution(lab.at_scale(smoke=1.0, standard=0.7, nightly=0.2), because="a fifth of a value near 4")

    counterclaims = {
        "the standard deviation falls as 1 / m": theory * m[0] / m,
        "it falls as m^(-1/4)": theory * (m / m[0]) ** 0.5,
        "absolute, not relative to the kernel": theory * float(KERNEL(np.cos(ANGLE))) ** 2,
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims,
           tail=NearGaussian(skewness=1.2), at=m, series="one hidden layer")  # fmt: skip


def test_infinite_width_kicks_in_at_hundreds_later_in_deep_networks(lab, verify):
    one = exact.relative_variance(np.cos(ANGLE))
    theory = 2 * one

    evidence = relative_variance(lab, "relu_ntk_4", 4, (128,), lab.at_scale(smoke=32, standard=96, nightly=4096))

    tolerance = Resolution(0.5, because="far below the value, near 18 at width 128")

    counterclaims = {
        "as depth squared: 16 V": 16 * one,
        "layers multiply: (1 + V)^4 - 1": (1 + one) ** 4 - 1,
    }
    verify(CLAIM, kind=Kind.ORDER, theory=theory, evidence=evidence, tolerance=tolerance, side="at least",
           counterclaims=counterclaims, tail=Quantile(0.5), series="four hidden layers, width 128")  # fmt: skip


def test_infinite_width_kicks_in_at_hundreds_for_modes_above_the_constant(lab, verify):
    above, learned = spectrum_over_constant() > 1, circle.mean_learnabilities(KERNEL, POINTS, N)
    theory = learned[above]

    evidence = networks(lab)[f"learnability n={N}"].map(lambda x: x[:, above])

    tolerance = ModelError(0.03, because="a third above pilots") + Resolution(0.03, because="together 0.06, as stated")

    tanh = partial(kernels.profile, "tanh_ntk", dimension=2, radius=1.0)
    counterclaims = {
        "every mode alike: n / M": np.full(len(theory), N / POINTS),
        "the tangent kernel of tanh": circle.mean_learnabilities(tanh, POINTS, N)[above],
        "two points are spent on mean and scale: n - 2": circle.mean_learnabilities(KERNEL, POINTS, N - 2)[above],
    }
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims,
           tail=NearGaussian(skewness=0.8), series="lambda > C, width 256")  # fmt: skip


def test_infinite_width_kicks_in_at_hundreds_not_for_modes_far_below_it(lab, verify):
    below, learned = spectrum_over_constant() < 0.25, circle.mean_learnabilities(KERNEL, POINTS, N)
    theory = 0.6 * learned[below].mean()

    evidence = networks(lab)[f"learnability n={N}"].map(lambda x: x[:, below].mean(axis=1))

    tolerance = ModelError(0.006, because="an effect size, from pilots") + Resolution(
        0.021, because="half of the effect"
    )

    counterclaims = {"as kernel regression does": Printed(learned[below].mean()), "not at all": 0.0}
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims,
           tail=NearGaussian(skewness=0.8), series="lambda < C / 4, width 256")  # fmt: skip
