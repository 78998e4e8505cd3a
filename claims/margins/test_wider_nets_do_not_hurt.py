r"""Wider nets do not hurt.

Statement. Train two-layer ReLU networks of 16, 64 and 256 hidden units on the same 96 digits to a mean cross-entropy of
0.1. In the median over data and starts, the test error does not grow by a point with the width m, though the weights
become 16 times as many and $\|W_1\|_F^2$ starts at $2m$. It even falls: by more than half a point from 16 to 256 units,
and by 4 points of 16 in pilots, but not as $m^{-1/2}$.

Reason. Bounds that count weights, or multiply Frobenius norms, grow with the width and do not explain this. That width
helps is a finding on few images, and no theorem: with 192 digits pilots see 2 points of it.
"""

import numpy as np

from empirics import trained_margins as measured
from harness import Axes, Claim, Empirical, Kind, NearGaussian, Quantile, Resolution, Source
from theory import relu_alignment as exact

CLAIM = Claim(
    name="margins.wider_nets_do_not_hurt",
    statement=__doc__,
    kind=Kind.ORDER,
    tex=r"\operatorname{median}(\operatorname{err}_{256} - \operatorname{err}_{16}) < 0, \qquad"
    r" \mathbb{E}\, \|W_1(0)\|_F^2 = 2m",
    source=Source("telgarskymargin", where="Where next?"),
    standing=Empirical(
        "'increasing p and L can help' is tried for the number p of weights alone, through the width: an effect size"
    ),
    axes=Axes(x="width", y="test error less that of 16 units, in points", xscale="log"),
)
WIDTHS, OUTPUTS = (16, 64, 256), 10


def networks(lab):
    trials = lab.at_scale(smoke=32, standard=64, nightly=1024)
    design = measured.setting(2, noise=(0, 0, 0), widths=WIDTHS, width=256, points=96, tests=1024, stops=(0.1,))
    return lab.run(measured.trained, trials=trials, **design)


def changes(errors):
    """Test errors at the stop less that of the narrowest network, in points: (trials, 2)."""
    return 100 * (errors[:, 1:, -1] - errors[:, :1, -1])


def test_wider_nets_do_not_hurt(lab, verify):
    theory = [0.0, 0.0]  # 64 and 256 units against 16

    evidence = networks(lab)["test error"].map(changes)

    tolerance = Resolution(lab.at_scale(smoke=2.0, standard=1.0, nightly=0.5), because="one point of 12 to 16")

    counterclaims = {"as 1 / sqrt(m)": [-8.0, -12.0], "no error is left": -16.0}
    verify(CLAIM, side="at most", theory=theory, evidence=evidence, tolerance=tolerance, tail=Quantile(0.5),
           at=WIDTHS[1:], series="stopped at the loss 0.1", counterclaims=counterclaims)  # fmt: skip


def test_wider_nets_do_not_hurt_but_help(lab, verify):
    theory = -0.5  # 256 units against 16

    evidence = networks(lab)["test error"].map(lambda x: changes(x)[:, 1])

    tolerance = Resolution(0.1, because="half a point is what 64 trials make sure of")

    counterclaims = {"as 1 / sqrt(m)": -12.0, "halved": -8.0}
    verify(CLAIM, side="at most", theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims,
           tail=Quantile(0.5))  # fmt: skip


def test_wider_nets_do_not_hurt_though_their_norms_start_larger(lab, verify):
    theory = [*(exact.start_square(m) for m in WIDTHS), *(exact.start_square(OUTPUTS) for _ in WIDTHS)]

    squares = networks(lab)["frobenius"].map(lambda x: x[:, :, 0] ** 2)
    evidence = squares.map(lambda x: x.transpose(0, 2, 1).reshape(len(x), -1))

    fine = np.array([6, 12, 24, 12, 6, 3]) * lab.at_scale(smoke=1.5, standard=1, nightly=0.3)
    tolerance = Resolution(fine, because="what 64 trials locate of sums of squares of 160 to 16384 weights")

    counterclaims = {
        "the same norms at every width": [128, 128, 128, 20, 20, 20],
        "variance one over the number of columns": [16, 64, 256, 10, 10, 10],
        "all weights of the same variance": [8, 32, 128, 5, 20, 80],
    }
    verify(CLAIM, kind=Kind.LIMIT, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=counterclaims,
           tail=NearGaussian(skewness=0.5))  # fmt: skip
