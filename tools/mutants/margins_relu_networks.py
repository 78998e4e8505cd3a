"""Errors to plant in what the loss says of margins, where trained ReLU networks have to meet it."""

from tools.mutants.mutant import Harmless, Mutant

NORMALIZED = "margins.normalized_median_margins_tell_random_from_true_labels"
LOSS = "theory.margins_and_loss"

MUTANTS = [
    Mutant(NORMALIZED, LOSS, "quantile_floor", "one point, not n", lambda f: lambda loss, r, n: f(loss / n, r, n)),
    Mutant(NORMALIZED, LOSS, "quantile_floor", "twice as high", lambda f: lambda *a: 2 * f(*a)),
    Mutant(NORMALIZED, LOSS, "quantile_floor", "9 classes more", lambda f: lambda *a: f(*a) + 2.2),
    Mutant(NORMALIZED, LOSS, "smallest_ceiling", "the largest loss", lambda f: lambda loss, k: f(320 * loss, k)),
    Mutant(NORMALIZED, LOSS, "smallest_ceiling", "sign of ln", lambda f: lambda loss, k: f(loss, k) - 2 * f(1, k)),
    Mutant(NORMALIZED, LOSS, "smallest_ceiling", "half", lambda f: lambda *a: f(*a) / 2),
]
HARMLESS = [
    Harmless(NORMALIZED, LOSS, "quantile_floor", "a bound that holds for all margins at once: networks keep away"),
    Harmless(NORMALIZED, LOSS, "smallest_ceiling", "met by equal rivals at equal points only: networks keep away"),
]
