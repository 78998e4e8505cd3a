"""Planted errors for the norm of the trained second layer."""

from tools.mutants.mutant import Harmless, Mutant, result

NAME = "two_layer.norm_blow_up_is_not_the_mechanism"
NORM, LAW, RIDGE = "theory.second_layer_norm", "theory.two_layer_linear", "theory.random_feature_ridge"

MUTANTS = [
    Mutant(
        claim=NAME,
        module=NORM,
        function="linear_network",
        change="a pole at h = n in the place of h = d",
        replace=lambda f: lambda n, d, widths, noise: f(d, n, [h + 2 * (abs(h - n) < 2) for h in widths], noise),
    ),
    Mutant(
        claim=NAME,
        module=NORM,
        function="linear_network",
        change="the misfit of few units does not act as noise",
        replace=lambda f: lambda n, d, widths, noise: f(n, d, widths, noise) - [h < d and 0.06 for h in widths],
    ),
    Mutant(
        claim=NAME,
        module=NORM,
        function="linear_network",
        change="six per cent too long",
        replace=result(lambda x: 1.06 * x),
    ),
    Mutant(
        claim=NAME,
        module=NORM,
        function="regression",
        change="n / d at every d",
        replace=lambda f: lambda n, d, *a: n / d,
    ),
    Mutant(
        claim=NAME,
        module=NORM,
        function="regression",
        change="r^2 at every d",
        replace=lambda f: lambda n, d, *a: 1.0,
    ),
    Mutant(
        claim=NAME,
        module=RIDGE,
        function="squared_norm",
        change="label noise alone",
        replace=lambda f: lambda *a, noise: f(*a, noise=noise, radius=0.0),
    ),
    Mutant(
        claim=NAME,
        module=RIDGE,
        function="squared_norm",
        change="seven per cent too long",
        replace=result(lambda x: 1.07 * x),
    ),
    Mutant(
        claim=NAME,
        module=LAW,
        function="mean_curve",
        change="label noise alone",
        replace=lambda f: lambda n, d, widths, part, noise: f(n, d, widths, "variance", noise),
    ),
]
HARMLESS = [
    Harmless(
        claim=NAME,
        module="theory.activation_constants",
        function="constants",
        because="the constants only enter squared_norm here; they are proven in balls",
    ),
    Harmless(
        claim=NAME,
        module=NORM,
        function="linear_network",
        because="norms to four per cent and more; unit tests draw networks at other sizes and compare closed forms",
    ),
    Harmless(
        claim=NAME,
        module=NORM,
        function="regression",
        because="six per cent of the teacher's squared norm; the mean of a Beta law is a unit test",
    ),
    Harmless(
        claim=NAME,
        module=RIDGE,
        function="squared_norm",
        because="the pole to four per cent of the largest; its proof is a unit test, for every ridge",
    ),
    Harmless(
        claim=NAME,
        module=LAW,
        function="mean_curve",
        because="the risk to five per cent of no fit's",
        by="two_layer.second_layer_risk_peaks_at_h_equals_n",
    ),
]
