"""Errors to plant in what the width of a linearised network costs on images."""

from tools.mutants.mutant import Harmless, Mutant

C = "kernels.linearized_nets_lag_the_exact_kernel"
M = "theory.linearized_images"

MUTANTS = [
    Mutant(C, M, "accuracy_gap", "half of it", lambda f: lambda *a, **k: f(*a, **k) / 2),
    Mutant(C, M, "accuracy_gap", "the network is better", lambda f: lambda *a, **k: -f(*a, **k)),
    Mutant(C, M, "accuracy_gap", "as wide as 32 at every width", lambda f: lambda m, **k: f(0 * m + 32, **k)),
    Mutant(C, M, "excess_loss", "the error is not squared", lambda f: lambda s, **k: f(s, **k) / 2),
    Mutant(C, M, "excess_loss", "the noise of the labels counts too", lambda f: lambda s, **k: f(s, **k) + s),
    Mutant(C, M, "exponent", "as the fourth root", lambda f: lambda q: f(q) / 2),
    Mutant(C, M, "exponent", "as the accuracy", lambda f: lambda q: f("accuracy")),
]
HARMLESS = [
    Harmless(C, M, "accuracy_gap", "an effect size in points of accuracy, known to one or two"),
    Harmless(C, M, "excess_loss", "predictions are off in the mean by some per cent of their variance"),
    Harmless(C, M, "exponent", "exponents of finite widths are known to two hundredths"),
]
