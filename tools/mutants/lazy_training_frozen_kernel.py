"""Errors to plant in the sign error of a frozen kernel and in the change of kernels."""

from tools.mutants.mutant import Harmless, Mutant

NAME, MODULE = "lazy_training.frozen_kernel_generalizes", "theory.frozen_kernel"

MUTANTS = [
    Mutant(NAME, MODULE, "sign_error", "0.06 too large", lambda f: lambda *a: f(*a) + 0.06),
    Mutant(NAME, MODULE, "sign_error", "of half the training set", lambda f: lambda n, *a: f(n // 2, *a)),
    Mutant(NAME, MODULE, "sign_error", "one degree more", lambda f: lambda n, v, m, k: f(n, v, m, k + 1)),
    Mutant(NAME, MODULE, "kernel_change_exponent", "that of a node", lambda f: lambda: f() / 2),
]
HARMLESS = [
    Harmless(
        NAME, MODULE, "sign_error", "its own model error is 0.02: learnability and Gaussian tail are approximations"
    ),
    Harmless(NAME, MODULE, "kernel_change_exponent", "an integer: 1 % of it is no other law"),
    Harmless(NAME, "theory.spectra", "cube", "without ridge the scale of the kernel cancels"),
]
