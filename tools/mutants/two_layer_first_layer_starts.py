"""Planted errors for what starts add to the first layer of the linear network."""

from tools.mutants.mutant import Harmless, Mutant, result

NAME, MODULE = "two_layer.large_starts_add_what_data_cannot_see", "theory.first_layer_training"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=MODULE,
        function="limit_risk",
        change="one per cent too large",
        replace=result(lambda risk: 1.01 * risk),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="limit_risk",
        change="the start is forgotten",
        replace=lambda f: lambda x, y, start, theta: f(x, y, 0 * start, theta),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="mean_risk",
        change="the start is added whole",
        replace=lambda f: lambda n, d, start, *a: f(n, d, 0.0, *a) + start,
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="mean_risk",
        change="a share n / d of the start",
        replace=lambda f: lambda n, d, start, *a: f(n, d, 0.0, *a) + start * n / d,
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="mean_risk",
        change="a tenth too large",
        replace=result(lambda risk: 1.1 * risk),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="after",
        change="the length of a does not matter",
        replace=lambda f: lambda x, y, start, rate, steps, length: f(x, y, start, rate, steps),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="after",
        change="one step too many",
        replace=lambda f: lambda x, y, start, rate, steps, length: f(x, y, start, rate, steps + 1, length),
    ),
]

HARMLESS = [
    Harmless(
        claim=NAME,
        module=MODULE,
        function="mean_risk",
        because="a mean over draws to three per cent; the same law is judged draw by draw to nine digits in limit_risk",
    ),
]
