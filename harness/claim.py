"""The vocabulary of a claim: what is said, by whom, in what form, and how the sentence fares.

A claim is data. It knows nothing of formulae, experiments or verdicts; those meet it in `verify`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class Kind(Enum):
    """What the claim says about the trials, and hence which evidence can decide it."""

    IDENTITY = "identity"
    """An equality that holds in every trial."""
    BOUND = "bound"
    """An inequality with explicit constants that holds in every trial."""
    LAW = "law"
    """Probabilities of events: a whole distribution, read at thresholds."""
    LIMIT = "limit"
    """The value of a mean or of a quantile."""
    RATE = "rate"
    """A predicted exponent or rate constant."""
    ORDER = "order"
    """A predicted sign or ordering."""

    @property
    def holds_in_every_trial(self) -> bool:
        return self in (Kind.IDENTITY, Kind.BOUND)


@dataclass(frozen=True)
class Source:
    """Where a sentence stands: a key of claims/references.bib and the section or slide title."""

    key: str
    where: str

    def __post_init__(self) -> None:
        if not self.key or not self.where:
            raise ValueError(f"a source needs a key and a place, got {self.key!r} and {self.where!r}")


@dataclass(frozen=True)
class Standing:
    """How the source's sentence fares; use one of the six subclasses."""

    text: str = ""

    @property
    def name(self) -> str:
        return type(self).__name__

    def __post_init__(self) -> None:
        if type(self) not in (Standing, AsPrinted) and not self.text.strip():
            raise ValueError(f"{self.name} needs a text that says what it means here")


class AsPrinted(Standing):
    """True as the source prints it."""


class UnderConvention(Standing):
    """True once a condition is added that the source leaves out."""


class Corrected(Standing):
    """False as printed; the text is the correction, and the printed form is a counterclaim."""


class Heuristic(Standing):
    """An approximation: its model error is measured and bounded."""


class Empirical(Standing):
    """No theorem is claimed: an effect size."""


class OutOfReach(Standing):
    """Not testable here; listed, never counted as verified."""


@dataclass(frozen=True)
class Axes:
    """Labels and scales of the claim's figure."""

    x: str
    y: str
    xscale: Literal["linear", "log"] = "linear"
    yscale: Literal["linear", "log"] = "linear"

    def __post_init__(self) -> None:
        for scale in (self.xscale, self.yscale):
            if scale not in ("linear", "log"):
                raise ValueError(f"an axis is linear or log, got {scale!r}")


@dataclass(frozen=True)
class Claim:
    """One statement of one source.

    `name` is `chapter.conclusion`; `statement` is the docstring of the claim's module, whose first line is the
    title and which holds one paragraph that begins `Statement.` and one that begins `Reason.`
    """

    name: str
    statement: str | None
    kind: Kind
    tex: str
    source: Source
    standing: Standing
    axes: Axes | None = None
    title: str = field(init=False)
    says: str = field(init=False)
    reason: str = field(init=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"a claim's name is chapter.conclusion in lower case, got {self.name!r}")
        if not isinstance(self.kind, Kind):
            raise ValueError(f"{self.name}: kind must be a Kind, got {self.kind!r}")
        if type(self.standing) is Standing or not isinstance(self.standing, Standing):
            raise ValueError(f"{self.name}: standing must be one of the six standings, got {self.standing!r}")
        title, says, reason = parse_statement(self.name, self.statement)
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "says", says)
        object.__setattr__(self, "reason", reason)

    @property
    def chapter(self) -> str:
        return self.name.partition(".")[0]


def parse_statement(name: str, docstring: str | None) -> tuple[str, str, str]:
    """Split a claim module's docstring into title, statement and reason.

    Raises ValueError where one of the three is missing.
    """
    lines = (docstring or "").strip().splitlines()
    body = "\n".join(line.strip() for line in lines[1:])
    head, has_statement, rest = body.partition("Statement.")
    says, has_reason, reason = rest.partition("Reason.")
    if not lines or not has_statement or not has_reason or head.strip():
        raise ValueError(f"{name}: the module docstring needs a title line, then 'Statement.', then 'Reason.'")
    return lines[0].strip().rstrip("."), _flow(says), _flow(reason)


def _flow(text: str) -> str:
    """Join the lines of each paragraph; keep blank lines between paragraphs."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)
