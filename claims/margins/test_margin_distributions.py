r"""Margin distributions of kernel machines start with a jump at the margin.

Statement.  Let F(t) be the share of examples with $y_i f(x_i) \le t R |f|$, where $|f|$ is the norm in the kernel's
Hilbert space and $R^2 = \max_i k(x_i, x_i)$. No f has F(t) = 0 beyond the margin $\gamma$ of the data. The support
vector machine gets that far: there its F jumps by the share of its support vectors, and the multipliers of the dual
give the whole curve. On handwritten digits this rises slowly; if every other label is turned, $\gamma$ is several times
smaller, and most examples are at it.

Reason.  With the multipliers p of the dual, $\sum_i p_i y_i f(x_i) \le \gamma R |f|$ for every f; equality holds for
the machine alone, and puts all examples of positive multiplier at the margin.
"""

from fractions import Fraction

import numpy as np
import pytest

from empirics import images
from empirics import margin_distributions as measured
from harness import Axes, Claim, Exactly, Kind, ModelError, PerTrial, Source, UnderConvention
from theory import kernel_margins
from theory import margin_distributions as exact

CLAIM = Claim(
    name="margins.margin_distributions",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"F(t) = \frac{1}{n} \# \Bigl\{ i : \frac{y_i f(x_i)}{R \|f\|} \le t \Bigr\}, \qquad"
    r" \min_i \frac{y_i f(x_i)}{R \|f\|} \le \gamma = \min_p \frac{1}{R} \Bigl\| \sum_i p_i y_i k(x_i, \cdot) \Bigr\|",
    source=Source("telgarskymargin", where="Margin plots"),
    standing=UnderConvention("machines without bias: one that costs nothing makes another margin, and another curve"),
    axes=Axes(x="normalised margin t", y="share F(t) of examples"),
)
DIGITS = [("linear", True), ("quadratic", True), ("gaussian", True), ("quadratic", False), ("gaussian", False)]
THRESHOLDS = np.arange(41) / 100
NEARLY_FREE = 10**6  # a bias b costs b^2 over this


def solved(verify, kernel, tables, **options):
    """The exact margins of tables (points, labels), certified to be separable."""
    found = [exact.solved(kernel, *table, **options) for table in tables]
    known = [margin for margin in found if isinstance(margin, kernel_margins.KernelMargin)]
    verify.precondition(CLAIM, holds=len(known) == len(found), certificate=f"combined to zero, not separable: {found}")
    return known


@pytest.mark.parametrize(("kernel", "true"), DIGITS)
def test_margin_distributions_of_digits(lab, verify, kernel, true):
    pixels, digits = images.load("digits")
    chosen, n = np.flatnonzero((digits == 3) | (digits == 8))[:24], 24
    points, labels = pixels[chosen].reshape(n, 64), np.where(digits[chosen] == 3, 1.0, -1.0)
    labels = labels if true else labels * (-1) ** np.arange(n)
    (margin,) = solved(verify, kernel, [(points, labels)], rate=1 / 16)
    margins = exact.of_machine(kernel, points, labels, margin, rate=1 / 16)

    theory = exact.distribution(margins, THRESHOLDS)

    trials = lab.at_scale(smoke=2, standard=2, nightly=64)
    evidence = lab.run(measured.machine, trials=trials, kernel=kernel, points=points, labels=labels,
                       thresholds=THRESHOLDS, rate=1 / 16)["distribution"]  # fmt: skip

    tolerance = Exactly(because="shares of examples; each machine starts at random, and ends at the same margins")

    even = kernel_margins.KernelMargin(margin.low, margin.high, (Fraction(1, n),) * n)
    rivals = {
        "even multipliers": exact.of_machine(kernel, points, labels, even, rate=1 / 16),
        "divided by the sum of the multipliers": margins * margins.min(),
        "all examples at the margin": np.full(n, margins.min()),
    }
    rivals = {text: exact.distribution(values, THRESHOLDS) for text, values in rivals.items()}
    verify(CLAIM, theory=theory, evidence=evidence, tolerance=tolerance, counterclaims=rivals, at=THRESHOLDS,
           series=f"{kernel}, {'true' if true else 'turned'} labels")  # fmt: skip


@pytest.mark.parametrize("kernel", ["quadratic", "gaussian"])
def test_margin_distributions_and_quantiles(lab, verify, kernel):
    trials, n = lab.at_scale(smoke=4, standard=12, nightly=512), 12
    evidence = lab.run(measured.machine_on_random_points, trials=trials, kernel=kernel, n=n, rate=2.0)
    tables = list(zip(evidence.all("points"), evidence.all("labels"), strict=True))

    def quantiles(**options):
        known = zip(tables, solved(verify, kernel, tables, rate=2, **options), strict=True)
        return np.array([np.sort(exact.of_machine(kernel, *table, m, rate=2, **options)) for table, m in known])

    theory = PerTrial(quantiles())

    tolerance = ModelError(1e-8, because="machines are solved up to 1e-11, and margins are smooth in the multipliers")

    rivals = {
        "one per cent more": PerTrial(theory.values * 1.01),
        "all examples at the margin": PerTrial(theory.values[:, :1] * np.ones(n)),
        "half the margin, the rest alike": PerTrial(theory.values - theory.values[:, :1] / 2),
    }
    if kernel == "quadratic":
        rivals["a bias that costs nothing"] = PerTrial(quantiles(bias=NEARLY_FREE))
    verify(CLAIM, theory=theory, evidence=evidence["quantiles"], tolerance=tolerance, counterclaims=rivals)
