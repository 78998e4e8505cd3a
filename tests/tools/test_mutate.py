"""The planter of errors on trial, on a small claim with one mutant that dies and one that lives."""

import dataclasses
import os
import subprocess
import sys
from collections import namedtuple
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import flint
import mpmath
import numpy as np
import pytest
import sympy

from tools import mutate
from tools.mutants.mutant import Harmless, Mutant
from tools.mutants.replay import Outcome
from tools.mutants.scaling import scaled

CLAIM_TEXT = '''\
"""A sum of ones.

Statement.  The sum of n ones is n.
Reason.  Counting.
"""
from empirics import toy as measured
from harness import AsPrinted, Claim, Exactly, Kind, Source
from theory import toy as exact

CLAIM = Claim(
    name="spectra.ones_sum_to_n", statement=__doc__, kind=Kind.IDENTITY, tex="n",
    source=Source("simon2021post", where="nowhere"), standing=AsPrinted(),
)

def test_ones_sum_to_n(lab, verify):
    n = exact.rounded(3.2)
    verify(
        CLAIM, theory=exact.Sum(exact.total(n)).value, evidence=lab.run(measured.total, trials=64, n=n)["total"],
        tolerance=Exactly(because="integers"), counterclaims={"one more": n + 1, "twice": 2 * n},
    )
'''
THEORY = """\
import functools

def total(n): return cached(n)

@functools.cache
def cached(n): return n

def rounded(x): return int(x + 0.01 * offset())

def offset(): return 1.0

class Sum:
    def __init__(self, value): self._value = value
    @property
    def value(self): return self._value
"""
EXPERIMENT = """\
import numpy as np
from empirics.lab import trial

@trial(batch=32, host=True)
def total(rng, *, n): return {"total": np.ones(n).sum()}
"""
MUTANTS = """\
from tools.mutants.mutant import Harmless, Mutant
C = "spectra.ones_sum_to_n"
MUTANTS = [
    Mutant(C, "theory.toy", "total", "one less", lambda f: lambda n: f(n) - 1),
    Mutant(C, "theory.toy", "cached", "one more, behind a cache", lambda f: lambda n: f(n) + 1),
    Mutant(C, "theory.toy", "Sum.value", "a property, negated", lambda f: lambda self: -f(self)),
    {extra}
]
HARMLESS = [Harmless(C, "theory.toy", "rounded", "rounded to an integer")]
"""
LIVES = 'Mutant(C, "theory.toy", "offset", "one more", lambda f: lambda: f() + 1),'


def run_mutate(house: Path, extra: str) -> subprocess.CompletedProcess[str]:
    (house / "claims" / "spectra").mkdir()
    (house / "claims" / "spectra" / "test_ones_sum_to_n.py").write_text(CLAIM_TEXT)
    (house / "theory" / "toy.py").write_text(THEORY)
    (house / "empirics" / "toy.py").write_text(EXPERIMENT)
    (house / "tools" / "mutants" / "spectra_ones_sum_to_n.py").write_text(MUTANTS.replace("{extra}", extra))
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(house)}
    command = [sys.executable, "-m", "tools.mutate", "--write", "table.md"]
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)


def test_wrong_theories_are_refuted(house):
    done = run_mutate(house, "")
    assert done.returncode == 0, done.stdout + done.stderr
    for row in (
        "| `theory.toy.total` | one less | REFUTED |",
        "| `theory.toy.cached` | one more, behind a cache | REFUTED |",
        "| `theory.toy.Sum.value` | a property, negated | REFUTED |",
        "| `theory.toy.Sum.value` | result times 1.01 | REFUTED |",
        "| `theory.toy.total` | result times 1.01 | REFUTED |",
        "| `theory.toy.rounded` | result times 1.01 | HARMLESS (rounded to an integer) |",
    ):
        assert row in done.stdout
        assert row in (house / "table.md").read_text()
    assert "6 mutants of 1 claims: 5 refuted, 0 alive" in done.stdout


