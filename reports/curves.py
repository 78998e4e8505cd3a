"""A panel of curves: theory and observation against x, and below it the same in tolerances, as the judge sees it."""

from markupsafe import Markup

from reports import svg
from reports.frame import DODGE, Frame, clip, draw_spots, grid, x_ticks
from reports.labels import Label, draw
from reports.scales import Deviation, Linear, Log, Scale, fit
from reports.series import Panel, Rival, Series

MAIN, STRIP, GAP = 236.0, 118.0, 30.0


def draw_curves(panel: Panel, width: float, gutter: float, identifier: str) -> tuple[Markup, float]:
    """Return the drawing of a panel and its height."""
    left, top = 54.0, 30.0
    right = width - gutter
    x = _x_axis(panel, left, right)
    parts, bottom = [], top
    if not panel.residual:
        frame = Frame(left, right, top, top + MAIN, identifier + "m")
        parts.append(_main(panel, frame, x))
        bottom = frame.bottom + GAP
    strip = Frame(left, right, bottom, bottom + (MAIN - 40 if panel.residual else STRIP), identifier + "s")
    parts.append(_strip(panel, strip, x))
    parts.append(x_ticks(x, strip, str(panel.axes.get("x") or ("component" if _by_index(panel) else ""))))
    return svg.join(parts), strip.bottom + 44


def _by_index(panel: Panel) -> bool:
    return all(spot.component.at is None for one in panel.series for spot in one.spots)


def _x_axis(panel: Panel, left: float, right: float) -> Linear | Log:
    places = [spot.x for one in panel.series for spot in one.spots]
    log = panel.axes.get("xscale") == "log" and min(places) > 0
    inset = 10 + DODGE * (len(panel.series) - 1) / 2
    axis = fit(places, left + inset, right - inset, log=log, most=6 if right - left > 350 else 4, pad=0.0)
    return axis if not log else Log(min(places), max(places), left + inset, right - inset, axis.most)


def _main(panel: Panel, frame: Frame, x: Scale) -> Markup:
    log = panel.axes.get("yscale") == "log"
    values = [value for one in panel.series for value in one.values()]
    rivals = [value for one in panel.series for rival in one.rivals for _, value, _ in rival.points]
    near = fit(values, frame.bottom, frame.top, log=log)
    y = fit(values + [value for value in rivals if _is_near(near, value)], frame.bottom, frame.top, log=log)
    back = [grid(y, frame)]
    front, labels, seen = [], [], set()
    for one in panel.series:
        css = f"s{one.colour}"
        back.append(_band(one, x, y, frame, css))
        for rival in one.rivals:
            if rival.shape not in seen and any(frame.top <= y(value) <= frame.bottom for _, value, _ in rival.points):
                seen.add(rival.shape)
                css_rival = _rival_css(rival, css, panel)
                line = [(x(at), y(value)) for at, value, _ in rival.points]
                front.append(
                    svg.element(
                        "path",
                        _tooltip(rival),
                        class_=f"rival {css_rival}",
                        d=svg.path(line),
                        clip_path=f"url(#{frame.clip})",
                    )
                )
                if frame.top <= line[-1][1] <= frame.bottom:
                    labels.append(Label(line[-1][1], rival.text, css_rival, rival.letter))
        line = [(x(spot.x), y(spot.component.theory)) for spot in one.spots if spot.component.theory is not None]
        if line and (one.colour == 0 or not panel.one_theory):
            own = "ink" if panel.one_theory else css
            front.append(svg.element("path", class_=f"theory {own}", d=svg.path(line)))
            named = len(panel.series) > 1 and not panel.one_theory
            labels.append(
                Label(line[-1][1], one.label if named else _theory_label(one), own, shape=one.colour if named else None)
            )
    for one in panel.series:
        front.append(draw_spots(one, x, y, frame, len(panel.series), in_tolerances=False))
    title = svg.element("text", str(panel.axes.get("y") or "value"), class_="axis", x=frame.left - 44, y=frame.top - 13)
    return svg.join(
        [
            clip(frame),
            *back,
            *front,
            draw(_unique(labels), frame.right, _room(panel, frame), frame.top, frame.bottom),
            title,
        ]
    )


