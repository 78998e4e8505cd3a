"""Learning curves of boolean functions: theory as lines, kernel regression and trained networks as marks."""

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, Layer, Mark, mark
from reports.plates.plate import Panel, Plate, picture, swatches
from reports.svg import Point

NAME = "eigenlearning.learning_curves_of_boolean_functions"
QUANTITIES = {"mse": "mean squared error", "learnability": "learnability"}
LEARNERS = {"kernel": (0, True, -3.0), "networks": (1, False, 3.0)}  # shape, filled, pixels aside


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return both panels, one colour per degree; None where the claim was not judged."""
    claim = claims.get(NAME)
    cases = [] if claim is None else [one for one in claim.cases if _wanted(one)]
    if claim is None or not cases:
        return None
    degrees = sorted({int(case.parameters["degree"]) for case in cases})
    panels = []
    for quantity, words in QUANTITIES.items():
        chosen = [case for case in cases if case.parameters["quantity"] == quantity]
        layers = [_theory(chosen, degree, colour) for colour, degree in enumerate(degrees)]
        layers += [_observed(claim, case, degrees.index(int(case.parameters["degree"]))) for case in chosen]
        body, height = Chart(layers, "training set size n", words, log_x=True).draw(f"boolean-{quantity}")
        said = f"{words.capitalize()} of boolean functions against the training set size: theory, kernel and networks"
        panels.append(Panel("", picture(f"boolean-{quantity}", said, body, 350.0, height)))
    marks = [(colour, 0, True, f"degree {degree}") for colour, degree in enumerate(degrees)]
    return Plate(
        "boolean-functions",
        "Learning curves of four boolean functions",
        "Parities of k bits, learned from n random points of the cube. Lines are the theory, which knows the "
        "kernel’s eigenvalues and n alone; filled marks are regression with the network’s tangent kernel, hollow "
        "squares trained networks, both with their intervals. Low degrees are learned first; the highest is worse "
        "than not trying.",
        claim,
        panels,
        swatches(marks),
    )


def _wanted(case: Case) -> bool:
    given = case.parameters
    known = given.get("quantity") in QUANTITIES and given.get("learner") in LEARNERS and "degree" in given
    return known and any(part.at is not None for part in case.components)


def _theory(cases: list[Case], degree: int, colour: int) -> Layer:
    points: dict[float, float] = {}
    for case in cases:
        if int(case.parameters["degree"]) == degree:
            points |= {
                part.at: part.theory for part in case.components if part.at is not None and part.theory is not None
            }
    line: list[Point] = sorted(points.items())
    return Layer(colour, line=line)


def _observed(claim: Claim, case: Case, colour: int) -> Layer:
    shape, filled, aside = LEARNERS[case.parameters["learner"]]
    found: list[Mark] = []
    for part in case.components:
        words = f"degree {case.parameters['degree']}, {case.parameters['learner']}, n = {part.at or 0:g}"
        one = mark(claim, case, part, part.at or 0.0, words)
        found += [one] if one is not None else []
    return Layer(colour, marks=found, shape=shape, filled=filled, shift=aside)
