"""Numbers as text: as many digits as the uncertainty justifies, in a form a table can carry."""

import math

MINUS = "\N{MINUS SIGN}"
SUPERSCRIPTS = str.maketrans("-0123456789", "\N{SUPERSCRIPT MINUS}⁰¹²³⁴⁵⁶⁷⁸⁹")


def signed(text: str) -> str:
    """Return ``text`` with typographic minus signs."""
    return text.replace("-", MINUS)


def power(exponent: int) -> str:
    """Return ten to an integer power, in superscripts."""
    return "10" + str(exponent).translate(SUPERSCRIPTS)


def number(value: float | None, digits: int = 4) -> str:
    """Return ``value`` with ``digits`` significant digits; an empty edge is shown as infinity."""
    if value is None:
        return "∞"
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return signed(str(value))
    exponent = math.floor(math.log10(abs(value)))
    if -4 < exponent < max(digits, 6):
        text = f"{value:.{max(digits - 1 - exponent, 0)}f}"
        return signed(text.rstrip("0").rstrip(".") if "." in text else text)
    mantissa, tail = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    prefix = {"1": "", "-1": "-"}.get(mantissa, mantissa + "·")
    return signed(prefix) + power(int(tail))


def digits_for(value: float, uncertainty: float, least: int = 3, most: int = 7) -> int:
    """Return how many significant digits of ``value`` its ``uncertainty`` justifies, and one more."""
    if value == 0 or uncertainty <= 0 or not math.isfinite(uncertainty):
        return most if uncertainty <= 0 else least
    return min(most, max(least, 2 + math.floor(math.log10(abs(value))) - math.floor(math.log10(uncertainty))))


def estimate(value: float | None, lower: float | None, upper: float | None) -> str:
    """Return an estimate with the digits that its interval justifies."""
    if value is None:
        return "–"
    width = (upper - lower) / 2 if lower is not None and upper is not None else abs(value) * 1e-3
    return number(value, digits_for(value, width))


def interval(lower: float | None, upper: float | None, around: float | None = None) -> str:
    """Return an interval in brackets, with digits justified by its width.

    Where the ends of a very narrow interval would read alike, they are given as differences from ``around``.
    """
    if lower is None and upper is None:
        return "–"
    width = (upper - lower) / 2 if lower is not None and upper is not None else 0.0
    low = f"{MINUS}∞" if lower is None else number(lower, digits_for(lower, width, most=6))
    high = "∞" if upper is None else number(upper, digits_for(upper, width, most=6))
    if lower is not None and lower == upper:
        return f"{number(lower, 6)}, exactly"
    if low == high and around and lower is not None and upper is not None:
        return f"{number(around, 6)} + [{number(lower - around, 2)}, {number(upper - around, 2)}]"
    return f"[{low}, {high}]"


def theory(value: float | None, exact: str) -> str:
    """Return the exact form when it is short, and its decimals otherwise."""
    if value is None:
        return "–"
    return signed(exact) if exact and len(exact) <= 12 else number(value, 6)


def tolerances(value: float | None) -> str:
    """Return a distance counted in tolerances."""
    if value is None:
        return "–"
    return number(value, 2 if abs(value) < 100 else 3) if abs(value) < 1e4 else number(value, 2)


def seconds(value: float) -> str:
    """Return a duration in seconds."""
    return f"{value:.3f}" if 0 < value < 0.01 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"
