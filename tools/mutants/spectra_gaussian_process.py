"""Errors to plant in the expansion of kernels and Gaussian processes over parities."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

C = "spectra.gaussian_process_is_a_sum_over_eigenfunctions"
M = "theory.gaussian_process"


def scaled(factor):
    return lambda f: lambda *arguments, **named: f(*arguments, **named) * factor


def one_level(f):
    """The eigenvalue of degree 2 one per cent too large."""
    return lambda d, **network: f(d, **network) * np.where(np.arange(d + 1) == 2, 1.01, 1.0)


MUTANTS = [
    Mutant(C, M, "eigenvalues", "one per cent too large", scaled(1.01)),
    Mutant(C, M, "eigenvalues", "one per cent too large at degree 2", one_level),
    Mutant(C, M, "eigenvalues", "shifted by one degree", lambda f: lambda d, **n: np.roll(f(d, **n), 1)),
    Mutant(C, M, "expanded", "one per cent too small", scaled(0.99)),
    Mutant(C, M, "expanded", "distances in reverse", lambda f: lambda values: f(values)[::-1]),
    Mutant(C, M, "coefficient_laws", "of twice the deviation", lambda f: lambda t: f(np.asarray(t) / 2)),
    Mutant(C, M, "coefficient_laws", "the joint law is the single one", lambda f: lambda t: np.concatenate(
        [f(t)[: len(t)], np.sqrt(f(t)[len(t) :])]
    )),
]  # fmt: skip
HARMLESS = [Harmless(C, M, "coefficient_laws", "probabilities are resolved to 7 per cent only")]
