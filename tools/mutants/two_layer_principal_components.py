"""Planted errors for regression on principal components."""

from tools.mutants.mutant import Mutant, result

NAME, MODULE = "two_layer.principal_components_double_descend", "theory.principal_components"
RISK = "PrincipalComponentRisk"

MUTANTS = [
    Mutant(NAME, MODULE, f"{RISK}.left_out", "nothing is left out", result(lambda t: 0 * t)),
    Mutant(NAME, MODULE, f"{RISK}.left_out", "one per cent more is left out", result(lambda t: t * 101 / 100)),
    Mutant(
        NAME,
        MODULE,
        f"{RISK}.fit",
        "what is left out is no noise",
        lambda f: lambda self: type(f(self))(self.n, self.p, self.noise, f(self).signal),
    ),
    Mutant(
        NAME,
        MODULE,
        f"{RISK}.fit",
        "all of the signal is used",
        lambda f: lambda self: type(f(self))(self.n, self.p, f(self).noise, f(self).signal + self.left_out),
    ),
    Mutant(NAME, MODULE, "cdf_curve", "one sample more", lambda f: lambda t, n, *a: f(t, n + 1, *a)),
    Mutant(NAME, MODULE, "mean_curve", "one sample more", lambda f: lambda n, *a: f(n + 1, *a)),
]
