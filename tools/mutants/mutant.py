"""A planted error: one function of theory replaced by a wrong variant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Function = Callable[..., Any]


@dataclass(frozen=True)
class Mutant:
    """A wrong variant that the claim must refute.

    ``replace`` is given the original ``module.function`` and returns the wrong one; ``change`` says what is wrong.
    The function may be a method, written ``Class.method``.
    """

    claim: str
    module: str
    function: str
    change: str
    replace: Callable[[Function], Function]

    def __post_init__(self) -> None:
        if self.claim.count(".") != 1:
            raise ValueError(f"a mutant names its claim as chapter.conclusion, got {self.claim!r}")
        if not self.module.startswith("theory."):
            raise ValueError(f"a mutant changes a module of theory, got {self.module!r}")
        if not self.change.strip():
            raise ValueError(f"a mutant says in words what it changes ({self.claim}, {self.module}.{self.function})")


@dataclass(frozen=True)
class Harmless:
    """A theory function that a claim calls and where it cannot see one per cent, with the reason.

    For instance a spectrum whose scale cancels. Where the error matters but only another claim is fine enough to see
    it, name that claim in `by`: it must refute the same error in the same run. List these as HARMLESS beside MUTANTS.
    """

    claim: str
    module: str
    function: str
    because: str
    by: str = ""

    def __post_init__(self) -> None:
        if not self.because.strip():
            raise ValueError(f"say why one per cent in {self.module}.{self.function} is harmless for {self.claim}")


def result(change: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """The function with its result changed."""
    return lambda f: lambda *args, **options: change(f(*args, **options))
