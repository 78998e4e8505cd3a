"""Errors to plant in the Rademacher complexities of a ball."""

from tools.mutants.mutant import Mutant

C = "lazy_training.rademacher_complexity_of_a_ball"
M = "theory.rademacher"


def scaled(factor):
    return lambda f: lambda *arguments: f(*arguments) * factor


MUTANTS = [
    Mutant(C, M, "of_ball", "one per cent too large", scaled(1.01)),
    Mutant(C, M, "of_ball", "one per cent too small", scaled(0.99)),
    Mutant(C, M, "trace_bound", "one per cent too small", scaled(0.99)),
    Mutant(C, M, "largest_norm_bound", "one per cent too small", scaled(0.99)),
    Mutant(C, M, "largest_norm_bound", "over n", lambda f: lambda x, w: f(x, w) / len(x) ** 0.5),
    Mutant(C, M, "khintchine_bound", "one per cent too large", scaled(1.01)),
    Mutant(C, M, "jensen_bound", "one per cent too large", scaled(1.01)),
    Mutant(C, M, "of_equal_features", "one per cent too large", lambda f: lambda n: f(n) * 101 / 100),
    Mutant(C, M, "of_equal_features", "of one feature more", lambda f: lambda n: f(n + 1)),
    Mutant(C, M, "mean_for_normal_features", "one per cent too large", scaled(1.01)),
    Mutant(C, M, "mean_for_normal_features", "one per cent too small", scaled(0.99)),
    Mutant(C, M, "mean_for_normal_features", "one dimension more", lambda f: lambda n, p: f(n, p + 1)),
]
