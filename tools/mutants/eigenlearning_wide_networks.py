"""Errors to plant in the law of trained networks over their initialisations."""

from tools.mutants.mutant import Harmless, Mutant

ENSEMBLE = "eigenlearning.trained_net_is_kernel_regression_plus_initial_function"
NETWORKS, KERNELS = "theory.wide_networks", "theory.kernels"
SCALE = "predictions do not depend on the scale of the tangent kernel; see the listed mutants"

MUTANTS = [
    Mutant(ENSEMBLE, NETWORKS, "covariance_after_training", "Bayesian", lambda f: lambda K, S, D: f(K, K, D)),
    Mutant(ENSEMBLE, NETWORKS, "covariance_after_training", "half", lambda f: lambda K, S, D: f(K, S, D) / 2),
    Mutant(ENSEMBLE, NETWORKS, "mean_after_training", "a sign", lambda f: lambda K, D, y: f(K, D, abs(y))),
    Mutant(ENSEMBLE, NETWORKS, "mean_after_training", "nothing is learned", lambda f: lambda K, D, y: 0 * f(K, D, y)),
    Mutant(ENSEMBLE, KERNELS, "profile", "four hidden layers in the place of one", lambda f: lambda kernel, *a, **k: (
        f("relu_ntk_4", *a, **k))),
    Mutant(ENSEMBLE, KERNELS, "initial_covariance", "half", lambda f: lambda *a, **k: f(*a, **k) / 2),
]  # fmt: skip
HARMLESS = [
    Harmless(ENSEMBLE, KERNELS, "profile", SCALE),
    Harmless(ENSEMBLE, KERNELS, "initial_covariance", "variances are known to a fifth, for want of networks"),
    Harmless(ENSEMBLE, NETWORKS, "covariance_after_training", "variances are known to a fifth, for want of networks"),
    Harmless(ENSEMBLE, NETWORKS, "mean_after_training", "means are known to 0.05, for want of networks"),
]
