"""Errors to plant in the action of kernels on parities."""

from collections.abc import Callable
from typing import Any

from tools.mutants.mutant import Mutant

CLAIM = "spectra.parities_are_the_eigenfunctions"
MODULE = "theory.parities"


def more_bias(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *a, bias_variance, **k: f(*a, bias_variance=1.01 * bias_variance, **k)


def swapped(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *a, **k: f(*a, **k)[::-1]


def equal_scales(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda kernel, d, factor, **k: f(kernel, d, 1.0, **k)


MUTANTS = [
    Mutant(CLAIM, MODULE, "eigenvalues", "the bias is 1 % too large", lambda f: more_bias(f)),
    Mutant(CLAIM, MODULE, "eigenvalues", "the largest last", lambda f: swapped(f)),
    Mutant(CLAIM, MODULE, "rescaled", "the scale is forgotten", lambda f: equal_scales(f)),
    Mutant(CLAIM, MODULE, "rescaled", "with and without the coordinate swapped", lambda f: swapped(f)),
    Mutant(CLAIM, MODULE, "rescaled", "the bias is 1 % too large", lambda f: more_bias(f)),
    Mutant(CLAIM, MODULE, "binary_mixing", "the sign", lambda f: lambda *a, **k: -f(*a, **k)),
    Mutant(CLAIM, MODULE, "binary_mixing", "the bias is 1 % too large", lambda f: more_bias(f)),
    Mutant(CLAIM, "theory.spectra", "krawtchouk", "signs are lost", lambda f: lambda d, k: [abs(v) for v in f(d, k)]),
]
