"""The strip below a panel of curves: every interval as its distance from the theory, in tolerances."""

from markupsafe import Markup

from reports import svg
from reports.frame import Frame, clip, draw_spots, grid
from reports.labels import Label, draw
from reports.panels import Panel
from reports.rivals import colour, draw_rival, once
from reports.scales import Deviation, Scale


def draw_strip(panel: Panel, frame: Frame, x: Scale, room: float) -> Markup:
    """Return the deviations of a panel, with its counterclaims labelled in ``room`` pixels beside it."""
    y = deviation_axis(panel, frame)
    sides = {spot.case.side for one in panel.series for spot in one.spots}
    low = frame.bottom if sides == {"at most"} else y(-1)
    high = frame.top if sides == {"at least"} else y(1)
    parts = [
        clip(frame),
        grid(y, frame),
        svg.element("rect", class_="band", x=frame.left, y=high, width=frame.right - frame.left, height=low - high),
        svg.element("path", class_="zero", d=svg.path([(frame.left, y(0)), (frame.right, y(0))])),
    ]
    labels = []
    for one in panel.series:
        for rival in one.rivals:
            points = [(x(at), y(deviation)) for at, _, deviation in rival.points]
            css = colour(rival, f"s{one.colour}", panel)
            parts.append(draw_rival(rival, points, css, frame.clip, scattered=one.scattered))
            labels.append(Label(points[-1][1], rival.text, css, rival.letter))
    parts += [draw_spots(one, x, y, frame, len(panel.series), in_tolerances=True) for one in panel.series]
    exact = all(spot.component.unit == 0 for one in panel.series for spot in one.spots)
    words = "observed − theory" if exact else "observed − theory, in tolerances"
    title = svg.element("text", words, class_="axis", x=frame.left - 44, y=frame.top - 10)
    return svg.join([*parts, title, draw(once(labels), frame.right, room, frame.top, frame.bottom)])


def deviation_axis(panel: Panel, frame: Frame) -> Deviation:
    """Return an axis that shows every interval and every counterclaim of a panel."""
    reach = [deviation for one in panel.series for rival in one.rivals for *_, deviation in rival.points]
    for one in panel.series:
        for spot in one.spots:
            part = spot.component
            reach += [part.deviation(value) or 0.0 for value in (part.lower, part.upper)]
    below, above = -min(reach, default=0.0) * 1.3, max(reach, default=0.0) * 1.3
    return Deviation(max(2.0, below), max(2.0, above), frame.bottom, frame.top)
