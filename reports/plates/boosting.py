"""AdaBoost by rounds against an adversary: its training errors, and its margin, with what is guaranteed."""

from collections.abc import Iterator

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, Layer, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "margins.adaboost_reaches_a_quarter_of_the_best_margin"
ERRORS = "margins.boosting_guarantees_zero_training_error"
CYCLE = "margins.exact_line_search_does_not_maximize_the_margin"
MARGIN, SHARE = "adversary, best margin ", "adversary, n = "
STARTS = {"weights in the cycle": 0, "weights near uniform": 3}
BEST = "as printed, the best margin"
"""The counterclaim whose value is the best margin of the table of the cycle."""


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return panels of errors, of margins and of a cycle, of those the run has; None without margins."""
    claim = claims.get(NAME)
    reached = [] if claim is None else list(_margins(claim))
    if claim is None or not reached:
        return None
    errors, cycle = claims.get(ERRORS), claims.get(CYCLE)
    panels = [*([] if errors is None else _errors(errors)), *reached, *([] if cycle is None else _cycle(cycle))]
    marks = [(0, 0, True, "AdaBoost, and what is known of it"), (1, None, True, "best margin")]
    marks += [(2, None, True, "half of it")]
    marks += [] if cycle is None else [(3, 3, True, "AdaBoost from weights near uniform")]
    return Plate(
        "boosting",
        "What boosting guarantees",
        "An adversary gives AdaBoost the worst voters that some vote of them allows. Training errors stay below a "
        "bound that falls exponentially, and end at zero. The margin, over the sum of the weights, then grows to "
        "little more than half of the best one: the guarantee is what happens. Nor need exact line search find the "
        "best margin where voters are chosen well: on one table it ends in a cycle, at 1/3 and not at 5/13.",
        claim,
        panels,
        swatches(marks),
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


def _cycle(claim: Claim) -> Iterator[Panel]:
    shown = [case for start in STARTS for case in _placed(claim, start)]
    layers = [_above_zero(curve(claim, case, STARTS[str(case.series)], str(case.series))) for case in shown]
    rivals = [rival for case in shown for rival in case.counterclaims if rival["text"] == BEST and rival["value"]]
    best = [float(rival["value"][0]) for rival in rivals]
    ends = [x for layer in layers for x, _ in layer.line]
    if layers and ends:
        level = [Layer(1, line=[(min(ends), height), (max(ends), height)]) for height in best[:1]]
        chart = Chart([*level, *layers], "round", "margin over the sum of weights", log_x=True)
        yield _panel("A cycle", "Smallest margin of AdaBoost by round on a table of 8 by 8 signs", chart, "cycle")


def _placed(claim: Claim, prefix: str) -> list[Case]:
    named = [case for case in claim.cases if (case.series or "").startswith(prefix)]
    return [case for case in named if case.placed]


def _small(layer: Layer) -> Layer:
    return Layer(layer.colour, layer.line, layer.marks, layer.shape, size=2.2)


def _above_zero(layer: Layer) -> Layer:
    """Without the first rounds, in which some example is wrong."""
    line = [(x, height) for x, height in layer.line if height >= 0]
    return _small(Layer(layer.colour, line, [one for one in layer.marks if one.estimate >= 0], layer.shape))


def _panel(title: str, said: str, chart: Chart, name: str) -> Panel:
    body, height = chart.draw(f"boosting-{name}")
    return Panel(title, picture(f"boosting-{name}", said, body, 350.0, height))
