"""Write the stubs of a new claim: ``make new CLAIM=chapter.conclusion``.

The claim module, a theory module and an experiment of the same name are written, never overwritten, and what comes next
is printed. The stubs fail until they are filled in.
"""

import argparse
import re
import sys
from pathlib import Path

CLAIM = '''\
"""{title}.

Statement.
Reason.
"""

import pytest

from empirics import {module} as measured
from harness import Axes, Claim, Kind, Roundoff, Source, UnderConvention
from theory import {module} as exact

CLAIM = Claim(
    name="{chapter}.{conclusion}",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"",
    source=Source("key of references.bib", where="section or slide"),
    standing=UnderConvention("what the source leaves out"),
    axes=Axes(x="size n", y="observable"),
)


@pytest.mark.parametrize("n", [4, 16])
def test_{conclusion}(lab, verify, n):
    theory = exact.{conclusion}(n)

    evidence = lab.run(measured.{conclusion}, trials=lab.at_scale(smoke=64, standard=512, nightly=4096), n=n)

    tolerance = Roundoff(operations=n, because="")

    verify(CLAIM, theory=theory, evidence=evidence["value"], tolerance=tolerance, counterclaims={{}}, at=n)
'''

THEORY = '''\
"""{title}: the exact side. Deterministic; no jax, no randomness."""


def {conclusion}(n: int) -> float:
    """The formula, its shapes, what it raises, and its source."""
    raise NotImplementedError("theory/{module}.py: derive {conclusion} and write it here")
'''

EXPERIMENT = '''\
"""{title}: the experiment. One independent trial per key; never imports theory."""

from jax import Array

from empirics.lab import trial


@trial(batch=64)
def {conclusion}(key: Array, *, n: int) -> dict[str, Array]:
    """What one trial draws and which observables it returns."""
    raise NotImplementedError("empirics/{module}.py: write one trial of {conclusion} here")
'''

NEXT = """\
Next, in this order:
  1. {claim}: the counterclaims. Which wrong formulae should this catch? At least two.
  2. the same file: Statement, Reason, source and standing; the tolerance and its reason, before anything has run.
  3. {theory}: the formula, derived by you.
  4. {experiment}: one trial.
  5. make claim NAME={chapter}.{conclusion}, then twenty seeds: make calibrate ARGS="--seeds 20 {claim}"
  6. tools/mutants/{chapter}_{conclusion}.py: wrong variants of the theory; make mutants must refute each.
`python -m tools.claim_lint` says what is still missing. docs/add_a_claim.md shows a whole example."""


def write_stubs(root: Path, chapter: str, conclusion: str, module: str) -> list[Path]:
    """Write the claim, theory and experiment stubs under ``root``; theory and experiment only where there is none.

    Returns the three paths. Raises FileExistsError when the claim is already there.
    """
    words = {"chapter": chapter, "conclusion": conclusion, "module": module}
    words["title"] = conclusion.replace("_", " ").capitalize()
    claim = root / "claims" / chapter / f"test_{conclusion}.py"
    if claim.exists():
        raise FileExistsError(f"{claim.relative_to(root)} is already there")
    package = claim.parent / "__init__.py"
    stubs = {
        package: f'"""Claims about {chapter.replace("_", " ")}."""\n',
        claim: CLAIM.format(**words),
        root / "theory" / f"{module}.py": THEORY.format(**words),
        root / "empirics" / f"{module}.py": EXPERIMENT.format(**words),
    }
    for path, text in stubs.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(text, encoding="utf-8")
    return [path for path in stubs if path != package]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.new_claim", description="Write the stubs of a new claim.")
    parser.add_argument("name", help="chapter.conclusion, for example spectra.trace_is_conserved")
    parser.add_argument("--module", help="theory and empirics module (default: the conclusion)")
    parser.add_argument("--root", type=Path, default=Path(), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if not re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", given.name):
        parser.error(f"a claim is named chapter.conclusion in lower case with underscores, not {given.name!r}")
    if given.module and not re.fullmatch(r"[a-z][a-z0-9_]*", given.module):
        parser.error(f"a module name has lower case letters, digits and underscores, not {given.module!r}")
    chapter, conclusion = given.name.split(".")
    try:
        paths = write_stubs(given.root, chapter, conclusion, given.module or conclusion)
    except FileExistsError as error:
        print(error, file=sys.stderr)
        return 1
    shown = [str(path.relative_to(given.root)) for path in paths]
    print("\n".join(f"  {path}" for path in shown))
    places = dict(zip(("claim", "theory", "experiment"), shown, strict=True))
    print(NEXT.format(chapter=chapter, conclusion=conclusion, **places))
    return 0


if __name__ == "__main__":
    sys.exit(main())
