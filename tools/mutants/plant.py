"""Replace a function of theory, and find out which of its functions a claim calls."""

import ast
import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Function = Callable[..., Any]


def forget() -> None:
    """Drop theory and claims from memory, so that the next import starts without earlier plants and caches."""
    for name in [m for m in sys.modules if m.split(".")[0] in ("theory", "claims")]:
        del sys.modules[name]


def plant(module: str, function: str, replace: Callable[[Function], Function]) -> None:
    """Put ``replace(original)`` in the place of ``module.function``; the function may be ``Class.method``.

    Import the module before anything that uses it: who asks for the function afterwards gets the wrong one.
    """
    owner: Any = importlib.import_module(module)
    *path, name = function.split(".")
    for part in path:
        owner = getattr(owner, part)
    original = inspect.getattr_static(owner, name)
    if isinstance(original, property):
        wrong: Any = property(replace(original.fget))  # type: ignore[arg-type]
    elif isinstance(original, functools.cached_property):
        wrong = functools.cached_property(replace(original.func))
        wrong.__set_name__(owner, name)
    elif isinstance(original, staticmethod | classmethod):
        wrong = type(original)(replace(original.__func__))
    else:
        wrong = replace(original)
    setattr(owner, name, wrong)


def imported(claim: Path) -> list[str]:
    """The theory modules that a claim module imports by name."""
    tree = ast.parse(claim.read_text(encoding="utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "theory"]
    return sorted({f"theory.{alias.name}" for node in froms for alias in node.names})


def public_functions(module: str) -> Iterator[str]:
    """Public functions of a module, and public methods and properties of its public classes, as dotted names."""
    for name, value in vars(importlib.import_module(module)).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module:
            continue
        if inspect.isclass(value):
            yield from (f"{name}.{member}" for member, x in vars(value).items() if _is_method(member, x))
        elif inspect.isroutine(value):
            yield name


def _is_method(name: str, value: Any) -> bool:
    kinds = (property, functools.cached_property, staticmethod, classmethod)
    return not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, kinds))


def reporting(called: set[tuple[str, str]], key: tuple[str, str], claim: Path) -> Callable[[Function], Function]:
    """A replacement that changes nothing and adds ``key`` to ``called`` when the claim module itself calls it."""

    def replace(original: Function) -> Function:
        @functools.wraps(original)
        def watched(*args: Any, **kwargs: Any) -> Any:
            if sys._getframe(1).f_code.co_filename == str(claim):
                called.add(key)
            return original(*args, **kwargs)

        return watched

    return replace
