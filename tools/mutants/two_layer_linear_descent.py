"""Planted errors for how the risk of the linear network changes with its width."""

from tools.mutants.mutant import Harmless, Mutant, result

NAME = "two_layer.linear_risk_descends_only_once"
EXACT, LAW = "theory.linear_risk", "theory.two_layer_linear"
SECOND = "two_layer.second_layer_risk_peaks_at_h_equals_n"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=EXACT,
        function="increments",
        change="the teacher's missed part is not amplified, so that it only falls",
        replace=lambda f: lambda n, d, widths, noise: f(n, d, widths, noise, radius=0.0) - widths[0] / d,
    ),
    Mutant(
        claim=NAME,
        module=EXACT,
        function="increments",
        change="half as steep: the threshold twice as far",
        replace=result(lambda x: x / 2),
    ),
    Mutant(
        claim=NAME,
        module=EXACT,
        function="increments",
        change="downwards on both sides",
        replace=result(lambda x: -abs(x)),
    ),
    Mutant(
        claim=NAME,
        module=LAW,
        function="mean_curve",
        change="two samples more than there are: a shifted index",
        replace=lambda f: lambda n, d, widths, *a, **k: f(n + 2, d, widths, *a, **k),
    ),
    Mutant(
        claim=NAME,
        module=LAW,
        function="mean_curve",
        change="samples and inputs exchanged",
        replace=lambda f: lambda n, d, widths, *a, **k: f(d, n, [h + 4 * (abs(h - d) < 4) for h in widths], *a, **k),
    ),
    Mutant(
        claim=NAME,
        module=LAW,
        function="quantile_curve",
        change="a quantile of the noise alone",
        replace=lambda f: lambda q, n, d, widths, noise, *a, **k: f(q, n, d, widths, noise, radius=0.0, nodes=6),
    ),
    Mutant(
        claim=NAME,
        module=LAW,
        function="quantile_curve",
        change="half as far from one",
        replace=lambda f: lambda q, *a, **k: f(q + (1 - q) / 2, *a, **k),
    ),
    Mutant(
        claim=NAME,
        module=LAW,
        function="SecondLayerRisk.mean_bias",
        change="the misfit is not amplified",
        replace=lambda f: lambda self: float(self.missed),
    ),
]

HARMLESS = [
    Harmless(
        claim=NAME,
        module=EXACT,
        function="increments",
        because="signs are at stake, to an eighth of the pole; unit tests sum the steps to the exact means",
    ),
    Harmless(
        claim=NAME,
        module=LAW,
        function="mean_curve",
        because="a curve to a few per cent, wider towards the pole",
        by=SECOND,
    ),
    Harmless(
        claim=NAME,
        module=LAW,
        function="quantile_curve",
        because="quartiles to a tenth of no fit's risk and more; unit tests find them from drawn networks",
    ),
]
