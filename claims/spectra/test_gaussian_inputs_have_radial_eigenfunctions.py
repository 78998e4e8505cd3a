r"""Gaussian inputs have radial eigenfunctions.

Statement.  On $\mathcal{N}(0, I_d)$ the eigenfunctions of a kernel of $|x|$, $|x'|$ and the angle are $R_{k,j}(|x|)\,
Y_k(x / |x|)$, and each eigenvalue $\lambda_{k,j}$ has the dimension $N(d, k)$, the harmonics of degree $k$, for every
$d$. It is of order $d^{-(k+j)}$. With a bias the third largest is therefore the radial $\lambda_{0,1}$, of dimension 1,
and not $d^2/2$: the printed theorem fails for Gaussian inputs. Without a bias the ReLU kernel is $|x|\,|x'|$ times a
function of the angle, and holds no such mode.

Reason.  Rotations leave the Gaussian and the kernel alone, so the operator acts on every harmonic degree as a
one-dimensional kernel of the radius, $K_k(r, r') = \mathbb{E}_c[K(r, r', c)\, P_k(c)]$. $|x|^2/d$ fluctuates by
$\sqrt{2/d}$, and a kernel that is not homogeneous sees that: the constant and $|x|^2 - d$ split at order $1/d$.
"""

from dataclasses import replace

import numpy as np
import pytest

from empirics import spectra as measured
from harness import Axes, Claim, Corrected, Exactly, Kind, ModelError, Printed, Roundoff, Source
from theory import gaussian_spectrum as exact

CLAIM = Claim(
    name="spectra.gaussian_inputs_have_radial_eigenfunctions",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\lambda_{0,0} > \lambda_{1,0} > \lambda_{0,1} > \lambda_{2,0}, \qquad \dim E_{k,j} = N(d, k)",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, first theorem"),
    standing=Corrected("for Gaussian inputs the third eigenspace has dimension 1, unless the kernel is homogeneous"),
    axes=Axes(x="rank among the distinct eigenvalues", y="eigenvalue for Gaussian inputs", yscale="log"),
)
SPECTRUM = replace(CLAIM, axes=Axes(x="rank in the Gram matrix", y="decimal logarithm of the eigenvalue"))
DIMENSION, WEIGHT, SHOWN = 10, 1.0, 65


def gram_spectra(lab, bias):
    """The number of points, and the top of the spectra of Gram matrices at random points, divided by that number."""
    points, trials = (
        lab.at_scale(smoke=384, standard=384, nightly=1024),
        lab.at_scale(smoke=8, standard=32, nightly=512),
    )
    return points, lab.run(
        measured.random_points, trials=trials,
        inputs="gaussian", kernel="relu_ntk", points=points, dimension=DIMENSION, levels=3, window=72,
        weight_variance=WEIGHT, bias_variance=bias,
    )  # fmt: skip


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
        kernel="relu_ntk", dimension=DIMENSION, degrees=3, weight_variance=WEIGHT, bias_variance=bias,
    )  # fmt: skip

    why = "quadrature of a kernel of size 1 + bias in 40 x 56 nodes"
    tolerance = Roundoff(operations=2**13, scale=1 + bias, because=why)

    verify(
        CLAIM, theory=theory, tolerance=tolerance, at=np.arange(1, shown + 1), series=f"bias variance {bias:g}",
        evidence=evidence["eigenvalues"].map(lambda all_pairs: -np.sort(-all_pairs, axis=1)[:, :shown]),
        counterclaims={
            "no radial modes: one eigenvalue per degree, as on the sphere": harmonic[:shown],
            "the radial mode joins degree 2, as for the Gaussian kernel": joined,
        },
    )  # fmt: skip


@pytest.mark.parametrize("bias", [8.0, 0.0])
def test_gaussian_inputs_have_radial_eigenfunctions_counted_in_gram_spectra(lab, verify, bias):
    theory = exact.relu_levels(DIMENSION, depth=1, weight_variance=WEIGHT, bias_variance=bias).multiplicities[:3]

    _, evidence = gram_spectra(lab, bias)

    tolerance = Exactly(because="integers, counted between the widest gaps of the Gram spectrum")

    verify(
        CLAIM, theory=theory, evidence=evidence["dimensions"], tolerance=tolerance,
        counterclaims={
            "as printed, degree 1, 2, 3: d^k / k!": Printed([10, 54, 210]),
            "the third eigenspace is a copy of the second": [1, 10, 10],
            "the other kind of kernel": [1, 10, 54] if bias else [1, 10, 1],
        },
    )  # fmt: skip


@pytest.mark.parametrize("bias", [8.0, 0.0])
def test_gaussian_inputs_have_radial_eigenfunctions_as_steps_of_gram_spectra(lab, verify, bias):
    levels = exact.relu_levels(DIMENSION, depth=1, weight_variance=WEIGHT, bias_variance=bias)
    values = np.log10(levels.eigenvalues[:4])
    theory = np.repeat(values, levels.multiplicities[:4])[:SHOWN]

    points, evidence = gram_spectra(lab, bias)

    sizes = (1, 10, 1, 54) if bias else (1, 10, 54)
    spread = -2 * np.log10(1 - np.sqrt(np.repeat(sizes, sizes)[:SHOWN] / points))
    why = "m equal eigenvalues spread as (1 +- sqrt(m/n))^2 at n points; 35 % for what a single one fluctuates"
    tolerance = ModelError(spread + 0.13, because=why)

    wrong = {
        "one linear function less": np.append(np.delete(theory, 10), theory[-1]),
        "the constant is as small as a linear function": np.append(values[1], theory[1:]),
    }
    if bias:
        joined = np.where(np.arange(SHOWN) == 11, values[3], theory)
        printed = Printed(np.repeat(values[:2], (10, SHOWN - 10)))
        wrong |= {"no radial mode: degree 2 from rank 12 on": joined, "as printed, degree 1, 2, 3: d^k / k!": printed}
    verify(
        SPECTRUM, theory=theory, tolerance=tolerance, counterclaims=wrong,
        evidence=evidence["eigenvalues"].map(lambda top: np.log10(top[:, :SHOWN])),
        at=np.arange(1, SHOWN + 1), series=f"bias variance {bias:g}",
    )  # fmt: skip
