r"""The VC dimension is a maximum over architectures.

Statement.  For p parameters in L layers, $p L \ln p$ is the order of the VC dimension of the best ReLU architecture,
not of each. Affine thresholds on $\mathbb{R}^d$ have p = d + 1, give $2 \sum_{k \le d} \binom{n-1}{k}$ labellings of n
points in general position, and so have VC dimension p; of d + 2 points they miss the two labellings that tell apart the
parts of Radon's partition. A chain of L single ReLU units, with p = 2L, gives 2n labellings of n points on the line and
has VC dimension 2 at every depth. Nor is the activation innocent: two nodes $s(ax) + s(-ax) - 1$ with the
convex-concave $s(z) = 1/(1 + e^{-z}) + 10^{-3} z^3 e^{-z^2} \sin z$ give all $2^n$ labellings of 1, 1/2, 1/4, ...

Reason.  An affine dependence of d + 2 points forbids the signs of its multipliers. A composition of monotone functions
is monotone, and changes its sign once at most. The even part of s has, at $x = 2^{-i}$ and $a = \pi (m + 1/2)$, the
sign that the binary digit i of the integer m prescribes; and it is too small to bend s against the logistic.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import vc_dimension as measured
from harness import Axes, Claim, Corrected, Kind, PerTrial, Printed, Roundoff, Source
from theory import vc_dimension as exact

CLAIM = Claim(
    name="margins.vc_dimension_is_a_maximum_over_architectures",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\max_{\text{architectures}} \mathrm{VC} = \Theta(p L \ln p), \qquad"
    r" \mathrm{VC}(\text{threshold}) = d + 1, \quad \mathrm{VC}(\text{chain}) = 2",
    source=Source("telgarskymargin", where="Comparison: VC Theory; Theorem (Bartlett-Harvey-Liaw-Mehrabian '17)"),
    standing=Corrected("the upper bound holds for a given architecture; the lower one for the best with p and L"),
    axes=Axes(x="points", y="labellings", yscale="log"),
)
COUNTS = Roundoff(operations=0, because="counts of labellings")
WAVE = Fraction(1, 1000)


def printed(theory, n, parameters, layers):
    return Printed(np.where(n <= exact.claimed_dimension(parameters, layers), 2.0**n, theory))


@pytest.mark.parametrize("d", [3, 4])
def test_vc_dimension_is_a_maximum_over_architectures_since_thresholds_have_less(lab, verify, d):
    n = np.arange(1, d + 5)
    evidence = lab.run(measured.affine, trials=lab.at_scale(smoke=2, standard=4, nightly=64), d=d, n=len(n))
    general = all(exact.in_general_position(x) for x in evidence.all("points").astype(int).tolist())
    verify.precondition(CLAIM, holds=general, certificate=f"{d + 1} points lie in a hyperplane")

    theory = [exact.affine_labellings(k, d) for k in n.tolist()]

    rivals = {
        "as printed: all, up to p ln p points": printed(theory, n, d + 1, 1),
        "one dimension more": [exact.affine_labellings(k, d + 1) for k in n.tolist()],
    }
    verify(CLAIM, theory=theory, evidence=evidence["labellings"], tolerance=COUNTS, counterclaims=rivals, at=n,
           series=f"an affine threshold in {d} dimensions")  # fmt: skip


@pytest.mark.parametrize("d", [3, 4])
def test_vc_dimension_is_a_maximum_over_architectures_by_radons_theorem(lab, verify, d):
    evidence = lab.run(measured.affine, trials=lab.at_scale(smoke=2, standard=4, nightly=64), d=d, n=d + 4)
    points = [x[: d + 2] for x in evidence.all("points").astype(int).tolist()]

    theory = PerTrial(np.array([exact.radon_fits(x) for x in points], dtype=float))

    half = np.arange(2 ** (d + 2)) < 2 ** (d + 1)
    rivals = {
        "d + 2 points are shattered": Printed(np.ones(len(half))),
        "a single labelling is missed": PerTrial(np.where(half, theory.values, 1)),
        "the first multiplier has the other sign": PerTrial(theory.values[:, np.argsort(half, kind="stable")]),
    }
    verify(CLAIM, theory=theory, evidence=evidence["fitted"], tolerance=COUNTS, counterclaims=rivals)


@pytest.mark.parametrize("layers", [2, 10, 50])
def test_vc_dimension_is_a_maximum_over_architectures_since_chains_have_two(lab, verify, layers):
    n, trials = np.arange(1, 9), lab.at_scale(smoke=2, standard=4, nightly=64)
    evidence = lab.run(measured.chains, trials=trials, layers=layers, n=len(n), draws=400)

    theory = [exact.chain_labellings(k) for k in n.tolist()]

    rivals = {
        "as printed: all, up to p L ln p points": printed(theory, n, 2 * layers, layers),
        "two changes of sign": [exact.affine_labellings(k, 2) for k in n.tolist()],
    }
    verify(CLAIM, theory=theory, evidence=evidence["labellings"], tolerance=COUNTS, counterclaims=rivals, at=n,
           series=f"a chain of {layers} ReLU units")  # fmt: skip


def waves(lab, verify, n):
    verify.precondition(CLAIM, holds=exact.bends_once(WAVE), certificate="the activation is not proved convex-concave")
    return lab.run(measured.waves, trials=lab.at_scale(smoke=1, standard=2, nightly=8), n=n, c=float(WAVE))


def test_vc_dimension_is_a_maximum_over_architectures_and_activations(lab, verify):
    n = np.arange(1, 6)
    evidence = waves(lab, verify, n=len(n))

    theory = 2.0**n

    rivals = {
        "monotone, as the logistic function is": [exact.chain_labellings(k) for k in n.tolist()],
        "three points, as three parameters": [exact.affine_labellings(k, 2) for k in n.tolist()],
    }
    verify(CLAIM, theory=theory, evidence=evidence["labellings"], tolerance=COUNTS, counterclaims=rivals, at=n,
           series="two nodes that wave")  # fmt: skip


def test_vc_dimension_is_a_maximum_over_architectures_and_activations_with_digits(lab, verify):
    evidence = waves(lab, verify, n=5)["signs"].map(lambda x: x.reshape(len(x), -1))
    signs = np.array([exact.digits(m, 5) for m in range(32)])

    theory = signs.ravel()

    rivals = {
        "digits from the other end": signs[:, ::-1].ravel(),
        "Gray's code, as for the cosine": np.ravel([exact.digits(m ^ (m >> 1), 5) for m in range(32)]),
        "no wave: the logistic function alone": 0 * theory,
    }
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=COUNTS, counterclaims=rivals)
