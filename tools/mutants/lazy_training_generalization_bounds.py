"""Errors to plant in the generalization bound and in what it says of random labels."""

from tools.mutants.mutant import Harmless, Mutant

B = "lazy_training.generalization_bound_with_explicit_constants"
V = "lazy_training.random_labels_make_the_bound_vacuous"
N = "lazy_training.label_complexity_below_n_is_sufficient_not_necessary"
M = "theory.generalization_bounds"


def scaled(factor):
    return lambda f: lambda *arguments: f(*arguments) * factor


MUTANTS = [
    Mutant(B, M, "risk_bound", "k_max left out", lambda f: lambda b, n, top, *rest: f(b / top, n, top, *rest)),
    Mutant(B, M, "risk_bound", "over n", lambda f: lambda b, n, *rest: f(b / n, n, *rest)),
    Mutant(B, M, "risk_bound", "doubled", scaled(2)),
    Mutant(B, M, "radius_range", "of half as many points", lambda f: lambda n, *rest: f(max(1, n / 2), *rest)),
    Mutant(B, M, "radius_range", "one per cent too large", lambda f: lambda *a: tuple(1.01 * x for x in f(*a))),
    Mutant(B, M, "number_of_radii", "one too few", lambda f: lambda *arguments: f(*arguments) - 1),
    Mutant(B, M, "number_of_radii", "without the root", lambda f: lambda n, top, low, e: f(n * n * top / low, 1, 1, e)),
    Mutant(V, M, "mean_complexity_of_random_labels", "one per cent too large", lambda f: lambda x: f(x) * 101 / 100),
    Mutant(V, M, "mean_complexity_of_random_labels", "per point", lambda f: lambda x: f(x) / len(x)),
    Mutant(V, M, "least_mean_complexity", "one per cent too large", lambda f: lambda x: f(x) * 101 / 100),
    Mutant(V, M, "least_mean_complexity", "one per cent too small", lambda f: lambda x: f(x) * 99 / 100),
    Mutant(N, M, "risk_bound", "B^2 over n^2", lambda f: lambda b, n, *rest: f(b / n**2, n, *rest)),
    Mutant(N, M, "risk_bound", "the first term left out", lambda f: lambda b, *rest: f(0 * b, *rest)),
    Mutant(N, M, "risk_bound", "a twentieth", lambda f: lambda *arguments: f(*arguments) / 20),
    Mutant(V, M, "least_first_term", "one per cent too small", lambda f: lambda: f() * 0.99),
    Mutant(V, M, "least_first_term", "one, the factor of symmetrization left out", lambda f: lambda: 1),
]

HARMLESS = [
    Harmless(B, M, "risk_bound", "a proven bound that no data attain; its value for a coordinate lies 0.1 below 1/2"),
    Harmless(N, M, "risk_bound", "the bound is above one half by a factor of more than five"),
    Harmless(B, M, "printed_bound", "the printed form, which is refuted by a factor and not by one per cent"),
]
