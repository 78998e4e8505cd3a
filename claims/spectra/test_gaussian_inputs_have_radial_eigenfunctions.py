r"""Gaussian inputs have radial eigenfunctions.

Statement.  On N(0, I_d) the eigenfunctions of a kernel of |x|, |x'| and the angle are R_{k,j}(|x|) Y_k(x/|x|), and
each eigenvalue lambda_{k,j} has the dimension N(d, k), the harmonics of degree k, for every d. It is of order
d^{-(k+j)}. With a bias the third largest is therefore the radial lambda_{0,1}, of dimension 1, and not d^2/2: the
printed theorem fails for Gaussian inputs. Without a bias the ReLU kernel is |x| |x'| times a function of the angle,
and holds no such mode.

Reason.  Rotations leave the Gaussian and the kernel alone, so the operator acts on every harmonic degree as a
one-dimensional kernel of the radius, K_k(r, r') = E[K(r, r', c) P_k(c)]. |x|^2/d fluctuates by sqrt(2/d), and a kernel
that is not homogeneous sees that: the constant and |x|^2 - d split at order 1/d.
"""

import numpy as np
import pytest

from empirics import spectra as measured
from harness import Axes, Claim, Corrected, Exactly, Kind, Printed, Roundoff, Source
from theory import gaussian_spectrum as exact

CLAIM = Claim(
    name="spectra.gaussian_inputs_have_radial_eigenfunctions",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\lambda_{0,0} > \lambda_{1,0} > \lambda_{0,1} > \lambda_{2,0}, \qquad \dim E_{k,j} = N(d, k)",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, first theorem"),
    standing=Corrected(
        "false for Gaussian inputs: the third eigenspace has dimension 1, unless the kernel is homogeneous"
    ),
    axes=Axes(x="rank among the distinct eigenvalues", y="eigenvalue for Gaussian inputs", yscale="log"),
)
DIMENSION, WEIGHT = 10, 1.0


@pytest.mark.parametrize("bias", [1.0, 8.0])
def test_gaussian_inputs_have_radial_eigenfunctions(lab, verify, bias):
    levels = exact.relu_levels(DIMENSION, depth=1, weight_variance=WEIGHT, bias_variance=bias)
    shown = 5
    harmonic = levels.eigenvalues[[label.endswith("j=0") for label in levels.labels]]
    joined = levels.eigenvalues[[0, 1, 3, 3, 4]]

    theory = levels.eigenvalues[:shown]

    evidence = lab.run(
        measured.radial_operators,
        trials=lab.at_scale(smoke=8, standard=16, nightly=1024),
        kernel="relu_ntk",
        dimension=DIMENSION,
        degrees=3,
        weight_variance=WEIGHT,
        bias_variance=bias,
    )

    tolerance = Roundoff(
        operations=2**13, scale=1 + bias, because="quadrature of a kernel of size 1 + bias in 40 x 56 nodes"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["eigenvalues"].map(lambda all_pairs: -np.sort(-all_pairs, axis=1)[:, :shown]),
        tolerance=tolerance,
        at=np.arange(1, shown + 1),
        series=f"bias variance {bias:g}",
        counterclaims={
            "no radial modes: one eigenvalue per degree, as on the sphere": harmonic[:shown],
            "the radial mode joins degree 2, as for the Gaussian kernel": joined,
        },
    )


@pytest.mark.parametrize("bias", [8.0, 0.0])
def test_gaussian_inputs_have_radial_eigenfunctions_counted_in_gram_spectra(lab, verify, bias):
    theory = exact.relu_levels(DIMENSION, depth=1, weight_variance=WEIGHT, bias_variance=bias).multiplicities[:3]

    evidence = lab.run(
        measured.random_points,
        trials=lab.at_scale(smoke=8, standard=32, nightly=512),
        inputs="gaussian",
        kernel="relu_ntk",
        points=lab.at_scale(smoke=384, standard=384, nightly=1024),
        dimension=DIMENSION,
        levels=3,
        window=72,
        weight_variance=WEIGHT,
        bias_variance=bias,
    )

    tolerance = Exactly(because="integers, counted between the widest gaps of the Gram spectrum")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["dimensions"],
        tolerance=tolerance,
        counterclaims={
            "as printed, degree 1, 2, 3: d^k / k!": Printed([10, 54, 210]),
            "the third eigenspace is a copy of the second": [1, 10, 10],
            "the other kind of kernel": [1, 10, 54] if bias else [1, 10, 1],
        },
    )
