"""Planted errors for the mistake bound of the perceptron."""

from tools.mutants.mutant import Mutant

C = "margins.perceptron_mistakes_are_bounded_by_radius_over_margin_squared"
M = "theory.perceptron"

MUTANTS = [
    Mutant(C, M, "bounds", "R / gamma", lambda f: lambda z, m: (float(f(z, m)[0]) ** 0.5, *f(z, m)[1:])),
    Mutant(C, M, "bounds", "one per cent fewer mistakes", lambda f: lambda z, m: (f(z, m)[0] * 99 / 100, *f(z, m)[1:])),
    Mutant(
        C,
        M,
        "bounds",
        "one per cent less growth",
        lambda f: lambda z, m: tuple(x * (99, 99, 100)[k] / 100 for k, x in enumerate(f(z, m))),
    ),
    Mutant(C, M, "needle_mistakes", "the last one forgotten", lambda f: lambda k: f(k) - 1),
    Mutant(C, M, "needle_mistakes", "of k - 1", lambda f: lambda k: k**2 + 1),
    Mutant(C, M, "squared_radius", "the mean square", lambda f: lambda z: sum(f(row[None]) for row in z) / len(z)),
    Mutant(C, M, "squared_radius", "one per cent less", lambda f: lambda z: f(z) * 99 / 100),
    Mutant(C, "theory.margins", "l2_margin", "of every second row", lambda f: lambda z: f(z[::2])),
]
