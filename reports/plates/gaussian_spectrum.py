"""Spectra of Gram matrices at Gaussian points: eigenvalues by their rank, on the steps of the kernel's eigenspaces."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from reports.case import Case, Component
from reports.model import Claim
from reports.plates.chart import Chart, Layer, mark
from reports.plates.plate import Panel, Plate, picture, swatches
from reports.svg import Point

NAME = "spectra.gaussian_inputs_have_radial_eigenfunctions"
STEPS = "steps_of_gram_spectra"
DEGREES = ("the constant", "linear functions", "degree two")
RADIAL = (3, "a function of the norm alone")


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each kernel, that with the largest bias first; None where no Gram spectrum was judged."""
    claim = claims.get(NAME)
    cases = [] if claim is None else [one for one in claim.cases if _wanted(one)]
    if claim is None or not cases:
        return None
    panels = []
    for number, case in enumerate(sorted(cases, key=lambda one: -float(one.parameters["bias"]))):
        bias = float(case.parameters["bias"])
        title = f"bias variance {bias:g}" if bias else "no bias"
        body, height = Chart(list(_layers(claim, case)), "rank", "eigenvalue", log_y=True).draw(f"gaussian-{number}")
        said = f"Eigenvalues of Gram matrices at Gaussian points by rank, {title}: marks beside the steps of the theory"
        panels.append(Panel(title, picture(f"gaussian-{number}", said, body, 350.0, height)))
    names = [*enumerate(DEGREES), RADIAL]
    return Plate(
        "gaussian-spectrum",
        "The step that a norm adds",
        "The tangent kernel of ReLU networks at Gaussian points of ten dimensions. Lines are its eigenvalues, as wide "
        "as their eigenspaces; marks are the eigenvalues of Gram matrices, which so few points spread about them. With "
        "a bias a function of the norm alone stands between degrees one and two, at rank twelve. The theorem that "
        "counts eigenspaces by degree has no place for it, and on a sphere there is none.",
        claim,
        panels,
        swatches([(colour, colour, True, words) for colour, words in names]),
    )


def _wanted(case: Case) -> bool:
    judged = bool(case.components) and all(None not in (part.at, part.theory) for part in case.components)
    return judged and case.test.endswith(STEPS) and "bias" in case.parameters


def _layers(claim: Claim, case: Case) -> Iterator[Layer]:
    """A layer for each eigenspace: one of dimension one below the first is radial, the others go by degree."""
    degree = 0
    for number, (_, members) in enumerate(groupby(case.components, key=lambda part: part.theory)):
        parts = [_raised(part) for part in members]
        radial = len(parts) == 1 and number > 0
        colour = RADIAL[0] if radial else min(degree, len(DEGREES) - 1)
        words = RADIAL[1] if radial else DEGREES[colour]
        degree += not radial
        first, last, height = parts[0].at or 0.0, parts[-1].at or 0.0, parts[0].theory or 0.0
        line: list[Point] = [(first - 0.5, height), (last + 0.5, height)]
        marks = [mark(claim, case, part, part.at or 0.0, f"{words}, rank {part.at:g}") for part in parts]
        size = 4.0 if len(parts) == 1 else 2.4
        yield Layer(colour, line=line, marks=[one for one in marks if one], shape=colour, size=size)


def _raised(part: Component) -> Component:
    """An eigenvalue, of which its decimal logarithm was judged."""
    values = (part.theory, part.estimate, part.lower, part.upper)
    theory, estimate, lower, upper = (None if value is None else 10.0**value for value in values)
    return replace(part, theory=theory, estimate=estimate, lower=lower, upper=upper, exact="")
