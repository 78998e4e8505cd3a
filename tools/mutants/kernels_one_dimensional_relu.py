"""Errors to plant in the rank of ReLU kernels without biases and in the loss that it leaves."""

from fractions import Fraction

from tools.mutants.mutant import Harmless, Mutant

C = "kernels.one_dimensional_relu_kernel_has_rank_two"
M = "theory.one_dimensional_relu"

MUTANTS = [
    Mutant(C, M, "gram", "the sign is lost", lambda f: lambda x: [[abs(u * v) for v in x] for u in x]),
    Mutant(C, M, "gram", "a bias", lambda f: lambda x: [[v + 1 for v in row] for row in f(x)]),
    Mutant(C, M, "gram", "a hundredth more on the diagonal", lambda f: lambda x: [
        [v + Fraction(i == j, 100) for j, v in enumerate(row)] for i, row in enumerate(f(x))
    ]),
    Mutant(C, M, "gram_rank", "one more", lambda f: lambda matrix: f(matrix) + 1),
    Mutant(C, M, "rank", "one less", lambda f: lambda points: f(points) - 1),
    Mutant(C, M, "rank", "all different points count", lambda f: lambda points: len({tuple(p) for p in points})),
    Mutant(C, M, "ray", "lengths are not forgotten", lambda f: lambda point: tuple(point)),
    Mutant(C, M, "ray", "opposite rays are one", lambda f: lambda point: max(f(point), tuple(-v for v in f(point)))),
    Mutant(C, M, "loss_floor", "one per cent too small", lambda f: lambda x, y: f(x, y) * Fraction(99, 100)),
    Mutant(C, M, "loss_floor", "over n", lambda f: lambda x, y: 2 * f(x, y)),
]  # fmt: skip
HARMLESS = [
    Harmless(C, M, "gram", "a rank does not see the scale"),
    Harmless(C, M, "ray", "rays are compared with each other, all scaled alike"),
]
