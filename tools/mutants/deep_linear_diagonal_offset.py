"""Planted errors for the residual law of diagonal networks."""

from dataclasses import replace
from fractions import Fraction

from theory.l1_margins import L1Margin
from tools.mutants.mutant import Harmless, Mutant

NETS = "deep_linear.diagonal_nets_obey_a_residual_law"
LAW, VOTES = "theory.diagonal_offset", "theory.l1_margins"


def even(vote: L1Margin) -> L1Margin:
    """The same examples, all equally hard."""
    return replace(vote, distribution=(Fraction(1, len(vote.distribution)),) * len(vote.distribution))


MUTANTS = [
    Mutant(NETS, LAW, "weights", "one per cent more", lambda f: lambda *given: 1.01 * f(*given)),
    Mutant(NETS, LAW, "weights", "a start larger by one per cent", lambda f: lambda v, z, s, r: f(v, z, 1.01 * s, r)),
    Mutant(NETS, LAW, "weights", "mean, not sum", lambda f: lambda v, z, s, r: f(v, z, s, r + 0.6931)),
    Mutant(NETS, LAW, "weights", "all examples equally hard", lambda f: lambda v, *given: f(even(v), *given)),
]
HARMLESS = [
    Harmless(NETS, VOTES, "L1Margin.value", "read for counterclaims"),
    Harmless(NETS, VOTES, "l1_margin", "not a number; see the listed mutants"),
    Harmless(NETS, "theory.margins", "l2_margin", "for the precondition and a counterclaim"),
    Harmless(NETS, "theory.margins", "Margin.direction", "for the precondition and a counterclaim"),
    Harmless(NETS, "theory.rival_directions", "l1_margin", "for the precondition: a cosine against 20 degrees"),
    Harmless(NETS, "theory.rival_directions", "least_squares", "a counterclaim: it must differ from the theory"),
]
