"""Planted errors for the end of first-layer training."""

from tools.mutants.mutant import Mutant

NAME, MODULE = "two_layer.first_layer_risk_does_not_peak", "theory.first_layer_training"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=MODULE,
        function="limit_risk",
        change="factor 1.01",
        replace=lambda f: lambda *a: 1.01 * f(*a),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="limit_risk",
        change="the start one per cent too long",
        replace=lambda f: lambda x, y, start, theta: f(x, y, 1.01 * start, theta),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="limit_risk",
        change="the start with the other sign",
        replace=lambda f: lambda x, y, start, theta: f(x, y, -start, theta),
    ),
]
