"""Formulae that claims write in plain characters, such as lambda_i <= d^k, as a reader expects to see them.

``notation`` gives HTML with subscripts and superscripts; ``flat`` gives characters only, for drawings and titles.
"""

import re

from markupsafe import Markup, escape

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eps": "ε", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Phi": "Φ", "Theta": "Θ",
    "sum_": "∑_", "prod_": "∏_", "sqrt(": "√(",
}  # fmt: skip
NAMES = re.compile(
    r"(?<![A-Za-z`])(?:(sum_|prod_|sqrt\()|(" + "|".join(k for k in GREEK if k.isalpha()) + ")(?![A-Za-z]))"
)
FUNCTION = r"(?:(?:ln|log(?:10)?|arccos|tr)\b|[a-z]+\()"
SIGNS = (
    (
        re.compile(r"\b(?:1|(\d+(?:\.\d+)?))e([+-]?)0*(\d+)\b"),
        lambda m: (f"{m[1]}·" if m[1] else "") + f"10^{m[2].replace('+', '')}{m[3]}",
    ),
    (re.compile(r"<([^<>=]{1,30},[^<>=]{1,30})>"), r"⟨\1⟩"),
    (re.compile(r"<="), "≤"),
    (re.compile(r">="), "≥"),
    (re.compile(r"!="), "≠"),
    (re.compile(r"(?<=\s)->(?=\s)"), "→"),
    (re.compile(r"(?<=\s)-\+(?=\s)"), "∓"),
    (re.compile(r"(?<=\s)\+-(?=\s)"), "±"),
    (re.compile(rf"(?:(?<![A-Za-z]{{2}})|(?<=\bmid)) - (?=[^A-Za-z]|[A-Za-z]\d*\b|[A-Za-z]_|{FUNCTION})"), " − "),
    (re.compile(rf"(?<![^\s(=,{{\[])-(?=[\dα-ω∑√]|[A-Za-z]\b|{FUNCTION})"), "−"),
    (re.compile(r"(?<=\b[A-Za-z])-(?=\d+\b)"), "−"),
    (re.compile(r"(?<=\w) \. (?=\w)"), " · "),
    (re.compile(r"(?<=\d) x (?=\d)|(?<=[\w\]]) x (?=cond\b|ε)"), " × "),
    (re.compile(r"(?<![A-Za-z])([A-Za-zα-ω])'(?![a-z])"), "\\1′"),
)
SCRIPT = (
    r"(?<=[\w)\]|!′}∑∏⟩])(?P<mark>[_^])"
    r"(?:\{(?P<braces>[^{}]*)\}|\((?P<round>[^()]*)\)|(?P<bare>[-−]?(?:\d+|(?:max|min)(?![A-Za-z0-9])|[ijkl]{1,2}(?![A-Za-z0-9])|\+(?!\w)|[A-Za-zα-ω](?![A-Za-z0-9]))))"
)
LETTER = r"(?<![\w'’.^-])(?P<letter>[b-zB-HJ-Z](?!['’.]?[A-Za-z0-9])|[aAI](?=[_^])|[aAI](?=[ \u00a0][<>=≤≥≠+−/]))"
TOKEN = re.compile(f"{SCRIPT}|{LETTER}")
UNBROKEN = (  # spaces at which no line may end
    (re.compile(r"(?<=\d) (?=%)"), "\u00a0"),
    (re.compile(r"(?<![\w’])([A-Za-zα-ω]) ([=<>≤≥]) (?=[−\d])"), "\\1\u00a0\\2\u00a0"),
    (re.compile(r"\b(degree|depth|scale|variance|width) (?=\d)"), "\\1\u00a0"),
)
PROPER = {
    "relu": "ReLU", "gelu": "GELU", "ntk": "NTK", "nngp": "NNGP", "mnist": "MNIST", "gram": "Gram",
    "gaussian": "Gaussian", "laplace": "Laplace", "adaboost": "AdaBoost", "lipschitz": "Lipschitz", "radons": "Radon’s",
}  # fmt: skip
RAISED = str.maketrans("0123456789+-−()dijknT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ᵈⁱʲᵏⁿᵀ")
LOWERED = str.maketrans("0123456789+-−()aehijklmnoprstx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜₓ")


def symbols(text: str) -> str:
    """Return ``text`` with the names of Greek letters and the signs of ASCII replaced by their characters."""
    text = NAMES.sub(lambda match: GREEK[match[0]], text)
    for pattern, sign in SIGNS:
        text = pattern.sub(sign, text)
    return text


def notation(text: str) -> Markup:
    """Return ``text`` as HTML, escaped, with subscripts, superscripts and single letters in italics."""
    text = symbols(text)
    for pattern, joined in UNBROKEN:
        text = pattern.sub(joined, text)
    return _html(text)


def _html(text: str) -> Markup:
    parts, position = [], 0
    for match in TOKEN.finditer(text):
        parts.append(escape(text[position : match.start()]))
        if match["letter"]:
            parts.append(Markup("<i>{}</i>").format(match["letter"]))
        else:
            tag = "sub" if match["mark"] == "_" else "sup"
            parts.append(Markup("<{0}>{1}</{0}>").format(Markup(tag), _html(_content(match))))
        position = match.end()
    return Markup("").join([*parts, escape(text[position:])])


def proper(text: str) -> str:
    """Return ``text`` with proper names as people write them, for words that were parameters or names of tests."""
    return re.sub(r"\b(" + "|".join(PROPER) + r")\b", lambda match: PROPER[match[0]], text)


def flat(text: str) -> str:
    """Return ``text`` in characters alone; a script whose characters do not all exist stays as it was written."""
    return re.sub(SCRIPT, _raise, symbols(text))


def _raise(match: re.Match[str]) -> str:
    table, content = (LOWERED if match["mark"] == "_" else RAISED), _content(match)
    return content.translate(table) if all(ord(sign) in table for sign in content) else match[0]


def _content(match: re.Match[str]) -> str:
    return next(found for found in (match["braces"], match["round"], match["bare"]) if found is not None).replace(
        "-", "−"
    )
