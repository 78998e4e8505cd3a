"""How counterclaims and theory are drawn: as curves where they are curves, as dashes where x does not order them."""

from collections.abc import Sequence

from markupsafe import Markup

from reports import svg
from reports.labels import Label
from reports.mathematics import plain
from reports.panels import Panel
from reports.series import Rival

DASH = 5.0  # half the length of a dash, in pixels


def is_scattered(points: Sequence[svg.Point]) -> bool:
    """Return whether several points share a place at different heights, so that no line through them means anything."""
    heights: dict[float, float] = {}
    return any(abs(heights.setdefault(x, y) - y) > 1 for x, y in points)


def trace(points: Sequence[svg.Point], *, scattered: bool) -> str:
    """Return path data through the points, or a dash at each where they are scattered."""
    if scattered or len(points) == 1 or is_scattered(points):
        return "".join(svg.path([(x - DASH, y), (x + DASH, y)]) for x, y in points)
    return svg.path(points)


def colour(rival: Rival, css: str, panel: Panel) -> str:
    """Colour a counterclaim like its series where there are several, and in red where the source prints it."""
    base = css if len(panel.series) > 1 and not panel.shared(rival) else "muted"
    return f"{base} printed" if rival.printed else base


def draw_rival(rival: Rival, points: Sequence[svg.Point], css: str, clip: str, *, scattered: bool) -> Markup:
    """Return the curve of a counterclaim, which says its words when pointed at."""
    title = svg.element("title", f"Counterclaim {rival.letter}: {plain(rival.text)} ({rival.verdict.lower()})")
    scattered = scattered or is_scattered(points)
    kind = "rival scattered" if scattered else "rival"
    data = trace(points, scattered=scattered)
    return svg.element("path", title, class_=f"{kind} {css}", d=data, clip_path=f"url(#{clip})")


def once(labels: list[Label]) -> list[Label]:
    """Keep one label per counterclaim, in grey where it belongs to several series, and all labels of series."""
    kept: dict[str, Label] = {}
    for index, one in enumerate(labels):
        first = kept.setdefault(one.letter or f"series {index}", one)
        if first.css != one.css:
            first.css = "muted printed" if "printed" in one.css else "muted"
    return list(kept.values())