def _room(panel: Panel, frame: Frame) -> float:
    return 190.0 if frame.right - frame.left > 400 else 24.0


def _theory_label(one: Series) -> str:
    side = one.spots[0].case.side
    return "theory" if side == "two-sided" else f"bound: {side}"


def _unique(labels: list[Label]) -> list[Label]:
    """Keep one worded label per counterclaim; further curves of it carry only the letter."""
    seen: set[str] = set()
    kept = []
    for one in labels:
        if one.letter and one.letter in seen:
            continue
        seen.add(one.letter)
        kept.append(one)
    return kept


def _is_near(axis: Linear | Log, value: float) -> bool:
    """Whether showing ``value`` would leave the observations at least a third of the height."""
    if isinstance(axis, Log) and value <= 0:
        return False
    share = (axis(value) - axis.start) / (axis.end - axis.start)
    return -0.8 < share < 1.8


def _strip(panel: Panel, frame: Frame, x: Scale) -> Markup:
    spots = [spot for one in panel.series for spot in one.spots]
    edges = [
        spot.component.deviation(value) or 0.0
        for spot in spots
        for value in (spot.component.lower, spot.component.upper)
    ]
    rivals = [deviation for one in panel.series for rival in one.rivals for *_, deviation in rival.points]
    reach = edges + rivals
    y = Deviation(
        max(2.0, -min(reach, default=0) * 1.3), max(2.0, max(reach, default=0) * 1.3), frame.bottom, frame.top
    )
    sides = {spot.case.side for spot in spots}
    low = frame.bottom if sides == {"at most"} else y(-1)
    high = frame.top if sides == {"at least"} else y(1)
    parts = [
        clip(frame),
        grid(y, frame),
        svg.element("rect", class_="band", x=frame.left, y=high, width=frame.right - frame.left, height=low - high),
        svg.element("path", class_="zero", d=svg.path([(frame.left, y(0)), (frame.right, y(0))])),
    ]
    labels, seen = [], set()
    for one in panel.series:
        for rival in one.rivals:
            line = [(x(at), y(deviation)) for at, _, deviation in rival.points]
            css = _rival_css(rival, f"s{one.colour}", panel)
            parts.append(svg.element("path", _tooltip(rival), class_=f"rival {css}", d=svg.path(line)))
            if rival.letter not in seen:
                seen.add(rival.letter)
                labels.append(Label(line[-1][1], rival.text, css, rival.letter))
    parts += [draw_spots(one, x, y, frame, len(panel.series), in_tolerances=True) for one in panel.series]
    if all(spot.component.unit == 0 for spot in spots):
        words = "observed − theory"
    else:
        words = "observed − theory, in tolerances"
    title = svg.element("text", words, class_="axis", x=frame.left - 44, y=frame.top - 10)
    room = _room(panel, frame) if panel.residual else 24.0
    return svg.join([*parts, title, draw(labels, frame.right, room, frame.top, frame.bottom)])


def _rival_css(rival: Rival, css: str, panel: Panel) -> str:
    """Colour a counterclaim like its series where there are several, and in red where the source prints it."""
    colour = css if len(panel.series) > 1 and not panel.shared(rival) else "muted"
    return f"{colour} printed" if rival.printed else colour


def _tooltip(rival: Rival) -> Markup:
    return svg.element("title", f"Counterclaim {rival.letter}: {rival.text} ({rival.verdict.lower()})")


def _band(one: Series, x: Scale, y: Scale, frame: Frame, css: str) -> Markup:
    upper, lower = [], []
    for spot in one.spots:
        part = spot.component
        upper.append((x(spot.x), frame.top if part.band_upper is None else max(y(part.band_upper), frame.top - 99)))
        lower.append(
            (x(spot.x), frame.bottom if part.band_lower is None else min(y(part.band_lower), frame.bottom + 99))
        )
    outline = svg.path(upper + lower[::-1], closed=True)
    return svg.element("path", class_=f"tolerance {css}", d=outline, clip_path=f"url(#{frame.clip})")
