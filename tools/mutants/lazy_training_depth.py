"""Errors to plant in the theory of deep ReLU tangent kernels."""

from fractions import Fraction

from tools.mutants.mutant import Harmless, Mutant

DEPTH = "lazy_training.tangent_kernel_varies_with_depth_over_width"
MODULE = "theory.tangent_kernel_variance"

MUTANTS = [
    Mutant(DEPTH, MODULE, "relative_variance", "one layer more", lambda f: lambda m, L: f(m, L + 1)),
    Mutant(DEPTH, MODULE, "relative_variance", "one layer less", lambda f: lambda m, L: f(m, max(L - 1, 1))),
    Mutant(DEPTH, MODULE, "relative_variance", "half the width", lambda f: lambda m, L: f(m // 2, L)),
    Mutant(DEPTH, MODULE, "second_moment", "ten per cent more", lambda f: lambda m, L: f(m, L) * Fraction(11, 10)),
]

HARMLESS = [
    Harmless(
        DEPTH, MODULE, "relative_variance", "squares of heavy-tailed kernels: a tenth is seen, a hundredth is not"
    ),
    Harmless(DEPTH, "theory.depth_and_width", "relative_variance", "only a counterclaim uses it"),
]
