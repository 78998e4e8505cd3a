"""Planted errors for the end of training from a vanishing start."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant, result

NAME, MODULE = "two_layer.vanishing_initialization_is_minimum_norm", "theory.vanishing_start"
ZERO = "theory.activations_at_zero"

FAR = "two_layer.vanishing_start_moves_far"
ODD = "two_layer.odd_units_fit_through_their_inverse"
OFFSET = "two_layer.unbalanced_second_layer_learns_an_offset"

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
        module=ZERO,
        function="at_zero",
        change="the third derivative one per cent too large",
        replace=result(lambda at: type(at)(at.value, at.slope, at.second, 1.01 * at.third)),
    ),
    Mutant(
        claim=NAME,
        module=ZERO,
        function="at_zero",
        change="the second derivative two per cent too large",
        replace=result(lambda at: type(at)(at.value, at.slope, 1.02 * at.second, at.third)),
    ),
    Mutant(
        claim=ODD,
        module=MODULE,
        function="through_the_inverse",
        change="one unit too many",
        replace=lambda f: lambda name, h, *a, **k: f(name, [w + 1 for w in h], *a, **k),
    ),
    Mutant(
        claim=ODD,
        module=MODULE,
        function="through_the_inverse",
        change="labels one per cent too long",
        replace=lambda f: lambda name, h, x, y, *a, **k: f(name, h, x, 1.01 * y, *a, **k),
    ),
    Mutant(
        claim=ODD,
        module=MODULE,
        function="through_the_inverse",
        change="the offset is forgotten",
        replace=lambda f: lambda *a, signs, **k: f(*a, **k),
    ),
    Mutant(
        claim=FAR,
        module=MODULE,
        function="movement",
        change="labels one per cent too short",
        replace=lambda f: lambda name, h, x, y, first: f(name, h, x, 0.99 * y, first),
    ),
    Mutant(
        claim=FAR,
        module=MODULE,
        function="movement",
        change="the start with the other sign",
        replace=lambda f: lambda name, h, x, y, first: f(name, h, x, y, -first),
    ),
    Mutant(
        claim=FAR,
        module=MODULE,
        function="movement",
        change="one per cent too far",
        replace=result(lambda length: 1.01 * length),
    ),
    Mutant(
        claim=OFFSET,
        module=MODULE,
        function="minimum_norm",
        change="the labels are not reduced by the offset",
        replace=lambda f: lambda *a, signs=0.0, **k: f(*a, **k) + np.asarray(signs)[..., None] / 2,
    ),
    Mutant(
        claim=OFFSET,
        module=MODULE,
        function="minimum_norm",
        change="the offset with the other sign",
        replace=lambda f: lambda *a, signs=0.0, **k: f(*a, signs=-signs, **k),
    ),
    Mutant(
        claim=OFFSET,
        module=ZERO,
        function="at_zero",
        change="phi(0) taken for the height of the sigmoid, and not half of it",
        replace=result(lambda at: type(at)(2 * at.value, at.slope, at.second, at.third)),
    ),
]
HARMLESS = [
    Harmless(
        claim=OFFSET,
        module=MODULE,
        function="minimum_norm",
        because="the tolerance is a tenth of the largest offsets",
        by=NAME,
    ),
    Harmless(
        claim=ODD,
        module=MODULE,
        function="minimum_norm",
        because="it only makes counterclaims here",
        by=NAME,
    ),
]
