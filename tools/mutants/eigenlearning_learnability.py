"""Errors to plant in the constant of eigenlearning, in its determinantal oracles and in the circle's exact values."""

from fractions import Fraction

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

FORMULA = "eigenlearning.learnability_is_lambda_over_lambda_plus_constant"
FERMIONS = "eigenlearning.determinantal_data_fill_modes_like_fermions"
CIRCLE = "eigenlearning.circle_breaks_the_learnability_formula"


def _constant(change):
    """C from wrong arguments: change(n, eigenvalues, multiplicities, ridge) gives those that are used instead."""

    def replace(constant):
        def wrong(n, eigenvalues, multiplicities=None, *, ridge=0.0):
            n, eigenvalues, multiplicities, ridge = change(n, eigenvalues, multiplicities, ridge)
            return constant(n, eigenvalues, multiplicities, ridge=ridge)

        return wrong

    return replace


def _other_network(profile):
    return lambda kernel, cosine, **how: profile("relu_ntk", cosine, **how)


def _neighbours(equidistant):
    def wrong(profile, points):
        right = equidistant(profile, points)
        return type(right)(np.roll(right.eigenvalues, 1), right.multiplicities, right.labels)

    return wrong


def _without_exclusion(occupations):
    def wrong(n, eigenvalues):
        from theory.determinantal import elementary_symmetric

        e = elementary_symmetric(eigenvalues, n)
        return [value * e[n - 1] / e[n] for value in eigenvalues]

    return wrong


def _longer_arcs(learnabilities):
    def wrong(frequencies, gaps):
        share = np.asarray(gaps)[:, None, :] / (2 * np.pi)
        return np.sum(share * np.sinc(1.01 * np.array(frequencies)[:, None] * share) ** 2, axis=2)

    return wrong


MUTANTS = [
    Mutant(
        FORMULA, "theory.eigenlearning", "constant", "C is 1 % too large", lambda f: lambda *a, **k: 1.01 * f(*a, **k)
    ),
    Mutant(
        FORMULA,
        "theory.eigenlearning",
        "constant",
        "n is 1 % too large",
        _constant(lambda n, e, m, r: (1.01 * n, e, m, r)),
    ),
    Mutant(
        FORMULA,
        "theory.eigenlearning",
        "constant",
        "multiplicities are forgotten",
        _constant(lambda n, e, m, r: (min(n, len(e) - 0.5), e, None, r)),
    ),
    Mutant(
        FORMULA,
        "theory.eigenlearning",
        "constant",
        "no self-consistency: C = trace / n",
        lambda f: lambda n, e, m=None, *, ridge=0.0: (np.dot(e, np.ones(len(e)) if m is None else m) + ridge) / n,
    ),
    Mutant(
        FORMULA,
        "theory.eigenlearning",
        "learnabilities",
        "1 - L in the place of L",
        lambda f: lambda *a, **k: 1 - f(*a, **k),
    ),
    Mutant(
        FORMULA,
        "theory.eigenlearning",
        "learnabilities",
        "levels are shifted by one",
        lambda f: lambda *a, **k: np.roll(f(*a, **k), 1),
    ),
    Mutant(FORMULA, "theory.kernels", "profile", "one hidden layer in the place of four", _other_network),
    Mutant(FORMULA, "theory.circle", "equidistant_spectrum", "frequencies are shifted by one", _neighbours),
    Mutant(
        FERMIONS,
        "theory.determinantal",
        "elementary_symmetric",
        "e_1 is 1 % too large",
        lambda f: (
            lambda values, order: [x * (Fraction(101, 100) if k == 1 else 1) for k, x in enumerate(f(values, order))]
        ),
    ),
    Mutant(
        FERMIONS,
        "theory.determinantal",
        "fixed_size_learnabilities_exact",
        "e_{n-1} includes the mode itself",
        _without_exclusion,
    ),
    Mutant(
        FERMIONS,
        "theory.determinantal",
        "fixed_size_learnabilities_exact",
        "one point too many",
        lambda f: lambda n, eigenvalues: f(n + 1, eigenvalues),
    ),
    Mutant(
        FERMIONS,
        "theory.determinantal",
        "fixed_size_learnabilities",
        "multiplicities are forgotten",
        lambda f: lambda n, eigenvalues, multiplicities=None: f(min(n, len(eigenvalues) - 1), eigenvalues),
    ),
    Mutant(
        CIRCLE,
        "theory.circle",
        "gap_learnabilities",
        "arcs are 1 % too long inside the sine",
        _longer_arcs,
    ),
    Mutant(
        CIRCLE,
        "theory.circle",
        "mean_learnability",
        "a sixteenth of the points is missing",
        lambda f: lambda frequency, n: f(frequency, n - n // 16),
    ),
    Mutant(
        CIRCLE,
        "theory.circle",
        "mean_learnability",
        "the frequency is doubled",
        lambda f: lambda frequency, n: f(2 * frequency, n),
    ),
    Mutant(CIRCLE, "theory.circle", "limit_learnability", "t^2 / 4 in the place of t^2", lambda f: lambda t: f(t / 2)),
    Mutant(
        CIRCLE,
        "theory.circle",
        "limit_learnability",
        "log(1 + t^2) / t, a power of t lost",
        lambda f: lambda t: f(t) * np.asarray(t),
    ),
]

_SCALE = "scaling the kernel scales its spectrum and C alike, and leaves learnabilities as they are"
_RIVAL = "enters as a counterclaim only"
HARMLESS = [
    Harmless(FORMULA, "theory.kernels", "profile", _SCALE),
    Harmless(FORMULA, "theory.spectra", "cube", _SCALE),
    Harmless(FORMULA, "theory.spectra", "sphere", "as the kernel's scale, but for the trace of the degrees left out"),
    Harmless(FORMULA, "theory.spectra", "Spectrum.trace", "the trace of the degrees left out is 3 % of the kernel's"),
    Harmless(FORMULA, "theory.circle", "equidistant_spectrum", _SCALE),
    Harmless(FERMIONS, "theory.determinantal", "elementary_symmetric", "only a ratio of two of them enters"),
    Harmless(FERMIONS, "theory.kernels", "profile", _SCALE),
    Harmless(FERMIONS, "theory.spectra", "cube", _SCALE),
    Harmless(FERMIONS, "theory.eigenlearning", "learnabilities", _RIVAL),
    Harmless(FERMIONS, "theory.eigenlearning", "constant", _RIVAL),
    Harmless(CIRCLE, "theory.circle", "formula_learnability", _RIVAL),
    Harmless(CIRCLE, "theory.circle", "formula_limit", _RIVAL),
]
