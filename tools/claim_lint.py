"""The claim lint: what every module under claims/ must have before anyone looks at its mathematics.

Run as ``python -m tools.claim_lint claims``; each finding names file, line, rule and what is wanted.
"""

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reports.mathematics import prose, typeset
from tools.claim_module import Module, called, entries, keywords, literal, verify_calls
from tools.dataflow import mentions, tainted_names

LONGEST = 120
STANDINGS = ("AsPrinted", "UnderConvention", "Corrected", "Heuristic", "Empirical", "OutOfReach")
KINDS = ("IDENTITY", "BOUND", "LAW", "LIMIT", "RATE", "ORDER")


@dataclass(frozen=True, order=True)
class Problem:
    """One finding. ``str`` gives the line that is printed."""

    file: str
    line: int
    rule: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: [{self.rule}] {self.wanted}"


Finding = tuple[int, str]


def docstring(module: Module) -> Iterator[Finding]:
    text = ast.get_docstring(module.tree) or ""
    first = text.partition("\n")[0]
    if not first or first.startswith(("Statement.", "Reason.")):
        yield 1, "the docstring starts with a title on a line of its own"
    for section in ("Statement", "Reason"):
        if not re.search(rf"^{section}\.[ \t]+\S", text, re.MULTILINE):
            yield 1, f'the docstring has a paragraph that starts with "{section}."'


def claim(module: Module) -> Iterator[Finding]:
    if len(module.claims) != 1:
        yield 1, f"one module, one claim: a single CLAIM = Claim(...), not {len(module.claims)}"


def names(module: Module) -> Iterator[Finding]:
    for call, given in module.claims:
        wanted = f"{module.path.parent.name}.{module.path.stem.removeprefix('test_')}"
        if (name := literal(given.get("name"))) != wanted:
            yield call.lineno, f'folder and file ask for name="{wanted}", not "{name}"'
    for test in module.tests:
        if test.name != module.path.stem and not test.name.startswith(module.path.stem + "_"):
            yield test.lineno, f"the test is named {module.path.stem}, or that and a qualifier, not {test.name}"


def source(module: Module) -> Iterator[Finding]:
    for call, given in module.claims:
        node = given.get("source")
        if not isinstance(node, ast.Call) or called(node) != "Source":
            yield call.lineno, 'say where it comes from: source=Source("key", where="...")'
            continue
        arguments = keywords(node)
        key = literal(node.args[0] if node.args else arguments.get("key"))
        if key not in module.keys:
            yield node.lineno, f'source key "{key}" is not in references.bib'
        if not literal(arguments.get("where")).strip():
            yield node.lineno, "say where in the source: where=..."


def kind(module: Module) -> Iterator[Finding]:
    for call, given in module.claims:
        node = given.get("kind")
        if not (isinstance(node, ast.Attribute) and node.attr in KINDS):
            yield call.lineno, f"kind= is one of Kind.{', '.join(KINDS)}"


def formulae(module: Module) -> Iterator[Finding]:
    texts = [(1, prose, ast.get_docstring(module.tree) or "")]
    texts += [(call.lineno, typeset, literal(given.get("tex"))) for call, given in module.claims]
    for line, show, text in texts:
        try:
            show(text)
        except ValueError as error:
            yield line, f"the report must be able to show it: {error}"


def standing(module: Module) -> Iterator[Finding]:
    for call, given in module.claims:
        if called(given.get("standing")) not in STANDINGS:
            yield call.lineno, f"standing= is one of {', '.join(STANDINGS)}"


def verify(module: Module) -> Iterator[Finding]:
    if not module.tests:
        yield 1, "a claim has at least one test"
    for test in module.tests:
        if (found := len(verify_calls(test))) != 1:
            yield test.lineno, f"{test.name} calls verify exactly once, not {found} times"
        loops = [n for n in ast.walk(test) if isinstance(n, ast.For | ast.While)]
        if any(verify_calls(loop) for loop in loops):
            yield test.lineno, f"{test.name} calls verify in a loop: make it a parametrization or a vector"
    for _, call, given in module.verifications:
        for argument in ("theory", "evidence", "tolerance"):
            if argument not in given:
                yield call.lineno, f"verify is given {argument}= by name"


def counterclaims(module: Module) -> Iterator[Finding]:
    for test, call, given in module.verifications:
        count = entries(given.get("counterclaims"), [*test.body, *module.tree.body])
        if count is None:
            yield call.lineno, "counterclaims= is a dict display, or a name or function of this module that gives one"
        elif count < 2:
            yield call.lineno, f"at least two counterclaims, not {count}"


def tolerance(module: Module) -> Iterator[Finding]:
    for test, call, given in module.verifications:
        if "tolerance" in given and mentions(given["tolerance"], tainted_names(module.tree, test)):
            yield call.lineno, "the tolerance depends on theory: a wrong formula could widen its own margin"


def imports(module: Module) -> Iterator[Finding]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("theory."):
            yield (
                node.lineno,
                "import the module, from theory import x as exact: planted errors replace its functions",
            )


def length(module: Module) -> Iterator[Finding]:
    if (lines := len(module.text.splitlines())) > LONGEST:
        yield LONGEST + 1, f"a claim reads on two screens: at most {LONGEST} lines, not {lines}"


Rule = Callable[[Module], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    docstring, claim, names, source, kind, formulae, standing, verify, counterclaims, tolerance, imports, length,
)  # fmt: skip


def check(path: Path, keys: frozenset[str]) -> list[Problem]:
    """All findings in one claim module, given the keys of the bibliography."""
    text = path.read_text(encoding="utf-8")
    module = Module(path, text, ast.parse(text, filename=str(path)), keys)
    return sorted(Problem(str(path), line, rule.__name__, wanted) for rule in RULES for line, wanted in rule(module))


def bibliography(path: Path) -> frozenset[str]:
    """The keys of a BibTeX file."""
    return frozenset(re.findall(r"^\s*@\w+\s*\{\s*([^,\s]+)\s*,", path.read_text(encoding="utf-8"), re.MULTILINE))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.claim_lint", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("claims"), help="default: claims")
    folder: Path = parser.parse_args(arguments).folder
    keys = bibliography(folder / "references.bib")
    files = sorted(folder.rglob("test_*.py"))
    problems = [problem for path in files for problem in check(path, keys)]
    for problem in problems:
        print(problem)
    print(
        f"{len(files)} claim modules, {len(problems)} findings" if problems else f"{len(files)} claim modules in order"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
