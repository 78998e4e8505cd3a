"""The parts of a coordinate system: its rectangle, grid and ticks, and the observed intervals drawn in it."""

from dataclasses import dataclass

from markupsafe import Markup

from reports import numbers, svg
from reports.scales import Scale
from reports.series import Series, Spot

DODGE = 7.0  # pixels between series that were measured at the same place


@dataclass(frozen=True)
class Frame:
    """The rectangle of one coordinate system."""

    left: float
    right: float
    top: float
    bottom: float
    clip: str


def clip(frame: Frame) -> Markup:
    """Return the clipping path of a frame."""
    box = svg.element(
        "rect", x=frame.left, y=frame.top - 4, width=frame.right - frame.left, height=frame.bottom - frame.top + 8
    )
    return svg.element("clipPath", box, id=frame.clip)


def grid(y: Scale, frame: Frame) -> Markup:
    """Return the horizontal lines with their labels."""
    parts, labelled = [], []
    for value, text in sorted(y.ticks(), key=lambda tick: abs(tick[0])):
        at = y(value)
        if frame.top - 0.5 <= at <= frame.bottom + 0.5:
            parts.append(svg.element("path", class_="grid", d=svg.path([(frame.left, at), (frame.right, at)])))
            if all(abs(at - other) >= 11 for other in labelled):
                parts.append(svg.element("text", text, class_="tick y", x=frame.left - 7, y=at + 4))
                labelled.append(at)
    return svg.join(parts)


def x_ticks(x: Scale, frame: Frame, title: str) -> Markup:
    """Return the base line with ticks, labels and the name of the x-axis."""
    parts = [svg.element("path", class_="base", d=svg.path([(frame.left, frame.bottom), (frame.right, frame.bottom)]))]
    for value, text in x.ticks():
        parts.append(
            svg.element("path", class_="base", d=svg.path([(x(value), frame.bottom), (x(value), frame.bottom + 4)]))
        )
        parts.append(svg.element("text", text, class_="tick x", x=x(value), y=frame.bottom + 18))
    middle = (frame.left + frame.right) / 2
    parts.append(svg.element("text", title, class_="axis x", x=middle, y=frame.bottom + 37))
    return svg.join(parts)


def draw_spots(one: Series, x: Scale, y: Scale, frame: Frame, count: int, *, in_tolerances: bool) -> Markup:
    """Return the observed intervals of a series, each a link to its row in the table of cases."""
    shift = DODGE * (one.colour - (count - 1) / 2) if count > 1 else 0.0
    crowded = len(one.spots) > 30  # then a rim around each dot would hide its neighbour
    size = 1.9 if crowded else 4.0
    parts = []
    for spot in one.spots:
        part = spot.component
        raw = (part.estimate, part.lower, part.upper)
        estimate, lower, upper = [part.deviation(value) for value in raw] if in_tolerances else raw
        if estimate is None:
            continue
        at = x(spot.x) + shift
        ends = [
            (at, y(lower) if lower is not None else frame.bottom),
            (at, y(upper) if upper is not None else frame.top),
        ]
        css = f"s{one.colour}" + ("" if spot.case.verdict == "VERIFIED" else " bad") + (" crowded" if crowded else "")
        whisker = svg.element("path", class_=f"whisker {css}", d=svg.path(ends), clip_path=f"url(#{frame.clip})")
        dot = svg.marker(one.colour, at, min(max(y(estimate), frame.top), frame.bottom), size, class_=f"dot {css}")
        title = svg.element("title", describe(spot, one.label))
        parts.append(svg.element("a", title, whisker, dot, href=f"#{spot.case.anchor}", tabindex="-1"))
    return svg.join(parts)


def describe(spot: Spot, label: str) -> str:
    """Return what a spot says when pointed at."""
    part = spot.component
    estimate = numbers.estimate(part.estimate, part.lower, part.upper)
    observed = f"{estimate} {numbers.interval(part.lower, part.upper, part.theory)}"
    head = f"{label}, " if label else ""
    expected = "" if spot.case.residual else f", theory {numbers.theory(part.theory, part.exact)}"
    fate = f"{spot.case.verdict.capitalize()}, {spot.case.trials} trials"
    return f"{head}x = {numbers.number(spot.x)}: observed {observed}{expected}. {fate}"
