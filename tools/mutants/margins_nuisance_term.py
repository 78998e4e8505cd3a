"""Errors to plant in the nuisance term of the spectral bound, and in the complexity of linear networks."""

from collections.abc import Callable

from tools.mutants.mutant import Function, Harmless, Mutant

TERM = "margins.nuisance_term_is_the_price_of_misalignment"
LINEAR = "margins.linear_lower_bound_has_no_nuisance_term"
M = "theory.nuisance_term"
R = "theory.rademacher"


def scaled(factor: float) -> Callable[[Function], Function]:
    return lambda f: lambda *arguments: f(*arguments) * factor


MUTANTS = [
    Mutant(TERM, M, "largest_nuisance", "one per cent less", scaled(0.99)),
    Mutant(TERM, M, "largest_nuisance", "one per cent more", scaled(1.01)),
    Mutant(TERM, M, "largest_nuisance", "rows alone", lambda f: lambda m, r: f(m, [1] * len(m))),
    Mutant(TERM, M, "largest_nuisance", "the last layer forgotten", lambda f: lambda m, r: f(m[:-1], r[:-1])),
    Mutant(TERM, M, "least_nuisance", "one per cent more", scaled(1.01)),
    Mutant(TERM, M, "least_nuisance", "one layer less", lambda f: lambda layers: f(layers - 1)),
    Mutant(TERM, M, "moved_nuisance", "one per cent less", scaled(0.99)),
    Mutant(TERM, M, "moved_nuisance", "over the reference", lambda f: lambda c, m, r: c * f(c, m, r)),
    Mutant(LINEAR, R, "of_ball", "one per cent more", scaled(1.01)),
    Mutant(LINEAR, R, "of_ball", "one per cent less", scaled(0.99)),
    Mutant(LINEAR, R, "of_ball", "the radius squared", lambda f: lambda x, w: f(x, w * w)),
    Mutant(LINEAR, R, "trace_bound", "one per cent less", scaled(0.99)),
    Mutant(LINEAR, R, "khintchine_bound", "one per cent more", scaled(1.01)),
    Mutant(LINEAR, R, "khintchine_bound", "over two", scaled(0.5**0.5)),
]
HARMLESS = [
    Harmless(LINEAR, M, "largest_nuisance", "enters a counterclaim alone", by=TERM),
]
