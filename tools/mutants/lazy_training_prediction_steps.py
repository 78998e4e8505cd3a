"""Errors to plant in the expansion of predictions along one step."""

from tools.mutants.mutant import Mutant

NAME, MODULE = "lazy_training.predictions_evolve_by_the_kernel", "theory.prediction_steps"


def _squared_loss(slopes):
    return lambda net, x, labels: slopes(net, x, labels) + 0.01


MUTANTS = [
    Mutant(NAME, MODULE, "first_order", "1 % too large", lambda f: lambda *a: 1.01 * f(*a)),
    Mutant(NAME, MODULE, "second_order", "1 % too large", lambda f: lambda *a: 1.01 * f(*a)),
    Mutant(NAME, MODULE, "second_order", "the other sign", lambda f: lambda *a: -f(*a)),
    Mutant(NAME, MODULE, "slopes", "1 % too large", lambda f: lambda *a: 1.01 * f(*a)),
    Mutant(NAME, MODULE, "slopes", "shifted", _squared_loss),
    Mutant(NAME, MODULE, "tangent_kernel", "1 % too large", lambda f: lambda *a: 1.01 * f(*a)),
    Mutant(NAME, MODULE, "linear_step", "1 % too large", lambda f: lambda *a: f(*a) * 101 / 100),
]
