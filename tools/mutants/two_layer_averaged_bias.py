"""Planted errors for the bias that is averaged over data and weights."""

from tools.mutants.mutant import Harmless, Mutant, result

NAME = "two_layer.averaged_bias_is_constant_above_the_threshold"
RIDGE, CONSTANTS, CONVENTIONS = (
    "theory.random_feature_ridge",
    "theory.activation_constants",
    "theory.two_layer_conventions",
)

MUTANTS = [
    Mutant(
        claim=NAME,
        module=CONVENTIONS,
        function="Convention.split",
        change="the bias given data and weights under either convention",
        replace=lambda f: lambda self, atoms: f(type(self)(averaged=False), atoms),
    ),
    Mutant(
        claim=NAME,
        module=RIDGE,
        function="atoms",
        change="ten times as many samples",
        replace=lambda f: lambda phi, psi1, psi2: f(phi, psi1, 10 * psi2),
    ),
    Mutant(
        claim=NAME,
        module=RIDGE,
        function="atoms",
        change="no square of the overlap's loss",
        replace=result(lambda found: found._replace(mean=found.mean**0.5)),
    ),
    Mutant(
        claim=NAME,
        module=RIDGE,
        function="atoms",
        change="a kernel in the place of a network, at every width",
        replace=lambda f: lambda phi, psi1, psi2: f(phi, [float("inf") for _ in psi1], psi2),
    ),
]
HARMLESS = [
    Harmless(
        claim=NAME,
        module=CONVENTIONS,
        function="Convention.split",
        because="a few hundredths of the teacher; the split adds up four numbers, which unit tests do as well",
    ),
    Harmless(
        claim=NAME,
        module=RIDGE,
        function="atoms",
        because="a few hundredths of the teacher; the atoms are proven against the published polynomials in unit tests",
    ),
    Harmless(
        claim=NAME,
        module=CONSTANTS,
        function="constants",
        because="the constants only enter atoms here; they are proven in balls",
    ),
]
