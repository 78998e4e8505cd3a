"""Errors to plant in the theory of tangent kernels of finite width."""

from tools.mutants.mutant import Harmless, Mutant

FALLS = "kernels.finite_width_error_falls_as_inverse_square_root"
INVERTED = "kernels.inverting_the_width_theorem"
MODULE, VARIANCE = "theory.finite_width", "theory.tangent_kernel_variance"

MUTANTS = [
    Mutant(FALLS, VARIANCE, "relative_variance", "one layer more", lambda f: lambda m, L: f(m, L + 1)),
    Mutant(FALLS, VARIANCE, "relative_variance", "half the width", lambda f: lambda m, L: f(m // 2, L)),
    Mutant(FALLS, VARIANCE, "second_moment", "a twentieth more", lambda f: lambda m, L: f(m, L) * 21 / 20),
    Mutant(FALLS, MODULE, "variance_constant", "5 L", lambda f: lambda L: 5 * L),
    Mutant(FALLS, MODULE, "variance_constant", "one layer more", lambda f: lambda L: f(L + 1)),
    Mutant(INVERTED, MODULE, "promised_error", "a twentieth", lambda f: lambda m, L, d: f(m, L, d) / 20),
    Mutant(INVERTED, MODULE, "promised_error", "no fourth root", lambda f: lambda m, L, d: f(m, 1, d) ** 4),
    Mutant(
        INVERTED,
        MODULE,
        "chebyshev_error",
        "without delta: one standard deviation",
        lambda f: lambda m, L, d: f(m, L, d) * d**0.5,
    ),
    Mutant(INVERTED, MODULE, "chebyshev_error", "sqrt(Var) delta", lambda f: lambda m, L, d: f(m, L, d) * d**1.5),
    Mutant(INVERTED, MODULE, "normal_error", "a third more", lambda f: lambda m, L, d: f(m, L, d) * 4 / 3),
    Mutant(INVERTED, MODULE, "normal_error", "a third less", lambda f: lambda m, L, d: f(m, L, d) * 2 / 3),
    Mutant(INVERTED, MODULE, "normal_error", "one layer instead of three", lambda f: lambda m, L, d: f(m, L - 2, d)),
    Mutant(INVERTED, VARIANCE, "relative_variance", "half the width", lambda f: lambda m, L: f(m // 2, L)),
]
HARMLESS = [
    Harmless(FALLS, VARIANCE, "relative_variance", "variances are known to a tenth; unit tests have them exactly"),
    Harmless(FALLS, MODULE, "variance_constant", "variances are known to a tenth; unit tests have the limit exactly"),
    Harmless(INVERTED, MODULE, "promised_error", "a bound with room, three times the actual error or more"),
    Harmless(INVERTED, MODULE, "chebyshev_error", "a bound with room, twice the actual error"),
    Harmless(
        INVERTED, MODULE, "normal_error", "quantiles are known to a sixth; unit tests have the value at one layer"
    ),
]
