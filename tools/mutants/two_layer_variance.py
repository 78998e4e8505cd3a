"""Planted errors for the variance of random features on either side of h = n."""

from tools.mutants.mutant import Harmless, Mutant

MODULE = "theory.random_features"
BELOW = "two_layer.variance_does_not_depend_on_dimension_below_threshold"
SCALAR = "two_layer.random_feature_risk_follows_from_one_scalar"

MUTANTS = [
    Mutant(
        claim=BELOW,
        module=MODULE,
        function="mean_curve",
        change="inputs in the place of samples",
        replace=lambda f: lambda name, n, d, widths, *a, **k: f(name, n + d, d, widths, *a, **k),
    ),
    Mutant(
        claim=BELOW,
        module=MODULE,
        function="mean_curve",
        change="a third too large",
        replace=lambda f: lambda *a, **k: 4 / 3 * f(*a, **k),
    ),
    Mutant(
        claim=BELOW,
        module=MODULE,
        function="mean_curve",
        change="the bias in the place of the variance",
        replace=lambda f: lambda name, n, d, widths, part, **k: f(name, n, d, widths, "bias", **k),
    ),
]

HARMLESS = [
    Harmless(
        claim=BELOW,
        module=MODULE,
        function="mean_curve",
        because="networks of finite size follow the limit to some per cent only",
        by=SCALAR,
    ),
    Harmless(claim=BELOW, module=MODULE, function="plateau", because="only a counterclaim uses the plateau"),
    Harmless(
        claim=BELOW,
        module="theory.activation_constants",
        function="constants",
        because="below the threshold the variance does not depend on the activation",
    ),
    Harmless(
        claim=BELOW,
        module="theory.activation_constants",
        function="Constants.zeta",
        because="only a counterclaim asks for it",
    ),
]
