"""A panel of curves: theory and observation against x, and below it the same in tolerances, as the judge sees it."""

from markupsafe import Markup

from reports import mathematics, svg
from reports.frame import DODGE, Frame, clip, draw_spots, grid, x_ticks
from reports.labels import Label, draw
from reports.panels import Panel
from reports.rivals import colour, draw_rival, once, trace
from reports.scales import Linear, Log, Scale, fit
from reports.series import Series
from reports.strip import draw_strip

MAIN, STRIP, TALL, GAP = 236.0, 118.0, 196.0, 34.0
LETTERS = 24.0  # room beside a panel for the letters of counterclaims without their words


def draw_curves(panel: Panel, width: float, gutter: float, identifier: str) -> tuple[Markup, float]:
    """Return the drawing of a panel and its height."""
    left, right = 54.0, width - gutter
    name = mathematics.plain(str(panel.axes.get("y") or "value"))
    title = svg.wrap(name, right - left + 40, 12.5, most=2)
    top = 16.0 + 14 * len(title) if panel.has_main else 30.0
    words = max(gutter - 10, LETTERS)
    x = _x_axis(panel, left, right)
    parts, bottom = [], top
    if panel.has_main:
        frame = Frame(left, right, top, top + MAIN, identifier + "m")
        parts.append(_main(panel, frame, x, words))
        parts.append(svg.lines(title, left - 44, 13.0, class_="axis"))
        bottom = frame.bottom + GAP
    strip = Frame(left, right, bottom, bottom + (STRIP if panel.has_main else TALL), identifier + "s")
    parts.append(draw_strip(panel, strip, x, LETTERS if panel.has_main else words))
    across = "component" if panel.by_index else mathematics.plain(str(panel.axes.get("x") or ""))
    parts.append(x_ticks(x, strip, across))
    return svg.join(parts), strip.bottom + 44


def _x_axis(panel: Panel, left: float, right: float) -> Linear | Log:
    places = [spot.x for one in panel.series for spot in one.spots]
    log = panel.axes.get("xscale") == "log" and min(places) > 0 and not panel.by_index
    inset = 10 + DODGE * (len(panel.series) - 1) / 2
    most = 6 if right - left > 350 else 4
    if all(place == round(place) for place in places):  # no ticks between whole numbers
        most = max(1, min(most, round(max(places) - min(places))))
    axis = fit(places, left + inset, right - inset, log=log, most=most, pad=0.0)
    return axis if not log else Log(min(places), max(places), left + inset, right - inset, axis.most)


def _main(panel: Panel, frame: Frame, x: Scale, room: float) -> Markup:
    y = _y_axis(panel, frame)
    back = [clip(frame), grid(y, frame)]
    front: list[Markup] = []
    labels: list[Label] = []
    for one in panel.series:
        back.append(_band(one, x, y, frame))
        _draw_rivals(one, panel, x, y, frame, front, labels)
        _draw_theory(one, panel, x, y, frame, front, labels)
    front += [draw_spots(one, x, y, frame, len(panel.series), in_tolerances=False) for one in panel.series]
    return svg.join([*back, *front, draw(once(labels), frame.right, room, frame.top, frame.bottom)])


def _y_axis(panel: Panel, frame: Frame) -> Linear | Log:
    log = panel.axes.get("yscale") == "log"
    values = [value for one in panel.series for value in one.values()]
    near = fit(values, frame.bottom, frame.top, log=log)
    rivals = [value for one in panel.series for rival in one.rivals for _, value, _ in rival.points]
    return fit(values + [value for value in rivals if _is_near(near, value)], frame.bottom, frame.top, log=log)


def _is_near(axis: Linear | Log, value: float) -> bool:
    """Whether showing ``value`` would leave the observations at least a third of the height."""
    if isinstance(axis, Log) and value <= 0:
        return False
    share = (axis(value) - axis.start) / (axis.end - axis.start)
    return -0.8 < share < 1.8


def _draw_rivals(
    one: Series, panel: Panel, x: Scale, y: Scale, frame: Frame, front: list[Markup], labels: list[Label]
) -> None:
    for rival in one.rivals:
        points = [(x(at), y(value)) for at, value, _ in rival.points]
        if not any(frame.top <= height <= frame.bottom for _, height in points):
            continue
        css = colour(rival, f"s{one.colour}", panel)
        front.append(draw_rival(rival, points, css, frame.clip, scattered=one.scattered))
        if frame.top <= points[-1][1] <= frame.bottom:
            labels.append(Label(points[-1][1], rival.text, css, rival.letter))


def _draw_theory(
    one: Series, panel: Panel, x: Scale, y: Scale, frame: Frame, front: list[Markup], labels: list[Label]
) -> None:
    points = [(x(spot.x), y(spot.component.theory)) for spot in one.spots if spot.component.theory is not None]
    if not points or (panel.one_theory and one.colour > 0):
        return
    css = "ink" if panel.one_theory else f"s{one.colour}"
    front.append(svg.element("path", class_=f"theory {css}", d=trace(points, scattered=one.scattered)))
    if panel.named_at_ends:
        labels.append(Label(points[-1][1], one.label, css, shape=one.colour))
    else:
        side = one.spots[0].case.side
        labels.append(Label(points[-1][1], "theory" if side == "two-sided" else f"bound: {side}", css))


def _band(one: Series, x: Scale, y: Scale, frame: Frame) -> Markup:
    upper, lower = [], []
    for spot in one.spots:
        part = spot.component
        highest, lowest = frame.top - 99, frame.bottom + 99
        high = highest if part.band_upper is None else max(y(part.band_upper), highest)
        low = lowest if part.band_lower is None else min(y(part.band_lower), lowest)
        upper.append((x(spot.x), high))
        lower.append((x(spot.x), low))
    outline = svg.path(upper + lower[::-1], closed=True)
    return svg.element("path", class_=f"tolerance s{one.colour}", d=outline, clip_path=f"url(#{frame.clip})")
