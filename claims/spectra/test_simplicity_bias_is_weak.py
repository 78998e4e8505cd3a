r"""Simplicity bias is weak.

Statement.  On the $d$-cube the eigenvalue of degree $k$ of a wide network's kernel is at least that of degree $k + 2$,
for every activation, depth and choice of variances. It need not be at least that of degree $k + 1$: shallow erf
networks with small biases give more variance to each parity of three coordinates than to each of two.

Reason.  The kernel is a power series in the cosine without negative coefficients, and the power $n$ adds
$d^{-n} n! [z^n] \sinh^k \cosh^{d-k-2}$ to $\mu_k - \mu_{k+2}$, which is a probability of a random walk. Odd powers go
to odd degrees only: a small bias leaves little for the even ones.
"""

import numpy as np

from empirics import functions_on_the_cube
from empirics import weak_simplicity as measured
from harness import (
    Axes,
    Claim,
    Corrected,
    Kind,
    ModelError,
    NearGaussian,
    PerTrial,
    Printed,
    Resolution,
    Roundoff,
    Source,
)
from theory import activations
from theory import weak_simplicity as exact

CLAIM = Claim(
    name="spectra.simplicity_bias_is_weak",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mu_k - \mu_{k+2} = \sum_n \frac{a_n}{d^n}\, n!\, [z^n] \sinh^k z \, \cosh^{d-k-2} z \;\ge\; 0",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, simplicity of the parities"),
    standing=Corrected("simpler functions have larger eigenvalues only among degrees of the same parity"),
    axes=Axes(x="degree k", y="share of one parity of degree k", yscale="log"),
)


def test_simplicity_bias_is_weak(lab, verify):
    d, terms = 6, 12
    evidence = lab.run(
        measured.random_series, trials=lab.at_scale(smoke=16, standard=64, nightly=4096), dimension=d, terms=terms
    )
    series = evidence.all("coefficients")

    theory = PerTrial(np.array([exact.falls(a, d) for a in series]))

    tolerance = Roundoff(operations=2**d, scale=12, because="sums over 64 points of a kernel below about 12")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["falls"],
        tolerance=tolerance,
        at=np.arange(d - 1),
        counterclaims={
            "the walk on a cube of one dimension more": PerTrial(
                np.array([exact.falls(a, d + 1)[:-1] for a in series])
            ),
            "no fall: degrees of one parity share their eigenvalue": PerTrial(np.zeros((len(series), d - 1))),
            "the next degree in place of the next but one": PerTrial(evidence.all("steps")[:, :-1]),
        },
    )


def test_simplicity_bias_is_weak_in_networks(lab, verify):
    d, width, shown = 6, lab.at_scale(smoke=64, standard=128, nightly=512), 5
    variances = {"weight_variance": 2.0, "bias_variance": 0.02}

    theory = exact.variances_per_parity(activations.ERF, d, depth=1, **variances)[:shown]

    evidence = lab.run(
        functions_on_the_cube.shares_by_degree,
        trials=lab.at_scale(smoke=64, standard=1024, nightly=4096),
        activation="erf",
        dimension=d,
        width=width,
        depths=(1,),
        weight=2.0,
        bias=0.02,
    )
    multiplicities = [1, 6, 15, 20, 15]

    tolerance = Resolution(3e-4, because="half of what the degrees two and three differ by, or less") + ModelError(
        0.02 / width, because="finite width: shares of a degree were off by 0.25 / width in pilots, of one parity less"
    )

    verify(
        CLAIM,
        kind=Kind.LIMIT,
        theory=theory[2:],
        evidence=evidence["start"].map(lambda shares: shares[:, 0, 2:shown] / np.array(multiplicities[2:])),
        tolerance=tolerance,
        tail=NearGaussian(skewness=1.0),
        at=np.arange(2, shown),
        counterclaims={
            "simpler parities have larger eigenvalues": Printed(np.sort(theory[2:])[::-1]),
            "degrees two and three are equal": [theory[2:4].mean(), theory[2:4].mean(), theory[4]],
            "every parity of a degree gets the whole share": theory[2:] * np.array(multiplicities[2:]),
        },
    )
