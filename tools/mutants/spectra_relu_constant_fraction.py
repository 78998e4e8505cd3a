"""Errors to plant in the constant part of ReLU networks."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "spectra.relu_constant_fraction"
MODULE, WALK = "theory.functions_on_the_cube", "theory.random_walk_spectrum"


def more(f: Callable[..., Any], **factors: float) -> Callable[..., Any]:
    return lambda *a, **k: f(*a, **{**k, **{name: factor * k[name] for name, factor in factors.items()}})


MUTANTS = [
    Mutant(CLAIM, MODULE, "shares", "no bias of the read-out", lambda f: lambda *a, biased, **k: f(*a, **k)),
    Mutant(CLAIM, MODULE, "shares", "half of the bias variance", lambda f: more(f, bias_variance=0.5)),
    Mutant(CLAIM, MODULE, "shares", "squares of the variances", lambda f: more(f, weight_variance=2, bias_variance=2)),
    Mutant(
        CLAIM, MODULE, "shares", "counted from no hidden layer", lambda f: lambda *a, **k: np.roll(f(*a, **k), 1, 0)
    ),
    Mutant(CLAIM, MODULE, "shares", "degree 1", lambda f: lambda *a, **k: np.roll(f(*a, **k), 1, 1)),
    Mutant(CLAIM, MODULE, "shares", "the tangent kernel", lambda f: lambda *a, kernel, **k: f(*a, kernel="ntk", **k)),
    Mutant(CLAIM, WALK, "levels", "half of the bias inside", lambda f: more(f, bias_variance=0.5)),
]
HARMLESS = [
    Harmless(CLAIM, MODULE, "shares", "one per cent of .70 lies within the tolerance that tells 77 from 80 per cent"),
]
