"""Errors to plant in what the loss says of margins, where trained ReLU networks have to meet it."""

from tools.mutants.mutant import Harmless, Mutant

NORMALIZED = "margins.normalized_median_margins_tell_random_from_true_labels"
CURVES = "margins.margin_distributions_of_networks"
WIDER = "margins.wider_nets_do_not_hurt"
FITTED = "margins.random_labels_are_fitted_by_networks"
ALIGN = "deep_linear.relu_layers_align_partially"
LOSS, NORMS = "theory.margins_and_loss", "theory.relu_alignment"

MUTANTS = [
    Mutant(NORMALIZED, LOSS, "quantile_floor", "one point, not n", lambda f: lambda loss, r, n: f(loss / n, r, n)),
    Mutant(NORMALIZED, LOSS, "quantile_floor", "twice as high", lambda f: lambda *a: 2 * f(*a)),
    Mutant(NORMALIZED, LOSS, "quantile_floor", "9 classes more", lambda f: lambda *a: f(*a) + 2.2),
    Mutant(NORMALIZED, LOSS, "smallest_ceiling", "the largest loss", lambda f: lambda loss, k: f(320 * loss, k)),
    Mutant(NORMALIZED, LOSS, "smallest_ceiling", "sign of ln", lambda f: lambda loss, k: f(loss, k) - 2 * f(1, k)),
    Mutant(NORMALIZED, LOSS, "smallest_ceiling", "half", lambda f: lambda *a: f(*a) / 2),
    Mutant(ALIGN, NORMS, "gaussian_ratio", "of rank one", lambda f: lambda r, c: 1.0),
    Mutant(ALIGN, NORMS, "gaussian_ratio", "larger root alone", lambda f: lambda r, c: r**0.5),
    Mutant(ALIGN, NORMS, "gaussian_ratio", "root of two too small", lambda f: lambda r, c: f(r, c) / 2**0.5),
    Mutant(ALIGN, NORMS, "later_norms", "growth halved", lambda f: lambda a, b: f(a, (b + a[..., 0]) / 2)),
    Mutant(
        ALIGN, NORMS, "later_norms", "squares forgotten", lambda f: lambda a, b: a[..., 1:] + (b - a[..., 0])[..., None]
    ),
    Mutant(FITTED, LOSS, "error_ceiling", "a fortieth", lambda f: lambda loss: f(loss) / 40),
    Mutant(FITTED, LOSS, "chance_error", "1/k", lambda f: lambda k: 1 - f(k)),
    Mutant(FITTED, LOSS, "chance_error", "of two classes", lambda f: lambda k: f(2)),
    Mutant(CURVES, LOSS, "quantile_floor", "one point, not n", lambda f: lambda loss, r, n: f(loss / n, r, n)),
    Mutant(CURVES, LOSS, "quantile_floor", "twice as high", lambda f: lambda *a: 2 * f(*a)),
    Mutant(CURVES, LOSS, "quantile_floor", "of the largest", lambda f: lambda loss, r, n: f(loss / 9, n, n)),
    Mutant(WIDER, NORMS, "start_square", "variance 1 / c", lambda f: lambda rows: f(rows) / 2),
    Mutant(WIDER, NORMS, "start_square", "as for ten rows", lambda f: lambda rows: f(10)),
    Mutant(WIDER, NORMS, "start_square", "an eighth too large", lambda f: lambda rows: f(rows) * 9 / 8),
]
HARMLESS = [
    Harmless(NORMALIZED, LOSS, "quantile_floor", "a bound that holds for all margins at once: networks keep away"),
    Harmless(NORMALIZED, LOSS, "smallest_ceiling", "met by equal rivals at equal points only: networks keep away"),
    Harmless(ALIGN, NORMS, "gaussian_ratio", "a limit for large matrices, 3 per cent below those of 64 rows"),
    Harmless(FITTED, LOSS, "error_ceiling", "met by ties of two classes only: networks keep away"),
    Harmless(FITTED, LOSS, "chance_error", "512 labels locate it to 0.1"),
    Harmless(CURVES, LOSS, "quantile_floor", "a bound that holds for all margins at once: networks keep away"),
    Harmless(WIDER, NORMS, "start_square", "what is judged of it is the growth with the width, to 5 per cent"),
]
