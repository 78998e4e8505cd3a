"""Planted errors for the exact means and laws of the linear two-layer network."""

from tools.mutants.mutant import Mutant

MEDIAN = "two_layer.median_risk_peaks_at_h_equals_n"
NAME, MODULE = "two_layer.second_layer_risk_peaks_at_h_equals_n", "theory.two_layer_linear"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=MODULE,
        function="mean_curve",
        change="two samples more than there are: a shifted index",
        replace=lambda f: lambda n, d, widths, *a, **k: f(n + 2, d, widths, *a, **k),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="mean_curve",
        change="bias and variance exchanged",
        replace=lambda f: (
            lambda n, d, widths, part, *a, **k: f(n, d, widths, "bias" if part == "variance" else "variance", *a, **k)
        ),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="cdf_curve",
        change="the chi-square that divides has two degrees of freedom too many",
        replace=lambda f: lambda t, n, d, h, *a, **k: f(t, n, d, h + (2 if h > n else -2), *a, **k),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="cdf_curve",
        change="complementary probability",
        replace=lambda f: lambda *a, **k: 1 - f(*a, **k),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="SecondLayerRisk.mean_variance",
        change="one per cent too large",
        replace=lambda f: lambda self: 1.01 * f(self),
    ),
    Mutant(
        claim=NAME,
        module=MODULE,
        function="SecondLayerRisk.mean_bias",
        change="one per cent too large",
        replace=lambda f: lambda self: 1.01 * f(self),
    ),
    Mutant(
        claim=MEDIAN,
        module=MODULE,
        function="quantile_curve",
        change="samples and inputs exchanged",
        replace=lambda f: lambda p, n, d, *a, **k: f(p, d, n, *a, **k),
    ),
    Mutant(
        claim=MEDIAN,
        module=MODULE,
        function="quantile_curve",
        change="the lower quartile",
        replace=lambda f: lambda p, *a, **k: f(p / 2, *a, **k),
    ),
    Mutant(
        claim=MEDIAN,
        module=MODULE,
        function="SecondLayerRisk.cdf",
        change="the noise counted twice",
        replace=lambda f: lambda self, x, *a: f(type(self)(self.n, self.d, self.h, 2 * self.noise, self.radius), x, *a),
    ),
    Mutant(
        claim=MEDIAN,
        module="theory.two_layer_laws",
        function="subspace_cdf",
        change="one unit fewer",
        replace=lambda f: lambda x, n, d, h, *a: f(x, n, d, max(h - 1, 1), *a),
    ),
]
