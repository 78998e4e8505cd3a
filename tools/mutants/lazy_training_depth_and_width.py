"""Errors to plant in the moments of deep ReLU networks."""

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "lazy_training.infinite_width_limit_depends_on_how_depth_grows"
MODULE = "theory.depth_and_width"

MUTANTS = [
    Mutant(CLAIM, MODULE, "mean_power", "twice the depth", lambda f: lambda m, L, s: f(m, 2 * L, s)),
    Mutant(CLAIM, MODULE, "mean_power", "no spread", lambda f: lambda m, L, s: 1.0),
    Mutant(CLAIM, MODULE, "mean_power", "another moment", lambda f: lambda m, L, s: f(m, L, s / 4)),
    Mutant(CLAIM, MODULE, "proportional_limit", "spread falls with the depth", lambda f: lambda c, s: f(3 / c, s)),
]
HARMLESS = [
    Harmless(CLAIM, MODULE, "mean_power", "moments are counted to two per cent; unit tests pin them to 1e-12"),
    Harmless(CLAIM, MODULE, "proportional_limit", "bounds the whole kernel's moment from above, with room"),
]
