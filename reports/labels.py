"""Direct labels beside a plot: each at the end of its curve, moved only as far as its neighbours force it."""

from dataclasses import dataclass

from markupsafe import Markup

from reports import svg
from reports.mathematics import plain


@dataclass
class Label:
    """A label that would like to stand at ``y``: a letter, a mark of its series, and words."""

    y: float
    text: str
    css: str
    letter: str = ""
    shape: int | None = None
    lines: list[str] | None = None
    placed: float = 0.0

    @property
    def height(self) -> float:
        """Room it takes."""
        return 14.0 * max(1, len(self.lines or [])) + 3


def place(labels: list[Label], top: float, bottom: float) -> None:
    """Give every label a place between ``top`` and ``bottom`` such that no two overlap while there is room."""
    labels.sort(key=lambda one: one.y)
    edge = top
    for one in labels:
        one.placed = max(one.y - one.height / 2, edge)
        edge = one.placed + one.height
    edge = bottom
    for one in reversed(labels):
        one.placed = min(one.placed, edge - one.height)
        edge = one.placed


def draw(labels: list[Label], x: float, width: float, top: float, bottom: float) -> Markup:
    """Return the labels beside ``x``; where ``width`` is small only their letters are drawn."""
    wordy = width > 80
    if not wordy:
        labels = [one for one in labels if one.letter]
    budget = int((bottom - top) // 14)
    for one in labels:
        most = max(1, min(3, budget // max(len(labels), 1)))
        one.lines = svg.wrap(plain(one.text), width - 38, most=most) if wordy else []
    place(labels, top, bottom)
    return svg.join(_label(one, x, wordy) for one in labels)


def _label(one: Label, x: float, wordy: bool) -> Markup:
    middle = one.placed + one.height / 2
    baseline = one.placed + 12.5
    parts = []
    if abs(middle - one.y) > 3 or wordy:
        parts.append(svg.element("path", class_="leader", d=svg.path([(x + 1, one.y), (x + 8, baseline - 4)])))
    if one.letter:
        parts.append(svg.element("text", one.letter, class_=f"letter {one.css}", x=x + 11, y=baseline))
    elif one.shape is not None:
        parts.append(svg.marker(one.shape, x + 14, baseline - 4, 3.6, class_=f"dot {one.css}"))
    if wordy and one.lines:
        start = x + 28 if one.letter or one.shape is not None else x + 11
        parts.append(svg.lines(one.lines, start, baseline, class_=f"label {one.css}"))
    return svg.join(parts)
