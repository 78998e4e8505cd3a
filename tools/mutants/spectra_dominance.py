"""Errors to plant in the first two levels of a kernel and in the law of a sample's share of the first."""

from tools.mutants.mutant import Harmless, Mutant

C = "spectra.dominance_needs_multiplicity"
M = "theory.dominance"


def field(name, factor):
    """One field of the top levels times a factor."""

    def replace(f):
        def wrong(activation, d, **variances):
            found = f(activation, d, **variances)
            return found._replace(**{name: getattr(found, name) * factor})

        return wrong

    return replace


MUTANTS = [
    Mutant(C, M, "top", "mu_0 one per cent too large", field("constant", 1.01)),
    Mutant(C, M, "top", "mu_1 one per cent too large", field("linear", 1.01)),
    Mutant(C, M, "top", "the share of constants one per cent too small", field("constant_share", 0.99)),
    Mutant(C, M, "top", "one dimension more", lambda f: lambda activation, d, **v: f(activation, d + 1, **v)),
    Mutant(C, M, "Top.ratio", "the wrong way round", lambda f: lambda top: 1 / f(top)),
    Mutant(C, M, "sample_share_law", "of omega, one side", lambda f: lambda p, r: (1 + f(p, r)) / 2),
    Mutant(C, M, "sample_share_law", "of twice the share", lambda f: lambda p, r: f(2 * p / (1 + p), r)),
    Mutant(C, M, "sample_share_law", "the complement", lambda f: lambda p, r: 1 - f(p, r)),
]
HARMLESS = [Harmless(C, M, "sample_share_law", "probabilities are resolved to ten per cent, model error included")]
