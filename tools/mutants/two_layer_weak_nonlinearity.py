"""Planted errors for almost linear networks with a trained second layer."""

from tools.mutants.mutant import Harmless, Mutant, result

NAME, EXACT = "two_layer.any_nonlinearity_restores_the_peak", "theory.weak_nonlinearity"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=EXACT,
        function="variance_curve",
        change="the linear network's, as if the limit of a small delta were taken first",
        replace=lambda f: lambda delta, *a: f(0.0, *a),
    ),
    Mutant(
        claim=NAME,
        module=EXACT,
        function="variance_curve",
        change="samples and inputs exchanged",
        replace=lambda f: lambda delta, n, d, widths: f(delta, d, n, [h + 8 * (abs(h - d) < 8) for h in widths]),
    ),
    Mutant(
        claim=NAME,
        module=EXACT,
        function="variance_curve",
        change="half as high",
        replace=result(lambda x: x / 2),
    ),
    Mutant(
        claim=NAME,
        module=EXACT,
        function="least_squares_variance",
        change="one per cent too large",
        replace=result(lambda x: 1.01 * x),
    ),
    Mutant(
        claim=NAME,
        module=EXACT,
        function="least_squares_variance",
        change="the mean over draws in every draw",
        replace=result(lambda x: 0 * x + x.mean()),
    ),
    Mutant(
        claim=NAME,
        module="theory.random_features",
        function="peak_median",
        change="a quarter: n over 4 times the square",
        replace=result(lambda x: x / 4),
    ),
    Mutant(
        claim=NAME,
        module="theory.linear_risk",
        function="increments",
        change="rises whatever the noise, as for d > n",
        replace=result(abs),
    ),
    Mutant(
        claim=NAME,
        module="theory.linear_risk",
        function="increments",
        change="a third too steep",
        replace=result(lambda x: 1.34 * x),
    ),
]

HARMLESS = [
    Harmless(
        claim=NAME,
        module=EXACT,
        function="variance_curve",
        because="real features of 64 samples are within a quarter of Gaussian ones; unit tests compare the formulae",
    ),
    Harmless(
        claim=NAME,
        module="theory.random_features",
        function="peak_median",
        because="a lower bound by design: the median exceeds it by a third",
    ),
    Harmless(
        claim=NAME,
        module="theory.linear_risk",
        function="increments",
        because="signs are at stake; unit tests sum the steps to the exact means",
    ),
]
