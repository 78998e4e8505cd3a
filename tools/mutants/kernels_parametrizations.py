"""Errors to plant in the kernels and in the training of two parametrizations of one network."""

from tools.mutants.mutant import Mutant

C = "kernels.parametrizations_share_functions_not_kernels"
M = "theory.parametrizations"


def scaled(factor):
    return lambda f: lambda *arguments, **named: f(*arguments, **named) * factor


def renamed(**changes):
    """The function with some of its named arguments changed."""
    return lambda f: (
        lambda *arguments, **named: f(*arguments, **{k: changes.get(k, lambda v: v)(v) for k, v in named.items()})
    )


MUTANTS = [
    Mutant(C, M, "mean_kernel", "one per cent too large", scaled(1.01)),
    Mutant(C, M, "mean_kernel", "one per cent too small", scaled(0.99)),
    Mutant(C, M, "mean_kernel", "one neuron more", renamed(width=lambda m: m + 1)),
    Mutant(C, M, "descended", "a millionth too large", scaled(1 + 1e-6)),
    Mutant(C, M, "descended", "output rate one per cent too large", renamed(output_rate=lambda r: 1.01 * r)),
    Mutant(C, M, "descended", "hidden rate one per cent too large", renamed(hidden_rate=lambda r: 1.01 * r)),
    Mutant(C, M, "descended", "one step more", renamed(steps=lambda t: t + 1)),
    Mutant(C, M, "descended", "weights of the other network", lambda f: lambda s, a, *r, **n: f(s, a / 4, *r, **n)),
]
