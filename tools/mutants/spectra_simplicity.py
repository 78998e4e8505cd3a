"""Errors to plant in the shares of erf networks and in the falls of eigenvalues."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

WEAK = "spectra.simplicity_bias_is_weak"
ERF = "spectra.erf_learns_low_degrees_only_when_ordered"
MODULE, WALK = "theory.weak_simplicity", "theory.random_walk_spectrum"


def scaled(f: Callable[..., Any], **factors: float) -> Callable[..., Any]:
    return lambda *a, **k: f(*a, **{**k, **{name: factor * k[name] for name, factor in factors.items()}})


def shifted(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *a, **k: (lambda x: replace(x, variances=np.roll(x.variances, 1, axis=1)))(f(*a, **k))


def deeper(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *a, **k: (lambda x: replace(x, variances=np.roll(x.variances, -1, axis=0)))(f(*a, **k))


MUTANTS = [
    Mutant(WEAK, MODULE, "falls", "one per cent more", lambda f: lambda a, d: 1.01 * f(a, d)),
    Mutant(WEAK, MODULE, "falls", "rises", lambda f: lambda a, d: -f(a, d)),
    Mutant(WEAK, MODULE, "moment", "cosh has one power more", lambda f: lambda k, m, n: f(k, m + 1, n)),
    Mutant(WEAK, MODULE, "variances_per_parity", "a hundred times the bias", lambda f: scaled(f, bias_variance=100.0)),
    Mutant(ERF, WALK, "levels", "half of the weight variance", lambda f: scaled(f, weight_variance=0.5)),
    Mutant(ERF, WALK, "levels", "the degree is shifted by one", lambda f: shifted(f)),
    Mutant(ERF, WALK, "levels", "one hidden layer more", lambda f: deeper(f)),
]
HARMLESS = [
    Harmless(WEAK, MODULE, "variances_per_parity", "one per cent of a share lies within its resolution"),
    Harmless(ERF, WALK, "Levels.fractions", "one per cent lies within the resolution of two per cent"),
    Harmless(ERF, WALK, "levels", "a common factor of variances and trace is no part of a fraction"),
]
