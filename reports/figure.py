"""The figure of a claim: its panels as SVG, a wide and a narrow drawing where one panel fills the page, and a key."""

from dataclasses import dataclass

from markupsafe import Markup

from reports import mathematics, numbers, svg
from reports.curves import draw_curves
from reports.forest import MOST_ROWS, draw_forest
from reports.model import Claim
from reports.series import Panel, panels_of

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
class Figure:
    """Drawings with their panel titles, the key of the counterclaims, the legend of the series, and a caption."""

    drawings: list[tuple[str, list[tuple[str, Markup]]]]
    key: list[Key]
    legend: list[tuple[Markup, str]]
    at_ends: bool
    caption: str

    @property
    def small(self) -> bool:
        """Whether the panels are small multiples, which share the whole width of the page."""
        return all(len(sizes) == 1 for _, sizes in self.drawings)


def figure_of(claim: Claim) -> Figure | None:
    """Return the figure of a claim, or None where nothing was measured."""
    panels = panels_of(claim)
    if not panels:
        return None
    drawings, legend = [], []
    for index, panel in enumerate(panels):
        single = len(panels) == 1 or not panel.series or len(panel.series) > 1 or panel_stands_alone(panels, index)
        sizes = [("wide", WIDE), ("narrow", NARROW)] if single else [("each", NARROW)]
        drawings.append(
            (panel.title, [(css, _draw(claim, panel, css, size, f"f{index}{css[0]}")) for css, size in sizes])
        )
        if len(panel.series) > 1:
            legend += [(_swatch(one.colour), one.label) for one in panel.series]
    at_ends = not any(len(panel.series) > 1 and panel.one_theory for panel in panels)
    unique = list({text: (swatch, text) for swatch, text in legend}.values())
    return Figure(drawings, _key(claim, panels[0].letters), unique, at_ends, _caption(claim, panels))


def panel_stands_alone(panels: list[Panel], index: int) -> bool:
    """Whether a curve panel has no neighbour to stand beside, so that it gets the full width."""
    return sum(1 for one in panels if len(one.series) == 1) == 1 and len(panels[index].series) == 1


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
    if any(one.series and not one.residual for one in panels):
        parts.append("Lines are theory, marks are observed.")
    else:
        parts.append("Marks are observed differences from the theory, in tolerances.")
    parts.append(f"Whiskers: {meaning}." if meaning else "Whiskers are the observed intervals.")
    parts.append("Shaded is the tolerance band, dashed or lettered are the counterclaims.")
    parts.append("The axis in tolerances is linear inside the band and logarithmic outside it.")
    shown = sum(len(case.components) for one in panels for case in one.rows)
    if shown > MOST_ROWS:
        parts.append("Each row shows the component nearest to its edge.")
    return " ".join(parts)
