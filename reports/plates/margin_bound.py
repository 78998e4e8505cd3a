"""The margin bound for votes of stumps on the line: what it says for labels that turn twice, and for random ones."""

from collections.abc import Iterator

from reports.model import Claim
from reports.plates.chart import Chart, Layer, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "margins.random_labels_kill_the_margin_bound"
BOUND = "margins.margin_bound_holds_for_all_votes_at_once"
SERIES = {
    "margin, random labels": (0, "largest margin, random labels"),
    "complexity, random labels": (1, "Rademacher complexity"),
    "term, random labels": (2, "twice the complexity over the margin, random labels"),
    "bound for margin 0.3, two turns": (3, "bound, labels that turn twice"),
}
LEFT, POINTS = ("margin, random labels", "complexity, random labels"), "number of points"


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel of margin and complexity, and one of bounds; None where the first claim was not judged."""
    claim = claims.get(NAME)
    found = {} if claim is None else dict(_curves(claim))
    if claim is None or not found:
        return None
    found |= dict(_curves(claims[BOUND])) if BOUND in claims else {}
    shown = (
        ("Margin and complexity", "margin, or complexity", [one for name, one in found.items() if name in LEFT]),
        ("What the bound adds up to", "bound", [one for name, one in found.items() if name not in LEFT]),
    )
    panels = []
    for index, (title, y, layers) in enumerate(shown):
        if layers:
            body, height = Chart(layers, POINTS, y, log_x=True, log_y=True).draw(f"margin-bound-{index}")
            said = f"{title} for votes of stumps on the line, against the number of points"
            panels.append(Panel(title, picture(f"margin-bound-{index}", said, body, 350.0, height)))
    return Plate(
        "margin-bound",
        "Why margins fail on random labels",
        "Votes of stumps on the line. With random labels the largest margin falls like one over the number of points, "
        "the complexity only like the root of it: their quotient, which the bound on the error adds, grows above one. "
        "With labels that turn twice along the line a vote keeps a margin of 0.3 and the bound says more with every "
        "point.",
        claim,
        panels,
        swatches([(colour, colour, True, words) for name, (colour, words) in SERIES.items() if name in found]),
    )


def _curves(claim: Claim) -> Iterator[tuple[str, Layer]]:
    for case in claim.cases:
        if case.series in SERIES and case.placed:
            colour, words = SERIES[case.series]
            yield case.series, curve(claim, case, colour, words)
