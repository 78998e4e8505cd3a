"""Plates: pictures that put cases of a claim together as a reader wants to see them, redrawn from the run's records."""

from collections.abc import Callable

from reports.model import Claim
from reports.plates import (
    best_depths,
    boolean_functions,
    boosting,
    conservation,
    deep_linear,
    depth_spectra,
    descent_rates,
    double_descent,
    gaussian_spectrum,
    images,
    kernel_functions,
    margin_bound,
    margin_distributions,
    normalized_margins,
    smoothed_margin,
    spectral_bound,
    two_starts,
    validity_map,
    width_laws,
)
from reports.plates.plate import Plate

DRAWERS: tuple[Callable[[dict[str, Claim]], Plate | None], ...] = (
    boolean_functions.plate,
    conservation.plate,
    validity_map.plate,
    kernel_functions.plate,
    width_laws.plate,
    images.plate,
    gaussian_spectrum.plate,
    depth_spectra.plate,
    best_depths.plate,
    boosting.plate,
    margin_distributions.plate,
    normalized_margins.plate,
    spectral_bound.plate,
    margin_bound.plate,
    descent_rates.plate,
    smoothed_margin.plate,
    deep_linear.plate,
    double_descent.plate,
    two_starts.plate,
)


def plates_of(claims: list[Claim]) -> list[Plate]:
    """Return the plates whose claims this run has judged."""
    known = {claim.name: claim for claim in claims}
    return [plate for draw in DRAWERS if (plate := draw(known)) is not None]
