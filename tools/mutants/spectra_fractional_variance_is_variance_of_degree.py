"""Errors to plant in the fractional variances of wide networks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "spectra.fractional_variance_is_variance_of_degree"
MODULE = "theory.random_walk_spectrum"


def more(f: Callable[..., Any], **factors: float) -> Callable[..., Any]:
    return lambda *a, **k: f(*a, **{**k, **{name: factor * k[name] for name, factor in factors.items()}})


def other_kernel(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *a, kernel, **k: f(*a, kernel="ntk" if kernel == "nngp" else "nngp", **k)


def one_each(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *a, **k: (lambda x: replace(x, variances=x.variances / np.array(x.multiplicities)))(f(*a, **k))


def shifted(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *a, **k: (lambda x: replace(x, variances=np.roll(x.variances, 1, axis=1)))(f(*a, **k))


def shallower(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *a, **k: (lambda x: replace(x, variances=np.roll(x.variances, 1, axis=0)))(f(*a, **k))


MUTANTS = [
    Mutant(CLAIM, MODULE, "levels", "the other kernel", lambda f: other_kernel(f)),
    Mutant(CLAIM, MODULE, "levels", "multiplicities left out", lambda f: one_each(f)),
    Mutant(CLAIM, MODULE, "levels", "the degree is shifted by one", lambda f: shifted(f)),
    Mutant(CLAIM, MODULE, "levels", "half of the bias", lambda f: more(f, bias_variance=0.5)),
    Mutant(CLAIM, MODULE, "levels", "half of the weight variance", lambda f: more(f, weight_variance=0.5)),
    Mutant(CLAIM, MODULE, "levels", "one hidden layer less", lambda f: shallower(f)),
]
HARMLESS = [
    Harmless(CLAIM, MODULE, "Levels.fractions", "one per cent of a fraction lies within the resolution"),
    Harmless(CLAIM, MODULE, "levels", "a common factor of variances and trace is no part of a fraction"),
]
