"""Errors to plant in label complexities."""

from fractions import Fraction

from tools.mutants.mutant import Mutant

CLAIM = "eigenlearning.label_complexity_is_learnability_over_eigenvalue"
MODULE = "theory.label_complexity"

MUTANTS = [
    Mutant(
        CLAIM, MODULE, "complexity", "one per cent too large", lambda f: lambda learned, lam: 1.01 * f(learned, lam)
    ),
    Mutant(CLAIM, MODULE, "complexity", "one per cent of the eigenvalue", lambda f: lambda lr, lam: f(lr, 1.01 * lam)),
    Mutant(
        CLAIM,
        MODULE,
        "complexities_on_cube",
        "one per cent too large",
        lambda f: lambda levels: [value * Fraction(101, 100) for value in f(levels)],
    ),
    Mutant(CLAIM, MODULE, "complexities_on_cube", "subsets in reverse", lambda f: lambda levels: f(levels)[::-1]),
    Mutant(CLAIM, MODULE, "mean_complexity", "one per cent too large", lambda f: lambda *a, **k: 1.01 * f(*a, **k)),
    Mutant(CLAIM, MODULE, "mean_complexity", "one point more", lambda f: lambda n, *a, **k: f(n + 1, *a, **k)),
    Mutant(
        CLAIM, MODULE, "majority_powers", "all of degree 3", lambda f: lambda d: f(d)[[0, 2, 4, 1, *range(4, d + 1)]]
    ),
    Mutant(
        CLAIM, "theory.eigenlearning", "constant", "C is 1 % too large", lambda f: lambda *a, **k: 1.01 * f(*a, **k)
    ),
]
