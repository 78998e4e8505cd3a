"""Errors to plant in the dimensions of eigenspaces."""

from fractions import Fraction
from math import comb

from tools.mutants.mutant import Mutant

CLAIM = "spectra.eigenspace_dimension_is_d_to_k_over_k_factorial"
MODULE = "theory.eigenspaces"


MUTANTS = [
    Mutant(CLAIM, MODULE, "leading_ratio", "1 % too large", lambda f: lambda *a: f(*a) * Fraction(101, 100)),
    Mutant(CLAIM, MODULE, "leading_ratio", "the degree is shifted by one", lambda f: lambda m, d, k: f(m, d, k - 1)),
    Mutant(CLAIM, MODULE, "leading_ratio", "sign of the 1/d correction", lambda f: lambda *a: 2 - f(*a)),
    Mutant(CLAIM, MODULE, "multiplicity", "one harmonic too many", lambda f: lambda *a: f(*a) + 1),
    Mutant(CLAIM, MODULE, "multiplicity", "the degree is counted from 1", lambda f: lambda m, d, k: f(m, d, k + 1)),
    Mutant(CLAIM, "theory.spectra", "sphere_multiplicity", "all monomials", lambda f: lambda d, k: comb(d + k - 1, k)),
    Mutant(CLAIM, "theory.spectra", "cube_multiplicity", "with repetition", lambda f: lambda d, k: comb(d + k - 1, k)),
]
