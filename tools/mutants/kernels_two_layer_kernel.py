"""Errors to plant in the tangent kernel of a two-layer network, in its variance and in the law of its later errors."""

import numpy as np

from tools.mutants.mutant import Harmless, Mutant

C = "kernels.two_layer_kernel_is_two_expectations"
M = "theory.two_layer_kernel"
DUALS = "theory.dual_activations"


def scaled(factor):
    return lambda f: lambda *arguments, **named: f(*arguments, **named) * factor


def part(index, factor):
    """One of the two expectations times a factor."""

    def wrong(f):
        def changed(*arguments):
            found = f(*arguments)
            return found._replace(**{found._fields[index]: found[index] * factor})

        return changed

    return wrong


MUTANTS = [
    Mutant(C, M, "kernel", "one per cent too large", scaled(1.01)),
    Mutant(C, M, "kernel", "one per cent too small", scaled(0.99)),
    Mutant(C, M, "expectations", "E s s one per cent too large", part(0, 1.01)),
    Mutant(C, M, "expectations", "E s' s' one per cent too small", part(1, 0.99)),
    Mutant(C, M, "relu_variance", "one per cent too large", scaled(1.01)),
    Mutant(C, M, "relu_variance", "E a^4 = 2", lambda f: lambda x, y, fourth_moment=3.0: f(x, y, fourth_moment=2.0)),
    Mutant(C, M, "two_sided_maximum", "of twice the variance", lambda f: lambda z: f(np.asarray(z) / 2**0.5)),
    Mutant(C, M, "two_sided_maximum", "of one side", lambda f: lambda z: f(z) ** 0.5),
    Mutant(C, M, "largest_later_error", "of M / 4", lambda f: lambda z, first: f(np.asarray(z) / 2, first=first)),
]
HARMLESS = [
    Harmless(C, M, "largest_later_error", "probabilities are resolved to 7 per cent, model error included"),
    Harmless(C, DUALS, "duals", "called for a counterclaim only; the claim's own duals are refuted in `expectations`"),
]
