"""Planted errors for the end of training from a vanishing start."""

from tools.mutants.mutant import Harmless, Mutant, result

NAME, MODULE = "two_layer.vanishing_initialization_is_minimum_norm", "theory.vanishing_start"
ODD = "two_layer.odd_units_fit_through_their_inverse"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=MODULE,
        function="minimum_norm",
        change="one per cent too large",
        replace=result(lambda f: 1.01 * f),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="minimum_norm",
        change="a start of 0.01 in every coordinate where there is none",
        replace=lambda f: lambda name, x, y, first, fresh, *a: f(name, x, y, 0 * first + 1e-2, fresh, *a),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="leading_error",
        change="one per cent too small",
        replace=result(lambda e: 0.99 * e),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="leading_error",
        change="every step counted with twice its length",
        replace=lambda f: lambda name, x, y, fresh, rate=0.0: f(name, x, y, fresh, 2 * rate),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="at_zero",
        change="the third derivative one per cent too large",
        replace=result(lambda at: type(at)(at.value, at.slope, at.second, 1.01 * at.third)),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="at_zero",
        change="the second derivative two per cent too large",
        replace=result(lambda at: type(at)(at.value, at.slope, 1.02 * at.second, at.third)),
    ),
    Mutant(
        claim=ODD,
        module=MODULE,
        function="through_the_inverse",
        change="one unit too many",
        replace=lambda f: lambda name, h, *a, **k: f(name, [width + 1 for width in h], *a, **k),
    ),
    Mutant(
        claim=ODD,
        module=MODULE,
        function="through_the_inverse",
        change="one per cent too large",
        replace=result(lambda f: 1.01 * f),
    ),
    Mutant(
        claim=ODD,
        module=MODULE,
        function="through_the_inverse",
        change="no offset is seen",
        replace=lambda f: lambda name, h, x, y, first, fresh, signs: f(name, h, x, y, first, fresh),
    ),
]
HARMLESS = [
    Harmless(ODD, MODULE, "minimum_norm", "it enters counterclaims only"),
]
