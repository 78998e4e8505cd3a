"""Errors to plant in the law of trained networks over their random starts."""

from dataclasses import replace

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

C = "spectra.trained_ensemble_is_gaussian_but_not_the_ntk_process"
M = "theory.trained_ensembles"


def _changed(mean=1.0, covariance=1.0):
    """The law with its mean and its covariance multiplied."""

    def mutate(law):
        def wrong(*args):
            right = law(*args)
            return replace(right, mean=mean * right.mean, covariance=covariance * right.covariance)

        return wrong

    return mutate


def _with(K_from, S_from):
    """Kernels exchanged: 0 is the tangent kernel, 1 the covariance at the start."""
    return lambda law: lambda K, S, D, y: law((K, S)[K_from], (K, S)[S_from], D, y)


MUTANTS = [
    Mutant(C, M, "trained", "the posterior of the tangent kernel", _with(0, 0)),
    Mutant(C, M, "trained", "the posterior of the start", _with(1, 1)),
    Mutant(C, M, "trained", "kernels exchanged", _with(1, 0)),
    Mutant(C, M, "trained", "a variance twice as large", _changed(covariance=2.0)),
    Mutant(C, M, "trained", "labels a fifth larger", _changed(mean=1.2)),
    Mutant(C, M, "erf_kernels", "read-out alone is trained", lambda f: lambda x: (f(x)[0], f(x)[0])),
    Mutant(C, M, "erf_kernels", "weight variance 1", lambda f: lambda x: f(x, weight_variance=1.0)),
    Mutant(C, M, "erf_kernels", "a bias", lambda f: lambda x: f(x, bias_variance=1.0)),
    Mutant(C, M, "Law.below", "the other side", lambda f: lambda self, t: 1 - f(self, t)),
    Mutant(C, M, "Law.radius_below", "the radius, not its square", lambda f: lambda s, t, r: f(s, np.sqrt(t), r)),
]
HARMLESS = [
    Harmless(C, M, name, "shares of some thousands of networks are known to two per cent")
    for name in ("trained", "erf_kernels", "Law.below", "Law.radius_below", "Law.whitener")
] + [Harmless(C, M, name, "enters the counterclaims alone") for name in ("untrained", "heavy_radius_below")]
