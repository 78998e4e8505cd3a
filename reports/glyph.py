"""The glyph of the tables: where the observed interval lies in the tolerance band, at the size of a word."""

from markupsafe import Markup

from reports import numbers, svg
from reports.case import Case
from reports.scales import Deviation

WIDTH, HEIGHT = 132.0, 20.0


def glyph(case: Case) -> Markup:
    """Return the glyph of a case at its worst component: band, theory line, interval and the nearest counterclaims."""
    part = case.worst
    if part is None:
        return Markup("")
    low, high, estimate = (part.deviation(value) for value in (part.lower, part.upper, part.estimate))
    rivals = []
    for one in case.counterclaims:
        values = one.get("value") or []
        deviation = part.deviation(values[part.index]) if part.index < len(values) else None
        if deviation is not None:
            rivals.append(deviation)
    reach = 2.5 * max(2.0, abs(low or 0.0), abs(high or 0.0), min(map(abs, rivals), default=0.0))
    x = Deviation(reach, reach, 2.0, WIDTH - 2)
    middle = HEIGHT / 2
    start = 0.0 if case.side == "at most" else x(-1)
    end = WIDTH if case.side == "at least" else x(1)
    css = "s0" if case.verdict == "VERIFIED" else "s0 bad"
    ends = (0.0 if low is None else x(low), WIDTH if high is None else x(high))
    said = f"observed interval {numbers.interval(low, high)} in tolerances around the theory; the band is [−1, 1]"
    parts = [
        svg.element("title", said),
        svg.element("rect", class_="band", x=start, y=2.0, width=end - start, height=HEIGHT - 4),
        svg.element("path", class_="zero", d=svg.path([(x(0), 2), (x(0), HEIGHT - 2)])),
        *(
            svg.element("path", class_="rival muted", d=svg.path([(x(at), 4), (x(at), HEIGHT - 4)]))
            for at in rivals
            if abs(at) < reach
        ),
        svg.element("path", class_=f"whisker {css}", d=svg.path([(ends[0], middle), (ends[1], middle)])),
        svg.marker(0, x(estimate or 0.0), middle, 3.4, class_=f"dot {css}"),
    ]
    box = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return svg.element(
        "svg", *parts, class_="plot glyph", viewBox=box, width=WIDTH, height=HEIGHT, role="img", aria_label=said
    )
