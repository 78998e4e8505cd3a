"""How fast gradient descent on linear predictors finds the largest margin: with normalised and with plain steps."""

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "margins.gradient_descent_tends_to_the_max_margin_direction"
TABLES = {"two supports": "Two support vectors", "three supports": "Three, which span"}
RULES = {"normalised": "normalised steps", "plain": "plain steps"}


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each table of data, a curve for each rule of steps; None where the claim was not judged."""
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
            body, height = Chart(layers, "steps", "missing to the largest margin", log_x=True, log_y=True).draw(name)
            said = f"What gradient descent lacks to the largest margin, relative to it, by steps. {title}"
            panels.append(Panel(title, picture(name, said, body, 350.0, height)))
    return Plate(
        "descent-rates",
        "How fast gradient descent finds the margin",
        "Linear predictors of separable data, exponential risk: what their normalised margin lacks to the largest one, "
        "in parts of it, below the bound for every step. Plain steps shrink with the risk, and the margin grows with "
        "the logarithm of their number only; steps that are normalised by the risk gain exponentially on them.",
        claim,
        panels,
        swatches([(colour, colour, True, words) for colour, words in enumerate(RULES.values())]),
    )


def _wanted(case: Case) -> bool:
    known = case.parameters.get("table") in TABLES and case.parameters.get("rule") in RULES
    return known and bool(case.components) and all(part.at is not None for part in case.components)
