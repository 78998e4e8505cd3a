r"""Eigenspace dimension is d^k/k!.

Statement.  Let a kernel depend on the angle between its inputs only. For inputs uniform on the d-cube or on the sphere
S^{d-1} its eigenspace of degree k = 0, 1, 2, ... has exactly the dimension C(d, k), or
N(d, k) = C(d+k-1, k) - C(d+k-3, k-2). Both are d^k/k! times 1 -+ k(k-1)/(2d) + O(1/d^2). The source counts k from 1, so
that its largest eigenvalue would have dimension d, and includes Gaussian inputs, for which this fails.

Reason.  The kernel commutes with the symmetries of the cube or the sphere. Parities of k coordinates, or harmonics of
degree k, form one irreducible block, on which the kernel is a number. The projection onto a block is a zonal polynomial
of the cosine: the rank of its Gram matrix, at enough random points, is the dimension.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from empirics import spectra as measured
from harness import Axes, Claim, Corrected, Exactly, Kind, Printed, Roundoff, Source
from theory import eigenspaces as exact

CLAIM = Claim(
    name="spectra.eigenspace_dimension_is_d_to_k_over_k_factorial",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\dim E_k = \binom{d}{k} \ \text{(cube)}, \quad \binom{d+k-1}{k} - \binom{d+k-3}{k-2} \ \text{(sphere)}",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, first theorem"),
    standing=Corrected("k counts from 0, cube and sphere only, and the (k+1)-th largest only if no degree is missing"),
    axes=Axes(x="dimension d of the inputs", y="dimension of the eigenspace / (d^k / k!)"),
)
COUNTED = replace(CLAIM, axes=Axes(x="degree k", y="eigenvalues counted"))
DIMENSIONS = {2: (3, 5, 7, 9, 12), 3: (3, 4, 5, 6, 7)}


@pytest.mark.parametrize("domain", ["cube", "sphere"])
@pytest.mark.parametrize("k", DIMENSIONS)
def test_eigenspace_dimension_is_d_to_k_over_k_factorial(lab, verify, domain, k):
    d = np.array(DIMENSIONS[k])
    leading = d**k / math.factorial(k)

    theory = [exact.leading_ratio(domain, int(size), k) for size in d]

    evidence = lab.run(
        measured.zonal_ranks,
        trials=lab.at_scale(smoke=16, standard=32, nightly=1024),
        points=256,
        width=12,
        rank_below=96,
        dimensions=d,
        degree=float(k),
        cube=float(domain == "cube"),
    )

    tolerance = Roundoff(operations=8, because="one division of two integers")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["dimensions"].map(lambda ranks: ranks / leading),
        tolerance=tolerance,
        at=d,
        series=f"degree {k}, {domain}",
        counterclaims={
            "d^k / k! at every d": np.ones(len(d)),
            "all monomials of degree k: C(d+k-1, k)": [math.comb(int(m) + k - 1, k) for m in d] / leading,
            "subsets of at most k coordinates": [sum(math.comb(int(m), j) for j in range(k + 1)) for m in d] / leading,
        },
    )


def test_eigenspace_dimension_is_d_to_k_over_k_factorial_counted_through_gaps(lab, verify):
    d, levels = 6, 3

    theory = [exact.multiplicity("sphere", d, k) for k in range(levels)]

    evidence = lab.run(
        measured.random_points,
        trials=lab.at_scale(smoke=16, standard=64, nightly=2048),
        inputs="sphere",
        kernel="relu_ntk",
        points=256,
        dimension=d,
        levels=levels,
        window=40,
        weight_variance=2.0,
        bias_variance=1.0,
    )

    tolerance = Exactly(because="integers, counted between the widest gaps of the Gram spectrum")

    verify(
        COUNTED,
        theory=theory,
        evidence=evidence["dimensions"],
        tolerance=tolerance,
        at=range(levels),
        counterclaims={
            "as printed, k = 1 for the largest eigenvalue": Printed([6, 20, 50]),
            "all monomials of degree k: C(d+k-1, k)": [math.comb(d + k - 1, k) for k in range(levels)],
            "parities only, as on the cube: C(d, k)": [math.comb(d, k) for k in range(levels)],
        },
    )
