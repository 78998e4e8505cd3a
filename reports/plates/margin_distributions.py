"""Margin distributions: of kernel machines by threshold, of networks by quantile; with true labels and with others."""

from collections.abc import Iterator

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, Layer, curve, mark
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "margins.margin_distributions"
STUMPS = "margins.boosting_lifts_the_whole_margin_distribution"
NETWORKS = "margins.margin_distributions_of_networks"
KERNELS = {"linear": "linear", "quadratic": "quadratic kernel", "gaussian": "Gaussian kernel"}
MACHINES = {"true": "Kernel machines, true labels", "turned": "Every other label turned"}
BOOSTED = {"true": (3, "stumps, true labels"), "random": (4, "stumps, random labels")}
LABELS = {"true": (3, "network, true labels"), "random": (4, "network, random labels")}


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return panels of machines, stumps and networks, of which a run may have some; None where it has none."""
    machines, stumps, networks = claims.get(NAME), claims.get(STUMPS), claims.get(NETWORKS)
    shown = [] if machines is None else list(_machines(machines))
    boosted = [] if stumps is None else list(_boosted(stumps))
    trained = [] if networks is None else list(_networks(networks))
    claim = machines if shown else stumps if boosted else networks
    if claim is None or not shown + boosted + trained:
        return None
    kernels = [(colour, colour, True, words) for colour, words in enumerate(KERNELS.values())] if shown else []
    voters = [(colour, colour, True, words) for colour, words in BOOSTED.values()] if boosted else []
    labels = [(colour, colour, True, words) for colour, words in LABELS.values()] if trained else []
    return Plate(
        "margin-distributions",
        "Margin distributions",
        "Handwritten digits. For support vector machines that tell 3 from 8, the share of examples whose margin, over "
        "norm and radius, is at most t: it leaves zero at the largest margin that the kernel allows, much later and "
        "more gently with true labels. For boosted decision stumps on tumours, the same after 300 rounds, under a "
        "curve that it cannot cross. For ReLU networks that tell all ten, the deciles of the margins over the "
        "product of spectral norms: with true labels all of them are larger.",
        claim,
        shown + boosted + trained,
        swatches(kernels + voters + labels),
    )


def _machines(claim: Claim) -> Iterator[Panel]:
    for labels, title in MACHINES.items():
        wanted = {f"{kernel}, {labels} labels": kernel for kernel in KERNELS}
        layers = [_stairs(claim, case, wanted[case.series]) for case in _placed(claim) if case.series in wanted]
        if layers:
            said = f"Share of digits with a normalised margin of at most t: {title}"
            yield _panel(title, said, Chart(layers, "normalised margin t", "share of examples"), f"margins-{labels}")


def _boosted(claim: Claim) -> Iterator[Panel]:
    wanted = {f"{labels}, round 300": shown for labels, shown in BOOSTED.items()}
    layers = [curve(claim, case, *wanted[case.series]) for case in _placed(claim) if case.series in wanted]
    if layers:
        said = "Share of tumours with a normalised margin of at most t, and its bound, for boosted decision stumps"
        chart = Chart(layers, "normalised margin t", "share of examples")
        yield _panel("Boosted stumps, and a ceiling", said, chart, "margins-stumps")


def _networks(claim: Claim) -> Iterator[Panel]:
    for depth in (2, 3):
        wanted = {f"{depth} layers, {labels} labels": shown for labels, shown in LABELS.items()}
        layers = [curve(claim, case, *wanted[case.series]) for case in _placed(claim) if case.series in wanted]
        if layers:
            said = f"Deciles of the normalised margins of {depth}-layer ReLU networks with true and with random labels"
            chart = Chart(layers, "share of examples", "log₁₀ of the normalised margin")
            yield _panel(f"{depth}-layer ReLU networks", said, chart, f"margins-{depth}-layers")


def _placed(claim: Claim) -> list[Case]:
    return [case for case in claim.cases if case.placed]


def _stairs(claim: Claim, case: Case, kernel: str) -> Layer:
    """A staircase through theory, which is continuous from the right, and small marks on it."""
    colour, words = list(KERNELS).index(kernel), KERNELS[kernel]
    stairs: list[tuple[float, float]] = []
    for part in case.components:
        if part.at is not None and part.theory is not None:
            stairs += [(part.at, stairs[-1][1])] if stairs else []
            stairs.append((part.at, part.theory))
    marks = [mark(claim, case, part, part.at or 0.0, f"{words}, at {part.at or 0:g}") for part in case.components]
    return Layer(colour, line=stairs, marks=[one for one in marks if one is not None], shape=colour, size=2.2)


def _panel(title: str, said: str, chart: Chart, name: str) -> Panel:
    body, height = chart.draw(name)
    return Panel(title, picture(name, said, body, 350.0, height))
