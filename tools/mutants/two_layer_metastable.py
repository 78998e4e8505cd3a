"""Planted errors for the plateau at least squares: where it is, how fast and when it is left."""

from fractions import Fraction

import numpy as np

from tools.mutants.mutant import Harmless, Mutant, result

MODULE = "theory.metastable_plateau"
LEAVES = "two_layer.vanishing_initialization_is_metastable_below_one"
RATE = "two_layer.escape_rate_from_the_plateau"
TIME = "two_layer.escape_time_grows_with_width"

MUTANTS = [
    Mutant(
        claim=LEAVES,
        module=MODULE,
        function="linear_loss",
        change="the loss |r|^2 / 2 in the place of the squared residual",
        replace=result(lambda loss: loss / 2),
    ),
    Mutant(
        claim=LEAVES,
        module=MODULE,
        function="linear_loss",
        change="the labels themselves: no fit",
        replace=lambda f: lambda x, y: np.sum(y**2, axis=-1),
    ),
    Mutant(
        claim=LEAVES,
        module=MODULE,
        function="linear_loss",
        change="least squares on the half of the inputs that the teacher does not use",
        replace=lambda f: lambda x, y: f(x[..., x.shape[-1] // 2 :], y),
    ),
    Mutant(
        claim=RATE,
        module=MODULE,
        function="rate_at_width",
        change="one per cent too fast",
        replace=result(lambda rate: 1.01 * rate),
    ),
    Mutant(
        claim=RATE,
        module=MODULE,
        function="stationary_point",
        change="one per cent too long",
        replace=result(lambda u: 1.01 * u),
    ),
    Mutant(
        claim=RATE,
        module=MODULE,
        function="leading_rate",
        change="one per cent too fast",
        replace=result(lambda rate: 1.01 * rate),
    ),
    Mutant(
        claim=RATE,
        module=MODULE,
        function="leading_rate",
        change="the neurons of the other sign, or the negated labels",
        replace=lambda f: lambda name, x, y: f(name, x, -y, -1.0) if name != "softplus" else f(name, x, y, -1.0),
    ),
    Mutant(
        claim=RATE,
        module=MODULE,
        function="per_step",
        change="the growth of one step in the place of its logarithm",
        replace=lambda f: lambda rate, step: rate,
    ),
    Mutant(
        claim=RATE,
        module=MODULE,
        function="per_step",
        change="one per cent too fast",
        replace=result(lambda rate: 1.01 * rate),
    ),
    Mutant(
        claim=RATE,
        module=MODULE,
        function="escape_exponent",
        change="the square root for every activation",
        replace=lambda f: lambda name: Fraction(1, 2),
    ),
    Mutant(
        claim=TIME,
        module=MODULE,
        function="escape_exponent",
        change="the square root for every activation",
        replace=lambda f: lambda name: Fraction(1, 2),
    ),
    Mutant(
        claim=TIME,
        module=MODULE,
        function="escape_exponent",
        change="the width for every activation",
        replace=lambda f: lambda name: Fraction(1),
    ),
    Mutant(
        claim=TIME,
        module=MODULE,
        function="escape_exponent",
        change="the two exponents exchanged",
        replace=result(lambda p: Fraction(3, 2) - p),
    ),
]

HARMLESS = [
    Harmless(
        claim=LEAVES,
        module=MODULE,
        function="linear_loss",
        because="networks of width 64 follow least squares to some per cent of its loss",
    ),
    Harmless(
        claim=RATE,
        module=MODULE,
        function="escape_exponent",
        because="an exponent is 1 or 1/2; the other value is a listed mutant",
    ),
    Harmless(
        claim=TIME,
        module=MODULE,
        function="escape_exponent",
        because="an exponent is 1 or 1/2; the other value is a listed mutant",
    ),
]
