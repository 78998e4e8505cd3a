r"""Long steps swing across the max-margin direction.

Statement.  Take steps $\eta$ over the exponential risk on the rows (g, h) and (g, -h), with the margin g and $g^2 + h^2
= 1$. If $\eta h^2 > 2$, then w ends by swinging across the max-margin direction at the heights $\pm v / h$, where $2 v
= \eta h^2 \tanh v$: the smallest margin stays v behind g |w| for ever. So the normalised margin still tends to g, but
not with the constant of short steps: from w = 0 those are never more than ln 2 behind.

Reason.  Across the direction a step is $\eta h \tanh(h w_2)$ against $w_2$; it overshoots zero by more than it started
with where $\eta h^2 > 2$, until both are equal.
"""

from empirics import linear_descent as measured
from harness import Axes, Claim, Kind, ModelError, PerTrial, Source, UnderConvention
from theory import linear_descent as exact
from theory import margins

CLAIM = Claim(
    name="margins.long_steps_swing_across_the_max_margin_direction",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"\bar\gamma \|w\| - \min_i z_i^\top w \to v, \qquad 2 v = \eta h^2 \tanh v",
    source=Source("telgarskymargin", where="The linear case"),
    standing=UnderConvention("beyond the source, which does not say how long the steps may be"),
    axes=Axes(x="step", y="lag of the smallest margin"),
)


def test_long_steps_swing_across_the_max_margin_direction(lab, verify):
    trials = lab.at_scale(smoke=1, standard=1, nightly=16)
    evidence = lab.run(measured.too_long, trials=trials, steps=1500, sets=8)
    found = [margins.l2_margin(table) for table in evidence.all("data").reshape(-1, 2, 2)]
    separable = all(isinstance(margin, margins.Margin) for margin in found)
    verify.precondition(CLAIM, holds=separable, certificate=f"no hyperplane separates the data: {found}")
    swings = evidence.all("swings")

    theory = PerTrial([[exact.swing(float(s)) for s in row] for row in swings])

    tolerance = ModelError(2e-3, because="v^2 g / (2 h^2 |w|) with |w| > 1000, up to 6e-4 in pilots")

    rivals = {
        "the lag that short steps never exceed": PerTrial(0 * swings + exact.potential_at_zero(2, "exponential")),
        "half a step": PerTrial(swings / 2),
        "the swing dies out": PerTrial(0 * swings),
    }
    verify(CLAIM, theory=theory, evidence=evidence["lag"], tolerance=tolerance, counterclaims=rivals)
