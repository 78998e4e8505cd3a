"""Planted errors for the theory of random features with ridge."""

import dataclasses

from tools.mutants.mutant import Harmless, Mutant, result

MODULE, ROOT = "theory.random_feature_ridge", "theory.random_feature_equivalent"
DIGITS = "theory.random_feature_certificates"
FORMULA = "two_layer.complete_random_feature_formula"
FINITE = "two_layer.ridge_keeps_the_risk_finite_at_h_equals_n"

MUTANTS = [
    Mutant(
        claim=FORMULA,
        module=MODULE,
        function="ridge_risk",
        change="the bias one per cent too large",
        replace=result(lambda risk: (1.01 * risk[0], risk[1])),
    ),
    Mutant(
        claim=FORMULA,
        module=MODULE,
        function="ridge_risk",
        change="the variance one per cent too large",
        replace=result(lambda risk: (risk[0], 1.01 * risk[1])),
    ),
    Mutant(
        claim=FORMULA,
        module=MODULE,
        function="squared_norm",
        change="one per cent too large",
        replace=result(lambda norm: 1.01 * norm),
    ),
    Mutant(
        claim=FORMULA,
        module=MODULE,
        function="kernel_norm_at",
        change="|a|^2 in the place of h |a|^2 / d",
        replace=lambda f: lambda at, *a: at.share * f(at, *a),
    ),
    Mutant(
        claim=FORMULA,
        module=MODULE,
        function="training_error",
        change="one per cent too large",
        replace=result(lambda error: 1.01 * error),
    ),
    Mutant(
        claim=FORMULA,
        module=MODULE,
        function="training_error_at",
        change="the misfit of the features left out",
        replace=lambda f: lambda at, noise, radius: f(at, noise, 0.0),
    ),
    Mutant(
        claim=FORMULA,
        module=MODULE,
        function="atoms_at",
        change="the mean predictor's own error left out of the bias",
        replace=lambda f: lambda *a: f(*a)._replace(mean=0.0),
    ),
    Mutant(
        claim=FORMULA,
        module=DIGITS,
        function="certified_overlap",
        change="one per cent too small",
        replace=result(lambda alpha: alpha * 99 / 100),
    ),
    Mutant(
        claim=FORMULA,
        module=DIGITS,
        function="certified_risk",
        change="the bias one per cent too large",
        replace=result(lambda risk: (risk[0] * 101 / 100, risk[1])),
    ),
    Mutant(
        claim=FORMULA,
        module=ROOT,
        function="equivalent",
        change="neurons and samples exchanged",
        replace=lambda f: lambda phi, psi1, psi2, *a: f(phi, psi2, psi1, *a),
    ),
    Mutant(
        claim=FORMULA,
        module=ROOT,
        function="Equivalent.pole",
        change="free neurons counted, free samples forgotten",
        replace=lambda f: lambda self: self.free_neurons * self.free_samples + self.spread * self.free_neurons,
    ),
    Mutant(
        claim=FORMULA,
        module=ROOT,
        function="Equivalent.fluctuation",
        change="one per cent too large",
        replace=lambda f: lambda self: 1.01 * f(self),
    ),
    Mutant(
        claim=FORMULA,
        module=ROOT,
        function="Equivalent.amplified",
        change="one per cent too large",
        replace=lambda f: lambda self: 1.01 * f(self),
    ),
    Mutant(
        claim=FINITE,
        module=MODULE,
        function="ridge_risk",
        change="bias and variance exchanged",
        replace=result(lambda risk: risk[::-1]),
    ),
    Mutant(
        claim=FINITE,
        module=MODULE,
        function="squared_norm",
        change="a tenth too large",
        replace=result(lambda norm: 1.1 * norm),
    ),
    Mutant(
        claim=FINITE,
        module=MODULE,
        function="training_error",
        change="the free samples counted once, not squared",
        replace=result(lambda error: error**0.5),
    ),
    Mutant(
        claim=FINITE,
        module="theory.activation_constants",
        function="constants",
        change="the rest of the tangent kernel in the place of that of the features",
        replace=result(lambda found: dataclasses.replace(found, rest=found.tangent_rest)),
    ),
]

HARMLESS = [
    Harmless(
        claim=FINITE,
        module=MODULE,
        function=function,
        because="the mean of 512 networks is known to three per cent only",
        by=FORMULA,
    )
    for function in ("ridge_risk", "squared_norm", "training_error")
] + [
    Harmless(
        claim=FINITE,
        module="theory.activation_constants",
        function="constants",
        because="three per cent again; two_layer_random_features plants a slope wrong by one per cent",
    )
]
