"""The spectral margin bound of trained networks against their excess risk, as ever more labels are random."""

from reports import numbers
from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, Layer, mark
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "margins.spectral_bound_is_vacuous_but_predictive"
RANKS = f"test_{NAME.split('.')[-1]}_as_ranks_show"
BOUND, RISK = "argument", "excess risk"


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each number of layers; None where the claim was not judged."""
    claim = claims.get(NAME)
    cases = {} if claim is None else {_key(case): case for case in claim.cases if _placed(case)}
    pairs = {depth: (cases[BOUND, depth], cases[RISK, depth]) for name, depth in cases if (RISK, depth) in cases
             and name == BOUND}  # fmt: skip
    if claim is None or not pairs:
        return None
    panels = []
    for colour, (depth, (bound, risk)) in enumerate(sorted(pairs.items())):
        chart = Chart([_layer(claim, bound, risk, colour)], "log₁₀ of the bound’s argument", "log₁₀ of the excess risk")
        body, height = chart.draw(f"spectral-bound-{depth}")
        said = f"Excess risk of {depth}-layer networks against the argument of their spectral margin bound"
        drawing = picture(f"spectral-bound-{depth}", said, body, 350.0, height)
        panels.append(Panel(f"{depth} layers{_correlation(claim, depth)}", drawing))
    words = {depth: f"{depth} layers, a mark for each share of random labels" for depth in sorted(pairs)}
    return Plate(
        "spectral-bound",
        "A bound that says nothing and knows the order",
        "ReLU networks trained on digits of which a growing share has random labels, from none on the left to all on "
        "the right. The spectral margin bound is above one for every one of them, by far; yet it sorts the networks of "
        "one depth as their excess risk does.",
        claim,
        panels,
        swatches([(colour, colour, True, text) for colour, text in enumerate(words.values())]),
    )


def _key(case: Case) -> tuple[str, int]:
    return str(case.parameters["quantity"]), int(case.parameters["layers"])


def _placed(case: Case) -> bool:
    known = case.parameters.get("quantity") in (BOUND, RISK) and "layers" in case.parameters
    return known and bool(case.components) and all(part.at is not None for part in case.components)


def _layer(claim: Claim, bound: Case, risk: Case, colour: int) -> Layer:
    """Observed pairs as marks, expected ones as a line."""
    pairs = list(zip(bound.components, risk.components, strict=False))
    line = [(one.theory, other.theory) for one, other in pairs if one.theory is not None and other.theory is not None]
    marks = [
        mark(claim, risk, other, one.estimate, f"{numbers.number(other.at)} of the labels random")
        for one, other in pairs
        if one.estimate is not None
    ]
    return Layer(colour, line=line, marks=[one for one in marks if one is not None], shape=colour)


def _correlation(claim: Claim, depth: int) -> str:
    """The rank correlation that was observed, where it was judged."""
    for case in claim.cases:
        if case.test == RANKS and case.parameters.get("layers") == depth and case.components[0].estimate is not None:
            return f": rank correlation {case.components[0].estimate:.2f}"
    return ""
