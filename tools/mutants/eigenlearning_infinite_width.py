"""Errors to plant in the fluctuations of a tangent kernel, and in what wide networks are held against."""

from tools.mutants.mutant import Harmless, Mutant

HUNDREDS = "eigenlearning.infinite_width_kicks_in_at_hundreds"
SPREAD, CIRCLE = "theory.kernel_fluctuations", "theory.circle"
EFFECT = "an effect size: networks follow the kernel to 0.06 and fall short by two fifths of 0.15"

MUTANTS = [
    Mutant(HUNDREDS, SPREAD, "relative_variance", "half", lambda f: lambda *a, **k: f(*a, **k) / 2),
    Mutant(HUNDREDS, SPREAD, "relative_variance", "not centred", lambda f: lambda *a, **k: f(*a, **k) + 2),
    Mutant(HUNDREDS, CIRCLE, "mean_learnabilities", "two points fewer", lambda f: lambda k, m, n: f(k, m, n - 2)),
    Mutant(HUNDREDS, CIRCLE, "mean_learnabilities", "high frequencies first", lambda f: lambda *a: f(*a)[::-1]),
]
HARMLESS = [
    Harmless(HUNDREDS, SPREAD, "relative_variance", "variances are known to a fifth, for want of networks"),
    Harmless(HUNDREDS, CIRCLE, "mean_learnabilities", EFFECT),
    Harmless(
        HUNDREDS, CIRCLE, "equidistant_spectrum", "it only sorts the modes into those above C and those far below"
    ),
    Harmless(HUNDREDS, "theory.eigenlearning", "constant", "it only sorts the modes"),
    Harmless(HUNDREDS, "theory.kernels", "profile", "variances are known to a fifth, for want of networks"),
]
