"""Errors to plant in the spectrum for Gaussian inputs."""

from collections.abc import Callable
from dataclasses import replace
from math import comb
from typing import Any

from tools.mutants.mutant import Mutant

CLAIM = "spectra.gaussian_inputs_have_radial_eigenfunctions"
MODULE = "theory.gaussian_spectrum"
SPECTRA = "theory.spectra"


def larger(levels: Any) -> Any:
    return replace(levels, eigenvalues=levels.eigenvalues * 1.01)


def more_bias(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda d, bias_variance, **other: f(d, bias_variance=1.01 * bias_variance, **other)


def undivided(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda network, kernel, r, s, angle, d: f(network, kernel, r, s, angle, 1)


def fixed(f: Callable[..., Any]) -> Callable[..., Any]:
    return lambda network, kernel, r, s, angle, d: f(network, kernel, 0 * r + d**0.5, 0 * s + d**0.5, angle, d)


MUTANTS = [
    Mutant(CLAIM, MODULE, "relu_levels", "eigenvalues 1 % too large", lambda f: lambda *a, **k: larger(f(*a, **k))),
    Mutant(CLAIM, MODULE, "relu_levels", "the bias is 1 % too large", lambda f: more_bias(f)),
    Mutant(CLAIM, MODULE, "polar_kernel", "inputs are not divided by sqrt(d)", lambda f: undivided(f)),
    Mutant(CLAIM, MODULE, "polar_kernel", "the angle is halved", lambda f: lambda *a: f(*a[:4], a[4] / 2, a[5])),
    Mutant(CLAIM, MODULE, "polar_kernel", "norms do not fluctuate", lambda f: fixed(f)),
    Mutant(CLAIM, SPECTRA, "gegenbauer", "index (d-1)/2 for (d-2)/2", lambda f: lambda d, k, c: f(d + 1, k, c)),
    Mutant(CLAIM, SPECTRA, "sphere_multiplicity", "cube parities", lambda f: comb),
]
