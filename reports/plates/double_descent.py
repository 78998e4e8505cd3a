"""Double descent, and its absence: risks of two-layer networks against h / n, by the layer that is trained."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from reports.model import Claim
from reports.plates.chart import Chart, Layer
from reports.plates.plate import Panel, Plate, picture, swatches
from reports.plates.sides import sides


class Curves(NamedTuple):
    """One panel: the series of a claim that match, with a group that is d / n, unless all have one `colour`."""

    title: str
    claim: str
    series: str
    y: str
    words: str = "d / n = {}"
    colour: int | None = None
    through: bool = False
    """Whether the line goes through abscissa 1, where others have a pole."""
    x: str = "h / n"


NAME = "two_layer.linear_risk_descends_only_once"
VARIANCE = "two_layer.variance_descends_to_a_plateau_above_threshold"
BIAS = "two_layer.bias_is_unbounded_at_the_threshold"
FIRST = "two_layer.tangent_risk_does_not_depend_on_width"
COUNT = "two_layer.first_layer_peak_sits_at_hd_equals_n"
PANELS = (
    Curves("Linear, second layer: mean", NAME, r"mean, n = \d+, d / n = (\S+)", "risk"),
    Curves("Quartiles, at the peak too", NAME, r"(\S+)-quantile, n = 16, d = 32", "risk", "{}-quantile", 3, True),
    Curves("ReLU, second layer: variance", VARIANCE, r"relu, d / n = (\S+)", "variance"),
    Curves("ReLU, second layer: bias", BIAS, r"relu, d / n = (\S+)", "bias"),
    Curves("erf, first layer: variance", FIRST, r"variance, d/n = (\S+)", "variance", through=True),
    Curves("The same by weights, d / n = 1/8", COUNT, r"(variance), n/d = 8", "variance", "{}", 0, x="h d / n"),
)
RATIOS = (0.5, 1.0, 1.5, 2.0, 4.0)


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return the panels whose claims were judged; None without that of linear networks."""
    shown = [(claims[panel.claim], panel) for panel in PANELS if panel.claim in claims]
    panels = [drawn for claim, panel in shown for drawn in _panel(claim, panel)]
    if NAME not in claims or not panels:
        return None
    return Plate(
        "double-descent",
        "Which layer is trained decides whether the risk peaks",
        "Two-layer networks by their width, for several numbers of inputs per sample. With the second layer trained, "
        "risk, bias and variance rise to infinity at h = n and descend once; means do not exist there, quartiles do. "
        "With the first layer trained nothing happens at h = n: the peak has moved to where all hd weights are as many "
        "as the samples.",
        claims[NAME],
        panels,
        swatches([(colour, colour, True, f"d / n = {ratio:g}") for colour, ratio in enumerate(RATIOS)]),
    )


def _panel(claim: Claim, panel: Curves) -> Iterator[Panel]:
    layers: list[Layer] = []
    for case in claim.cases:
        found = re.fullmatch(panel.series, case.series or "")
        if found is not None and case.placed:
            colour = RATIOS.index(float(found[1])) if panel.colour is None else panel.colour
            layers += sides(claim, case, colour, panel.words.format(found[1]), through=panel.through)
    if layers:
        name = f"double-descent-{PANELS.index(panel)}"
        body, height = Chart(layers, panel.x, panel.y, log_x=panel.x != "h / n", log_y=True).draw(name)
        yield Panel(panel.title, picture(name, f"{panel.title}, against {panel.x}", body, 350.0, height))
