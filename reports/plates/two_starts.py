"""The first layer trained from vanishing and from large weights: bias and variance by dimension, and who wins.

The lines break at d = n, but for those of large weights: the others have a pole there, or come down to zero.
"""

from collections.abc import Iterator

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, Layer
from reports.plates.plate import Panel, Plate, picture, swatches
from reports.plates.sides import sides

NAME = "two_layer.larger_initialization_trades_bias_for_variance"
STARTS = {"vanishing weights, sigmoid": (0, "from vanishing weights"), "large weights, sigmoid": (1, "from large ones")}
PARTS = {"bias": "bias", "variance": "variance"}
NOISE = {"break-even noise, sigmoid": (2, "break-even, sigmoid"), "break-even noise, tanh": (3, "break-even, tanh")}


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return panels of bias, variance and break-even noise; None where the claim was not judged."""
    claim = claims.get(NAME)
    panels = [] if claim is None else list(_panels(claim))
    if claim is None or not panels:
        return None
    legend = [(colour, colour, True, words) for colour, words in [*STARTS.values(), *NOISE.values()]]
    return Plate(
        "two-starts",
        "Where training starts decides what is learned",
        "Networks whose first layer alone is trained, whatever their width, by the number of inputs per sample. "
        "Started from vanishing weights they are minimum-norm regression, which peaks at d = n; started from large "
        "ones, ridge regression with a ridge that the activation sets: more bias, less variance, and no peak. The "
        "last panel has the noise, relative to the signal, up to which vanishing weights have the smaller risk.",
        claim,
        panels,
        swatches(legend),
    )


def _panels(claim: Claim) -> Iterator[Panel]:
    cases = {case.series: case for case in claim.cases if case.placed}
    for part in PARTS:
        series = {f"{part}, {start}": style for start, style in STARTS.items()}
        yield from _panel(claim, cases, series, part.capitalize(), part, log=part == "variance")
    yield from _panel(claim, cases, NOISE, "Break-even", "noise / signal", log=False)


def _panel(
    claim: Claim, cases: dict[str | None, Case], series: dict[str, tuple[int, str]], title: str, y: str, *, log: bool
) -> Iterator[Panel]:
    layers: list[Layer] = []
    for name, (colour, words) in series.items():
        if name in cases:
            layers += sides(claim, cases[name], colour, words, through=name.endswith("large weights, sigmoid"))
    if layers:
        name = f"two-starts-{title.lower()}"
        body, height = Chart(layers, "d / n", y, log_y=log).draw(name)
        yield Panel(title, picture(name, f"{title} of trained first layers against d / n", body, 350.0, height))
