"""The tangent kernel by the angle of the inputs: the recursion over layers as lines, finite networks as marks."""

from reports.model import Claim
from reports.notation import proper
from reports.plates.chart import Chart, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "kernels.tangent_kernel_is_a_recursion_over_layers"


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each activation, a curve for each depth; None where no kernel was judged by its angle."""
    claim = claims.get(NAME)
    found = [] if claim is None else [one for one in claim.cases if any(part.at is not None for part in one.components)]
    cases = {case.series or case.label: case for case in found}
    if claim is None or not cases:
        return None
    panels = []
    for number, activation in enumerate(dict.fromkeys(_activation(words) for words in cases)):
        layers = [
            curve(claim, case, colour, words)
            for colour, (words, case) in enumerate(cases.items())
            if _activation(words) == activation
        ]
        chart = Chart(layers, "angle between the inputs (degrees)", "tangent kernel")
        body, height = chart.draw(f"kernel-functions-{number}")
        said = f"The tangent kernel of {activation} networks against the angle between their inputs"
        panels.append(Panel(activation, picture(f"kernel-functions-{number}", said, body, 350.0, height)))
    return Plate(
        "kernel-functions",
        "Kernels by angle",
        "Lines are the recursion over layers, marks the mean over random networks of finite width. ReLU kernels fall "
        "at once where inputs begin to differ, the deeper the steeper; that of erf is round there.",
        claim,
        panels,
        swatches([(colour, colour, True, proper(words)) for colour, words in enumerate(cases)]),
    )


def _activation(series: str) -> str:
    return proper(series.partition(",")[0])
