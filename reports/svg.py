"""SVG by hand: elements as escaped text, lines and bands as paths, and words that break into lines."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

Point = tuple[float, float]


def element(name: str, *children: object, **attributes: object) -> Markup:
    """Return one element; underscores in attribute names become hyphens, and None leaves an attribute out."""
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(coordinate(value) if isinstance(value, float) else value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(str(escape(child)) for child in children if child is not None)
    return Markup(f"<{name}{pairs}>{inside}</{name}>" if inside else f"<{name}{pairs}/>")


def join(children: Iterable[Markup]) -> Markup:
    """Return the elements one after the other."""
    return Markup("").join(children)


def coordinate(value: float) -> str:
    """Return a coordinate with one decimal, which a screen cannot tell from more."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def path(points: Sequence[Point], *, closed: bool = False) -> str:
    """Return the path data of a polyline."""
    data = "M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)
    return data + ("Z" if closed else "")


def width_of(text: str, size: float = 12) -> float:
    """Estimate the width of ``text`` in a sans-serif face (generous, so that labels do not collide)."""
    narrow = sum(character in "iljtf.,;:'|!()[] I" for character in text)
    wide = sum(character in "mwMW@%" for character in text)
    return size * (0.54 * len(text) - 0.22 * narrow + 0.28 * wide)


def wrap(text: str, width: float, size: float = 12, most: int = 3) -> list[str]:
    """Break ``text`` into at most ``most`` lines of ``width``; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size) <= width:
            line += " " + words.pop(0)
        while width_of(line, size) > width and len(line) > 4:
            line = line[:-2].rstrip() + "…"
        lines.append(line)
    if words:
        last = lines[-1]
        while width_of(last + "…", size) > width and len(last) > 4:
            last = last[:-1].rstrip()
        lines[-1] = last.rstrip("…,;: ") + "…"
    return lines


def lines(text: Sequence[str], x: float, y: float, step: float = 14, **attributes: object) -> Markup:
    """Return text in several lines, the first with its baseline at ``y``."""
    spans = [element("tspan", line, x=x, dy=None if i == 0 else step) for i, line in enumerate(text)]
    return element("text", *spans, x=x, y=y, **attributes)


def marker(shape: int, x: float, y: float, size: float = 4.0, **attributes: object) -> Markup:
    """Return a mark whose shape, not only its colour, tells series apart."""
    s = size
    outlines: list[list[Point]] = [
        [],
        [(-s, -s), (s, -s), (s, s), (-s, s)],
        [(0, -1.4 * s), (1.4 * s, 0), (0, 1.4 * s), (-1.4 * s, 0)],
        [(0, -1.3 * s), (1.25 * s, s), (-1.25 * s, s)],
        [(0, 1.3 * s), (1.25 * s, -s), (-1.25 * s, -s)],
        [
            (-0.5 * s, -1.3 * s),
            (0.5 * s, -1.3 * s),
            (0.5 * s, -0.5 * s),
            (1.3 * s, -0.5 * s),
            (1.3 * s, 0.5 * s),
            (0.5 * s, 0.5 * s),
            (0.5 * s, 1.3 * s),
            (-0.5 * s, 1.3 * s),
            (-0.5 * s, 0.5 * s),
            (-1.3 * s, 0.5 * s),
            (-1.3 * s, -0.5 * s),
            (-0.5 * s, -0.5 * s),
        ],
    ]
    outline = outlines[shape % len(outlines)]
    if not outline:
        return element("circle", cx=x, cy=y, r=s, **attributes)
    return element("path", d=path([(x + dx, y + dy) for dx, dy in outline], closed=True), **attributes)
