"""Planted errors for kernel regression from starts that grow."""

from dataclasses import replace

from tools.mutants.mutant import Harmless, Mutant, result

NAME, CONSTANTS = "two_layer.growing_starts_make_the_null_predictor", "theory.activation_constants"

MUTANTS = [
    Mutant(NAME, CONSTANTS, "constants", "always at the scale 1", lambda f: lambda name, scale=1.0: f(name)),
    Mutant(
        NAME,
        CONSTANTS,
        "constants",
        "b1 is E phi'^2, not the variance",
        result(lambda c: replace(c, tangent_rest=c.tangent_rest + c.tangent_slope)),
    ),
    Mutant(
        NAME,
        "theory.random_features",
        "plateau",
        "samples and inputs exchanged",
        lambda f: lambda psi, zeta: f(1 / psi, zeta),
    ),
    Mutant(
        NAME,
        "theory.random_features",
        "plateau",
        "bias and variance exchanged",
        result(lambda split: split[::-1]),
    ),
    Mutant(
        NAME,
        "theory.gram_plus_identity",
        "identity",
        "three per cent too large",
        result(lambda b: 1.03 * b),
    ),
]
COARSE = "bias and variance are located to a few per cent in the time that a standard run has"
HARMLESS = [
    Harmless(NAME, CONSTANTS, "constants", COARSE),
    Harmless(NAME, CONSTANTS, "Constants.tangent_zeta", COARSE),
    Harmless(NAME, CONSTANTS, "Constants.zeta", "it only makes a counterclaim"),
    Harmless(
        NAME,
        "theory.random_features",
        "plateau",
        because="risks of finite kernels to a few hundredths; unit tests compare the plateau with 50 digits",
    ),
    Harmless(
        NAME,
        "theory.gram_plus_identity",
        "identity",
        "located to one per cent in the time that a standard run has",
    ),
]
