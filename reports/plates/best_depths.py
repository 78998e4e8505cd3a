"""Which number of hidden layers is best for a degree: a cell for each pair of weight and bias variance."""

import math

from markupsafe import Markup

from reports import numbers, svg
from reports.case import Case, Component
from reports.model import Claim
from reports.plates.plate import Panel, Plate, picture

NAME = "spectra.best_depth_grows_with_degree"
PANELS = {"relu": "ReLU", "erf": "erf"}
LEFT, WIDTH, TOP, CELL = 52.0, 350.0, 24.0, 28.0
PALEST, DARKEST = 0.04, 0.56


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each activation; None where no map was judged."""
    claim = claims.get(NAME)
    cases = [] if claim is None else [one for one in claim.cases if _wanted(one)]
    if claim is None or not cases:
        return None
    panels = []
    for activation, words in PANELS.items():
        for case in cases:
            if case.parameters["activation"] == activation:
                body, height = _map(claim, case)
                said = (
                    f"Best number of hidden layers of {words} networks for degree 3, by the variances of their weights"
                )
                drawing = picture(f"best-depths-{activation}", f"{said} and biases", body, WIDTH, height)
                panels.append(Panel(words, drawing))
    return Plate(
        "best-depths",
        "Which depth is best",
        "The number of hidden layers, of up to 16, at which products of three bits get their largest share of the "
        "tangent kernel, on the cube of seven bits. Where weights are small few layers are best; at the edge of chaos, "
        "which biases move for erf networks and not for ReLU, it is the deepest network that was tried. Erf networks "
        "with little bias are best shallow again beyond it.",
        claim,
        panels,
        [],
    )


def _wanted(case: Case) -> bool:
    rows, places = len(case.parameters.get("biases") or ()), {part.at for part in case.components}
    known = case.parameters.get("activation") in PANELS
    return known and None not in places and rows > 0 and rows * len(places) == len(case.components)


def _map(claim: Claim, case: Case) -> tuple[Markup, float]:
    """Columns are weight variances in their order, rows bias variances, the largest at the top."""
    biases = [float(bias) for bias in case.parameters["biases"]]
    columns = len(case.components) // len(biases)
    wide, bottom = (WIDTH - LEFT - 8) / columns, TOP + CELL * len(biases)
    deepest = max(part.estimate or 1.0 for part in case.components)
    parts = [svg.element("text", "bias variance", class_="axis", x=6.0, y=14.0)]
    for index, part in enumerate(case.components):
        row, column = divmod(index, columns)
        x, y = LEFT + column * wide, bottom - CELL * (row + 1)
        parts.append(_cell(claim, case, part, biases[row], (x, y, wide), deepest))
        if row == 0:
            words = numbers.number(part.at)
            parts.append(svg.element("text", words, class_="tick x", x=x + wide / 2, y=bottom + 17))
        if column == 0:
            parts.append(svg.element("text", numbers.number(biases[row]), class_="tick y", x=LEFT - 7, y=y + 18))
    middle = LEFT + wide * columns / 2
    parts.append(svg.element("text", "weight variance", class_="axis x", x=middle, y=bottom + 37))
    return svg.join(parts), bottom + 44


def _cell(
    claim: Claim, case: Case, part: Component, bias: float, box: tuple[float, float, float], deepest: float
) -> Markup:
    x, y, wide = box
    depth = part.estimate or 0.0
    shade = PALEST + (DARKEST - PALEST) * math.log(max(depth, 1.0)) / math.log(max(deepest, 2.0))
    said = f"weight variance {numbers.number(part.at)}, bias variance {numbers.number(bias)}: observed "
    said += f"{numbers.number(depth)} layers, theory {numbers.theory(part.theory, part.exact)}"
    title = svg.element("title", f"{said}. {case.verdict.capitalize()}")
    fill = svg.element(
        "rect", class_="cell s0", x=x, y=y, width=wide - 1.5, height=CELL - 1.5, fill_opacity=f"{shade:.2f}"
    )
    words = svg.element("text", numbers.number(depth), class_="mid", x=x + wide / 2 - 0.8, y=y + 18)
    return svg.element("a", title, fill, words, href=f"{claim.page}#{case.anchor}", tabindex="-1")
