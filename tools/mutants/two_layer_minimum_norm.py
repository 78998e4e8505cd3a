"""Planted errors for the exact laws of minimum-norm regression, its infinite means, and the definition of the risk."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant, result

MODULE = "theory.minimum_norm"
LAWS = "two_layer.minimum_norm_regression_follows_exact_laws"
MEAN = "two_layer.mean_risk_is_infinite_at_the_threshold"
NOISE = "two_layer.label_noise_is_not_part_of_the_risk"


def shifted(change):
    """A curve at another number of samples."""
    return lambda f: lambda at, n, *a, **k: f(at, n + change, *a, **k)


MUTANTS = [
    Mutant(LAWS, MODULE, "MinimumNormRisk.freedom", "|n - d|: one too few", lambda f: lambda self: max(1, f(self) - 1)),
    Mutant(LAWS, MODULE, "MinimumNormRisk.freedom", "|n - d| + 2: one too many", result(lambda k: k + 1)),
    Mutant(LAWS, MODULE, "MinimumNormRisk.fitted", "the larger of n and d", lambda f: lambda self: max(self.n, self.d)),
    Mutant(LAWS, MODULE, "cdf_curve", "one more sample", shifted(1)),
    Mutant(LAWS, MODULE, "cdf_curve", "complementary probability", result(lambda p: 1 - p)),
    Mutant(LAWS, MODULE, "MinimumNormRisk.mean", "one per cent too large", result(lambda x: 1.01 * x)),
    Mutant(
        LAWS,
        MODULE,
        "MinimumNormRisk._missed_moments",
        "the row space has n + 1 dimensions",
        lambda f: lambda self, power: [m if k == 0 else m * (1 - 1 / self.d) for k, m in enumerate(f(self, power))],
    ),
    Mutant(
        LAWS,
        MODULE,
        "MinimumNormRisk._amplified_moments",
        "divided by f instead of f - 2",
        lambda f: (
            lambda self, power: [
                m if k == 0 else m * (self.freedom - 2) / self.freedom for k, m in enumerate(f(self, power))
            ]
        ),
    ),
    Mutant(MEAN, MODULE, "cdf_curve", "one more sample", shifted(1)),
    Mutant(MEAN, MODULE, "cdf_curve", "above instead of below", result(lambda p: 1 - p)),
    Mutant(MEAN, MODULE, "cdf_curve", "half of the noise", lambda f: lambda t, n, d: f(t, n, d, 0.5)),
    Mutant(MEAN, MODULE, "average_cdf", "twice the tail constant", lambda f: lambda x, n: f(x, n, 4)),
    Mutant(MEAN, MODULE, "average_cdf", "one more sample", shifted(1)),
    Mutant(NOISE, MODULE, "fresh_error", "the noise twice", lambda f: lambda n, d, s: np.add(f(n, d, s), (0, s))),
    Mutant(NOISE, MODULE, "fresh_error", "the standard deviation", lambda f: lambda n, d, s: f(n, d, s**0.5)),
    Mutant(NOISE, MODULE, "flow_risk", "a clock one per cent fast", lambda f: lambda x, y, a, t: f(x, y, a, 1.01 * t)),
]

HARMLESS = [
    Harmless(MEAN, MODULE, "average_cdf", "a law in the limit of many repetitions, located to five in a hundred"),
    Harmless(NOISE, MODULE, "fresh_error", "the noise is located to five per cent, the distance from none to twice it"),
]
