"""How far the learnability formula is off, by the domain of the data: circle, spheres, cube, Gaussian features."""

from reports.model import Claim
from reports.plates.chart import Chart, Layer, Mark, mark
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "eigenlearning.learnability_formula_improves_with_dimension"
DOMAINS = {
    "S^1": "circle S¹",
    "S^2": "sphere S²",
    "S^7": "sphere S⁷",
    "cube": "cube of dimension 8",
    "gaussian": "Gaussian features",
}


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return the map, a panel for each training set size; None where the claim was not judged."""
    claim = claims.get(NAME)
    cases = [] if claim is None else [one for one in claim.cases if "n" in one.parameters and one.components]
    if claim is None or not cases:
        return None
    panels = []
    for n in sorted({int(case.parameters["n"]) for case in cases}):
        layers = []
        for colour, (domain, words) in enumerate(DOMAINS.items()):
            found: list[Mark] = []
            for case in cases:
                if case.parameters["n"] == n and case.parameters["domain"] == domain:
                    for part in case.components:
                        predicted = part.theory or 0.0
                        one = mark(claim, case, part, predicted, f"{words}, n = {n}", less=predicted)
                        found += [one] if one is not None else []
            layers.append(Layer(colour, marks=sorted(found, key=lambda one: one.x), shape=colour))
        chart = Chart(layers, "predicted learnability λ / (λ + C)", "observed − predicted", zero=True)
        body, height = chart.draw(f"validity-{n}")
        said = f"Observed less predicted learnability against the predicted one, for {n} independent points"
        panels.append(Panel(f"n = {n}", picture(f"validity-{n}", said, body, 350.0, height)))
    return Plate(
        "validity-map",
        "Where the learnability formula holds",
        "Each mark is one eigenvalue of a kernel: what was learned from n independent points, less "
        "what λ / (λ + C) predicts. Points on a circle lose up to 0.12 to their gaps, and more points do not help; "
        "from about eight dimensions on nothing is left to see.",
        claim,
        panels,
        swatches([(colour, colour, True, words) for colour, words in enumerate(DOMAINS.values())]),
    )
