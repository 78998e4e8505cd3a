r"""Large starts add what the data cannot see of them.

Statement.  Let a linear network $f(x) = x^\top W a$ train W by gradient descent, with $a \ne 0$ fixed. Its mean risk is
that of minimum-norm regression plus $(1 - n/d)_+ \mathbb{E} |W_0 a|^2$, at every width. So for d > n it depends on the
scale of the start, and for d < n it does not, however large that is. W moves by a matrix of rank one, $W_t - W_0 = (b_t
- b_0)\, a^\top / |a|^2$, where $b_t = W_t a$ follows gradient descent on least squares, with steps that are $|a|^2$
times as long.

Reason.  Each gradient is $X^\top$ times the residual, times $a^\top$. The steps stay in the row space of X, which is
all of $\mathbb{R}^d$ when n > d, and else misses a share $1 - n/d$ of a start that knows nothing of X.
"""

import numpy as np
import pytest

from empirics import first_layer_starts as measured
from harness import Axes, Claim, Kind, NearGaussian, PerTrial, Radius, Resolution, Source, UnderConvention
from theory import first_layer_training as exact

CLAIM = Claim(
    name="two_layer.large_starts_add_what_data_cannot_see",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\mathbb{E} R = R_{\text{min-norm}} + \left(1 - \tfrac{n}{d}\right)_+ \mathbb{E} |W_0 a|^2",
    source=Source("ba2020slides", where="Warm Up: Linear Network"),
    standing=UnderConvention("risks of all widths agree at the same size of $W_0 a$, on which they depend when d > n"),
    axes=Axes(x="size of the start, root of the mean of |W_0 a|^2", y="risk"),
)
STARTS, NOISE = (0.0, 0.5, 1.0, 2.0), 0.25


def trained(lab, n, d, h, length):
    trials, steps = lab.at_scale(smoke=16, standard=16, nightly=256), (1, 4, 16, 64, 1024)
    evidence = lab.run(measured.descend, trials=trials, n=n, d=d, h=h, starts=STARTS, length=length, noise=NOISE,
                       checkpoints=steps)  # fmt: skip
    return evidence, [evidence.all(name) for name in ("x", "y", "start", "rate")], steps


@pytest.mark.parametrize(("n", "d", "h"), [(6, 36, 3), (6, 36, 24), (36, 6, 24)])
def test_large_starts_add_what_data_cannot_see_in_every_draw(lab, verify, n, d, h):
    evidence, (x, y, start, _), _ = trained(lab, n, d, h, 1.0)
    theta = np.broadcast_to(np.eye(d)[0], start.shape)

    def risks(starts):
        return PerTrial(np.stack([exact.limit_risk(x, y, s * start, theta) for s in starts], axis=1))

    theory = risks(STARTS)

    tolerance = Radius(1e-9, because="1024 steps shrink even modes of X a sixth of the largest by more than 1e12")

    forgotten = risks(np.zeros(len(STARTS))).values
    wrong = {
        "the start is added whole": PerTrial(forgotten + np.square(STARTS) * np.sum(start**2, axis=1)[:, None]),
        "a share n / d of it": PerTrial(forgotten + n / d * np.square(STARTS) * np.sum(start**2, axis=1)[:, None]),
    }
    if d > n:
        wrong["independent of the scale of the start"] = PerTrial(forgotten)
    verify(CLAIM, theory=theory, evidence=evidence["risk"], tolerance=tolerance, counterclaims=wrong, at=STARTS,
           series=f"draw by draw, n = {n}, d = {d}, h = {h}")  # fmt: skip


@pytest.mark.parametrize(("n", "d"), [(16, 40), (40, 16)])
def test_large_starts_add_what_data_cannot_see_in_mean(lab, verify, n, d):
    theory = [exact.mean_risk(n, d, s**2, NOISE) for s in STARTS]

    trials = lab.at_scale(smoke=64, standard=768, nightly=16384)
    evidence = lab.run(measured.end_risk, trials=trials, n=n, d=d, starts=STARTS, noise=NOISE, draws=16)

    tolerance = Resolution(0.03 + 0.03 * np.square(STARTS), because="exact at every size: a few per cent of |theta|^2")

    flat = np.full(len(STARTS), theory[0])
    wrong = {
        "the start is added whole": flat + np.square(STARTS),
        "a share n / d of the start": flat + n / d * np.square(STARTS),
        "no fit": np.ones(len(STARTS)),
    }
    if d > n:
        wrong["independent of the scale of the start"] = flat
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence, tolerance=tolerance,
           tail=NearGaussian(skewness=0.5), counterclaims=wrong, at=STARTS, series=f"n = {n}, d = {d}")  # fmt: skip


@pytest.mark.parametrize("length", [0.5, 1.2])
def test_large_starts_add_what_data_cannot_see_along_one_direction(lab, verify, length):
    evidence, (x, y, start, rate), steps = trained(lab, 6, 36, 3, length)
    start = STARTS[-1] * start

    def moved(time_scale):
        """The two largest singular values of W_t - W_0, at all checkpoints."""
        ends = [exact.after(x, y, start, rate, t, time_scale) for t in steps]
        far = np.stack([np.linalg.norm(b - start, axis=1) for b in ends], axis=1) / length
        return np.concatenate([far, np.zeros_like(far)], axis=1)

    theory = PerTrial(moved(length))

    tolerance = Radius(1e-9, because="round-off of 1024 steps that contract")

    wrong = {
        "|a| scales the time, not |a|^2": PerTrial(moved(length**0.5)),
        "twice as far, as if both layers moved": PerTrial(2 * moved(length)),
        "a second direction as well": PerTrial(moved(length) + np.repeat([0.0, 0.1], len(steps))),
    }
    seen = evidence["singular"].map(lambda s: np.concatenate([s[:, :, 0], s[:, :, 1]], axis=1))
    verify(CLAIM, theory=theory, evidence=seen, tolerance=tolerance, counterclaims=wrong,
           series=f"singular values of the motion, |a| = {length:g}")  # fmt: skip
