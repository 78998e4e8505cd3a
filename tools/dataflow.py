"""Which names of a function carry a value that came from theory.

A flow-insensitive taint analysis of one module: a name is tainted when any assignment to it mentions a call into a
theory module, the name ``theory``, another tainted name, or a helper of the module that does. Sizes are not values:
``len(x)``, ``x.shape``, ``x.size`` and ``x.ndim`` of a tainted x are clean.
"""

import ast
from collections.abc import Iterable, Iterator

SIZES = {"shape", "size", "ndim"}
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def theory_aliases(module: ast.Module) -> set[str]:
    """Names that stand for a module or function of theory in this module."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "theory":
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {a.asname or "theory" for a in node.names if a.name.split(".")[0] == "theory"}
    return names


def mentions(node: ast.AST, tainted: set[str]) -> bool:
    """Whether the value of an expression depends on a tainted name."""
    if isinstance(node, ast.Attribute) and node.attr in SIZES:
        return False
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
        return False
    if isinstance(node, ast.Name):
        return node.id in tainted
    return any(mentions(child, tainted) for child in ast.iter_child_nodes(node))


def _targets(node: ast.AST) -> set[str]:
    """Names that an assignment to this target changes: x, (x, y), x[i], x.a, *x."""
    if isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        return _targets(node.value)
    if isinstance(node, ast.Tuple | ast.List):
        return set().union(*map(_targets, node.elts))
    return {node.id} if isinstance(node, ast.Name) else set()


def _flows(nodes: Iterable[ast.AST]) -> Iterator[tuple[set[str], ast.AST]]:
    """Pairs (names written, expression they are written from)."""
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=value):
                yield set().union(*map(_targets, targets)), value
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield _targets(target), value
            case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                yield _targets(target), value
            case ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source):
                yield _targets(target), source
            case ast.withitem(context_expr=source, optional_vars=ast.expr() as target):
                yield _targets(target), source
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=receiver)) as call):
                yield _targets(receiver), call  # bounds.append(theory)
            case ast.Call(func=ast.Attribute(attr="parametrize"), args=[names, values, *_]):
                yield _parametrized(names), values
            case ast.FunctionDef(name=name, body=body):
                yield {name}, ast.Module(body=body, type_ignores=[])  # a helper that asks theory, or closes over it


def _parametrized(names: ast.AST) -> set[str]:
    strings = [n.value for n in ast.walk(names) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return {name.strip() for text in strings for name in text.split(",")}


def _closure(nodes: list[ast.AST], tainted: set[str]) -> set[str]:
    """Smallest set that contains ``tainted`` and is closed under the flows."""
    flows, tainted = list(_flows(nodes)), set(tainted)
    while True:
        found = {name for names, value in flows if mentions(value, tainted) for name in names}
        if found <= tainted:
            return tainted
        tainted |= found


def tainted_names(module: ast.Module, function: FunctionNode) -> set[str]:
    """Names inside ``function`` whose value depends on theory."""
    outside: list[ast.AST] = []
    for statement in module.body:
        if isinstance(statement, FunctionNode) and statement.name.startswith("test_"):
            continue  # another test's names are not this one's
        outside += [statement] if isinstance(statement, FunctionNode) else list(ast.walk(statement))
    shared = _closure(outside, theory_aliases(module))
    return _closure([node for node in ast.walk(function) if node is not function], shared | {"theory"})
