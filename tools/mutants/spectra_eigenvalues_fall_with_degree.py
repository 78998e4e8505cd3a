"""Errors to plant in the spectra of cube and sphere."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tools.mutants.mutant import Mutant

CLAIM = "spectra.eigenvalues_fall_with_degree"
MODULE = "theory.eigenspaces"
SPECTRA, KERNELS = "theory.spectra", "theory.kernels"


def shifted(values: list[int]) -> list[int]:
    return [*values[1:], values[0]]


def heavier(values: list[int]) -> list[float]:
    return [values[0], values[1] * 1.01, *values[2:]]


def times(values: tuple[Any, ...], factors: tuple[float, ...]) -> tuple[Any, ...]:
    return tuple(value * factor for value, factor in zip(values, factors, strict=True))


def more_bias(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda d, bias_variance: f(d, bias_variance=bias_variance * Fraction(101, 100))


MUTANTS = [
    Mutant(CLAIM, MODULE, "multiplicity", "one parity too many", lambda f: lambda *a: f(*a) + 1),
    Mutant(
        CLAIM, MODULE, "multiplicity", "the degree is counted from 1", lambda f: lambda m, d, k: f(m, d, min(k + 1, d))
    ),
    Mutant(CLAIM, SPECTRA, "krawtchouk", "the distance is shifted by one", lambda f: lambda d, k: shifted(f(d, k))),
    Mutant(CLAIM, SPECTRA, "krawtchouk", "signs are lost", lambda f: lambda d, k: [abs(value) for value in f(d, k)]),
    Mutant(CLAIM, SPECTRA, "krawtchouk", "one distance 1 % too heavy", lambda f: lambda d, k: heavier(f(d, k))),
    Mutant(CLAIM, SPECTRA, "gegenbauer", "index (d-1)/2 for (d-2)/2", lambda f: lambda d, k, c: f(d + 1, k, c)),
    Mutant(CLAIM, SPECTRA, "sphere", "weight sin^(d-1)", lambda f: lambda p, d, k: f(p, d + 1, k)),
    Mutant(CLAIM, KERNELS, "relu_duals", "E[s' s'] 1 % too large", lambda f: lambda q, g: times(f(q, g), (1, 1, 1.01))),
    Mutant(CLAIM, KERNELS, "tanh_duals", "E[s s] 1 % too large", lambda f: lambda q, g: times(f(q, g), (1.01, 1, 1))),
    Mutant(CLAIM, MODULE, "relu_cube_spectrum", "the bias is 1 % too large", lambda f: more_bias(f)),
]
