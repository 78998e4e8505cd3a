"""Median margins of networks trained with true labels over those with random ones, for all pairs of stopping losses."""

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, Layer, mark
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "margins.normalized_median_margins_tell_random_from_true_labels"
MARGINS = {"normalized": "divided by the norms of the layers", "margins": "undivided"}
LOSSES = "loss with true labels / loss with random labels"


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each number of layers; None where the claim was not judged."""
    claim = claims.get(NAME)
    cases = [] if claim is None else [case for case in claim.cases if _wanted(case)]
    if claim is None or not cases:
        return None
    panels = []
    for layers in sorted({int(case.parameters["layers"]) for case in cases}):
        chosen = [_layer(claim, case) for case in cases if case.parameters["layers"] == layers]
        chart = Chart(chosen, LOSSES, "log₂ of true / random", log_x=True, zero=True)
        body, height = chart.draw(f"normalized-margins-{layers}")
        said = f"Ratio of median margins for all pairs of losses at which {layers}-layer networks are stopped"
        drawing = picture(f"normalized-margins-{layers}", said, body, 350.0, height)
        panels.append(Panel(f"{layers}-layer ReLU networks", drawing))
    return Plate(
        "normalized-margins",
        "Margins have to be divided by norms",
        "Networks trained on digits with true and with random labels, each stopped at one of four losses: the median "
        "margin with true labels over that with random ones. Undivided it is a matter of the stopping times, above or "
        "below one; divided by the product of the spectral norms it is far above one at any.",
        claim,
        panels,
        swatches([(colour, colour, True, words) for colour, words in enumerate(MARGINS.values())]),
    )


def _wanted(case: Case) -> bool:
    known = case.parameters.get("margins") in MARGINS and "level" not in case.parameters
    return case.placed and known and "layers" in case.parameters


def _layer(claim: Claim, case: Case) -> Layer:
    name = str(case.parameters["margins"])
    found = [
        mark(claim, case, part, part.at or 0.0, f"{MARGINS[name]}, at {part.at or 0:.3g}") for part in case.components
    ]
    colour = list(MARGINS).index(name)
    return Layer(colour, marks=[one for one in found if one is not None], shape=colour)
