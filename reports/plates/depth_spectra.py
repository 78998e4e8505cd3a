"""Which share of a random function each degree gets, by the number of hidden layers: ReLU and erf networks."""

import re

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, Layer, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "spectra.optimal_depth_is_finite_below_a_critical_degree"
PANELS = {"relu": "ReLU, no bias", "erf": "erf, on its critical line"}
SERIES = re.compile(r"degree \d+, (relu|erf)\b", re.IGNORECASE)
DEGREES = (2, 3, 4, 5)


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each activation, a line and marks for each degree; None where the claim was not judged."""
    claim = claims.get(NAME)
    cases = [] if claim is None else [one for one in claim.cases if _activation(one)]
    if claim is None or not cases:
        return None
    panels = []
    for activation, words in PANELS.items():
        chosen = [case for case in cases if _activation(case) == activation]
        if chosen:
            chart = Chart([_layer(claim, case) for case in chosen], "hidden layers", "share", log_x=True, log_y=True)
            body, height = chart.draw(f"depth-{activation}")
            said = f"Share of each degree in the random functions of {words} networks against their depth"
            panels.append(Panel(words, picture(f"depth-{activation}", said, body, 350.0, height)))
    marks = [(colour, colour, True, f"degree {degree}") for colour, degree in enumerate(DEGREES)]
    return Plate(
        "depth-spectra",
        "How depth shares out the degrees",
        "The functions of wide networks at random weights on the cube, split into parities of k bits. In ReLU networks "
        "each of the degrees shown has a best depth, and what lies beyond loses it to the constant. On the critical "
        "line of erf networks odd degrees gain with every layer, so that infinite depth is best.",
        claim,
        panels,
        swatches(marks),
    )


def _activation(case: Case) -> str | None:
    """The activation that the case's curve is about, if it shows shares of a single degree by depth."""
    found = SERIES.match(case.series or "")
    known = case.parameters.get("k") in DEGREES and any(part.at is not None for part in case.components)
    return found[1].lower() if found and known else None


def _layer(claim: Claim, case: Case) -> Layer:
    degree = int(case.parameters["k"])
    return curve(claim, case, DEGREES.index(degree), f"degree {degree}")
