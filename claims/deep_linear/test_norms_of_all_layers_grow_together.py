r"""The norms of all layers grow together.

Statement.  As gradient flow drives the logistic risk of a deep linear network to zero, every layer's norm diverges, at
the same pace: the risk $\widehat{\mathcal{R}}$ of n points with margin $\bar\gamma$ forces $|w| \ge -\ln(e^{n
\widehat{\mathcal{R}}} - 1) / \bar\gamma$ on $w = W_L \cdots W_1$, and then $s_k^2 = |W_k|_2^2$ is at least the largest
root x of $\prod_j (x + \sigma_{jk}) = |w|^2$, where $\sigma_{jk}$ sums the largest (for j > k) or minus the smallest
(for j < k) eigenvalues of the conserved $D_i$ between the layers. The root is attained, for all time, where every $D_i$
is a multiple of the identity and w points along the first singular vector of $W_1$.

Reason.  $|w| \le s_1 \cdots s_L$, and Weyl's inequality for $W_{k+1}^\top W_{k+1} = W_k W_k^\top + D_k$ keeps
neighbouring $s_k^2$ within the eigenvalues of $D_k$ of each other, at every time. No layer can stay behind, and none
can carry the norm alone.
"""

import numpy as np
import pytest

from empirics import deep_linear as measured
from harness import AsPrinted, Axes, Claim, Kind, PerTrial, Radius, Source
from theory import deep_linear as exact
from theory import margins

CLAIM = Claim(
    name="deep_linear.norms_of_all_layers_grow_together",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\prod_{j=1}^{L} \left( \|W_k\|_2^2 + \sigma_{jk} \right) \ge"
    r" \left( \frac{-\ln(e^{n \widehat{\mathcal{R}}} - 1)}{\bar\gamma} \right)^2",
    source=Source("telgarskymargin", where="What do individual weight matrices do?"),
    standing=AsPrinted(),
    axes=Axes(x="-log10 of the risk", y="log10 of a layer's squared spectral norm", xscale="log"),
)
LEVELS = np.array([1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 3.5e5])
SIZES = {2: (4, 3, 1), 3: (4, 3, 2, 1), 4: (4, 3, 3, 2, 1)}
SPECTRA = {2: ((-1.2,) * 3,), 3: ((-0.8,) * 3, (-0.6,) * 2), 4: ((-0.6,) * 3, (-0.8,) * 3, (-0.4,) * 2)}
ROWS = np.array([[-1, 4, 2], [0, 1, 3], [0, 3, 1], [-2, 4, 3], [-4, 2, -3], [4, 4, -1]]) / 8  # rows y_i x_i


COUNT, RADIUS = 2, 0.75


def isotropic(lab, depth):
    """The flow from starts whose D_i are multiples of the identity, on their own point and one beyond."""
    trials = lab.at_scale(smoke=2, standard=4, nightly=64)
    setting = {"sizes": SIZES[depth], "spectra": SPECTRA[depth], "count": COUNT, "radius": RADIUS, "levels": LEVELS}
    return lab.run(measured.imbalanced_start_on_its_own_point, trials=trials, **setting)


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_norms_of_all_layers_grow_together(lab, verify, depth):
    start, at = exact.prescribed(SPECTRA[depth]), np.tile(LEVELS, depth)
    end_to_end = exact.end_to_end_floor(-LEVELS * np.log(10), COUNT, RADIUS)

    theory = np.log10(exact.norm_floor(start, end_to_end)).T.ravel()

    evidence = isotropic(lab, depth)
    seen = evidence["spectral"].map(
        lambda x: np.log10(x.reshape(len(x), -1, depth)[:, 1:].swapaxes(1, 2)).reshape(len(x), -1)
    )

    tolerance = Radius(1e-6, because="local tolerance 1e-8 of the integrator, over some hundred steps")
    verify(
        CLAIM,
        theory=theory,
        evidence=seen,
        tolerance=tolerance,
        at=at,
        series=f"log10, {depth} layers",
        counterclaims={
            "all layers have the same norm": np.tile(np.log10(end_to_end ** (2 / depth)), depth),
            "the first layer carries the norm": np.append(np.log10(end_to_end**2), np.zeros(len(at) - len(LEVELS))),
            "the risk is summed, not averaged": np.log10(
                exact.norm_floor(start, exact.end_to_end_floor(-LEVELS * np.log(10), 1, RADIUS))
            ).T.ravel(),
        },
    )


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_norms_of_all_layers_grow_together_so_that_their_ratio_tends_to_one(lab, verify, depth):
    start, end_to_end = exact.prescribed(SPECTRA[depth]), exact.end_to_end_floor(-LEVELS * np.log(10), COUNT, RADIUS)

    theory = np.log10(-start.trace.sum() / exact.norm_floor(start, end_to_end)[:, -1])

    evidence = isotropic(lab, depth)
    seen = evidence["squared"].map(lambda x: np.log10(x[:, depth::depth] / x[:, 2 * depth - 1 :: depth] - 1))

    tolerance = Radius(1e-4, because="the integrator conserves D_k, of order one, to this precision")
    rivals = {"one layer carries the norm": np.log10(end_to_end**2), "as the whole map": depth * theory}
    shown = {"at": LEVELS, "series": f"log10(|W_1|_F^2 / |W_L|_F^2 - 1), {depth} layers"}
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=rivals, **shown)


def test_norms_of_all_layers_grow_together_from_gaussian_starts(lab, verify):
    sizes = (3, 4, 3, 1)
    setting = {"sizes": sizes, "data": ROWS, "levels": LEVELS}
    evidence = lab.run(measured.gaussian_start, trials=lab.at_scale(smoke=2, standard=4, nightly=64), **setting)
    margin = margins.l2_margin_value(ROWS)
    verify.precondition(CLAIM, holds=margin > 0, certificate=f"combines the rows to 0: {margins.l2_margin(ROWS)}")
    start = exact.imbalance(evidence.all("initial")[:, None], sizes)
    floors = exact.norm_floor(start, exact.end_to_end_floor(evidence.all("log_risk"), len(ROWS), margin))

    theory = PerTrial(floors.reshape(len(floors), -1))

    tolerance = Radius(1e-4, because="the integrator conserves every D_k to this precision")
    verify(
        CLAIM,
        kind=Kind.BOUND,
        theory=theory,
        evidence=evidence["spectral"],
        tolerance=tolerance,
        side="at least",
        series="Gaussian starts",
        counterclaims={
            "every layer grows like the whole map": PerTrial(floors.reshape(len(floors), -1) ** 3),
            "each layer by its share 1 / L of log |w|, times L": PerTrial(3 * floors.reshape(len(floors), -1)),
        },
    )
