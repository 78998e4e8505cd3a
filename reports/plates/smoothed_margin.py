"""What gradient descent raises: the smoothed margin at once, the smallest one in the end."""

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "margins.smallest_margin_can_fall_while_the_smoothed_one_grows"
NETWORKS = {"linear": "Linear function", "two layers": "2-layer ReLU network"}
MARGINS = {"smoothed": "smoothed margin", "smallest": "smallest margin"}


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each network, a curve for each margin; None where the claim was not judged."""
    claim = claims.get(NAME)
    cases = {} if claim is None else {_key(case): case for case in claim.cases if _wanted(case)}
    if claim is None or not cases:
        return None
    panels = []
    for network, title in NETWORKS.items():
        shown = [(margin, cases[network, margin]) for margin in MARGINS if (network, margin) in cases]
        if shown:
            layers = [curve(claim, case, list(MARGINS).index(margin), MARGINS[margin]) for margin, case in shown]
            name = f"smoothed-margin-{network.replace(' ', '-')}"
            body, height = Chart(layers, "growth of ln F", "growth of the logarithm", zero=True).draw(name)
            said = f"Growth of the logarithms of both margins over the length of the weights. {title}"
            panels.append(Panel(title, picture(name, said, body, 350.0, height)))
    return Plate(
        "smoothed-margin",
        "What gradient descent raises",
        "One point against five, exponential risk exp(−F): margins over the length of all weights, to the power of the "
        "order of the network. The smoothed margin F rises from the start, at every step. The smallest margin falls "
        "until the point that has it makes up most of the risk.",
        claim,
        panels,
        swatches([(colour, colour, True, words) for colour, words in enumerate(MARGINS.values())]),
    )


def _key(case: Case) -> tuple[str, str]:
    return str(case.parameters["network"]), str(case.parameters["margin"])


def _wanted(case: Case) -> bool:
    known = case.parameters.get("network") in NETWORKS and case.parameters.get("margin") in MARGINS
    return known and bool(case.components) and all(part.at is not None for part in case.components)
