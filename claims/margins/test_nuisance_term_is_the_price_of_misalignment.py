r"""The nuisance term is the price of misalignment.

Statement.  The last factor of the spectral margin bound, $(\sum_k (\|W_k - M_k\|_{2,1} / \|W_k\|_2)^{2/3})^{3/2}$,
where $\|\cdot\|_{2,1}$ adds up the lengths of the rows, is at most $L^{3/2} w$ for L square layers of width w if all
references $M_k$ are zero. That is L times the root of the number p of weights, and orthogonal layers attain it. Layers
of rank one have at most $L^{3/2} \sqrt w$, attained if all units have weights of one length, and at least $L^{3/2}$,
attained by a single unit: the term is not invariant under rotations. For $W_k = c\, M_k$ with orthogonal $M_k$ it is
$|1/c - 1|\, L^{3/2} w$: with references far away there is no bound in depth and width alone.

Reason.  By Cauchy and Schwarz, $\|W\|_2 \le \|W\|_{2,1} \le \sqrt{w}\, \|W\|_F \le \sqrt{w \operatorname{rank} W}\,
\|W\|_2$, and the term adds up L such ratios in the power 2/3.
"""

import numpy as np
import pytest

from empirics import nuisance_term as measured
from harness import Axes, Claim, Corrected, Kind, PerTrial, Printed, Roundoff, Source
from theory import nuisance_term as exact

CLAIM = Claim(
    name="margins.nuisance_term_is_the_price_of_misalignment",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"L^{3/2} \le \Bigl( \sum_{k=1}^L \frac{\|W_k\|_{2,1}^{2/3}}{\|W_k\|_2^{2/3}} \Bigr)^{3/2} \le"
    r" L^{3/2} \sqrt{w \max_k \operatorname{rank} W_k} \le L^{3/2} w = L \sqrt{p}",
    source=Source("telgarskymargin", where="Negative remark: nuisance term; Remarks on deep linear networks"),
    standing=Corrected(
        "only with reference zero, or one at a distance comparable with |W|; constants, equality, ranks"
    ),
    axes=Axes(x="width", y="nuisance term", xscale="log", yscale="log"),
)
WIDTHS, FACTORS = (2, 4, 8, 16, 32), np.array([0.001, 0.01, 0.1, 0.4, 0.9, 1.5, 4.0])
RANKS = {"orthogonal": WIDTHS, "normal": WIDTHS, "flat rank one": (1,) * 5, "rank one": (1,) * 5}
ROUNDOFF = Roundoff(operations=2**10, scale=1e3, because="sums of 32 rows of 32 entries; terms up to 800")


def networks(lab, depth):
    trials = lab.at_scale(smoke=4, standard=16, nightly=256)
    return lab.run(measured.random_layers, trials=trials, depth=depth, widths=WIDTHS, factors=FACTORS)


def shown(evidence, family):
    return evidence["terms"].map(lambda x: x[:, measured.FAMILIES.index(family)])


def largest(depth, family):
    pairs = zip(WIDTHS, RANKS[family], strict=True)
    return np.array([exact.largest_nuisance([width] * depth, [rank] * depth) for width, rank in pairs])


@pytest.mark.parametrize("family", ["orthogonal", "flat rank one", "axis-aligned rank one"])
@pytest.mark.parametrize("depth", [2, 8])
def test_nuisance_term_is_the_price_of_misalignment(lab, verify, depth, family):
    aligned = family.startswith("axis")
    theory = [exact.least_nuisance(depth)] * len(WIDTHS) if aligned else largest(depth, family)

    evidence = networks(lab, depth)

    rivals = {
        "exponent 1 of the depth": np.array(theory) / depth**0.5,
        "exponent 1/2 of the depth": np.array(theory) / depth,
        "as of random directions": PerTrial(evidence.all("terms")[:, measured.FAMILIES.index("rank one")]),
    }
    if family != "orthogonal":
        rivals["columns in the place of rows"] = PerTrial(
            evidence.all("transposed")[:, measured.FAMILIES.index(family)]
        )
    verify(CLAIM, theory=theory, evidence=shown(evidence, family), tolerance=ROUNDOFF, counterclaims=rivals,
           at=WIDTHS, series=f"{family}, {depth} layers")  # fmt: skip


@pytest.mark.parametrize("family", ["normal", "rank one"])
def test_nuisance_term_is_the_price_of_misalignment_at_most(lab, verify, family):
    depth, theory = 8, largest(8, family)

    evidence = shown(networks(lab, depth), family)

    rivals = {
        "exponent 1 of the depth": theory / depth**0.5,
        "exponent 1/2 of the depth": theory / depth,
        "no width: L^(3/2)": exact.least_nuisance(depth),
    }
    verify(CLAIM, kind=Kind.BOUND, side="at most", theory=theory, evidence=evidence, tolerance=ROUNDOFF,
           counterclaims=rivals, at=WIDTHS, series=f"{family}, {depth} layers")  # fmt: skip


@pytest.mark.parametrize("depth", [2, 8])
def test_nuisance_term_is_the_price_of_misalignment_and_of_a_far_reference(lab, verify, depth):
    shape = [WIDTHS[-1]] * depth
    theory = [exact.moved_nuisance(c, shape, shape) for c in FACTORS]

    evidence = networks(lab, depth)["moved"]

    tolerance = Roundoff(operations=2**10, scale=1e6, because="as above; terms up to 8e5")

    rivals = {
        "bounded by depth and width": Printed(exact.largest_nuisance(shape, shape)),
        "the reference counts in the denominator": np.array(theory) * FACTORS,
        "exponent 1 of the depth": np.array(theory) / depth**0.5,
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals)
