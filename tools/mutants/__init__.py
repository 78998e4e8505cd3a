"""Planted errors: wrong variants of theory that the claims must refute.

Each module of this folder named ``<chapter>_<claim>.py`` lists MUTANTS, and may list HARMLESS functions with reasons.
"""

import importlib
import pkgutil

from tools.mutants.mutant import Harmless, Mutant


def planted(claim: str | None = None) -> tuple[list[Mutant], dict[tuple[str, str], Harmless]]:
    """All listed mutants (of one claim), and why it does not see one per cent in a function, by (module, function)."""
    mutants: list[Mutant] = []
    harmless: list[Harmless] = []
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        module = importlib.import_module(f"{__name__}.{found.name}")
        mutants += getattr(module, "MUTANTS", [])
        harmless += getattr(module, "HARMLESS", [])
    reasons = {(h.module, h.function): h for h in harmless if claim in (None, h.claim)}
    return [m for m in mutants if claim in (None, m.claim)], reasons
