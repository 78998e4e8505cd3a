"""How far tangent kernels of finite width are from their limit: variances by depth, and the error that is promised."""

from markupsafe import Markup

from reports.model import Claim
from reports.plates.chart import Chart, Layer, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "kernels.finite_width_error_falls_as_inverse_square_root"
VARIANCES = f"test_{NAME.split('.')[-1]}"
PROMISES = "kernels.inverting_the_width_theorem"
BOUNDS = {"theorem with C = 1": (3, "the theorem’s promise"), "Chebyshev": (4, "Chebyshev’s inequality")}
DEPTHS = (1, 2, 3)


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel of variances and one of errors, of which a run may have one; None where it has neither."""
    found = [one for one in (_variances(claims.get(NAME)), _errors(claims.get(PROMISES))) if one is not None]
    if not found:
        return None
    depths = [(colour, colour, True, _layers(depth)) for colour, depth in enumerate(DEPTHS)]
    bounds = [(colour, None, True, words) for colour, words in BOUNDS.values()]
    return Plate(
        "width-laws",
        "What width buys",
        "Tangent kernels of random ReLU networks at one input. On the left the variance relative to the squared mean, "
        "which falls like one over the width: four times the width halve an error. On the right what nineteen of "
        "twenty networks with three hidden layers keep below: the theorem, solved for the error with its constant set "
        "to one, falls like a fourth root only; Chebyshev’s inequality with the exact variance has the right slope.",
        found[0][0],
        [panel for _, panel in found],
        swatches(depths + bounds),
    )


def _variances(claim: Claim | None) -> tuple[Claim, Panel] | None:
    cases = [] if claim is None else [case for case in claim.cases if case.placed and case.test == VARIANCES]
    cases = [case for case in cases if case.parameters.get("depth") in DEPTHS]
    if claim is None or not cases:
        return None
    layers = []
    for case in cases:
        depth = int(case.parameters["depth"])
        layers.append(curve(claim, case, DEPTHS.index(depth), _layers(depth)))
    said = "Relative variance of the tangent kernel against the width, for one to three hidden layers"
    return claim, _panel("Variance", "relative variance", said, layers, "width-variance")


def _errors(claim: Claim | None) -> tuple[Claim, Panel] | None:
    cases = {} if claim is None else {case.series: case for case in claim.cases if case.placed}
    if claim is None or "actual error" not in cases:
        return None
    layers = [curve(claim, cases["actual error"], DEPTHS.index(3), "actual error")]
    for series, (colour, _) in BOUNDS.items():
        if series in cases:  # the marks are those of the actual error once more
            layers.append(Layer(colour, line=curve(claim, cases[series], colour, series).line))
    said = "Relative error that networks of three hidden layers keep below, and two promises, against the width"
    return claim, _panel("Error, three hidden layers", "relative error", said, layers, "width-error")


def _panel(title: str, y: str, said: str, layers: list[Layer], name: str) -> Panel:
    drawn: tuple[Markup, float] = Chart(layers, "width", y, log_x=True, log_y=True).draw(name)
    return Panel(title, picture(name, said, drawn[0], 350.0, drawn[1]))


def _layers(depth: int) -> str:
    return f"{depth} hidden layer" + ("s" if depth > 1 else "")
