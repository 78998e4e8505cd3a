"""The claim lint on trial: a module in order passes; each rule broken once is named with file and line."""

from pathlib import Path

import pytest

from tools import claim_lint

GOOD = '''\
"""A sum is conserved.

Statement.  The sum is n.
Reason.  A trace.
"""

import pytest

from empirics import sums as measured
from harness import AsPrinted, Claim, Kind, Roundoff, Source
from theory import sums as exact

CLAIM = Claim(
    name="chapter.sum_is_conserved",
    statement=__doc__,
    kind=Kind.IDENTITY,
    tex=r"s = n",
    source=Source("someone2020", where="Section 2"),
    standing=AsPrinted(),
)


@pytest.mark.parametrize("n", [1, 5])
def test_sum_is_conserved(lab, verify, n):
    theory = exact.total(n)
    evidence = lab.run(measured.total, n=n)
    tolerance = Roundoff(operations=n, condition=evidence.worst("condition"), because="a sum of n terms")
    verify(CLAIM, theory=theory, evidence=evidence["total"], tolerance=tolerance, counterclaims={
        "one less": n - 1,
        "twice": 2 * n,
    })
'''
DICT = '{\n        "one less": n - 1,\n        "twice": 2 * n,\n    }'
TOLERANCE = (
    '    tolerance = Roundoff(operations=n, condition=evidence.worst("condition"), because="a sum of n terms")\n'
)


