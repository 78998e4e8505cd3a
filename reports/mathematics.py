"""Words and formulae as HTML: LaTeX becomes MathML when the page is built, so the page needs no script to show it."""

import re
from functools import cache

from markupsafe import Markup
from math_core import LatexError, LatexToMathML

from reports.notation import flat, notation

INLINE = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$|`([^`]+)`", re.DOTALL)


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(annotation=True, fancy_error=False, id_prefix="m-")


@cache
def typeset(latex: str, *, display: bool = False) -> Markup:
    """Return MathML for ``latex``; raise ValueError with the parser's message where it cannot be read."""
    try:
        return Markup(_converter().convert_with_local_state(latex, displaystyle=display))
    except LatexError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise ValueError(f"the formula {latex} cannot be typeset: {reason}") from None


def prose(text: str) -> Markup:
    """Return ``text`` as HTML: escaped, with ``$...$`` typeset, backticks set as code and other formulae in italics."""
    parts, position = [], 0
    for match in INLINE.finditer(text):
        parts.append(notation(text[position : match.start()]))
        if match[3] is not None:
            parts.append(Markup("<code>{}</code>").format(match[3]))
        else:
            parts.append(typeset(match[1] or match[2], display=bool(match[1])))
        position = match.end()
    parts.append(notation(text[position:]))
    return Markup("").join(parts)


def paragraphs(text: str) -> Markup:
    """Return ``text`` as paragraphs, which a blank line separates."""
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text.strip())]
    return Markup("\n").join(Markup("<p>{}</p>").format(prose(block)) for block in blocks if block)


def unlabelled(text: str) -> str:
    """Return the text of a printed form without the words that only say that it is one."""
    return re.sub(r"^\s*(the source prints|as printed)[:,]?\s*", "", text, flags=re.IGNORECASE)


def plain(text: str) -> str:
    """Return ``text`` without the marks of inline mathematics, for places where only characters can stand."""
    return " ".join(flat(text).replace("$", "").replace("`", "").replace("\\", "").split())
