"""The sources: a reader for the plain BibTeX of ``claims/references.bib``.

It reads what that file needs (braced or quoted values, nested braces, a few accents) and refuses the rest by name.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

REFERENCES = Path(__file__).parent.parent / "claims" / "references.bib"
ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "c": "\u0327", "v": "\u030c"}


@dataclass(frozen=True)
class Reference:
    """One entry: its key and its fields as plain text."""

    key: str
    fields: dict[str, str]

    @property
    def authors(self) -> list[str]:
        """Family names, in order."""
        people = re.split(r"\s+and\s+", self.fields.get("author", ""))
        return [(one.split(",")[0] if "," in one else one.rsplit(" ", 1)[-1]).strip() for one in people if one.strip()]

    @property
    def short(self) -> str:
        """Author and year, as a table cites it."""
        names = self.authors
        who = names[0] if names else self.key
        if len(names) == 2:
            who = f"{names[0]} & {names[1]}"
        elif len(names) > 2:
            who = f"{names[0]} et al."
        return f"{who} {self.fields['year']}" if "year" in self.fields else who

    @property
    def full(self) -> str:
        """Everything but the title, as a bibliography prints it."""
        people = [
            " ".join(reversed([part.strip() for part in one.split(",", 1)]))
            for one in re.split(r"\s+and\s+", self.fields.get("author", ""))
            if one
        ]
        parts = [
            ", ".join(people),
            self.fields.get("howpublished") or self.fields.get("journal") or "",
            self.fields.get("year", ""),
        ]
        return ". ".join(part for part in parts if part) + "."


def plain(text: str) -> str:
    """Turn a BibTeX value into plain text: accents composed, braces dropped, quotation marks set."""
    text = re.sub(
        r"\{?\\(['`\"^~cv])\s*\{?(\w)\}?\}?", lambda m: unicodedata.normalize("NFC", m[2] + ACCENTS[m[1]]), text
    )
    text = text.replace("``", "“").replace("''", "”").replace("--", "–").replace(r"\&", "&").replace("~", "\u00a0")
    return " ".join(text.replace("{", "").replace("}", "").split())


def _value(text: str, start: int) -> tuple[str, int]:
    """Read one value that begins at ``start``; return it and the position after it."""
    if text[start] == "{":
        depth = 0
        for position in range(start, len(text)):
            depth += {"{": 1, "}": -1}.get(text[position], 0)
            if depth == 0:
                return text[start + 1 : position], position + 1
        raise ValueError("a brace is never closed")
    if text[start] == '"':
        end = text.index('"', start + 1)
        return text[start + 1 : end], end + 1
    word = re.compile(r"[\w-]+").match(text, start)
    if not word:
        raise ValueError(f"a value was expected before {text[start : start + 20]!r}")
    return word[0], word.end()


def parse(text: str) -> dict[str, Reference]:
    """Return the entries of a BibTeX file by key."""
    text = re.sub(r"^\s*%.*$", "", text, flags=re.MULTILINE)
    found: dict[str, Reference] = {}
    for entry in re.finditer(r"@(\w+)\s*\{\s*([^,\s]+)\s*,", text):
        fields, position = {}, entry.end()
        pattern = re.compile(r"\s*(\w+)\s*=\s*")
        while match := pattern.match(text, position):
            try:
                value, position = _value(text, match.end())
            except (ValueError, IndexError) as error:
                raise ValueError(f"the entry {entry[2]} cannot be read at field {match[1]}: {error}.") from None
            fields[match[1].lower()] = plain(value)
            position = re.compile(r"\s*,?").match(text, position).end()  # type: ignore[union-attr]
        if entry[2] in found:
            raise ValueError(f"the key {entry[2]} stands twice in the bibliography.")
        found[entry[2]] = Reference(entry[2], fields)
    return found


def references(path: Path = REFERENCES) -> dict[str, Reference]:
    """Return the project's bibliography, or nothing where there is none."""
    return parse(path.read_text(encoding="utf-8")) if path.exists() else {}


def cite(key: str, known: dict[str, Reference]) -> Reference:
    """Return the entry of ``key``; a key without an entry stands for itself."""
    return known.get(key) or Reference(key, {})
