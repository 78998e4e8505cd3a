"""Planted errors for the tangent kernel on Gaussian data: its coefficients, its spike, and its constants."""

from dataclasses import replace

from tools.mutants.mutant import Harmless, Mutant, result

GRAM, SPIKE = "two_layer.kernel_is_gram_plus_identity", "two_layer.kernel_keeps_a_spike_unless_activation_is_odd"
MODULE, CONSTANTS = "theory.gram_plus_identity", "theory.activation_constants"

MUTANTS = [
    Mutant(GRAM, MODULE, "slope", "five per cent too large", result(lambda b: 1.05 * b)),
    Mutant(GRAM, MODULE, "slope", "the mean of phi', not its square", result(lambda b: b**0.5)),
    Mutant(GRAM, MODULE, "identity", "five per cent too large", result(lambda b: 1.05 * b)),
    Mutant(
        GRAM,
        MODULE,
        "identity",
        "the slope is not taken off",
        lambda f: lambda name, d, scale=1.0: f(name, d, scale) + 0.25,
    ),
    Mutant(
        GRAM,
        CONSTANTS,
        "constants",
        "b1 is taken from phi, mu_star^2, not from phi'",
        result(lambda c: replace(c, tangent_rest=c.rest)),
    ),
    Mutant(
        GRAM,
        CONSTANTS,
        "constants",
        "pre-activations of half the size",
        lambda f: lambda name, scale=1.0: f(name, scale / 2),
    ),
    Mutant(SPIKE, MODULE, "spike", "a tenth too large", result(lambda s: 1.1 * s + 0.01)),
    Mutant(SPIKE, MODULE, "spike", "c1 not squared", result(lambda s: s**0.5)),
    Mutant(SPIKE, MODULE, "spike", "pairs counted once", result(lambda s: s / 2)),
    Mutant(SPIKE, MODULE, "spike_norm", "n and d exchanged", lambda f: lambda name, n, d, *a: f(name, d, n, *a)),
    Mutant(SPIKE, MODULE, "spike_norm", "a half", result(lambda s: s / 2)),
    Mutant(
        SPIKE,
        CONSTANTS,
        "constants",
        "c1 without the factor sqrt 2 of the second Hermite polynomial",
        result(lambda c: replace(c, curvature=c.curvature / 2**0.5)),
    ),
]

COARSE = "the coefficients are located to a few per cent in the time that a standard run has"
HARMLESS = [
    Harmless(GRAM, MODULE, "slope", COARSE),
    Harmless(GRAM, MODULE, "identity", COARSE),
    Harmless(GRAM, CONSTANTS, "constants", COARSE),
    Harmless(SPIKE, MODULE, "spike", COARSE),
    Harmless(SPIKE, MODULE, "spike_norm", "a norm in the limit, with a model error of 7 per cent at these sizes"),
    Harmless(SPIKE, CONSTANTS, "constants", COARSE),
]
