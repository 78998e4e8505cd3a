"""Planted errors for the ridgeless theory of random features."""

import dataclasses

from tools.mutants.mutant import Harmless, Mutant

MODULE = "theory.random_features"
NAME = "two_layer.random_feature_risk_peaks_at_h_equals_n"
SCALAR = "two_layer.random_feature_risk_follows_from_one_scalar"

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
        claim=SCALAR,
        module=MODULE,
        function="plateau",
        change="the plateau one per cent too high",
        replace=lambda f: lambda psi, zeta: (1.01 * f(psi, zeta)[0], 1.01 * f(psi, zeta)[1]),
    ),
    Mutant(
        claim=SCALAR,
        module=MODULE,
        function="overlap_loss",
        change="one per cent too large",
        replace=lambda f: lambda psi, zeta: 1.01 * f(psi, zeta),
    ),
    Mutant(
        claim=SCALAR,
        module="theory.activation_constants",
        function="constants",
        change="the slope mu1^2 one per cent too large",
        replace=lambda f: lambda name: dataclasses.replace(f(name), slope=1.01 * f(name).slope),
    ),
    Mutant(
        claim=SCALAR,
        module=MODULE,
        function="ridgeless_risk",
        change="bias and variance exchanged",
        replace=lambda f: lambda *a: f(*a)[::-1],
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="mean_curve",
        change="samples and inputs exchanged",
        replace=lambda f: (
            lambda name, n, d, widths, *a, **k: f(name, d, n, [h + 8 * (abs(h - d) < 4) for h in widths], *a, **k)
        ),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="mean_curve",
        change="the threshold at h = 2n",
        replace=lambda f: (
            lambda name, n, d, widths, *a, **k: f(name, 2 * n, d, [h + 2 * (h == 2 * n) for h in widths], *a, **k)
        ),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="peak_median",
        change="twice as high",
        replace=lambda f: lambda n: 2 * f(n),
    ),
]

HARMLESS = [
    Harmless(
        claim=NAME,
        module=MODULE,
        function="mean_curve",
        because="networks of finite size follow the limit to a tenth of the pole only",
        by=SCALAR,
    ),
    Harmless(
        claim=NAME,
        module=MODULE,
        function="peak_median",
        because="a lower bound by design: the median exceeds it by a third",
    ),
]
