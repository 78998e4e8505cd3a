"""Errors to plant in the recursion of the tangent kernel."""

import dataclasses
from collections.abc import Callable
from typing import Any

from tools.mutants.mutant import Harmless, Mutant

CLAIM = "kernels.tangent_kernel_is_a_recursion_over_layers"
MODULE = "theory.infinite_width"


def architecture(**changes: Callable[[Any], Any]) -> Callable[..., Any]:
    """Kernels of a network that differs in one number."""

    def replace(f: Callable[..., Any]) -> Callable[..., Any]:
        def wrong(network: Any, *rest: Any, **options: Any) -> Any:
            changed = {name: change(getattr(network, name)) for name, change in changes.items()}
            return f(dataclasses.replace(network, **changed), *rest, **options)

        return wrong

    return replace


def times(**factors: float) -> Callable[..., Any]:
    """One field of the result wrong by a factor."""

    def replace(f: Callable[..., Any]) -> Callable[..., Any]:
        def wrong(*args: Any, **options: Any) -> Any:
            found = f(*args, **options)
            return found._replace(**{name: getattr(found, name) * factor for name, factor in factors.items()})

        return wrong

    return replace


MUTANTS = [
    Mutant(CLAIM, MODULE, "gap_duals", "E[s' s'] 1 % too large", times(slope=1.01)),
    Mutant(CLAIM, MODULE, "gap_duals", "the new gap 1 % too narrow", times(gap=0.99)),
    Mutant(CLAIM, MODULE, "gap_duals", "E[s(u)^2] 1 % too large", times(first=1.01)),
    Mutant(CLAIM, MODULE, "kernels", "weight variance 1 % too large", architecture(weight_variance=lambda w: 1.01 * w)),
    Mutant(CLAIM, MODULE, "kernels", "bias variance 1 % too large", architecture(bias_variance=lambda b: 1.01 * b)),
    Mutant(CLAIM, MODULE, "kernels", "one layer too many", architecture(depth=lambda depth: depth + 1)),
    Mutant(CLAIM, MODULE, "kernels", "one layer too few", architecture(depth=lambda depth: depth - 1)),
    Mutant(CLAIM, MODULE, "kernels", "residual", architecture(branch_variance=lambda _: 1)),
    Mutant(CLAIM, MODULE, "kernels", "the covariance 1 % too large", times(nngp=1.01)),
    Mutant(CLAIM, MODULE, "kernels", "the tangent kernel 1 % too large", times(ntk=1.01)),
    Mutant(CLAIM, MODULE, "kernels_of_gaps", "the tangent kernel 10 % too large", times(ntk=1.1)),
]
CANNOT = "it only gives the counterclaims, which stay several tolerances away"
HARMLESS = [
    Harmless(CLAIM, MODULE, "layers", CANNOT),
    Harmless(CLAIM, MODULE, "Network.gains", CANNOT),
    Harmless(
        CLAIM, MODULE, "kernels_of_gaps",
        "finite networks scatter by several per cent; the same recursion is seen to a billionth by quadrature",
    ),
]  # fmt: skip
