r"""Layers become rank one and align.

Statement.  Train $x \mapsto W_L \cdots W_1 x$ by gradient flow on the logistic risk of separable data, from a start
better than the zero map. All layers grow, each tends to rank one, and the first left singular vector $u_k$ of $W_k$
tends to the first right singular vector $v_{k+1}$ of $W_{k+1}$. Let $D_k = W_{k+1}^\top W_{k+1} - W_k W_k^\top$, $C_k =
\sum_{j \ge k} (\lambda_{\max}(D_j) - \operatorname{tr} D_j)$, read off the start, and $s_k$ the largest singular value
of $W_k$. At every time $|W_k|_F^2 / s_k^2 - 1 \le C_k / s_k^2$, and the sine of the angle between $u_k$ and $v_{k+1}$
is at most $h / (s_k^2 + m - C_{k+1})$, m the mid-range and h half the spread of the eigenvalues of $D_k$. The risk
alone forces $s_k$ to grow, so that both bounds are curves in the risk, here down to $10^{-350000}$. The first is
attained where every $D_k$ is a multiple of the identity, the second by two layers that cross, in the limit.

Reason.  The flow conserves every $D_k$. By Weyl $s_k^2 \ge s_{k+1}^2 - \lambda_{\max}(D_k)$ while the squared Frobenius
norms differ by traces; summing up to the last layer, a row, gives $C_k$. And $u_k$ is an eigenvector of $W_{k+1}^\top
W_{k+1} - D_k$, whose first part has $v_{k+1}$ on top and at most $C_{k+1}$ below: Davis and Kahan bound the angle.
"""

import numpy as np
import pytest

from empirics import deep_linear as measured
from harness import Axes, Claim, Kind, ModelError, Radius, Source, UnderConvention
from theory import deep_linear as exact
from theory import margins

CLAIM = Claim(
    name="deep_linear.layers_become_rank_one_and_align",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"\frac{\|W_k\|_F^2}{\|W_k\|_2^2} - 1 \le \frac{C_k}{\|W_k\|_2^2}, \qquad"
    r" \sqrt{1 - \langle v_{k+1}, u_k \rangle^2} \le"
    r" \frac{\lambda_{\max}(D_k) - \lambda_{\min}(D_k)}"
    r"{2 (\|W_k\|_2^2 - C_{k+1}) + \lambda_{\max}(D_k) + \lambda_{\min}(D_k)}",
    source=Source("telgarskymargin", where="Deep linear networks; Theorem (Ji-Telgarsky '18)"),
    standing=UnderConvention("the start must beat the zero map, R(W(0)) <= R(0); 'initially not saddle' is not enough"),
    axes=Axes(x="-log10 of the risk", y="log10 of the defect in rank, or in alignment", xscale="log"),
)
ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8  # rows y_i x_i
LEVELS = np.array([10.0, 100.0, 1e3, 1e4, 1e5, 3.5e5])
SIZES = {2: (3, 3, 1), 3: (3, 3, 2, 1), 4: (3, 3, 3, 2, 1)}
STEEP, FLAT, PAIR = (-0.1, -0.3, -0.5), (-0.1, -0.2, -0.3), (-0.2, -0.4)
SPECTRA = {2: (STEEP,), 3: (STEEP, PAIR), 4: (STEEP, FLAT, PAIR)}  # eigenvalues of D_1, D_2, ...
CEILINGS = {"excess_rank": "excess_rank_ceiling", "misalignment": "misalignment_ceiling"}


def ceiling(name, start, data, power=1):
    """log10 of the bound for the first layer (or pair) at each level, from the risk and the exact margin alone."""
    needed = exact.end_to_end_floor(-LEVELS * np.log(10), len(data), margins.l2_margin_value(data))
    return np.log10(getattr(exact, CEILINGS[name])(start, exact.norm_floor(start, needed) ** power)[:, 0])


