r"""Parities are the eigenfunctions.

Statement.  On the uniform cube {-1, 1}^d every kernel of the angle has the parities chi_S as eigenfunctions, and the
eigenvalue of chi_S depends on |S| alone. Both need the right cube. If one coordinate has another scale, parities remain
eigenfunctions, but the eigenvalue of S depends on whether it holds that coordinate. On {0, 1}^d the kernel of a network
mixes every parity with the constant function.

Reason.  The kernel depends on the products x_i y_i. Reflections of single coordinates leave them alone, commute with
one another, and have the parities as their joint eigenfunctions; permutations make the eigenvalue a function of |S|.
Unequal scales break the permutations. The corners of {0, 1}^d have different norms: no reflection is left,
unless the kernel depends on the distance alone.
"""

import numpy as np
import pytest

from empirics import parities as measured
from harness import Axes, Claim, Kind, Roundoff, Source, UnderConvention
from theory import parities as exact

CLAIM = Claim(
    name="spectra.parities_are_the_eigenfunctions",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E}_y K(x, y)\, \chi_S(y) = \mu_{|S|}\, \chi_S(x), \qquad \chi_S(x) = \prod_{i \in S} x_i",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, on the boolean cube"),
    standing=UnderConvention("the boolean cube is {-1, 1}^d, all coordinates with the same scale"),
    axes=Axes(x="degree |S|", y="eigenvalue on the cube, d = 7", yscale="log"),
)
D = 7
NETWORK = {"weight_variance": 2.0, "bias_variance": 1.0}
SIZES = np.array([*range(D), *range(1, D + 1)])  # of S without the first coordinate, then with it


def on_corners(lab, kernel, low=-1.0, factor=1.0):
    return lab.run(
        measured.kernel_on_parities,
        trials=lab.at_scale(smoke=8, standard=16, nightly=512),
        kernel=kernel,
        dimension=D,
        low=low,
        scales=np.array([factor, *np.ones(D - 1)]),
        **NETWORK,
    )


@pytest.mark.parametrize(
    ("kernel", "factor", "member"),
    [("relu_ntk_4", 1.0, False), ("laplace", 1.0, False), ("relu_ntk_4", 3.0, False), ("relu_ntk_4", 3.0, True)],
)
def test_parities_are_the_eigenfunctions(lab, verify, kernel, factor, member):
    sizes = np.arange(D) + member
    equal_scales, (without, within) = (
        exact.eigenvalues(kernel, D, **NETWORK),
        exact.rescaled(kernel, D, factor, **NETWORK),
    )
    other_sets = np.append(without[1:], within[-1]) if member else np.insert(within[:-1], 0, without[0])

    theory = equal_scales[sizes] if factor == 1 else within if member else without

    evidence = on_corners(lab, kernel, factor=factor)

    tolerance = Roundoff(operations=2**D, because="a mean over 2^d products of order one")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["eigenvalues"].map(lambda values: values[:, D:] if member else values[:, :D]),
        tolerance=tolerance,
        at=sizes,
        series=f"{kernel}, scale {factor:g}, S {'with' if member else 'without'} the first coordinate",
        counterclaims={
            "the degree is shifted by one": equal_scales[(sizes + 1) % D],
            "another scale by one per cent": exact.rescaled(kernel, D, 1.01 * factor, **NETWORK)[int(member)],
        }
        | ({} if factor == 1 else {"|S| alone counts, not whether S has the rescaled coordinate": other_sets}),
    )


@pytest.mark.parametrize(("kernel", "factor"), [("relu_ntk_4", 1.0), ("laplace", 1.0), ("relu_ntk_4", 3.0)])
def test_parities_are_the_eigenfunctions_without_residual(lab, verify, kernel, factor):
    mixing = np.abs(exact.binary_mixing(D, depth=4, **NETWORK))[SIZES - 1]

    theory = np.zeros(2 * D)

    evidence = on_corners(lab, kernel, factor=factor)

    tolerance = Roundoff(operations=2 ** (D + 3), because="sums of 2^d products, of order ten at most")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["residuals"],
        tolerance=tolerance,
        counterclaims={"the constant gets in, as on {0, 1}^d": mixing, "a hundredth of that": 0.01 * mixing},
    )


def test_parities_are_the_eigenfunctions_but_not_of_zeros_and_ones(lab, verify):
    theory = exact.binary_mixing(D, depth=4, **NETWORK)[SIZES[1:] - 1]

    evidence = on_corners(lab, "relu_ntk_4", low=0.0)

    tolerance = Roundoff(operations=2 ** (D + 3), because="sums of 2^d products, of order ten at most")

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["mixing"].map(lambda mixing: mixing[:, 1:]),
        tolerance=tolerance,
        counterclaims={
            "parities are eigenfunctions of any boolean cube": np.zeros(2 * D - 1),
            "the sign of odd parities turned, 1 - x for x": theory * (-1.0) ** SIZES[1:],
            "three hidden layers": exact.binary_mixing(D, depth=3, **NETWORK)[SIZES[1:] - 1],
        },
    )
