"""Planted errors for networks that are trained from large initial weights."""

from dataclasses import replace

from tools.mutants.mutant import Harmless, Mutant, result

NTK, LITTLE = "two_layer.large_initialization_is_ntk_regression", "two_layer.large_start_moves_little"
DOUBLING, MODULE = "two_layer.doubling_removes_the_initial_function", "theory.large_start"
CONSTANTS = "theory.activation_constants"

MUTANTS = [
    Mutant(NTK, MODULE, "own_kernel_exponents", "half of the exponents", result(lambda e: (e[0] / 2, e[1] / 2))),
    Mutant(NTK, MODULE, "own_kernel_exponents", "a smooth unit for every one", lambda f: lambda name: f("erf")),
    Mutant(NTK, MODULE, "own_kernel_exponents", "a kink in every unit", lambda f: lambda name: f("relu")),
    Mutant(NTK, MODULE, "infinite_kernel_exponent", "as close as the own kernel", result(lambda e: 2 * e)),
    Mutant(LITTLE, MODULE, "movement_exponents", "growth with the start", result(lambda e: (-0.5, 0.0))),
    Mutant(LITTLE, MODULE, "movement_exponents", "nearer by a tenth", result(lambda e: (e[0] + 0.1, e[1] + 0.1))),
    Mutant(LITTLE, MODULE, "squared_movement", "five per cent too much", result(lambda m: 1.05 * m)),
    Mutant(
        LITTLE,
        MODULE,
        "squared_movement",
        "noise counted twice",
        lambda f: lambda name, n, d, noise=1.0, radius=1.0: f(name, n, d, 2 * noise, radius),
    ),
    Mutant(
        LITTLE,
        MODULE,
        "squared_movement",
        "samples and inputs exchanged",
        lambda f: lambda name, n, d, **options: f(name, d, n, **options),
    ),
    Mutant(
        LITTLE,
        CONSTANTS,
        "constants",
        "b1 is taken from phi, mu_star^2, not from phi'",
        result(lambda c: replace(c, tangent_rest=c.rest)),
    ),
    Mutant(
        LITTLE, "theory.random_features", "overlap_loss", "ten per cent too large", result(lambda u: min(1.1 * u, 1.0))
    ),
    Mutant(DOUBLING, MODULE, "tangent_kernel", "one per cent too large", result(lambda k: 1.01 * k)),
    Mutant(DOUBLING, MODULE, "tangent_kernel", "the mean over 2h units", result(lambda k: k / 2)),
    Mutant(DOUBLING, MODULE, "excess", "ten per cent too large", result(lambda e: 1.1 * e)),
    Mutant(
        DOUBLING,
        "theory.random_features",
        "plateau",
        "bias and variance exchanged",
        result(lambda split: split[::-1]),
    ),
    Mutant(
        DOUBLING,
        CONSTANTS,
        "constants",
        "the rest of phi' in the place of that of phi",
        result(lambda c: replace(c, rest=c.tangent_rest)),
    ),
]

EXPONENT = "an exponent between two widths, located to a tenth in the time that a standard run has"
COARSE = "located to a few per cent in the time that a standard run has"
HARMLESS = [
    Harmless(NTK, MODULE, "own_kernel_exponents", EXPONENT),
    Harmless(NTK, MODULE, "infinite_kernel_exponent", EXPONENT),
    Harmless(LITTLE, MODULE, "movement_exponents", EXPONENT),
    Harmless(LITTLE, MODULE, "squared_movement", COARSE),
    Harmless(LITTLE, CONSTANTS, "constants", COARSE),
    Harmless(DOUBLING, MODULE, "excess", COARSE),
    Harmless(DOUBLING, CONSTANTS, "constants", COARSE),
]