@pytest.fixture
def lint(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Write a claim module, run the lint as a command, return its exit status and its findings."""

    def run(text: str, stem: str = "test_sum_is_conserved", bib: str = "@misc{someone2020,\n  title={T}}\n"):
        folder = tmp_path / "claims" / "chapter"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{stem}.py").write_text(text)
        (folder.parent / "references.bib").write_text(bib)
        status = claim_lint.main([str(folder.parent)])
        return status, capsys.readouterr().out.splitlines()[:-1]

    return run


def replaced(*pairs: tuple[str, str]) -> str:
    text = GOOD
    for old, new in pairs:
        assert old in text, f"the template has no {old!r}"
        text = text.replace(old, new)
    return text


def test_a_claim_in_order_passes(lint):
    assert lint(GOOD) == (0, [])


VERIFY = GOOD[GOOD.index("    verify(CLAIM") :]

BROKEN = [
    ("docstring", 1, "title", replaced(("A sum is conserved.\n\n", ""))),
    ("docstring", 1, '"Statement."', replaced(("Statement.  The sum is n.", "The sum is n."))),
    ("docstring", 1, '"Reason."', replaced(("Reason.  A trace.", "Reason."))),
    ("claim", 1, "not 0", replaced(("CLAIM = Claim(", "CLAIM = dict("))),
    ("names", 13, "chapter.sum_is_conserved", replaced(("chapter.sum_is_conserved", "other.sum_is_conserved"))),
    ("names", 24, "not test_the_sum", replaced(("def test_sum_is_conserved(", "def test_the_sum("))),
    ("source", 18, '"nobody"', replaced(("someone2020", "nobody"))),
    ("source", 18, "where", replaced(('where="Section 2"', 'where=""'))),
    ("source", 13, "where it comes from", replaced(('source=Source("someone2020", where="Section 2"),\n', "\n"))),
    ("kind", 13, "Kind.IDENTITY", replaced(("    kind=Kind.IDENTITY,\n", "    kind='identity',\n"))),
    ("formulae", 13, "cannot be typeset", replaced((r's = n"', r's = \quadn"'))),
    ("formulae", 1, "cannot be typeset", replaced(("The sum is n.", r"The sum is $\\summ$."))),
    ("standing", 13, "UnderConvention", replaced(("    standing=AsPrinted(),\n", ""))),
    ("verify", 24, "not 0 times", replaced((VERIFY, "    assert tolerance\n"))),
    ("verify", 24, "not 2 times", GOOD + VERIFY),
    (
        "verify",
        24,
        "in a loop",
        replaced((VERIFY, "    for _ in range(2):\n    " + VERIFY.replace("\n", "\n    ") + "\n")),
    ),
    ("verify", 28, "tolerance= by name", replaced(("tolerance=tolerance, ", ""))),
    ("verify", 1, "at least one test", GOOD[: GOOD.index("@pytest")]),
    ("counterclaims", 28, "not 1", replaced(('        "twice": 2 * n,\n', ""))),
    ("counterclaims", 28, "not 0", replaced((f", counterclaims={DICT}", ""))),
    ("counterclaims", 28, "dict display", replaced((DICT, "dict(wrong(n))"))),
    (
        "imports",
        11,
        "import the module",
        replaced(("from theory import sums as exact", "from theory.sums import total")),
    ),
    ("length", 121, "not 131", GOOD + "#\n" * 100),
]


@pytest.mark.parametrize(("rule", "line", "words", "text"), BROKEN, ids=[f"{b[0]}-{b[2]}" for b in BROKEN])
def test_each_rule_names_file_line_and_what_is_wanted(lint, rule, line, words, text):
    status, findings = lint(text)
    assert status == 1
    named = [f for f in findings if f"test_sum_is_conserved.py:{line}: [{rule}]" in f]
    assert any(words in finding for finding in named), findings


def test_the_file_name_is_the_conclusion(lint):
    status, findings = lint(GOOD, stem="test_conservation_1")
    assert status == 1
    assert {f.split("[")[1].split("]")[0] for f in findings} == {"names"}


def test_a_qualified_test_name_is_fine(lint):
    assert lint(replaced(("def test_sum_is_conserved(", "def test_sum_is_conserved_with_ridge(")))[0] == 0


LEAKS = {
    "directly": "    tolerance = Roundoff(operations=theory, because='r')\n",
    "through a name": "    size = abs(theory)\n    tolerance = Roundoff(operations=size, because='r')\n",
    "through two names": "    a = [theory]\n    b = max(a)\n    tolerance = Resolution(b, because='r')\n",
    "by asking theory again": "    tolerance = Resolution(0.01 * exact.total(n), because='r')\n",
    "through unpacking": "    a, b = theory, 1\n    tolerance = Resolution(b, because='r')\n",
    "through a list": "    a = []\n    a.append(theory)\n    tolerance = Resolution(a[0], because='r')\n",
    "through an item": "    a = {}\n    a['x'] = theory\n    tolerance = Resolution(a['x'], because='r')\n",
    "through a loop": "    for a in theory:\n        b = a\n    tolerance = Resolution(b, because='r')\n",
    "through a comprehension": "    tolerance = Resolution(max(a for a in theory), because='r')\n",
    "through a walrus": "    (a := theory)\n    tolerance = Resolution(a, because='r')\n",
    "through a sum": "    a = 0\n    a += theory\n    tolerance = Resolution(a, because='r')\n",
    "through an inner function": "    def a():\n        return theory\n    tolerance = Resolution(a(), because='r')\n",
    "through a helper": "    tolerance = Resolution(helper(n), because='r')\n",
    "through a table": "    tolerance = Resolution(TABLE[n], because='r')\n",
    "through a helper of a helper": "    tolerance = Resolution(outer(n), because='r')\n",
}
HELPERS = (
    "CLAIM = ",
    "TABLE = {1: exact.total(1)}\n\n\ndef helper(n):\n    return exact.total(n)\n\n\n"
    "def outer(n):\n    return helper(n)\n\n\nCLAIM = ",
)


@pytest.mark.parametrize("how", LEAKS)
def test_a_tolerance_that_reads_theory_is_found(lint, how):
    status, findings = lint(replaced(HELPERS, (TOLERANCE, LEAKS[how])))
    assert status == 1
    assert ["[tolerance]" in finding for finding in findings] == [True]


def test_a_parameter_that_theory_computed_is_found(lint):
    text = replaced(('@pytest.mark.parametrize("n", [1, 5])', '@pytest.mark.parametrize("n", [exact.total(1)])'))
    assert "[tolerance]" in lint(text)[1][0]


@pytest.mark.parametrize(
    "clean",
    [
        "    tolerance = Resolution(0.01 / len(theory), because='r')\n",
        "    tolerance = Resolution(1 / theory.size, because='r')\n",
        "    tolerance = Resolution(margin(n), because='r')\n",
        "    scale = n**2\n    tolerance = Roundoff(operations=scale, because='r') + ModelError(1 / n, because='r')\n",
    ],
)
def test_sizes_and_plain_helpers_are_no_leak(lint, clean):
    helper = ("CLAIM = ", "def margin(n):\n    return 1 / n\n\n\nCLAIM = ")
    assert lint(replaced(helper, (TOLERANCE, clean))) == (0, [])


WRONG = 'WRONG = {"one less": 1, "twice": 2}\n'
COUNTED = {
    "a dict of the module": (WRONG + "\nCLAIM = ", "WRONG"),
    "a dict of the test": ("CLAIM = ", "wrong"),
    "a spread": (WRONG + "\nCLAIM = ", "{**WRONG}"),
    "a union": (WRONG + "\nCLAIM = ", 'WRONG | {"more": 3}'),
    "a helper": ("def wrong_variants(n):\n    return {'a': n, 'b': 2}\n\n\nCLAIM = ", "wrong_variants(n)"),
    "a choice": (WRONG + "\nCLAIM = ", 'WRONG if n else {"x": 1, "y": 2}'),
}


@pytest.mark.parametrize("how", COUNTED)
def test_counterclaims_are_counted_through(lint, how):
    head, expression = COUNTED[how]
    pairs = [("CLAIM = ", head), (DICT, expression)]
    if how == "a dict of the test":
        pairs.append(("    verify(", '    wrong = {"one less": n - 1, "twice": 2 * n}\n    verify('))
    assert lint(replaced(*pairs)) == (0, [])


def test_every_claim_of_the_repository_is_in_order(capsys: pytest.CaptureFixture[str]):
    root = Path(__file__).parents[2]
    status = claim_lint.main([str(root / "claims")])
    assert status == 0, capsys.readouterr().out