def certify(verify, evidence, data):
    """The hypotheses of the theorem: separable data, exactly, and starts that beat the zero map."""
    solved = margins.l2_margin(data)
    verify.precondition(
        CLAIM, holds=isinstance(solved, margins.Margin), certificate=f"combines the rows to 0: {solved}"
    )
    worst = np.exp(evidence.all("log_risk")[:, 0].max())
    verify.precondition(CLAIM, holds=worst <= np.log(2), certificate=f"a start has risk {worst:.3g} > ln 2")


def first(evidence, name):
    """log10 of an observable of the first layer (or pair), at each level after the start."""
    return evidence[name].map(lambda x: np.log10(x.reshape(len(x), 1 + len(LEVELS), -1)[:, 1:, 0]))


@pytest.mark.parametrize("name", ["excess_rank", "misalignment"])
@pytest.mark.parametrize("depth", [2, 3, 4])
def test_layers_become_rank_one_and_align(lab, verify, depth, name):
    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    setting = {"sizes": SIZES[depth], "spectra": SPECTRA[depth], "data": ROWS, "levels": LEVELS}
    evidence = lab.run(measured.imbalanced_start, trials=trials, **setting)
    certify(verify, evidence, ROWS)

    start = exact.prescribed(SPECTRA[depth])
    theory = ceiling(name, start, ROWS)

    tolerance = Radius(1e-3, because="the integrator conserves D_k, of order 0.1, to 1e-4")
    rivals = {
        "every layer grows like the whole map": ceiling(name, start, ROWS, depth),
        "twice as fast": 2 * theory,
    }
    shown = {"side": "at most", "at": LEVELS, "series": f"{name}, {depth} layers"}
    verify(CLAIM, theory=theory, evidence=first(evidence, name), tolerance=tolerance, counterclaims=rivals, **shown)


def test_layers_become_rank_one_and_align_no_faster_than_isotropic_starts(lab, verify):
    spectra, trials = ((-0.3,) * 3, (-0.2,) * 2), lab.at_scale(smoke=2, standard=4, nightly=64)
    setting = {"sizes": SIZES[3], "spectra": spectra, "count": 1, "radius": 0.75, "levels": LEVELS}
    evidence = lab.run(measured.imbalanced_start_on_its_own_point, trials=trials, **setting)
    data = evidence.all("data")[:1]
    certify(verify, evidence, data)

    theory = ceiling("excess_rank", exact.prescribed(spectra), data)

    tolerance = Radius(1e-6, because="the integrator conserves D_k, of order 0.1, to 1e-8 of the largest weights")
    rivals = {
        "the top direction counts as waste": theory + np.log10((3 * 0.3 + 2 * 0.2) / (2 * 0.3 + 0.2)),
        "no sum over later layers": theory + np.log10(2 * 0.3 / (2 * 0.3 + 0.2)),
    }
    shown = {"kind": Kind.IDENTITY, "at": LEVELS, "series": "excess_rank, isotropic start"}
    seen = first(evidence, "excess_rank")
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


def test_layers_become_rank_one_and_align_no_faster_than_crossed_layers(lab, verify):
    trials, angle = lab.at_scale(smoke=2, standard=4, nightly=64), 1.0
    evidence = lab.run(measured.crossed_start, trials=trials, sizes=(3, 4, 1), angle=angle, levels=LEVELS)
    data = evidence.all("data")[:1]
    certify(verify, evidence, data)

    theory = ceiling("misalignment", exact.prescribed([(np.sin(angle), 0, 0, -np.sin(angle))]), data)[:-1]

    levels = LEVELS[:-1]  # at the last the integrator does not resolve an angle of 10^-6 so finely
    tolerance = ModelError(0.2 / levels, because="the risk fixes s_1 s_2 only: relative slack half / s^2 in the bound")
    rivals = {"the whole spread of D_k, not half": theory + 2 * np.log10(2), "the sine, not its square": theory / 2}
    shown = {"kind": Kind.IDENTITY, "at": levels, "series": "misalignment, crossed layers"}
    seen = first(evidence, "misalignment").map(lambda x: x[:, :-1])
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)
