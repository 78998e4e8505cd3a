"""AdaBoost by rounds against an adversary: its training errors, and its margin, with what is guaranteed."""

from collections.abc import Iterator

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, Layer, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "margins.adaboost_reaches_a_quarter_of_the_best_margin"
ERRORS = "margins.boosting_guarantees_zero_training_error"
MARGIN, SHARE = "adversary, best margin ", "adversary, n = "


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel of errors and one of margins, of which a run may have one; None where it has neither."""
    margins, errors = claims.get(NAME), claims.get(ERRORS)
    shown = [] if errors is None else list(_errors(errors))
    reached = [] if margins is None else list(_margins(margins))
    claim = margins if reached else errors
    if claim is None or not shown + reached:
        return None
    marks = [(0, 0, True, "AdaBoost and its guarantee"), (1, None, True, "best margin"), (2, None, True, "half of it")]
    return Plate(
        "boosting",
        "What boosting guarantees",
        "An adversary gives AdaBoost the worst voters that some vote of them allows. Training errors stay below a "
        "bound that falls exponentially, and end at zero. The margin, over the sum of the weights, then grows to "
        "little more than half of the best one: the guarantee is what happens.",
        claim,
        shown + reached,
        swatches(marks if reached else marks[:1]),
    )


def _errors(claim: Claim) -> Iterator[Panel]:
    for case in _placed(claim, SHARE):
        chart = Chart([_small(curve(claim, case, 0, "AdaBoost"))], "round", "share of training errors", zero=True)
        yield _panel("Training errors", "Share of training errors of AdaBoost by round, and its bound", chart, "errors")


def _margins(claim: Claim) -> Iterator[Panel]:
    """From the round on in which the guarantee is above minus the best margin."""
    for case in _placed(claim, MARGIN):
        best = float((case.series or "").removeprefix(MARGIN))
        layer = _small(curve(claim, case, 0, "AdaBoost"))
        line = [(x, height) for x, height in layer.line if height >= -best]
        if line:
            start, end = line[0][0], line[-1][0]
            levels = [Layer(colour, line=[(start, h), (end, h)]) for colour, h in ((1, best), (2, best / 2))]
            marks = [one for one in layer.marks if one.x >= start]
            layers = [*levels, Layer(0, line=line, marks=marks, size=layer.size)]
            chart = Chart(layers, "round", "margin over the sum of weights", log_x=True, zero=True)
            yield _panel("Margin", "Smallest margin of AdaBoost by round, its guarantee and the best", chart, "margins")


def _placed(claim: Claim, prefix: str) -> list[Case]:
    named = [case for case in claim.cases if (case.series or "").startswith(prefix)]
    return [case for case in named if case.components and all(part.at is not None for part in case.components)]


def _small(layer: Layer) -> Layer:
    return Layer(layer.colour, layer.line, layer.marks, layer.shape, size=2.2)


def _panel(title: str, said: str, chart: Chart, name: str) -> Panel:
    body, height = chart.draw(f"boosting-{name}")
    return Panel(title, picture(f"boosting-{name}", said, body, 350.0, height))
