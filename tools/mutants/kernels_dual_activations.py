"""Errors to plant in the closed forms of dual activations."""

import dataclasses
from collections.abc import Callable
from typing import Any

from tools.mutants.mutant import Mutant

CLAIM = "kernels.dual_activations_are_closed_form"
MODULE = "theory.dual_activations"


def on(kind: str, change: Callable[..., Any]) -> Callable[..., Any]:
    """The duals of this kind of activation go through `change(duals, activation, q1, q12, q2)`."""

    def replace(f: Callable[..., Any]) -> Callable[..., Any]:
        def wrong(activation: Any, *q: Any) -> Any:
            return change(f, activation, *q) if type(activation).__name__ == kind else f(activation, *q)

        return wrong

    return replace


def scaled(value: float, slope: float) -> Callable[..., Any]:
    def change(f: Callable[..., Any], activation: Any, *q: Any) -> Any:
        found = f(activation, *q)
        return type(found)(found.value * value, found.slope * slope)

    return change


def parameter(**factors: float) -> Callable[..., Any]:
    def change(f: Callable[..., Any], activation: Any, *q: Any) -> Any:
        wrong = {name: float(getattr(activation, name)) * factor for name, factor in factors.items()}
        return f(dataclasses.replace(activation, **wrong), *q)

    return change


KINDS = ("LeakyRelu", "Erf", "Gelu", "Sine", "Bump", "Exponential", "Polynomial", "HermiteSeries")
FORMULAE = "theory.dual_formulae"
MUTANTS = [
    *(Mutant(CLAIM, MODULE, "duals", f"{k}: E[s s] 1 % too large", on(k, scaled(1.01, 1))) for k in KINDS),
    *(Mutant(CLAIM, MODULE, "duals", f"{k}: E[s' s'] 1 % too large", on(k, scaled(1, 1.01))) for k in KINDS),
    Mutant(CLAIM, MODULE, "duals", "the sine's frequency 1 % too high", on("Sine", parameter(frequency=1.01))),
    Mutant(CLAIM, MODULE, "duals", "the sine's phase 1 % too large", on("Sine", parameter(phase=1.01))),
    Mutant(CLAIM, MODULE, "duals", "the bump's rate 1 % too large", on("Bump", parameter(rate=1.01))),
    Mutant(CLAIM, MODULE, "duals", "the negative slope 1 % too steep", on("LeakyRelu", parameter(negative=1.01))),
    Mutant(
        CLAIM, FORMULAE, "slopes", "the bend of a kink 1 % too large", lambda f: lambda *a: (f(*a)[0], f(*a)[1] * 1.01)
    ),
]
