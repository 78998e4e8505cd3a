r"""NTK learns higher degrees than CK.

Statement. Call $\binom{d}{k} \mu_k / \Phi(1)$ the share of degree k in a kernel on the d-cube. ReLU networks with bias
give every degree from 1 on a larger share in their tangent kernel (NTK) than in the kernel of the initial network (CK).
For erf networks the quotient of the shares grows with k among degrees of one parity, but where it passes 1 depends on
the network. On a grid of 1200 networks with d = 128 the tangent kernel wins in 62 % of them at k = 1 and in 72 % at
k = 8. Counting only networks with $\mu_k / \Phi(1) > 10^{-15}$ turns this into a climb from 60 % to 90 %: the selection
drops deep chaotic networks, where the initial kernel wins. Rounding to float64 has no part in it.

Reason. The tangent kernel weighs the trees of a branching process by their progeny, and the degree of a term is where a
walk with one step per descendant ends. A far end needs a large tree, hence weight; only where large trees are the rule,
in chaotic networks, a low degree means a small one.
"""

import numpy as np
import pytest

from empirics import ntk_against_ck as measured
from harness import Axes, Claim, Corrected, Kind, NearGaussian, PerTrial, Printed, Radius, Resolution, Source
from theory import activations
from theory import ntk_against_ck as exact

CLAIM = Claim(
    name="spectra.ntk_learns_higher_degrees_than_ck",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\frac{\mu_{k+2}^{\mathrm{NTK}}}{\mu_{k+2}^{\mathrm{CK}}} > \frac{\mu_k^{\mathrm{NTK}}}{\mu_k^{\mathrm{CK}}}",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, on fractional variance"),
    standing=Corrected("true of ReLU networks with bias; of erf networks only beyond a degree that depends on them"),
    axes=Axes(x="degree", y="fraction of erf networks in which NTK has the larger share"),
)
D, DEGREES = 128, tuple(range(1, 9))
GRID = ((1.0, 2.0, 3.0, 4.0, 5.0), (0.1, 1.0, 2.0, 3.0, 4.0))


@pytest.mark.parametrize(("above", "digits"), [(0.0, "kept"), (1e-15, "kept"), (1e-15, "lost")])
def test_ntk_learns_higher_degrees_than_ck(lab, verify, above, digits):
    depth, (weights, biases) = lab.at_scale(smoke=16, standard=48, nightly=48), GRID
    how = {"depth": depth, "weight_variances": weights, "bias_variances": biases}
    everywhere, selected = (exact.larger_fractions(activations.ERF, D, DEGREES, **how, above=x) for x in (0.0, 1e-15))

    theory = selected if above else everywhere

    evidence = lab.run(
        measured.networks_of_a_grid,
        trials=lab.at_scale(smoke=64, standard=1024, nightly=8192),
        digits=digits, dimension=D, degrees=DEGREES, depth=depth, weights=weights, biases=biases,
        draws=4096, above=above,
    )  # fmt: skip

    tolerance = Resolution(
        lab.at_scale(smoke=0.01, standard=0.003, nightly=0.001), because="one per cent of each fraction is seen"
    )

    verify(
        CLAIM,
        theory=theory,
        evidence=evidence["larger"],
        tolerance=tolerance,
        tail=NearGaussian(skewness=0.1),
        at=DEGREES,
        series=f"eigenvalue above {above:g}, digits {digits}" if above else "all networks",
        counterclaims={
            "as printed, larger in every network": Printed(np.ones(len(DEGREES))),
            "the other selection": everywhere if above else selected,
            "the same at every degree, as for k = 1": [theory[0]] * len(DEGREES),
            "the initial kernel's fractions": [1 - x for x in theory],
        },
    )


@pytest.mark.parametrize("activation", ["relu", "erf"])
def test_ntk_learns_higher_degrees_than_ck_by_drawn_networks(lab, verify, activation):
    depths = (1, 2, 6, 16)
    evidence = lab.run(
        measured.drawn_networks,
        trials=lab.at_scale(smoke=2, standard=2, nightly=64),
        activation=activation, dimension=D, degrees=DEGREES, depths=depths, networks=8,
        weights=np.array([2.0, 2.0] if activation == "relu" else [1.0, 3.0]), biases=np.array([0.05, 2.0]),
    )  # fmt: skip
    unit = activations.RELU if activation == "relu" else activations.ERF
    drawn = zip(evidence.all("weight").ravel(), evidence.all("bias").ravel(), strict=True)
    ratios = [exact.ratios(unit, D, DEGREES, depths, weight_variance=w, bias_variance=b) for w, b in drawn]
    logarithms = np.log(ratios).reshape(-1, 8, len(depths), len(DEGREES))

    theory = PerTrial(logarithms.reshape(len(logarithms), -1))

    tolerance = Radius(1e-8, because="relative errors of both series, on one side proven to be below 1e-9")

    shallow, shifted = np.broadcast_to(logarithms[:, :, :1], logarithms.shape), np.roll(logarithms, 1, axis=3)
    verify(
        CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["ratio"].map(np.log), tolerance=tolerance,
        series=f"logarithm of the quotient, {activation}",
        counterclaims={
            "the inverse quotient": PerTrial(-theory.values),
            "the next degree": PerTrial(shifted.reshape(len(logarithms), -1)),
            "the quotient of one hidden layer at every depth": PerTrial(shallow.reshape(len(logarithms), -1)),
        },
    )  # fmt: skip
