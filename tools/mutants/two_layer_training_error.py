"""Planted errors for the training error of random features."""

from tools.mutants.mutant import Harmless, Mutant, result

NAME = "two_layer.training_error_vanishes_at_the_threshold"
RIDGE, CONSTANTS = "theory.random_feature_ridge", "theory.activation_constants"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=RIDGE,
        function="training_error",
        change="label noise alone",
        replace=lambda f: lambda *a, noise: f(*a, noise=noise, radius=0.0),
    ),
    Mutant(
        claim=NAME,
        module=RIDGE,
        function="training_error",
        change="units and samples exchanged",
        replace=lambda f: lambda phi, psi1, psi2, noise: f(phi, psi2, psi1, noise=noise),
    ),
    Mutant(
        claim=NAME,
        module=RIDGE,
        function="training_error",
        change="a tenth too large",
        replace=result(lambda x: 1.1 * x),
    ),
    Mutant(
        claim=NAME,
        module=RIDGE,
        function="training_error",
        change="a millionth is left at every width",
        replace=result(lambda x: x + 2e-6),
    ),
]
HARMLESS = [
    Harmless(
        claim=NAME,
        module=RIDGE,
        function="training_error",
        because="a few per cent of no fit's error; unit tests prove it against the published polynomials and by traces",
    ),
    Harmless(
        claim=NAME,
        module=CONSTANTS,
        function="constants",
        because="the constants only enter training_error here; they are proven in balls",
    ),
]
