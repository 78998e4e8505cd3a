"""Errors to plant in the number of parities of degree 5."""

from fractions import Fraction
from math import comb

from tools.mutants.mutant import Mutant

CLAIM = "spectra.dimension_for_576_inputs_and_degree_5"
MODULE = "theory.eigenspaces"

MUTANTS = [
    Mutant(CLAIM, MODULE, "leading_ratio", "1 % too large", lambda f: lambda *a: f(*a) * Fraction(101, 100)),
    Mutant(CLAIM, MODULE, "leading_ratio", "no repetitions at all", lambda f: lambda *a: Fraction(1)),
    Mutant(CLAIM, MODULE, "leading_ratio", "sign of the 1/d correction", lambda f: lambda *a: 2 - f(*a)),
    Mutant(CLAIM, MODULE, "multiplicity", "1 % too small", lambda f: lambda *a: f(*a) * 99 // 100),
    Mutant(CLAIM, MODULE, "multiplicity", "the degree is counted from 1", lambda f: lambda m, d, k: f(m, d, k - 1)),
    Mutant(CLAIM, "theory.spectra", "cube_multiplicity", "with repetition", lambda f: lambda d, k: comb(d + k - 1, k)),
]
