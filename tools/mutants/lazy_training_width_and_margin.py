"""Errors to plant in ranks and margins of ReLU features."""

from tools.mutants.mutant import Harmless, Mutant

NAME, MODULE = "lazy_training.required_width_follows_the_margin_not_n", "theory.width_and_margin"

MUTANTS = [
    Mutant(NAME, MODULE, "rank_bound", "one more", lambda f: lambda *a: f(*a) + 1),
    Mutant(NAME, MODULE, "squared_margin", "1 % too large", lambda f: lambda *a: f(*a) * 101 / 100),
    Mutant(NAME, MODULE, "squared_margin", "neighbours' numbers agree", lambda f: lambda m, i, j: f(m, i, i)),
    Mutant(NAME, MODULE, "mean_squared_margin", "of twice the width", lambda f: lambda m: f(2 * m)),
    Mutant(NAME, MODULE, "mean_squared_margin", "a fifth too large", lambda f: lambda m: f(m) * 6 / 5),
    Mutant(NAME, MODULE, "separable_share", "of ten times the rank", lambda f: lambda n, r: f(n, 10 * r)),
]
HARMLESS = [
    Harmless(NAME, MODULE, "mean_squared_margin", "located to 5 %; a unit test holds it to the law that it averages"),
    Harmless(NAME, MODULE, "separable_share", "1 % of a probability below 1/100; a unit test counts labellings"),
]
