"""Planted errors for the margins of classifiers and their norms."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tools.mutants.mutant import Function, Harmless, Mutant

M = "theory.classification_margins"
NORM = "margins.margins_need_normalization"
LEAD = "margins.margin_is_the_lead_over_the_best_other_class"


def scaled(factor: Fraction) -> Callable[[Function], Function]:
    """The function with its result multiplied; floats stay floats."""

    def times(value: Any) -> Any:
        return value * factor if isinstance(value, int | Fraction) else value * float(factor)

    return lambda f: lambda *args, **options: times(f(*args, **options))


MORE, LESS = scaled(Fraction(101, 100)), scaled(Fraction(99, 100))
MUTANTS = [
    Mutant(NORM, M, "growth", "one per cent more", MORE),
    Mutant(NORM, M, "growth", "the last factor forgotten", lambda f: lambda c: f(c) / c[-1]),
    Mutant(NORM, M, "least_margin", "one per cent less", LESS),
    Mutant(NORM, M, "frobenius_product", "one per cent more", MORE),
    Mutant(NORM, M, "frobenius_product", "the last layer forgotten", lambda f: lambda w: f(w[:-1]) if w[1:] else 1.0),
    Mutant(NORM, M, "spectral_product", "one per cent more", MORE),
    Mutant(NORM, M, "length_power", "one per cent more", MORE),
    Mutant(NORM, M, "length_power", "squared", lambda f: lambda w: f(w) ** 2),
    Mutant(
        NORM, M, "biases_seen", "one power of c too many", lambda f: lambda b, c: [[v / c for v in r] for r in f(b, c)]
    ),
    Mutant(
        NORM,
        M,
        "biases_seen",
        "one per cent more",
        lambda f: lambda b, c: [[v * 101 / 100 for v in r] for r in f(b, c)],
    ),
    Mutant(NORM, M, "outputs", "no ReLU of negative signals", lambda f: lambda w, x, b=None: f(w[:1], x, b and b[:1])),
    Mutant(LEAD, M, "margin", "one per cent more", MORE),
    Mutant(LEAD, M, "margin", "to the first other class", lambda f: lambda s, y: f([s[y], s[not y]], 0)),
    Mutant(LEAD, M, "binary_margin", "one per cent less", LESS),
    Mutant(LEAD, M, "binary_margin", "the other sign", lambda f: lambda s, y: f(s, -y)),
    Mutant(LEAD, M, "share_of_errors", "one per cent more", MORE),
    Mutant(LEAD, M, "share_of_errors", "ties are never errors", lambda f: lambda m, **_: f(m, ties_are_errors=False)),
]
HARMLESS: list[Harmless] = []
