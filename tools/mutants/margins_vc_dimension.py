"""Planted errors for the number of labellings that networks give."""

from tools.mutants.mutant import Harmless, Mutant

C = "margins.vc_dimension_is_a_maximum_over_architectures"
M = "theory.vc_dimension"

MUTANTS = [
    Mutant(C, M, "affine_labellings", "one point less", lambda f: lambda n, d: f(max(1, n - 1), d)),
    Mutant(C, M, "affine_labellings", "one dimension less", lambda f: lambda n, d: f(n, d - 1)),
    Mutant(C, M, "affine_labellings", "a labelling and its negation once", lambda f: lambda n, d: f(n, d) // 2),
    Mutant(C, M, "chain_labellings", "constants left out", lambda f: lambda n: f(n) - 2),
    Mutant(C, M, "chain_labellings", "one point more", lambda f: lambda n: f(n + 1)),
    Mutant(C, M, "radon_fits", "of the points mirrored in one", lambda f: lambda x: f([*x[:-1], [-c for c in x[-1]]])),
    Mutant(C, M, "dependence", "one multiplier too small", lambda f: lambda x: (0, *f(x)[1:])),
    Mutant(C, M, "dependence", "its absolute values", lambda f: lambda x: tuple(map(abs, f(x)))),
    Mutant(C, M, "digits", "one place further", lambda f: lambda m, n: f(m >> 1, n)),
    Mutant(C, M, "digits", "of the next number", lambda f: lambda m, n: f(m + 1, n)),
]
HARMLESS = [
    Harmless(C, M, "claimed_dimension", "only compared with numbers of points, for the printed form"),
    Harmless(C, M, "bends_once", "yes or no, for the precondition; a unit test has an activation that bends twice"),
    Harmless(C, M, "in_general_position", "yes or no, for the precondition"),
    Harmless(C, M, "radon_fits", "yes or no; signs are read off it as they are"),
]
