"""Errors to plant in the counts of operations."""

from tools.mutants.mutant import Mutant

COST = "lazy_training.cost_is_quadratic_in_n"
MODULE = "theory.operation_counts"

MUTANTS = [
    Mutant(COST, MODULE, "kernel_entries", "the diagonal left out", lambda f: lambda n: f(n) - n),
    Mutant(COST, MODULE, "kernel_descent", "linear in n", lambda f: lambda n, steps: f(n, steps) // n),
    Mutant(COST, MODULE, "kernel_descent", "one step more", lambda f: lambda n, steps: f(n, steps + 1)),
    Mutant(COST, MODULE, "weight_descent", "one product", lambda f: lambda n, p, steps: f(n, p, steps) // 2),
    Mutant(COST, MODULE, "elimination", "one substitution", lambda f: lambda n: f(n) - n * (n - 1) // 2),
]
