"""A claim module as the lint sees it: its syntax tree, and how to look things up in it."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.dataflow import FunctionNode


@dataclass(frozen=True)
class Module:
    """A parsed claim module and what the rules look up in it."""

    path: Path
    text: str
    tree: ast.Module
    keys: frozenset[str]

    @property
    def claims(self) -> list[tuple[ast.Call, dict[str, ast.expr]]]:
        """The module-level ``Claim(...)`` calls with their keyword arguments."""
        calls = [s.value for s in self.tree.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Call)]
        return [(call, keywords(call)) for call in calls if called(call) == "Claim"]

    @property
    def tests(self) -> list[FunctionNode]:
        return [s for s in self.tree.body if isinstance(s, FunctionNode) and s.name.startswith("test_")]

    @property
    def verifications(self) -> Iterator[tuple[FunctionNode, ast.Call, dict[str, ast.expr]]]:
        for test in self.tests:
            yield from ((test, call, keywords(call)) for call in verify_calls(test))


def called(node: ast.AST | None) -> str:
    """``Kind`` of ``Kind(...)`` and of ``harness.Kind(...)``; empty when it is no call of a name."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    return {k.arg: k.value for k in call.keywords if k.arg}


def verify_calls(tree: ast.AST) -> list[ast.Call]:
    return [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "verify"
    ]


def literal(node: ast.AST | None) -> str:
    """The text of a string literal, else the empty string."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def entries(node: ast.AST | None, scope: list[ast.stmt]) -> int | None:
    """How many entries the dict behind an expression has; None when that cannot be read off."""
    match node:
        case None:
            return 0
        case ast.Dict(keys=keys, values=values):
            return total([1 if k else entries(v, scope) for k, v in zip(keys, values, strict=True)], sum)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return total([entries(left, scope), entries(right, scope)], sum)
        case ast.IfExp(body=body, orelse=orelse):
            return total([entries(body, scope), entries(orelse, scope)], min)
        case ast.Name(id=name):
            given = [s.value for s in scope if isinstance(s, ast.Assign) and name in map(ast.unparse, s.targets)]
            return entries(given[0], scope) if given else None
        case ast.Call(func=ast.Name(id=name)):
            helpers = [s for s in scope if isinstance(s, FunctionNode) and s.name == name]
            returns = [r.value for h in helpers for r in ast.walk(h) if isinstance(r, ast.Return)]
            return total([entries(r, [*helpers[0].body, *scope]) for r in returns], min)
    return None


def total(counts: list[int | None], combine: Callable[[list[int]], int]) -> int | None:
    """``combine`` of the counts; None when there are none or one of them is unknown."""
    known = [count for count in counts if count is not None]
    return combine(known) if known and len(known) == len(counts) else (0 if counts == [] and combine is sum else None)
