"""Errors to plant in the cusp and the depth constants of the ReLU tangent kernel."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "kernels.relu_kernel_has_a_cusp_and_flattens_with_depth"
MODULE = "theory.relu_cusp"

MUTANTS = [
    Mutant(CLAIM, MODULE, "cusp", "1 % too steep", lambda f: lambda depth: 1.01 * f(depth)),
    Mutant(CLAIM, MODULE, "cusp", "one layer too many", lambda f: lambda depth: f(depth + 1)),
    Mutant(CLAIM, MODULE, "cusp", "in sqrt(gap) instead of the angle", lambda f: lambda depth: f(depth) * np.sqrt(2)),
    Mutant(CLAIM, MODULE, "gap_rate", "1 % too large", lambda f: lambda: 1.01 * f()),
    Mutant(CLAIM, MODULE, "gap_rate", "of angles, 3 pi", lambda f: lambda: np.sqrt(2 * f())),
    Mutant(CLAIM, MODULE, "plateau", "1 % too high", lambda f: lambda depth: 1.01 * f(depth)),
    Mutant(CLAIM, MODULE, "plateau", "of L layers, not L + 1", lambda f: lambda depth: f(depth - 1) / 2),
    Mutant(CLAIM, MODULE, "drop", "a quarter too large", lambda f: lambda *a: 1.25 * f(*a)),
    Mutant(CLAIM, MODULE, "drop", "without the read-out", lambda f: lambda depth, angle: f(depth - 1, angle)),
]
HARMLESS = [
    Harmless(
        CLAIM, MODULE, "drop",
        "finite networks scatter by several per cent; kernels.tangent_kernel_is_a_recursion_over_layers sees 1 % of it",
    ),
]  # fmt: skip
