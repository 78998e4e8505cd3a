"""The documents on trial: examples run, links lead somewhere, commands exist."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import claim_lint

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/**/*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_examples_of_the_readme_run():
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, optionflags=flags)
    assert tried.attempted >= 8
    assert tried.failed == 0


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not (document.parent / t).exists()]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_command_is_a_verb_of_the_makefile(document):
    code = re.findall(r"```\n(.*?)```|`([^`\n]+)`", document.read_text(encoding="utf-8"), re.DOTALL)
    verbs = re.findall(r"^make (\w+)", "\n".join(block or inline for block, inline in code), re.MULTILINE)
    assert {verb for verb in verbs if not re.search(rf"^{verb}:", MAKEFILE, re.MULTILINE)} == set()


def test_the_claim_of_the_guide_is_verified_and_its_mutants_are_refuted(house, capsys):
    guide = (ROOT / "docs" / "add_a_claim.md").read_text(encoding="utf-8")
    files = re.findall(r"^`(\S+\.py)`\n\n```python\n(.*?)```", guide, re.DOTALL | re.MULTILINE)
    assert len(files) == 4
    for name, text in files:
        (house / name).parent.mkdir(exist_ok=True)
        (house / name).write_text(text)
    assert claim_lint.main([str(house / "claims")]) == 0, capsys.readouterr().out
    environment = {**os.environ, "PYTHONPATH": str(house), "JAX_PLATFORMS": "cpu"}
    command = [sys.executable, "-m", "tools.mutate"]
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)
    assert "4 mutants of 1 claims: 4 refuted, 0 alive" in done.stdout, done.stdout + done.stderr
    assert done.returncode == 0


def test_the_kernel_of_the_readme_is_judged(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [(name, module)] = re.findall(r"^`(\w+\.py)`\n\n```python\n(.*?)```", readme, re.DOTALL | re.MULTILINE)
    (tmp_path / name).write_text(module, encoding="utf-8")
    commands = r"^\.venv/bin/python (\w+\.py)\n\.venv/bin/pytest (.*--kernel.*)$"
    [(made, judged)] = re.findall(commands, readme, re.MULTILINE)
    subprocess.run([sys.executable, made], cwd=tmp_path, check=True)
    options = [str(ROOT / one) if one.startswith("claims/") else one for one in judged.split()]
    house = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-n", "0", "--scale", "smoke"]
    command = [sys.executable, "-m", "pytest", *options, *house, "--records", str(tmp_path / "records")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "learning curves of my_kernel:cauchy on points.npz" in done.stdout
    assert " 0 refuted" in done.stdout
