"""Planted errors for the risk of networks whose first layer is trained."""

from tools.mutants.mutant import Harmless, Mutant, result

MODULE = "theory.tangent_risk"
KERNEL = "two_layer.tangent_kernel_risk_is_ridge_risk"
WIDTH = "two_layer.tangent_risk_does_not_depend_on_width"
TRADE = "two_layer.larger_initialization_trades_bias_for_variance"
SPECTRA = "two_layer.bidiagonal_spectra_give_the_ridge_risk"

_OTHER = {"bias": "variance", "variance": "bias"}

MUTANTS = [
    Mutant(SPECTRA, MODULE, "ridge_curve", "one per cent too high", result(lambda v: 1.01 * v)),
    Mutant(
        SPECTRA,
        MODULE,
        "ridge_limit",
        "a ridge one per cent too large",
        lambda f: lambda zeta, *a, **k: f(1.01 * zeta, *a, **k),
    ),
    Mutant(SPECTRA, MODULE, "ridge_limit", "bias and variance exchanged", result(lambda v: v[::-1])),
    Mutant(SPECTRA, "theory.random_features", "overlap_loss", "one per cent too large", result(lambda u: 1.01 * u)),
    Mutant(KERNEL, MODULE, "curve", "a tenth of the noise or of the signal too high", result(lambda v: v + 0.1)),
    Mutant(
        KERNEL,
        MODULE,
        "ridge_curve",
        "samples and inputs exchanged",
        lambda f: lambda zeta, n, dimensions, *a: f(zeta, n, [n * n // d for d in dimensions], *a),
    ),
    Mutant(
        KERNEL,
        MODULE,
        "ridge_limit",
        "the ridge twice as large",
        lambda f: lambda zeta, *a, **k: f(2 * zeta, *a, **k),
    ),
    Mutant(TRADE, MODULE, "curve", "bias and variance exchanged", lambda f: lambda *a: f(*a[:3], _OTHER[a[3]])),
    Mutant(TRADE, MODULE, "break_even", "in units of the deviation, not of its square", result(lambda v: v**0.5)),
    Mutant(TRADE, MODULE, "break_even", "one per cent too small", result(lambda v: v / 1.01)),
    Mutant(TRADE, MODULE, "least_exchange", "bias and variance exchanged", result(lambda v: v[..., ::-1])),
    Mutant(
        TRADE,
        MODULE,
        "least_exchange",
        "the ridge one per cent too large",
        lambda f: lambda largest, ridge: f(largest, 1.01 * ridge),
    ),
    Mutant(
        TRADE,
        MODULE,
        "ridge_limit",
        "the minimum norm with a ridge of one per cent",
        lambda f: lambda zeta, *a, **k: f(max(zeta, 0.01), *a, **k),
    ),
    Mutant(WIDTH, MODULE, "curve", "half of the noise or of the signal too high", result(lambda v: v + 0.5)),
    Mutant(WIDTH, MODULE, "curve", "bias and variance exchanged", lambda f: lambda *a: f(*a[:3], _OTHER[a[3]])),
    Mutant(WIDTH, MODULE, "ridge_limit", "next to no ridge", lambda f: lambda zeta, *a, **k: f(1e-6, *a, **k)),
]

COARSE = "kernels of 48 and 96 samples follow the limit to a few hundredths of the noise only"

HARMLESS = [
    Harmless(KERNEL, MODULE, "curve", COARSE + "; it is ridge_curve at the activation's constant"),
    Harmless(KERNEL, MODULE, "ridge_curve", COARSE, by=SPECTRA),
    Harmless(KERNEL, "theory.activation_constants", "constants", "only ratios of its numbers enter"),
    Harmless(KERNEL, "theory.activation_constants", "Constants.tangent_zeta", COARSE),
    Harmless(KERNEL, "theory.activation_constants", "Constants.zeta", "enters a counterclaim only"),
    Harmless(WIDTH, MODULE, "curve", "networks of 40 and 80 samples follow the limit to some hundredths", by=TRADE),
]
