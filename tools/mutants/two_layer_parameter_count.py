"""Planted errors for the risk of a linearised first layer at every width."""

from tools.mutants.mutant import Harmless, Mutant, result

MODULE = "theory.tangent_width"
PEAK = "two_layer.first_layer_peak_sits_at_hd_equals_n"
COARSE = "medians are located to a fraction of the pole at hd = n only; the unit tests compare with another algorithm"

MUTANTS = [
    Mutant(
        PEAK,
        MODULE,
        "width_curve",
        "twice the samples: the peak at twice the width",
        lambda f: lambda rho, *a: f(2 * rho, *a),
    ),
    Mutant(
        PEAK,
        MODULE,
        "width_curve",
        "one unit fewer",
        lambda f: lambda rho, widths, *a: f(rho, [max(h - 1, 2) for h in widths], *a),
    ),
    Mutant(PEAK, MODULE, "finite_width", "bias and variance exchanged", result(lambda v: v[::-1])),
    Mutant(PEAK, MODULE, "width_curve", "half as high", result(lambda v: v / 2)),
    Mutant(PEAK, "theory.random_features", "peak_median", "fifty times higher", result(lambda v: 50 * v)),
]

HARMLESS = [
    Harmless(PEAK, MODULE, "width_curve", COARSE),
    Harmless(PEAK, "theory.random_features", "peak_median", "a median that is compared to a factor of ten"),
    Harmless(PEAK, "theory.random_features", "plateau", "enters a counterclaim only"),
]
