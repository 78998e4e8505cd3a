"""The figure of a claim: its panels as SVG, a wide and a narrow drawing where one panel fills the page, and a key."""

from dataclasses import dataclass

from markupsafe import Markup

from reports import mathematics, numbers, svg
from reports.curves import draw_curves
from reports.forest import MOST_ROWS, draw_forest
from reports.model import Claim
from reports.panels import Panel, panels_of
from reports.series import MOST_DRAWN

WIDE, NARROW = 720.0, 350.0


@dataclass(frozen=True)
class Key:
    """A counterclaim as the key below the figure lists it."""

    letter: str
    text: str
    printed: bool
    verdict: str
    separation: float | None


@dataclass(frozen=True)
class Drawing:
    """A panel on the page: its title, its SVG (a wide and a narrow one, or one of half width) and its legend."""

    title: str
    sizes: list[tuple[str, Markup]]
    legend: list[tuple[Markup, str]]
    named_at_ends: bool

    @property
    def full(self) -> bool:
        """Whether the panel has a row of the page for itself."""
        return len(self.sizes) > 1


@dataclass(frozen=True)
class Figure:
    """Panels, the key of their counterclaims, and a caption."""

    drawings: list[Drawing]
    key: list[Key]
    caption: str

    @property
    def beside(self) -> bool:
        """Whether the caption stands beside the panels, not below: when none of them is a small multiple."""
        return all(drawing.full for drawing in self.drawings)


def figure_of(claim: Claim) -> Figure | None:
    """Return the figure of a claim, or None where nothing was measured."""
    panels = panels_of(claim)
    if not panels:
        return None
    alone = [len(panel.series) == 1 for panel in panels]
    drawings = []
    for index, panel in enumerate(panels):
        neighbours = alone[max(index - 1, 0) : index] + alone[index + 1 : index + 2]
        wide = not (alone[index] and any(neighbours))  # a small multiple only beside another
        sizes = [("wide", WIDE), ("narrow", NARROW)] if wide else [("each", NARROW)]
        drawn = [(css, _draw(claim, panel, css, size, f"f{index}{css[0]}")) for css, size in sizes]
        legend = [(_swatch(one.colour), one.label) for one in panel.series] if len(panel.series) > 1 else []
        drawings.append(Drawing(panel.title, drawn, legend, panel.named_at_ends))
    return Figure(drawings, _key(claim, panels[0].letters), _caption(claim, panels))


def _draw(claim: Claim, panel: Panel, css: str, width: float, identifier: str) -> Markup:
    if panel.series:
        body, height = draw_curves(panel, width, 200.0 if css == "wide" else 26.0, identifier)
    else:
        body, height = draw_forest(panel.rows, panel.letters, width, wide=css == "wide")
    name = mathematics.plain(claim.record["title"]) + (f": {panel.title}" if panel.title else "")
    head = [
        svg.element("title", name, id=f"{identifier}-t"),
        svg.element("desc", _description(claim, panel), id=f"{identifier}-d"),
    ]
    return svg.element(
        "svg",
        *head,
        body,
        class_=f"plot {css}",
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{identifier}-t",
        aria_describedby=f"{identifier}-d",
    )


def _description(claim: Claim, panel: Panel) -> str:
    count = sum(len(one.spots) for one in panel.series) or sum(len(case.components) for case in panel.rows)
    counts = ", ".join(f"{number} {verdict.lower()}" for verdict, number in claim.counts().items())
    return (
        f"{numbers.plural(count, 'observed interval')} against theory with its tolerance band and "
        f"{numbers.plural(len(panel.letters), 'counterclaim')}. Cases: {counts}. The tables below give every number."
    )


def _swatch(colour: int) -> Markup:
    mark = svg.marker(colour, 8.0, 8.0, 4.0, class_=f"dot s{colour}")
    return svg.element("svg", mark, class_="plot swatch", viewBox="0 0 16 16", width=16, height=16, aria_hidden="true")


def _key(claim: Claim, letters: dict[str, str]) -> list[Key]:
    found: dict[str, Key] = {}
    for case in claim.cases:
        for one in case.counterclaims:
            known = found.get(one["text"])
            separation = one.get("separation")
            if known is None or (separation is not None and separation < (known.separation or float("inf"))):
                found[one["text"]] = Key(
                    letters[one["text"]], one["text"], bool(one.get("printed")), one["verdict"], separation
                )
    return list(found.values())


def _caption(claim: Claim, panels: list[Panel]) -> str:
    meanings = {(case.record.get("observed") or {}).get("meaning") for case in claim.cases}
    meaning = "; ".join(sorted(text for text in meanings if text))
    parts = []
    if any(one.series and one.has_main for one in panels):
        parts.append("Lines are theory, marks are observed.")
    else:
        parts.append("Marks are observed differences from the theory, in tolerances.")
    parts.append(f"Whiskers: {meaning}." if meaning else "Whiskers are the observed intervals.")
    parts.append("Shaded is the tolerance band, dashed or lettered are the counterclaims.")
    parts.append("The axis in tolerances is linear inside the band and logarithmic outside it.")
    if any(len(case.components) > MOST_DRAWN for case in claim.cases):
        parts.append(f"Of longer vectors at most {MOST_DRAWN} components are drawn, and the one nearest to its edge.")
    shown = sum(len(case.components) for one in panels for case in one.rows)
    if shown > MOST_ROWS:
        parts.append("Each row shows the component nearest to its edge.")
    return " ".join(parts)
