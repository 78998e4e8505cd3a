r"""Perceptron mistakes are bounded by (radius over margin) squared.

Statement.  Start at w = 0, and add $z_i = y_i x_i$ whenever $\langle w, z_i \rangle \le 0$, in any order, any number of
times. If a hyperplane through 0 separates the data with margin $\gamma$, and $|z_i| \le R$, there are at most
$(R/\gamma)^2$ mistakes. Orthogonal rows of one length attain it, in every order. Neither R/gamma nor the number of
rows is a bound: the two rows (1, 0) and (-k, 1) cost $(k+1)^2 + 1 > R/\gamma$ mistakes, in every order.

Reason.  A mistake adds at most $R^2$ to $|w|^2$, and at least $\gamma$ to the component of w along the best direction:
after t mistakes $t \gamma \le |w| \le \sqrt t R$. Both are integers or rationals here, and are compared as such.
"""

import numpy as np
import pytest

from empirics import perceptron as measured
from harness import Axes, Claim, Kind, PerTrial, Roundoff, Source, UnderConvention
from theory import margins
from theory import perceptron as exact

CLAIM = Claim(
    name="margins.perceptron_mistakes_are_bounded_by_radius_over_margin_squared",
    statement=__doc__,
    kind=Kind.BOUND,
    tex=r"t \gamma \le \|w_t\| \le \sqrt t\, R \quad\Longrightarrow\quad t \le (R / \gamma)^2",
    source=Source("telgarskymargin", where="Boosting overview"),
    standing=UnderConvention("start 0, no bias, and an output of 0 is a mistake; sharpness is added"),
    axes=Axes(x="k, for the rows (1, 0) and (-k, 1)", y="mistakes", xscale="log", yscale="log"),
)
ROUNDED = Roundoff(operations=4, scale=1e6, because="integers, and rationals below 10^6 rounded once or twice")


def separable(lab, verify, batches, **setting):
    """Counts in trials of integer rows, certified to be separable, and bounds of mistakes, growth and slowness."""
    evidence = lab.run(measured.counted, trials=4 * batches, **setting)
    tables = evidence.all("rows").astype(int)
    found = [margins.l2_margin(rows) for rows in tables]
    inseparable = [i for i, margin in enumerate(found) if isinstance(margin, margins.NotSeparable)]
    verify.precondition(CLAIM, holds=not inseparable, certificate=f"0 is a convex combination in trials {inseparable}")
    known = [exact.bounds(rows, margin) for rows, margin in zip(tables, found, strict=True)]
    return evidence["counts"].map(lambda x: x.reshape(len(x), -1)), np.array(known, dtype=float)


def orders(bounds):
    return PerTrial(np.tile(bounds, len(measured.ORDERS)))


def instead(bounds, mistakes):
    return orders(np.column_stack([mistakes + 0 * bounds[:, 0], bounds[:, 1:]]))


@pytest.mark.parametrize(("family", "n", "d"), [("planted", 12, 4), ("needle", 2, 2)])
def test_perceptron_mistakes_are_bounded_by_radius_over_margin_squared(lab, verify, family, n, d):
    batches = lab.at_scale(smoke=1, standard=8, nightly=256)
    seen, bounds = separable(lab, verify, batches, family=family, n=n, d=d)

    theory = orders(bounds)

    rivals = {
        "R / gamma": instead(bounds, bounds[:, 0] ** 0.5),
        "as many as there are rows": instead(bounds, n),
        "a logarithm: log2 (R / gamma)^2": instead(bounds, np.log2(bounds[:, 0])),
        "half of R^2 at each mistake": orders(bounds * [1, 0.5, 1]),
    }
    verify(CLAIM, side="at most", theory=theory, evidence=seen, tolerance=ROUNDED, counterclaims=rivals)


@pytest.mark.parametrize(("n", "d"), [(6, 8), (16, 16), (40, 64)])
def test_perceptron_mistakes_are_bounded_by_radius_over_margin_squared_sharply(lab, verify, n, d):
    batches = lab.at_scale(smoke=1, standard=1, nightly=16)
    seen, bounds = separable(lab, verify, batches, family="orthogonal", n=n, d=d)

    theory = orders(bounds)

    rivals = {
        "R / gamma": instead(bounds, bounds[:, 0] ** 0.5),
        "twice that": instead(bounds, 2 * bounds[:, 0] ** 0.5),
        "half of the square": instead(bounds, bounds[:, 0] / 2),
        "an output of 0 is right: no mistakes": instead(bounds, 0),
        "gamma / 2 at each mistake": orders(bounds * [1, 1, 4]),
    }
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=seen, tolerance=ROUNDED, counterclaims=rivals)


def test_perceptron_mistakes_are_bounded_by_radius_over_margin_squared_on_digits(lab, verify):
    batches = lab.at_scale(smoke=1, standard=1, nightly=16)
    seen, bounds = separable(lab, verify, batches, family="digits", n=120, d=64)

    theory = orders(bounds)

    rivals = {
        "R / gamma": instead(bounds, bounds[:, 0] ** 0.5),
        "half of R^2 at each mistake": orders(bounds * [1, 0.5, 1]),
        "a logarithm: log2 (R / gamma)^2": instead(bounds, np.log2(bounds[:, 0])),
    }
    verify(CLAIM, side="at most", theory=theory, evidence=seen, tolerance=ROUNDED, counterclaims=rivals)


def test_perceptron_mistakes_are_bounded_by_radius_over_margin_squared_not_by_rows(lab, verify):
    k = np.arange(1, lab.at_scale(smoke=6, standard=12, nightly=40) + 1)
    theory = [exact.needle_mistakes(one) for one in k.tolist()]

    evidence = lab.run(measured.needles, trials=lab.at_scale(smoke=2, standard=4, nightly=16), largest=len(k))

    tables = [np.array([[1, 0], [-one, 1]]) for one in k.tolist()]
    most = np.array([float(exact.bounds(rows, margins.l2_margin(rows))[0]) for rows in tables])
    rivals = {"R / gamma": most**0.5, "(R / gamma)^2 is attained": most, "one for each row": 2.0 + 0 * k}
    verify(CLAIM, kind=Kind.IDENTITY, theory=theory, evidence=evidence["mistakes"], tolerance=ROUNDED,
           counterclaims=rivals, at=k, series="two rows")  # fmt: skip
