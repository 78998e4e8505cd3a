"""Deep linear networks on their way to zero risk: the norms of layers, and what each lacks to rank one and alignment.

The abscissa is -log10 of the risk, which is no float. Norms are those of the start for which theory is attained.
"""

from collections.abc import Iterator

from reports.case import Case
from reports.model import Claim
from reports.plates.chart import Chart, Layer, curve, mark
from reports.plates.plate import Panel, Plate, picture, swatches

NAME = "deep_linear.layers_become_rank_one_and_align"
NORMS = "deep_linear.norms_of_all_layers_grow_together"
MARGINS = "deep_linear.end_to_end_map_tends_to_max_margin"
DEPTHS = (2, 3, 4)
SHOWN = 3
"""Number of layers whose norms are drawn one by one."""
PANELS = {"excess_rank": ("Rank one", "log₁₀ (|W₁|² / s₁² − 1)"), "misalignment": ("Alignment", "log₁₀ sin² (u₁, v₂)")}
RISK = "−log₁₀ of the risk"


def plate(claims: dict[str, Claim]) -> Plate | None:
    """Return panels of norms, ranks, alignments and margins; None where the ranks were not judged."""
    claim = claims.get(NAME)
    defects = [] if claim is None else list(_defects(claim))
    if claim is None or not defects:
        return None
    panels = [*_norms(claims.get(NORMS)), *defects, *_margins(claims.get(MARGINS))]
    depths = [(colour, colour, True, f"{depth} layers, or layer {colour + 1}") for colour, depth in enumerate(DEPTHS)]
    return Plate(
        "deep-linear",
        "What the layers of a deep linear network do",
        "Gradient flow on the logistic risk of separable data. First the squared norms of three layers against the "
        "risk: they run together, here from a start for which theory is attained. Then what the first layer lacks to "
        "rank one, and to alignment with the second: observed below bounds that are read off the start and the risk "
        "alone. Last the margin of the whole map, which tends to the largest one alike for every depth.",
        claim,
        panels,
        swatches(depths),
    )


def _norms(claim: Claim | None) -> Iterator[Panel]:
    for case in [] if claim is None else claim.cases:
        count, rest = divmod(len(case.components), SHOWN)
        if claim is not None and case.series == f"log10, {SHOWN} layers" and case.placed and rest == 0:
            layers = []
            for k in range(SHOWN):
                parts = case.components[k * count : (k + 1) * count]
                line = [(part.at or 0.0, part.theory) for part in parts if part.theory is not None]
                words = f"layer {k + 1}"
                marks = [mark(claim, case, part, part.at or 0.0, f"{words}, at {part.at or 0:g}") for part in parts]
                layers.append(Layer(k, line=line, marks=[one for one in marks if one is not None], shape=k))
            yield _panel(f"Norms of {SHOWN} layers", "log₁₀ sₖ²", "Squared norms of the layers", layers, "norms")


def _defects(claim: Claim) -> Iterator[Panel]:
    for name, (title, y) in PANELS.items():
        layers = [_layer(claim, case) for kind, case in _curves(claim) if kind == name]
        if layers:
            yield _panel(title, y, f"{title}: what the first layer lacks, and its bound", layers, name)


def _margins(claim: Claim | None) -> Iterator[Panel]:
    layers = []
    for case in [] if claim is None else claim.cases:
        depth = case.parameters.get("depth")
        if claim is not None and depth in DEPTHS and case.series == f"{depth} layers" and case.placed:
            layers.append(_layer(claim, case))
    if layers:
        yield _panel("Margin of the end-to-end map", "min zᵢ · w / |w|", "Normalised margins", layers, "margins")


def _curves(claim: Claim) -> Iterator[tuple[str, Case]]:
    for case in claim.cases:
        kind = case.parameters.get("name")
        if kind in PANELS and case.parameters.get("depth") in DEPTHS and case.placed:
            yield str(kind), case


def _layer(claim: Claim, case: Case) -> Layer:
    depth = int(case.parameters["depth"])
    return curve(claim, case, DEPTHS.index(depth), f"{depth} layers")


def _panel(title: str, y: str, said: str, layers: list[Layer], name: str) -> Panel:
    body, height = Chart(layers, RISK, y, log_x=True).draw(f"deep-linear-{name}")
    return Panel(title, picture(f"deep-linear-{name}", f"{said}, against the risk", body, 350.0, height))
