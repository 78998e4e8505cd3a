"""Planted errors for gradient descent on the second layer."""

from tools.mutants.mutant import Harmless, Mutant, result

NAME = "two_layer.second_layer_from_zero_ends_at_the_pseudo_inverse"
MODULE = "theory.second_layer_training"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=MODULE,
        function="after",
        change="one step too many",
        replace=lambda f: lambda features, y, start, rate, steps: f(features, y, start, rate, steps + 1),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="after",
        change="a rate one per cent too large",
        replace=lambda f: lambda features, y, start, rate, steps: f(features, y, start, 1.01 * rate, steps),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="after",
        change="one per cent too large",
        replace=result(lambda a: 1.01 * a),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="limit",
        change="the start is forgotten",
        replace=lambda f: lambda features, y, start: f(features, y, 0 * start),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="limit",
        change="what the data see of the start is kept as well",
        replace=lambda f: lambda features, y, start: f(features, y, 0 * start) + start,
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="limit",
        change="one per cent too large",
        replace=result(lambda a: 1.01 * a),
    ),
]

HARMLESS = [
    Harmless(
        claim=NAME,
        module=MODULE,
        function="flow",
        because="gradient flow is only a counterclaim to descent here; a unit test puts it into its equation",
    ),
]
