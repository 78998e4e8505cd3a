"""Errors to plant in the spectral margin bound."""

from collections.abc import Callable
from dataclasses import replace

from tools.mutants.mutant import Function, Harmless, Mutant

HOLDS = "margins.spectral_bound_holds_with_every_constant"
PREDICTS = "margins.spectral_bound_is_vacuous_but_predictive"
M = "theory.spectral_bound"
N = "theory.nuisance_term"


def scaled(factor: float) -> Callable[[Function], Function]:
    return lambda f: lambda *arguments: f(*arguments) * factor


def changed(**factors: float) -> Callable[[Function], Function]:
    """The bound with some of its parts multiplied."""

    def wrong(f: Function) -> Function:
        def bound(*arguments, **options):
            found = f(*arguments, **options)
            return replace(found, **{name: getattr(found, name) * factor for name, factor in factors.items()})

        return bound

    return wrong


NOTHING_ADDED = changed(complexity=0.0, confidence=0.0)
MUTANTS = [
    Mutant(HOLDS, M, "of_network", "one per cent less data", changed(data=0.99)),
    Mutant(HOLDS, M, "of_network", "one per cent more Lipschitz", changed(lipschitz_over_margin=1.01)),
    Mutant(HOLDS, M, "of_network", "one per cent less nuisance", changed(nuisance=0.99)),
    Mutant(HOLDS, M, "of_network", "one per cent more training margins", changed(training=1.01)),
    Mutant(HOLDS, M, "of_network", "references forgotten", lambda f: lambda *a, references, **o: f(*a, **o)),
    Mutant(HOLDS, M, "of_network", "gamma doubled", lambda f: lambda *a, gamma, **o: f(*a, gamma=2 * gamma, **o)),
    Mutant(HOLDS, M, "SpectralBound.argument", "one per cent more", scaled(1.01)),
    Mutant(HOLDS, M, "of_norms", "no training margins, no complexity", changed(training=0.0, complexity=0.0)),
    Mutant(
        HOLDS, N, "row_norm_sum", "columns", lambda f: lambda w: f([list(column) for column in zip(*w, strict=True)])
    ),
    Mutant(PREDICTS, M, "of_norms", "training margins alone", NOTHING_ADDED),
    Mutant(PREDICTS, M, "of_norms", "no term is left", changed(training=0.0, complexity=0.0, confidence=0.1)),
    Mutant(PREDICTS, M, "of_norms", "a tenth", changed(training=0.1, complexity=0.1, confidence=0.1)),
]
SLACK = "enters an upper bound with slack: its constants are derived, and tested by enumeration"
HARMLESS = [
    Harmless(HOLDS, M, "of_norms", SLACK),
    Harmless(HOLDS, M, "SpectralBound.bound", SLACK),
    Harmless(PREDICTS, M, "SpectralBound.bound", "the bound is vacuous: networks err less than it by far"),
    Harmless(PREDICTS, M, "of_norms", "the bound is vacuous: networks err less than it by far"),
    Harmless(PREDICTS, M, "SpectralBound.argument", "a counterclaim, a thousandth of it", by=HOLDS),
    Harmless(PREDICTS, M, "by_dimension", "a counterclaim, one constant for all networks"),
]
