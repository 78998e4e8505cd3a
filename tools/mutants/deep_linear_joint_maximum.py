"""Planted errors for the joint maximum over the layers of a deep linear network."""

from dataclasses import replace
from fractions import Fraction

from tools.mutants.mutant import Harmless, Mutant, result

JOINT = "deep_linear.joint_maximum_is_the_margin"
MAXIMUM, MARGINS = "theory.joint_maximum", "theory.margins"


MUTANTS = [
    Mutant(JOINT, MAXIMUM, "with_norms", "one per cent less", result(lambda value: 0.99 * value)),
    Mutant(JOINT, MAXIMUM, "with_norms", "squared margin", lambda f: lambda m, norms: m.value * f(m, norms)),
    Mutant(JOINT, MAXIMUM, "with_total", "one layer takes it all", lambda f: lambda m, total, depth: f(m, total, 1)),
    Mutant(JOINT, MAXIMUM, "with_total", "the whole budget for each", lambda f: lambda m, t, d: f(m, t * d, d)),
    Mutant(JOINT, MARGINS, "Margin.direction", "reversed", result(lambda direction: -direction)),
    Mutant(
        JOINT,
        MARGINS,
        "l2_margin",
        "squared margin larger by one per cent",
        result(lambda margin: replace(margin, square=margin.square * Fraction(101, 100))),
    ),
]
HARMLESS = [
    Harmless(JOINT, "theory.rival_directions", "least_squares", "a counterclaim: it must differ from the theory"),
    Harmless(JOINT, MARGINS, "l2_margin", "it would scale the row numbers, too; see the listed mutant"),
    Harmless(JOINT, MARGINS, "Margin.value", "the claim reads it for a counterclaim"),
]
