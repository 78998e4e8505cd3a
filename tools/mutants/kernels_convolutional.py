"""Wrong tangent kernels of convolutional networks."""

import dataclasses

import numpy as np

from theory import convolutional
from theory.infinite_width import Kernels
from tools.mutants.mutant import Harmless, Mutant

C = "kernels.convolutional_ntk_recursion"
M = "theory.convolutional"


def _scaled(nngp, ntk):
    def replace(f):
        def wrong(*a, **k):
            found = f(*a, **k)
            return Kernels(found.nngp * nngp, found.ntk * ntk)

        return wrong

    return replace


def _with(**change):
    """For another network: change gives each field from its value."""

    def replace(f):
        def wrong(network, *a):
            return f(dataclasses.replace(network, **{n: g(getattr(network, n)) for n, g in change.items()}), *a)

        return wrong

    return replace


def _steeper(f):
    def wrong(*a, **k):
        found = f(*a, **k)
        return found._replace(slope=1.01 * found.slope)

    return wrong


MUTANTS = [
    Mutant(C, M, "kernels", "tangent kernel one per cent too large", _scaled(1, 1.01)),
    Mutant(C, M, "kernels", "covariance one per cent too large", _scaled(1.01, 1)),
    Mutant(C, M, "kernels", "weight variance one per cent too large", _with(weight_variance=lambda w: 1.01 * w)),
    Mutant(C, M, "kernels", "a layer is missing", _with(depth=lambda n: n - 1)),
    Mutant(C, M, "kernels", "the other read-out", _with(pooled=lambda p: not p)),
    Mutant(C, M, "box", "one per cent too large", lambda f: lambda *a: 1.01 * f(*a)),
    Mutant(C, M, "gap_duals", "slopes one per cent too steep", _steeper),
    Mutant(C, M, "_filtered", "gaps one per cent too large", lambda f: (
        lambda *a: (*f(*a)[:2], np.minimum(1.01 * f(*a)[2], 2)))),
    Mutant(C, M, "_filtered", "patches of unlike norms are no further apart", lambda f: (
        lambda network, first, second, gap: (
            *f(network, first, second, gap)[:2], convolutional.box(network, gap)))),
]  # fmt: skip
HARMLESS = [
    Harmless(C, M, "pixel_kernels", "the claim reads it for counterclaims: they must differ, no more"),
    Harmless(C, M, "read_out", "the claim reads it for counterclaims too; inside the kernels one per cent is seen"),
]
