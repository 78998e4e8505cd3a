"""Stacked bars: the learnabilities of all modes, of the tangent kernel beside trained networks, pile up to n."""

from collections.abc import Iterator

from markupsafe import Markup

from reports import svg
from reports.case import Case
from reports.frame import Frame, grid
from reports.model import Claim
from reports.notation import proper
from reports.plates.plate import Panel, Plate, picture
from reports.scales import Linear

NAME = "eigenlearning.trained_nets_nearly_conserve_learnability"
LEFT, BAR, GAP, PAIR, TOP, HEIGHT = 40.0, 22.0, 4.0, 34.0, 16.0, 210.0
SHADES = 5


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each training set size, a pair of bars per architecture; None where nothing was judged."""
    claim = claims.get(NAME)
    cases = [] if claim is None else [one for one in claim.cases if _wanted(one)]
    if claim is None or not cases:
        return None
    panels = []
    for n in sorted({int(case.parameters["n"]) for case in cases}):
        chosen = [case for case in cases if case.parameters["n"] == n]
        body, width, height = _bars(claim, chosen, n)
        said = f"Learnabilities of all modes stacked, for networks and their tangent kernels trained on {n} points"
        panels.append(Panel(f"n = {n}", picture(f"conservation-{n}", said, body, width, height)))
    return Plate(
        "conservation",
        "Learnability is conserved",
        "Left in each pair the network’s tangent kernel, right the trained networks, in the mean over "
        "initialisations and data sets; each colour is a mode of the circle, from the constant at the bottom "
        "upwards. The kernel’s bars reach the training set size exactly, the networks’ nearly: what is missing is "
        "the motion of their features.",
        claim,
        panels,
        [],
    )


def _wanted(case: Case) -> bool:
    return {"activation", "depth", "n"} <= set(case.parameters) and len(case.components) > 1


def _bars(claim: Claim, cases: list[Case], n: int) -> tuple[Markup, float, float]:
    width = LEFT + len(cases) * (2 * BAR + GAP + PAIR) + 8
    frame = Frame(LEFT, width - 4, TOP, TOP + HEIGHT, "")
    y = Linear(0.0, 1.12 * n, frame.bottom, frame.top, 5)
    parts = [grid(y, frame)]
    for index, case in enumerate(cases):
        x = LEFT + PAIR / 2 + index * (2 * BAR + GAP + PAIR)
        parts.append(svg.element("a", *_stack(case, x, y), href=f"{claim.page}#{case.anchor}", tabindex="-1"))
        depth = int(case.parameters["depth"])
        label = [proper(str(case.parameters["activation"])), f"{depth} hidden"]
        parts.append(svg.lines(label, x + BAR + GAP / 2, frame.bottom + 18, class_="tick x"))
    level = [(frame.left, y(n)), (frame.right, y(n))]
    parts.append(svg.element("path", class_="rival ink", d=svg.path(level)))
    parts.append(svg.element("path", class_="base", d=svg.path([(frame.left, y(0)), (frame.right, y(0))])))
    return svg.join(parts), width, frame.bottom + 44


def _stack(case: Case, x: float, y: Linear) -> Iterator[Markup]:
    for at, name, values in (
        (x, "tangent kernel", [part.theory or 0.0 for part in case.components]),
        (x + BAR + GAP, "networks", [part.estimate or 0.0 for part in case.components]),
    ):
        below = 0.0
        for mode, value in enumerate(values):
            low, high = sorted((y(below), y(below + value)))
            title = svg.element("title", f"{name}, mode {mode}: {value:.3f}; up to here {below + value:.3f}")
            css = f"stack s{mode % SHADES}" + (" pale" if mode // SHADES % 2 else "")
            yield svg.element("rect", title, class_=css, x=at, y=low, width=BAR, height=high - low)
            below += value
