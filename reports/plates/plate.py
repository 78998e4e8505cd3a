"""What a plate is: a title, panels as SVG, a legend, a caption, and the claim that its numbers were judged for."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reports import svg
from reports.model import Claim


@dataclass(frozen=True)
class Panel:
    """One drawing, with a heading."""

    title: str
    drawing: Markup


@dataclass(frozen=True)
class Plate:
    """One picture of the index page."""

    name: str
    title: str
    caption: str
    claim: Claim
    panels: list[Panel]
    legend: list[tuple[Markup, str]]


def picture(name: str, description: str, body: Markup, width: float, height: float) -> Markup:
    """Return a drawing with its name and description for those who cannot see it."""
    return svg.element(
        "svg",
        svg.element("title", description, id=f"{name}-t"),
        body,
        class_="plot",
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{name}-t",
    )


def swatches(marks: Sequence[tuple[int, int | None, bool, str]]) -> list[tuple[Markup, str]]:
    """Return a legend from (colour, shape, filled, words); a line where the shape is None."""
    found = []
    for colour, shape, filled, words in marks:
        css = f"dot s{colour}" + ("" if filled else " hollow")
        if shape is None:
            mark = svg.element("path", class_=f"theory s{colour}", d=svg.path([(0.0, 8.0), (16.0, 8.0)]))
        else:
            mark = svg.marker(shape, 8.0, 8.0, 4.0, class_=css)
        size = {"viewBox": "0 0 16 16", "width": 16, "height": 16}
        found.append((svg.element("svg", mark, class_="plot swatch", aria_hidden="true", **size), words))
    return found
