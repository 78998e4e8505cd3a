"""Planted errors for the ridgeless theory of random features."""

from tools.mutants.mutant import Mutant

NAME, MODULE = "two_layer.random_feature_risk_peaks_at_h_equals_n", "theory.random_features"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=MODULE,
        function="plateau",
        change="no plateau: the kernel's own risk is left out",
        replace=lambda f: lambda psi, zeta: (0.0, 0.0),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="overlap_loss",
        change="the overlap instead of its loss, 1 - u",
        replace=lambda f: lambda psi, zeta: 1 - f(psi, zeta),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="mean_curve",
        change="samples and inputs exchanged",
        replace=lambda f: lambda name, n, d, widths, *a, **k: f(name, d, n, [h + (h == d) for h in widths], *a, **k),
    ),
]
