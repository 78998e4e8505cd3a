"""Errors to plant in the augmentation that pooling is."""

from tools.mutants.mutant import Harmless, Mutant

C = "kernels.convolution_helps_regression_on_digits_only_if_it_pools"
M = "theory.image_kernels"

MUTANTS = [
    Mutant(C, M, "augmented_regression", "one per cent too large", lambda f: lambda *a: 1.01 * f(*a)),
    Mutant(C, M, "augmented_regression", "no translations", lambda f: lambda x, y, z, d, _: f(x, y, z, d, [(0, 0)])),
    Mutant(C, M, "augmented_regression", "a layer more", lambda f: lambda x, y, z, d, s: f(x, y, z, d + 1, s)),
    Mutant(C, M, "all_shifts", "columns alone", lambda f: lambda rows, columns: f(1, columns)),
    Mutant(C, M, "all_shifts", "all but one", lambda f: lambda rows, columns: f(rows, columns)[1:]),
    Mutant(C, M, "vanilla_kernel", "squared", lambda f: lambda *a: f(*a) ** 2),
    Mutant(C, M, "vanilla_kernel", "a layer less", lambda f: lambda x, y, d: f(x, y, d - 1)),
]
HARMLESS = [
    Harmless(C, M, "all_shifts", "whole numbers of pixels: one per cent more is cut off again"),
]
