r"""Eigenvalues fall with the degree.

Statement.  For a kernel of the angle alone on the d-cube, let mu_k be its eigenvalue on parities of k coordinates,
mu_k = 2^{-d} sum_h K_h(k) Phi(1 - 2h/d) with Krawtchouk polynomials K_h. If every degree has enough weight in Phi, mu_k
is the (k+1)-th largest of the distinct eigenvalues, so that the spectrum is a staircase with steps C(d, k). The ReLU
kernel without bias breaks the order: its odd degrees from 3 on vanish, and the fourth eigenvalue has degree 4.

Reason.  With Phi(c) = sum_n a_n c^n and a_n >= 0, d^k mu_k tends to k! a_k; hence mu_{k+1} / mu_k is about
(k+1) a_{k+1} / (a_k d), which is below 1 for d large unless a_k = 0. At a given d balls around the mu_k decide.
"""

import math

import numpy as np
import pytest

from empirics import spectra as measured
from harness import Axes, Claim, Corrected, Kind, Printed, Roundoff, Source
from theory import eigenspaces as exact

CLAIM = Claim(
    name="spectra.eigenvalues_fall_with_degree",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mu_k = 2^{-d} \sum_{h=0}^{d} K_h(k)\, \Phi(1 - 2h/d), \qquad \mu_0 > \mu_1 > \mu_2 > \cdots",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, first theorem"),
    standing=Corrected("k counts from 0, and no degree up to k may be missing: a ReLU kernel needs a bias"),
    axes=Axes(x="rank of the eigenvalue", y="eigenvalue on the cube", xscale="log", yscale="log"),
)


def staircase(levels, steps):
    """The levels' eigenvalues repeated `steps` times each, the last one as often as it takes to fill the cube."""
    points = sum(levels.multiplicities)
    repeated = np.repeat(levels.eigenvalues[: len(steps)], steps[: len(levels.eigenvalues)])[:points]
    return np.concatenate([repeated, np.repeat(levels.eigenvalues[-1:], points - len(repeated))])


@pytest.mark.parametrize(
    ("kernel", "bias"), [("laplace", 1.0), ("tanh_ntk", 1.0), ("relu_ntk", 1.0), ("relu_ntk", 0.0)]
)
def test_eigenvalues_fall_with_degree(lab, verify, kernel, bias):
    d = lab.at_scale(smoke=6, standard=8, nightly=10)
    degrees = range(d + 1) if bias else (0, 1, 2, *range(4, d + 1, 2))
    steps = [exact.multiplicity("cube", d, k) for k in degrees]
    levels, ranks = exact.cube_levels(kernel, d, bias_variance=bias), sum(steps)

    theory = staircase(levels, steps)[:ranks]

    evidence = lab.run(
        measured.whole_cube,
        trials=lab.at_scale(smoke=16, standard=32, nightly=256),
        kernel=kernel,
        dimension=d,
        bias_variance=bias,
    )

    tolerance = Roundoff(operations=2**d, because="a symmetric eigenproblem of 2^d points, entries of order one")

    from_one = [math.comb(d, k) for k in range(1, d + 1)]
    monomials = [math.comb(d + k - 1, k) for k in range(d + 1)]
    in_order = {"as printed, level k + 1 has C(d, k)": Printed(staircase(levels, [1, *from_one])[:ranks])}
    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["eigenvalues"].map(lambda eigenvalues: eigenvalues[:, :ranks]),
        tolerance=tolerance,
        at=np.arange(1, ranks + 1),
        series=kernel if bias else f"{kernel}, no bias",
        counterclaims={
            "as printed, k = 1 for the largest: d eigenvalues share it": Printed(staircase(levels, from_one)[:ranks]),
            "steps of all monomials, C(d+k-1, k)": staircase(levels, monomials)[:ranks],
            "every degree once": staircase(levels, [1] * (d + 1))[:ranks],
        }
        | ({} if bias else in_order),
    )


@pytest.mark.parametrize(("kernel", "d"), [("relu_ntk", 8), ("laplace", 4), ("tanh_ntk", 3)])
def test_eigenvalues_fall_with_degree_on_the_sphere(lab, verify, kernel, d):
    degrees = 6

    theory = exact.sphere_eigenvalues(kernel, d, degrees)

    evidence = lab.run(
        measured.sphere_integrals,
        trials=lab.at_scale(smoke=16, standard=64, nightly=4096),
        kernel=kernel,
        dimension=d,
        degrees=degrees,
        bias_variance=1.0,
    )

    tolerance = Roundoff(operations=2**11, because="quadrature in 224 nodes; 128^2 nodes for tanh in theory")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["eigenvalues"],
        tolerance=tolerance,
        counterclaims={
            "one dimension more": exact.sphere_eigenvalues(kernel, d + 1, degrees),
            "every degree takes the one below": np.roll(exact.sphere_eigenvalues(kernel, d, degrees), 1),
        },
    )
