"""Errors to plant in tangent kernels under changes of what is trained and how."""

import dataclasses

from tools.mutants.mutant import Mutant

C = "kernels.kernel_depends_on_more_than_depth_and_nonlinearity"
M = "theory.kernel_dependence"


def only(wanted, wrong):
    """The kernel after one change replaced; `wrong` is given the function, the network, the points and the width."""

    def replace(f):
        def changed(change, network, x, *, width):
            return wrong(f, network, x, width) if change == wanted else f(change, network, x, width=width)

        return changed

    return replace


def with_bias(network, factor):
    return dataclasses.replace(network, bias_variance=network.bias_variance * factor)


MUTANTS = [
    Mutant(C, M, "kernel", f"{change}: one per cent too large", only(
        change, lambda f, network, x, width, change=change: 1.01 * f(change, network, x, width=width)
    ))
    for change in ("all trained", "read-out alone", "hidden layers alone", "biases fixed", "standard", "pooled")
] + [
    Mutant(C, M, "kernel", "biases trained as such, of one per cent more variance", only(
        "biases trained as such",
        lambda f, network, x, width: f("biases trained as such", with_bias(network, 1.01), x, width=width),
    )),
    Mutant(C, M, "kernel", "standard: one neuron more", only(
        "standard", lambda f, network, x, width: f("standard", network, x, width=width + 1)
    )),
    Mutant(C, M, "kernel", "the skip connection's term twice", only(
        "skip connection",
        lambda f, network, x, width: 2 * f("skip connection", network, x, width=width)
        - f("all trained", network, x, width=width),
    )),
    Mutant(C, M, "kernel", "pooled: the mean of two kernels", only(
        "pooled", lambda f, network, x, width: f("pooled", network, x, width=width) / 2
    )),
]  # fmt: skip
