"""Errors to plant in the theory of stochastic gradient descent."""

from tools.mutants.mutant import Harmless, Mutant

SGD = "lazy_training.sgd_shares_the_limit_only_when_it_interpolates"
MODULE = "theory.stochastic_gradient_descent"


def _quieter(function):
    return lambda features, residual, step, *rest: function(features, [0.99 * float(r) for r in residual], step, *rest)


def _longer(function):
    return lambda features, residual, step, *rest: function(features, residual, 1.01 * float(step), *rest)


def _uncentred(moments):
    def wrong(features, residual, step, steps):
        mean, second = moments(features, residual, step, steps)
        return mean, second - mean[:, None] * mean

    return wrong


MUTANTS = [
    Mutant(SGD, MODULE, "moments", "the covariance in place of the second moment", _uncentred),
    Mutant(SGD, MODULE, "moments", "the step is 1 % too long", _longer),
    Mutant(SGD, MODULE, "moments", "labels 1 % too small", _quieter),
    Mutant(SGD, MODULE, "stationary_covariance", "the step is 1 % too long", _longer),
    Mutant(
        SGD,
        MODULE,
        "stationary_variance",
        "labels 5 % too small",
        lambda f: _quieter(_quieter(_quieter(_quieter(_quieter(f))))),
    ),
    Mutant(SGD, MODULE, "stationary_variance", "a tenth too large", lambda f: lambda *a: 1.1 * f(*a)),
    Mutant(SGD, "theory.gradient_descent", "minimum_norm", "twice as far", lambda f: lambda *a: [2 * x for x in f(*a)]),
]

HARMLESS = [
    Harmless(SGD, MODULE, "small_step_variance", "only a counterclaim uses it"),
    Harmless(
        SGD,
        MODULE,
        "stationary_variance",
        "2.5 % is what the long run resolves; it follows from `stationary_covariance`, where one per cent is refuted",
    ),
]
