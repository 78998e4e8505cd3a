r"""Gaussian starts obey the alignment bounds.

Statement.  For the weights of a deep linear network at any moment of gradient flow, whatever the start: $|W_k|_F^2 -
s_k^2 \le C_k$, and $1 - \langle v_{k+1}, u_k \rangle^2 \le (h_k / (s_k^2 + m_k - C_{k+1}))^2$. Here $s_k$, $u_k$ and
$v_k$ are the largest singular value of $W_k$ and its left and right vectors at present; $C_k$, $h_k$ and $m_k$ are
computed from the start alone: the waste, half the spread and the mid-range of the eigenvalues of the conserved
imbalances $D_k$. The waste $C_k$ is attained, for all time, by every isotropic start; the angle for all time by two
crossed layers, and at the start by three, where $C_{k+1}$ cannot be left out. The waste itself does not vanish.

Reason.  Weyl's and Davis-Kahan's inequalities for $W_{k+1}^\top W_{k+1} = W_k W_k^\top + D_k$, layer by layer down from
the last, which is a row.
"""

import numpy as np
import pytest

from empirics import deep_linear as measured
from harness import Claim, Kind, PerTrial, Radius, Source, UnderConvention
from theory import deep_linear as exact

CLAIM = Claim(
    name="deep_linear.gaussian_starts_obey_the_alignment_bounds",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"\|W_k\|_F^2 - \|W_k\|_2^2 \le C_k"
    r" = \sum_{j=k}^{L-1} \left( \lambda_{\max}(D_j) - \operatorname{tr} D_j \right)",
    source=Source("telgarskymargin", where="What are their ranks?; The layers are aligned"),
    standing=UnderConvention("'rank one' and 'aligned' relative to the norms: |W_k|_F^2 - |W_k|_2^2 stays, bounded"),
)
ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8  # rows y_i x_i
LEVELS = np.array([10.0, 100.0, 1e3, 1e4, 1e5])
TIMES = 1 + len(LEVELS)
CONSERVED = "the integrator conserves every entry of D_k, of order one, to this precision"


def begin(evidence, sizes):
    """The imbalances at the start, ready to meet arrays of shape (trials, times, layers)."""
    return exact.imbalance(evidence.all("initial")[:, None], sizes)


def flat(array):
    return PerTrial(array.reshape(len(array), -1))


def test_gaussian_starts_obey_the_alignment_bounds(lab, verify):
    sizes, trials = (3, 5, 4, 3, 1), lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(measured.gaussian_start, trials=trials, sizes=sizes, data=ROWS, levels=LEVELS)
    start, tops = begin(evidence, sizes), evidence.all("spectral").reshape(-1, TIMES, 4)

    theory = flat(exact.misalignment_ceiling(start, tops))

    rivals = {
        "s_k^4 in the place of s_k^2": flat(exact.misalignment_ceiling(start, tops**2)),
        "perfect alignment at all times": 0.0,
    }
    tolerance = Radius(1e-5, because=CONSERVED)
    shown = {"side": "at most", "series": "misalignment, Gaussian start"}
    verify(CLAIM, theory=theory, evidence=evidence["misalignment"], tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [2, 3])
def test_gaussian_starts_obey_the_alignment_bounds_in_rank(lab, verify, depth):
    sizes = {2: (3, 5, 1), 3: (3, 5, 4, 1)}[depth]
    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(measured.gaussian_start, trials=trials, sizes=sizes, data=ROWS, levels=LEVELS)

    waste = exact.wasted_norm_ceiling(begin(evidence, sizes))
    theory = flat(np.tile(waste, (TIMES, 1)))

    tops = evidence.all("spectral").reshape(-1, TIMES, depth)
    rivals = {"the waste vanishes as the norm grows": flat(waste / tops), "rank one at all times": 0.0}
    tolerance = Radius(1e-3, because=CONSERVED)
    shown = {"side": "at most", "series": f"waste, Gaussian start, {depth} layers"}
    verify(CLAIM, theory=theory, evidence=evidence["wasted"], tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [3, 4])
def test_gaussian_starts_obey_the_alignment_bounds_that_isotropic_ones_attain(lab, verify, depth):
    sizes = {3: (3, 3, 2, 1), 4: (3, 3, 3, 2, 1)}[depth]
    spectra = {3: ((-0.3,) * 3, (-0.2,) * 2), 4: ((-0.3,) * 3, (-0.1,) * 3, (-0.2,) * 2)}[depth]
    setting = {"sizes": sizes, "spectra": spectra, "data": ROWS, "levels": LEVELS}
    evidence = lab.run(measured.imbalanced_start, trials=lab.at_scale(smoke=2, standard=2, nightly=64), **setting)
    start = begin(evidence, sizes)

    theory = flat(np.tile(exact.wasted_norm_ceiling(start), (TIMES, 1)))

    own = np.append(start.largest - start.trace, np.zeros_like(start.trace[..., :1]), axis=-1)
    rivals = {
        "no sum over later layers": flat(np.tile(own, (TIMES, 1))),
        "the top direction is wasted, too": flat(theory.values.reshape(-1, TIMES, depth) + 0.2),
    }
    shown = {"kind": Kind.IDENTITY, "series": f"waste, isotropic start, {depth} layers"}
    tolerance = Radius(1e-4, because=CONSERVED)
    verify(CLAIM, theory=theory, evidence=evidence["wasted"], tolerance=tolerance, counterclaims=rivals, **shown)


@pytest.mark.parametrize("depth", [2, 3])
def test_gaussian_starts_obey_the_alignment_bounds_that_crossed_layers_attain(lab, verify, depth):
    sizes, times = {2: ((3, 4, 1), TIMES), 3: ((3, 2, 3, 1), 1)}[depth]  # two layers for all time, three at the start
    trials = lab.at_scale(smoke=2, standard=4, nightly=64)
    evidence = lab.run(measured.crossed_start, trials=trials, sizes=sizes, angle=1.0, levels=LEVELS)
    start, tops = begin(evidence, sizes), evidence.all("spectral").reshape(-1, TIMES, depth)[:, :times]

    theory = flat(np.log10(exact.misalignment_ceiling(start, tops)[..., 0]))

    waste = exact.wasted_norm_ceiling(start)[..., 1]
    rivals = {"the sine, not its square": flat(theory.values / 2), "half the angle": flat(theory.values - np.log10(4))}
    if depth == 3:
        without = exact.misalignment_ceiling(start, tops + waste[..., None])
        rivals["C_{k+1} left out"] = flat(np.log10(without[..., 0]))
    seen = evidence["misalignment"].map(lambda x: np.log10(x.reshape(len(x), TIMES, -1)[:, :times, 0]))
    shown = {"kind": Kind.IDENTITY, "series": f"log10 misalignment, crossed, {depth} layers"}
    tolerance = Radius(1e-5, because=CONSERVED)
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)
