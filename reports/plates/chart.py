"""A chart of a plate: lines, and observed intervals as marks with whiskers, in one coordinate system."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup

from reports import numbers, svg
from reports.case import Case, Component
from reports.frame import Frame, clip, grid, x_ticks
from reports.model import Claim
from reports.scales import Scale, fit
from reports.svg import Point

WIDTH, TOP, HEIGHT = 350.0, 30.0, 216.0


@dataclass(frozen=True)
class Mark:
    """An observed number with its interval; `words` say what it is when pointed at, `href` leads to its case."""

    x: float
    estimate: float
    lower: float
    upper: float
    words: str
    href: str


@dataclass(frozen=True)
class Layer:
    """A line, marks, or both, in one colour and shape; `shift` sets its marks aside, `size` is theirs, in pixels."""

    colour: int
    line: list[Point] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    shape: int = 0
    filled: bool = True
    shift: float = 0.0
    size: float = 3.6


@dataclass(frozen=True)
class Chart:
    """Layers and axes."""

    layers: list[Layer]
    x: str
    y: str
    log_x: bool = False
    log_y: bool = False
    zero: bool = False
    """Whether a line marks the height 0."""

    def draw(self, name: str) -> tuple[Markup, float]:
        """Return the drawing and its height."""
        frame = Frame(50.0, WIDTH - 12.0, TOP, TOP + HEIGHT, f"{name}-clip")
        x = fit(self._values("x"), frame.left + 10, frame.right - 10, log=self.log_x, most=5)
        y = fit([*self._values("y"), *([0.0] if self.zero else [])], frame.bottom, frame.top, log=self.log_y)
        parts = [clip(frame), grid(y, frame)]
        if self.zero:
            parts.append(svg.element("path", class_="zero", d=svg.path([(frame.left, y(0)), (frame.right, y(0))])))
        parts += [_line(layer, x, y, frame) for layer in self.layers if layer.line]
        parts += [_mark(layer, mark, x, y, frame) for layer in self.layers for mark in layer.marks]
        parts.append(x_ticks(x, frame, self.x))
        parts.append(svg.element("text", self.y, class_="axis", x=6.0, y=14.0))
        return svg.join(parts), frame.bottom + 44

    def _values(self, axis: str) -> Iterable[float]:
        for layer in self.layers:
            yield from (point[0 if axis == "x" else 1] for point in layer.line)
            for mark in layer.marks:
                yield from [mark.x] if axis == "x" else [mark.estimate, mark.lower, mark.upper]


def mark(claim: Claim, case: Case, part: Component, x: float, words: str, *, less: float = 0.0) -> Mark | None:
    """Return the mark of a judged number, as the difference to `less`; None where its interval has no end."""
    if part.estimate is None or part.lower is None or part.upper is None:
        return None
    said = f"{words}: observed {numbers.estimate(part.estimate, part.lower, part.upper)}"
    said += f", theory {numbers.theory(part.theory, part.exact)}. {case.verdict.capitalize()}"
    href = f"{claim.page}#{case.anchor}"
    return Mark(x, part.estimate - less, part.lower - less, part.upper - less, said, href)


def curve(claim: Claim, case: Case, colour: int, words: str) -> Layer:
    """Return theory as a line through the coordinates of a case, and what was observed as marks on it."""
    placed = [part for part in case.components if part.at is not None]
    line = sorted((part.at, part.theory) for part in placed if part.at is not None and part.theory is not None)
    found = [mark(claim, case, part, part.at or 0.0, f"{words}, at {part.at or 0:g}") for part in placed]
    return Layer(colour, line=line, marks=[one for one in found if one is not None], shape=colour)


def _line(layer: Layer, x: Scale, y: Scale, frame: Frame) -> Markup:
    points = [(x(a), y(b)) for a, b in layer.line]
    data = svg.path(points)
    return svg.element("path", class_=f"theory s{layer.colour}", d=data, clip_path=f"url(#{frame.clip})")


def _mark(layer: Layer, one: Mark, x: Scale, y: Scale, frame: Frame) -> Markup:
    at, css = x(one.x) + layer.shift, f"s{layer.colour}" + (" crowded" if layer.size < 3 else "")
    whisker = svg.element(
        "path",
        class_=f"whisker {css}",
        d=svg.path([(at, y(one.lower)), (at, y(one.upper))]),
        clip_path=f"url(#{frame.clip})",
    )
    css_dot = f"dot {css}" + ("" if layer.filled else " hollow")
    dot = svg.marker(layer.shape, at, y(one.estimate), layer.size, class_=css_dot)
    return svg.element("a", svg.element("title", one.words), whisker, dot, href=one.href, tabindex="-1")
