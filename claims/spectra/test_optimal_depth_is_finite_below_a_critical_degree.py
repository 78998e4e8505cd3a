r"""Optimal depth is finite below a critical degree.

Statement. On the d-cube the share of degree k in a wide network is $\binom{d}{k} \mu_k / \Phi(1)$. For low degrees it
rises with the number of hidden layers to a finite best depth and then falls. But infinite depth can be optimal: the
tangent kernel of ReLU networks without bias has a critical degree, 3, 4, 5 and 6 at d = 6, 9, 12 and 15, from which on
no finite depth reaches the share $\tfrac34 \binom{d}{k} 2^{-d}$ of the limit. And erf networks without bias, at the
weight variance $\pi/4$, raise the shares of the odd degrees from 3 on with every layer.

Reason. A layer makes higher powers of the cosine and draws cosines to a fixed point, where the kernel is constant. The
deep ReLU tangent kernel is 1/4 plus 3/4 of an indicator of equal inputs, and an indicator holds all parities alike. On
the critical line of erf the variance falls like 1/(2L), layers become linear, and all odd degrees stay in the limit.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from empirics import depth_spectra as measured
from harness import Axes, Claim, Corrected, Exactly, Kind, NearGaussian, Printed, Resolution, Roundoff, Source
from theory import activations
from theory import depth_spectra as exact

CLAIM = Claim(
    name="spectra.optimal_depth_is_finite_below_a_critical_degree",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\max_{L < \infty} \tbinom{d}{k} \mu_k^{(L)} / \Phi_L(1) > \tfrac{3}{4} \tbinom{d}{k} 2^{-d} \iff k < k^*(d)",
    source=Source("im2021project", where="3 Neural Tangent Kernel Eigenvalues, on depth"),
    standing=Corrected("infinite depth is optimal from a critical degree on, and on the critical line of erf networks"),
    axes=Axes(x="number of hidden layers", y="share of the degree", xscale="log"),
)
CRITICAL = replace(CLAIM, axes=Axes(x="dimension d", y="critical degree"))
DEPTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24)
FINE = {2: 1.0, 3: 0.3, 4: 0.1}


@pytest.mark.parametrize("k", FINE)
def test_optimal_depth_is_finite_below_a_critical_degree_in_sampled_functions(lab, verify, k):
    d, shown = 7, slice(1 if k == 3 else 0, None)  # one hidden layer without bias has no degree 3
    how = {"depth": max(DEPTHS), "weight_variance": 2, "bias_variance": 0}
    relu, degrees = activations.RELU, (k, k + 1)
    initial, tangent = (exact.shares(relu, d, degrees, **how, kernel=one).fractions for one in ("nngp", "ntk"))

    theory = initial[list(DEPTHS), 0][shown]

    evidence = lab.run(
        measured.sampled_functions,
        trials=lab.at_scale(smoke=16, standard=64, nightly=2048),
        dimension=d, depths=DEPTHS, degrees=tuple(FINE), draws=1024,
    )  # fmt: skip

    tolerance = Resolution(
        FINE[k] * lab.at_scale(smoke=0.008, standard=0.003, nightly=0.0006), because="2 % of the largest share or less"
    )

    seen, tail = evidence[f"degree {k}"].map(lambda shares: shares[:, shown]), NearGaussian(skewness=0.2)
    verify(
        CLAIM, theory=theory, evidence=seen, tolerance=tolerance, kind=Kind.LIMIT, tail=tail,
        at=DEPTHS[shown], series=f"degree {k}, ReLU at initialization, d = {d}",
        counterclaims={
            "more depth never lowers the share": np.maximum.accumulate(initial[:, 0])[list(DEPTHS)][shown],
            "one hidden layer fewer": initial[np.array(DEPTHS) - 1, 0][shown],
            "the next degree": initial[list(DEPTHS), 1][shown],
            "the tangent kernel's shares": tangent[list(DEPTHS), 0][shown],
        },
    )  # fmt: skip


def test_optimal_depth_is_finite_below_a_critical_degree_and_infinite_above(lab, verify):
    d, depth = (6, 9, 12, 15), lab.at_scale(smoke=96, standard=128, nightly=1024)

    theory = [exact.critical_degree(size, depth) for size in d]

    trials = lab.at_scale(smoke=4, standard=8, nightly=64)
    evidence = lab.run(measured.critical_degrees, trials=trials, dimensions=d, depth=depth)

    tolerance = Exactly(because="degrees")

    verify(
        CRITICAL, theory=theory, evidence=evidence["degrees"], tolerance=tolerance, at=d,
        counterclaims={
            "as printed, infinite depth is never optimal: no degree up to d": Printed([size + 1 for size in d]),
            "half of the dimension, rounded up": [math.ceil(size / 2) for size in d],
            "the most numerous degree and those beyond": [size // 2 for size in d],
        },
    )  # fmt: skip


@pytest.mark.parametrize("k", [3, 5])
def test_optimal_depth_is_finite_below_a_critical_degree_but_not_on_the_critical_line(lab, verify, k):
    d, depths, line = 7, (1, 3, 10, 30, 100, 300), math.pi / 4
    how = {"depth": 300, "bias_variance": 0, "kernel": "nngp"}
    erf, weights = activations.ERF, (line, 1.01 * line)
    on, off = (exact.shares(erf, d, (k,), **how, weight_variance=w).fractions[:, 0] for w in weights)

    theory = on[list(depths)]

    evidence = lab.run(
        measured.by_depth, trials=lab.at_scale(smoke=16, standard=16, nightly=256),
        activation="erf", kernel="nngp", dimension=d, depths=depths, weight=line, bias=0.0,
    )  # fmt: skip

    tolerance = Roundoff(operations=2**14, because="300 layers, and sums of 128 values of size one")

    ends = np.minimum(depths, 30)
    verify(
        CLAIM, theory=theory, tolerance=tolerance, at=depths, series=f"degree {k}, erf on its critical line, d = {d}",
        evidence=evidence["shares"].map(lambda x: x.reshape(-1, len(depths), d + 1)[:, :, k]),
        counterclaims={
            "as printed, falling past a certain depth: from 30 layers on": Printed(on[ends] * ends / np.array(depths)),
            "a finite best depth: no gain beyond 30 layers": on[ends],
            "weights of variance one per cent larger": off[list(depths)],
            "one hidden layer fewer": on[np.array(depths) - 1],
        },
    )  # fmt: skip
