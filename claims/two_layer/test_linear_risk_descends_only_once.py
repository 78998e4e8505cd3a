r"""The risk of a linear network rises to its peak and descends only once.

Statement.  Let $f(x) = x^\top W a$ have h frozen random hidden units and a second layer that gradient flow trains from
zero, on n samples in d > n dimensions. Let $\gamma_1 = d/n$ and $\gamma_2 = h/n$. The mean risk, at first that of no
fit, rises with every unit until the peak at h = n, whatever the noise; beyond it, it falls towards that of minimum-norm
regression. There is no first descent, so that "double" descent is literally one.

Reason.  With h < n the part of the teacher that the units miss acts as noise, which least squares amplifies by
$1 / (1 - h/n)$. What one more unit explains is less than what it amplifies, since it is one direction of d, and one
degree of freedom of only n.
"""

import numpy as np
import pytest

from empirics import linear_risk as measured
from harness import Axes, Claim, Corrected, Kind, NearGaussian, Printed, Quantile, Resolution, Source
from theory import linear_risk as exact
from theory import two_layer_linear as law

CLAIM = Claim(
    name="two_layer.linear_risk_descends_only_once",
    statement=__doc__,
    kind=Kind.LIMIT,
    tex=r"\frac{\partial R}{\partial \gamma_2} = \frac{r^2 (1 - 1/\gamma_1) + \sigma^2}{(1 - \gamma_2)^2} > 0"
    r" \;(\gamma_2 < 1 < \gamma_1), \qquad \text{and its negative for } \gamma_2 > 1",
    source=Source("ba2020slides", where="Warm Up: Linear Network"),
    standing=Corrected("one descent, beyond h = n: for d > n the risk does not decrease before the peak"),
    axes=Axes(x="h / n", y="risk", yscale="log"),
)
N, BELOW, ABOVE = 32, (4, 8, 16, 20), (44, 56, 80, 128)
WIDTHS = np.array(BELOW + ABOVE)
MISSED_ONLY = "as in a U: what the units miss is not amplified"


def networks(lab, d, noise):
    """Bias + noise * variance of the networks of every width, both taken given (X, W)."""
    trials = lab.at_scale(smoke=64, standard=128, nightly=4096)
    evidence = lab.run(measured.bias_and_variance, trials=trials, n=N, d=d, widths=BELOW + ABOVE, draws=16)
    return evidence.map(lambda x: x[:, 0] + noise * x[:, 1])


def steps(x):
    """Differences between consecutive widths below h = n, then above."""
    below, above = np.split(np.asarray(x), [len(BELOW)], axis=-1)
    return np.concatenate([np.diff(below), np.diff(above)], axis=-1)


def as_in_a_u(d, noise):
    """The risk below h = n if the missed part of the teacher were not amplified, and the true one above."""
    h = np.array(BELOW)
    return np.append(1 - h / d + noise * h / (N - h - 1), law.mean_curve(N, d, ABOVE, "risk", noise))


@pytest.mark.parametrize("d", [48, 64, 128])
def test_linear_risk_descends_only_once_in_mean(lab, verify, d):
    noise = 0.25
    theory = law.mean_curve(N, d, BELOW + ABOVE, "risk", noise)

    evidence = networks(lab, d, noise)

    pole = N / np.abs(WIDTHS - N)
    tolerance = Resolution(0.03 + 0.03 * pole**2, because="exact at every size: a few per cent, wider towards the pole")

    wrong = {
        MISSED_ONLY: Printed(as_in_a_u(d, noise)),
        "minimum-norm regression at every width": (1 - N / d) + noise * N / (d - N - 1),
        "noise alone": noise * law.mean_curve(N, d, BELOW + ABOVE, "variance"),
    }
    tail, series = NearGaussian(skewness=0.4), f"mean, n = {N}, d / n = {d / N:g}"
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=tail, counterclaims=wrong,
           at=WIDTHS / N, series=series)  # fmt: skip


@pytest.mark.parametrize(("d", "noise", "fine"), [(48, 0.0, 0.12), (128, 0.1, 0.18)])
def test_linear_risk_descends_only_once_step_by_step(lab, verify, d, noise, fine):
    theory = [*exact.increments(N, d, BELOW, noise), *exact.increments(N, d, ABOVE, noise)]

    evidence = networks(lab, d, noise).map(steps)

    pole = np.abs(steps(N / np.abs(WIDTHS - N)))
    tolerance = Resolution(fine * pole, because="a fraction of what the pole 1 / |h/n - 1| gains or loses: a sure sign")

    wrong = {
        MISSED_ONLY: Printed(steps(as_in_a_u(d, noise))),
        "two descents: first down, then up to the peak": Printed(np.array(theory) * [-1, 1, 1, 1, 1, 1]),
        "the slope on the right is that on the left": np.abs(theory),
    }
    tail, series = NearGaussian(skewness=0.6), f"change since the width before, d / n = {d / N:g}, noise {noise:g}"
    verify(CLAIM, kind=Kind.ORDER, theory=theory, evidence=evidence, tolerance=tolerance, tail=tail,
           counterclaims=wrong, at=np.delete(WIDTHS, [0, len(BELOW)]) / N, series=series)  # fmt: skip


@pytest.mark.parametrize("q", [0.25, 0.5, 0.75])
def test_linear_risk_descends_only_once_in_law(lab, verify, q):
    n, d, noise, widths = 16, 32, 0.25, (2, 4, 8, 12, 14, 16, 18, 24, 32, 64)
    theory = law.quantile_curve(q, n, d, widths, noise, nodes=6)

    trials = lab.at_scale(smoke=512, standard=8192, nightly=2**17)
    evidence = lab.run(measured.risk, trials=trials, n=n, d=d, widths=widths, noise=noise)

    nearness = n / (1 + np.abs(np.array(widths) - n))
    tolerance = Resolution(
        0.1 + 0.1 * nearness + {0.25: 5e-4, 0.5: 2e-3, 0.75: 0.025}[q] * nearness**3,
        because="exact at every size: a tenth of no fit's risk, wider towards the peak and its heavy tail",
    )

    wrong = {
        "the peak is at h = d": law.quantile_curve(q, d, d, widths, noise),
        "noise alone": law.quantile_curve(q, n, d, widths, noise, radius=0.0, nodes=6),
        "no more than at h = 2n": law.quantile_curve(q, n, d, [2 * n], noise, nodes=6).repeat(len(widths)),
    }
    tail, series = Quantile(q), f"{q:g}-quantile, n = {n}, d = {d}"
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, tail=tail, counterclaims=wrong,
           at=np.array(widths) / n, series=series)  # fmt: skip
