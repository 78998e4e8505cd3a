"""Regression on digits: what linearised networks lose, by their width."""

from collections.abc import Iterator

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, curve
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "kernels.linearized_nets_lag_the_exact_kernel"
IMAGES = {"digits": "8 × 8 digits", "mnist": "MNIST"}


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return a panel for each depth, a curve for each set of images; None where the claim was not judged."""
    claim = claims.get(NAME)
    cases = [] if claim is None else list(_curves(claim))
    if claim is None or not cases:
        return None
    panels = []
    for depth in sorted({int(case.parameters["depth"]) for case in cases}):
        chosen = [case for case in cases if case.parameters["depth"] == depth]
        names = [str(case.parameters["images"]) for case in chosen]
        layers = [
            curve(claim, case, list(IMAGES).index(name), IMAGES[name]) for case, name in zip(chosen, names, strict=True)
        ]
        body, height = Chart(layers, "width", "points of accuracy", log_x=True, zero=True).draw(f"images-{depth}")
        title = f"{depth} hidden layer" + ("s" if depth > 1 else "")
        said = f"Accuracy of linearised networks less that of the exact kernel against their width, {title}"
        panels.append(Panel(title, picture(f"images-{depth}", said, body, 350.0, height)))
    return Plate(
        "images",
        "What linearised networks lose on images",
        "Accuracy on test images of regression with the tangent kernel of one random network, less that of the exact "
        "kernel, after 100 training images. The loss depends on width and depth; it is the variance of the predictions "
        "over random networks.",
        claim,
        panels,
        swatches([(colour, colour, True, words) for colour, words in enumerate(IMAGES.values())]),
    )


def _curves(claim: Claim) -> Iterator[Case]:
    for case in claim.cases:
        known = case.parameters.get("images") in IMAGES and "depth" in case.parameters
        if known and any(part.at is not None for part in case.components):
            yield case
