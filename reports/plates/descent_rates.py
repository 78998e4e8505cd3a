"""How fast linear predictors find the largest margin: by normalised and by plain steps, and by gradient flow."""

from collections.abc import Iterator
from dataclasses import replace

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "margins.gradient_descent_tends_to_the_max_margin_direction"
FLOW = "margins.margin_gap_closes_like_one_over_log_time"
TABLES = {"two supports": "Two support vectors", "three supports": "Three support vectors"}
RULES = {"normalised": "normalised steps", "plain": "plain steps"}
SUPPORTS = {"two supports": (2, "flow, two support vectors"), "three supports": (3, "flow, three support vectors")}
LOSSES = {"exponential": -3.0, "logistic": 3.0}
"""How far aside of their abscissa marks are set, in pixels: the curve of both losses is one."""
SHORTFALL = "shortfall from the largest margin"


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each table of data, and one of the flow, if judged; None where the claim was not judged."""
    claim = claims.get(NAME)
    cases = [] if claim is None else [case for case in claim.cases if _wanted(case)]
    if claim is None or not cases:
        return None
    panels = []
    for table, title in TABLES.items():
        chosen = {str(case.parameters["rule"]): case for case in cases if case.parameters["table"] == table}
        if chosen:
            name = f"descent-{table.split()[0]}"
            layers = [
                curve(claim, chosen[rule], list(RULES).index(rule), RULES[rule]) for rule in RULES if rule in chosen
            ]
            body, height = Chart(layers, "steps", SHORTFALL, log_x=True, log_y=True).draw(name)
            said = f"By how much gradient descent falls short of the largest margin, relative to it, by steps. {title}"
            panels.append(Panel(title, picture(name, said, body, 350.0, height)))
    flow = list(_flow(claims.get(FLOW)))
    marks = [(colour, colour, True, words) for colour, words in enumerate(RULES.values())]
    marks += [(colour, colour, True, words) for colour, words in SUPPORTS.values()] if flow else []
    return Plate(
        "descent-rates",
        "How fast gradient descent finds the margin",
        "Linear predictors of separable data: the shortfall of their normalised margin from the largest one, relative "
        "to it. By steps, on the exponential risk, it lies below a bound for every step. Plain steps shrink with the "
        "risk, and the gap closes with the logarithm of their number only; steps that are normalised by the risk gain "
        "exponentially on them. By gradient flow, on either risk, it follows one over the logarithm of time, with a "
        "constant that the exact margin problem gives.",
        claim,
        panels + flow,
        swatches(marks),
    )


def _flow(claim: Claim | None) -> Iterator[Panel]:
    """A panel of the flow's shortfall against log time: theory once for each table, marks for both losses."""
    layers = []
    for case in [] if claim is None else claim.cases:
        table, _, loss = (case.series or "").partition(", ")
        if claim is not None and table in SUPPORTS and loss in LOSSES and case.placed:
            colour, words = SUPPORTS[table]
            layers.append(replace(curve(claim, case, colour, f"{words}, {loss} risk"), shift=LOSSES[loss]))
    if layers:
        body, height = Chart(layers, "ln t", SHORTFALL, log_x=True, log_y=True).draw("descent-flow")
        said = "By how much gradient flow falls short of the largest margin, relative to it, by the logarithm of time"
        yield Panel("Gradient flow, in log time", picture("descent-flow", said, body, 350.0, height))


def _wanted(case: Case) -> bool:
    known = case.parameters.get("table") in TABLES and case.parameters.get("rule") in RULES
    return known and case.placed