def test_a_survivor_and_too_short_a_list_fail_the_run(house):
    done = run_mutate(house, f"][:1] + [{LIVES}")
    assert done.returncode == 1
    assert "| `theory.toy.offset` | one more | **SURVIVED** (1 VERIFIED) |" in done.stdout
    assert "spectra.ones_sum_to_n has fewer than 3 listed mutants" in done.stdout


def test_a_claim_that_is_not_verified_itself_is_no_test_of_mutants(house):
    (house / "claims" / "spectra").mkdir()
    (house / "claims" / "spectra" / "test_broken.py").write_text("raise RuntimeError('no claim')\n")
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(house)}
    command = [sys.executable, "-m", "tools.mutate"]
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "**BROKEN**" in done.stdout
    assert "no claim" in done.stdout


def outcome(fate: str, generic: bool = False) -> Outcome:
    return Outcome("a.b", "theory.x.f", "wrong", fate, "", generic)


def test_who_lives():
    assert not mutate.lives(outcome("REFUTED"))
    assert mutate.lives(outcome("SURVIVED"))
    assert mutate.lives(outcome("RAISED"))
    assert not mutate.lives(outcome("RAISED", generic=True))
    assert mutate.lives(outcome("BROKEN"))


def test_an_error_that_one_claim_cannot_see_must_be_refuted_by_another():
    blind = Outcome("a.b", "theory.x.f", "wrong", "COVERED", "too coarse; see c.d", True, by="c.d")
    seen = Outcome("c.d", "theory.x.f", "wrong", "REFUTED", "", True)
    assert not mutate.lives(blind)
    assert mutate.uncovered([blind, seen], ["a.b", "c.d"]) == [blind, seen]
    for other in (replace(seen, fate="SURVIVED"), replace(seen, target="theory.x.g"), replace(seen, generic=False)):
        alone, _ = mutate.uncovered([blind, other], ["a.b", "c.d"])
        assert (alone.fate, alone.detail) == ("SURVIVED", "c.d does not refute it")
        assert mutate.lives(alone)
    assert mutate.uncovered([blind], ["a.b"]) == [blind]  # c.d has not been asked


Point = namedtuple("Point", "x y")


@dataclasses.dataclass(frozen=True)
class Curve:
    n: int
    risk: float


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (100, 101),
        (2.0, 2.02),
        (Fraction(1, 3), Fraction(101, 300)),
        (True, True),
        ("text", "text"),
        (None, None),
        ([1.0, (2.0,)], [1.01, (2.02,)]),
        ({"a": 1.0}, {"a": 1.01}),
        (Point(1.0, 2.0), Point(1.01, 2.02)),
        (Curve(5, 2.0), Curve(5, 2.02)),
        (sympy.sqrt(2), sympy.Rational(101, 100) * sympy.sqrt(2)),
        (mpmath.mpf(100), mpmath.mpf(101)),
        (flint.fmpz(3), flint.fmpq(303, 100)),
        (flint.fmpq(2, 3), flint.fmpq(101, 150)),
    ],
    ids=str,
)
def test_one_per_cent_of_anything(value, wanted):
    assert scaled(value) == wanted


def test_one_per_cent_of_arrays_balls_and_functions():
    assert np.array_equal(scaled(np.array([1, 2])), [1.01, 2.02])
    assert scaled(np.array([Fraction(1, 2)], dtype=object))[0] == Fraction(101, 200)
    assert scaled(np.array([True]))[0]
    assert scaled(flint.arb(100)).contains(101)
    assert scaled(lambda x: x)(2.0) == 2.02


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Mutant("spectra", "theory.x", "f", "wrong", scaled),
        lambda: Mutant("a.b", "empirics.x", "f", "wrong", scaled),
        lambda: Mutant("a.b", "theory.x", "f", " ", scaled),
        lambda: Harmless("a.b", "theory.x", "f", ""),
    ],
)
def test_a_mutant_says_what_it_is(wrong):
    with pytest.raises(ValueError, match=r"mutant|harmless"):
        wrong()
