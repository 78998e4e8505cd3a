"""A forest plot: one row per judged number, all on one axis in tolerances, for claims without an abscissa."""

from dataclasses import dataclass

from markupsafe import Markup

from reports import numbers, svg
from reports.case import Case, Component
from reports.mathematics import plain
from reports.scales import Deviation
from reports.series import parameter

MOST_ROWS = 40


@dataclass(frozen=True)
class Row:
    """A judged number, with its counterclaims as (letter, deviation, printed, text)."""

    case: Case
    component: Component
    label: str
    rivals: list[tuple[str, float, bool, str]]

    @property
    def reach(self) -> list[float]:
        """Deviations that the axis should show."""
        part = self.component
        ends = [part.deviation(value) or 0.0 for value in (part.lower, part.upper)]
        return ends + [deviation for _, deviation, _, _ in self.rivals]


def rows_of(cases: list[Case], letters: dict[str, str]) -> list[Row]:
    """Return one row per component, or per case (at its worst component) where that would be too many."""
    short = sum(len(case.components) for case in cases) > MOST_ROWS
    keys = {key for case in cases for key in case.parameters}
    varying = {key for key in keys if len(cases) == 1 or len({str(case.parameters.get(key)) for case in cases}) > 1}
    found = []
    for case in cases:
        parts = [case.worst] if short and case.worst else case.components
        for part in parts:
            rivals = []
            for one in case.counterclaims:
                values = one.get("value") or []
                deviation = part.deviation(values[part.index]) if part.index < len(values) else None
                if deviation is not None:
                    rivals.append((letters[one["text"]], deviation, bool(one.get("printed")), one["text"]))
            found.append(Row(case, part, row_label(case, part, varying), rivals))
    if len(found) > MOST_ROWS:
        keep = sorted(found, key=lambda row: -row.component.strain)[:MOST_ROWS]
        found = [row for row in found if row in keep]
    return found


def row_label(case: Case, part: Component, varying: set[str]) -> str:
    """Return the words that tell a row from the others."""
    told = ", ".join(parameter(key, value) for key, value in case.parameters.items() if key in varying)
    told = told or (case.label if len(case.components) == 1 else "")
    if len(told) > 42 and case.label:
        told = case.label
    if len(case.components) > 1:
        place = f"at {numbers.number(part.at)}" if part.at is not None else f"no. {part.index + 1}"
        told = f"{told}, {place}" if told else place
    return told or case.series or "the only case"


def draw_forest(cases: list[Case], letters: dict[str, str], width: float, *, wide: bool) -> tuple[Markup, float]:
    """Return the drawing of a forest plot and its height."""
    rows = rows_of(cases, letters)
    reach = [value for row in rows for value in row.reach]
    left, right = (196.0, width - 178.0) if wide else (14.0, width - 14.0)
    x = Deviation(max(2.0, -min(reach) * 1.5), max(2.0, max(reach) * 1.5), left + 6, right - 6)
    wrapped = any(len(svg.wrap(row.label, 172, 13, most=2)) > 1 for row in rows)
    step, top = (33.0 if wrapped else 27.0, 36.0) if wide else (48.0, 18.0)
    bottom = top + step * len(rows)
    parts = [_background(x, rows, left, right, top, bottom)]
    for index, row in enumerate(rows):
        middle = top + step * index + (step / 2 if wide else step - 14)
        parts.append(_row(row, x, middle, left, right, wide=wide))
    if wide:
        parts.append(svg.element("text", "theory", class_="axis end", x=right + 76, y=top - 12))
        parts.append(svg.element("text", "observed", class_="axis end", x=width - 2, y=top - 12))
    parts.append(
        svg.element("text", "observed − theory, in tolerances", class_="axis x", x=(left + right) / 2, y=bottom + 38)
    )
    return svg.join(parts), bottom + 46


def _background(x: Deviation, rows: list[Row], left: float, right: float, top: float, bottom: float) -> Markup:
    sides = {row.case.side for row in rows}
    low = left if sides == {"at most"} else x(-1)
    high = right if sides == {"at least"} else x(1)
    parts = [svg.element("rect", class_="band", x=low, y=top, width=high - low, height=bottom - top)]
    labelled: list[float] = []
    for value, text in sorted(x.ticks(), key=lambda tick: abs(tick[0])):
        parts.append(
            svg.element(
                "path", class_="zero" if value == 0 else "grid", d=svg.path([(x(value), top), (x(value), bottom)])
            )
        )
        if all(abs(x(value) - other) > 38 for other in labelled):
            parts.append(svg.element("text", text, class_="tick x", x=x(value), y=bottom + 18))
            labelled.append(x(value))
    parts.append(svg.element("path", class_="base", d=svg.path([(left, bottom), (right, bottom)])))
    return svg.join(parts)


def _row(row: Row, x: Deviation, middle: float, left: float, right: float, *, wide: bool) -> Markup:
    part = row.component
    css = "s0" if row.case.verdict == "VERIFIED" else "s0 bad"
    observed = numbers.estimate(part.estimate, part.lower, part.upper)
    theory = numbers.theory(part.theory, part.exact)
    parts = [_letter(one, x, middle) for one in spread(row.rivals, x, part.deviation(part.estimate) or 0.0)]
    low, high, estimate = (part.deviation(value) for value in (part.lower, part.upper, part.estimate))
    ends = (left if low is None else x(low), right if high is None else x(high))
    whisker = svg.element("path", class_=f"whisker {css}", d=svg.path([(ends[0], middle), (ends[1], middle)]))
    dot = svg.marker(0, x(estimate or 0.0), middle, class_=f"dot {css}")
    expected = "" if row.case.residual else f", theory {theory}"
    said = f"{row.label}: observed {observed} {numbers.interval(part.lower, part.upper)}{expected}. "
    title = svg.element("title", f"{said}{row.case.verdict.capitalize()}, {row.case.trials} trials")
    parts.append(svg.element("a", title, whisker, dot, href=f"#{row.case.anchor}", tabindex="-1"))
    if wide:
        label = svg.wrap(row.label, 172, 13, most=2)
        parts.append(svg.lines(label, left - 12, middle + 10.5 - 6.5 * len(label), 13.0, class_="label end"))
        parts.append(
            svg.element(
                "text", "per trial" if row.case.residual else theory, class_="value end", x=right + 76, y=middle + 4
            )
        )
        parts.append(svg.element("text", observed, class_="value end", x=right + 176, y=middle + 4))
    else:
        parts.append(
            svg.element(
                "text", svg.wrap(row.label, right - left - 100, most=1)[0], class_="label", x=left, y=middle - 14
            )
        )
        parts.append(svg.element("text", observed, class_="value end", x=right, y=middle - 14))
    return svg.join(parts)


def spread(
    rivals: list[tuple[str, float, bool, str]], x: Deviation, observed: float
) -> list[tuple[str, float, bool, str]]:
    """Return counterclaims with their places in pixels, moved apart to be read, and off the dot."""
    placed = []
    edge, dot = -1e9, x(observed)
    for letter, deviation, printed, text in sorted(rivals, key=lambda one: one[1]):
        place = max(x(deviation), edge)
        if abs(place - dot) < 10:
            place = dot + 10
        placed.append((letter, place, printed, text))
        edge = place + 10
    return placed


def _letter(rival: tuple[str, float, bool, str], x: Deviation, middle: float) -> Markup:
    letter, place, printed, text = rival
    css = "letter muted mid" + (" printed" if printed else "")
    title = svg.element("title", f"Counterclaim {letter}: {plain(text)}")
    return svg.element("text", letter, title, class_=css, x=place, y=middle + 4)
