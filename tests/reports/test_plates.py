"""Plates: which runs have them, and that they show every number of the cases they put together."""

import re
from itertools import product

import numpy as np
import pytest

from reports.model import claims_of
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
    plates_of,
    smoothed_margin,
    spectral_bound,
    two_starts,
    validity_map,
    width_laws,
)
from tests.reports.samples import judgement

SIZES = [2.0, 8.0, 32.0, 128.0]
BIASES = [0.1, 0.4, 0.8]
ALL = (
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


BORROWED = {
    "boosting": (boosting.ERRORS, boosting.CYCLE),
    "width-laws": (width_laws.PROMISES,),
    "descent-rates": (descent_rates.FLOW,),
    "deep-linear": (deep_linear.NORMS, deep_linear.MARGINS),
    "double-descent": tuple(panel.claim for panel in double_descent.PANELS[2:]),
    "margin-bound": (margin_bound.BOUND,),
    "margin-distributions": (margin_distributions.NETWORKS,),
}
"""Claims, besides its own, whose cases a plate shows."""


def curves():
    return [
        judgement(
            boolean_functions.NAME,
            f"{quantity}-{learner}-{degree}",
            [1 / (1 + 2**degree / n) for n in SIZES],
            0.05,
            at=SIZES,
            parameters={"quantity": quantity, "learner": learner, "degree": degree},
        )
        for quantity, learner, degree in product(["mse", "learnability"], ["kernel", "networks"], [0, 1, 3, 8])
    ]


def bars():
    return [
        judgement(
            conservation.NAME,
            f"{activation}-{depth}-{n}",
            list(np.full(10, n / 10)),
            0.02,
            parameters={"activation": activation, "depth": depth, "n": n},
        )
        for activation, depth, n in product(["relu", "tanh"], [1, 4], [3, 6])
    ]


def points():
    return [
        judgement(
            validity_map.NAME,
            f"{domain}-{n}",
            [0.1, 0.5, 0.9],
            0.02,
            parameters={"domain": domain, "n": n},
        )
        for domain, n in product(validity_map.DOMAINS, [16, 64])
    ]


def depths():
    """Shares by depth, and a case of the same claim that is no curve."""
    shown = [("ReLU at initialization", 2), ("ReLU at initialization", 4), ("erf on its critical line", 3)]
    return [
        judgement(
            depth_spectra.NAME,
            f"{series[:4]}-{k}",
            [k / (10 + depth) for depth in SIZES],
            0.005,
            at=SIZES,
            series=f"degree {k}, {series}, d = 7",
            parameters={"k": k},
        )
        for series, k in shown
    ] + [judgement(depth_spectra.NAME, "", [3, 4], 0.5)]


def kernels():
    """Three kernels by angle, and a case of the same claim that is no curve."""
    shown = ["relu, depth 1", "relu, depth 3", "erf, depth 2"]
    return [
        judgement(kernel_functions.NAME, words, [2.0, 1.0, 0.5], 0.1, at=[0.0, 90.0, 180.0], series=words)
        for words in shown
    ] + [judgement(kernel_functions.NAME, "erf", [1.0, 2.0], 0.5, series="erf")]


def gaps():
    """Two collections at two depths, and a case of the same claim that is no curve."""
    return [
        judgement(
            images.NAME, f"{name}-{depth}", [-depth / m for m in SIZES], 0.1, at=SIZES,
            parameters={"images": name, "depth": depth},
        )
        for name, depth in product(images.IMAGES, [1, 3])
    ] + [judgement(images.NAME, "ratio", [1.0, 1.0], 0.1, parameters={"images": "digits", "depth": 1})]  # fmt: skip


def widths():
    """Variances at two depths, and a case of the same claim that is no curve; promises and the error itself."""
    variances = [
        judgement(width_laws.NAME, f"{depth}", [depth / m for m in SIZES], 0.01, at=SIZES, parameters={"depth": depth})
        for depth in (1, 3)
    ] + [
        judgement(
            width_laws.NAME, "1", [3.0, 3.0], 0.5,
            test=f"{width_laws.VARIANCES}_constant", at=[1.0, 2.0], parameters={"depth": 1},
        )
    ]  # fmt: skip
    errors = [
        judgement(width_laws.PROMISES, series, [factor * m**-0.5 for m in SIZES], 0.1, at=SIZES, series=series)
        for series, factor in (("theorem with C = 1", 4.0), ("Chebyshev", 2.0), ("actual error", 1.0))
    ]
    return variances + errors


def steps():
    """Gram spectra of two kernels, one with a radial mode at rank 4, and a case of the same claim that is none."""
    shown = {8.0: [1.0, 0.0, 0.0, -1.0, -2.0, -2.0], 0.0: [1.0, 0.0, 0.0, -2.0, -2.0, -2.0]}
    name = f"test_{gaussian_spectrum.NAME.split('.')[-1]}_as_{gaussian_spectrum.STEPS}"
    return [
        judgement(
            gaussian_spectrum.NAME, f"{bias}", values, 0.2,
            test=name, at=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], parameters={"bias": bias},
        )
        for bias, values in sorted(shown.items())
    ] + [judgement(gaussian_spectrum.NAME, "1", [5.0, 4.0], 0.5, at=[1.0, 2.0], parameters={"bias": 1.0})]  # fmt: skip


def cells():
    """Maps of two activations with three biases and four weights, and a case of the same claim that is none."""
    depths = [1.0, 2.0, 4.0, 16.0, 1.0, 3.0, 9.0, 16.0, 2.0, 5.0, 16.0, 16.0]
    return [
        judgement(
            best_depths.NAME, activation, depths, 0.5, shift=0.0, spread=0.0,
            at=SIZES * len(BIASES), parameters={"activation": activation, "biases": BIASES},
        )
        for activation in ("erf", "relu")
    ] + [judgement(best_depths.NAME, "ntk", [1.0, 2.0], 0.5, at=[1.0, 2.0], parameters={"bias": 0.5})]  # fmt: skip


def medians():
    """Both margins of both kinds of networks, and cases of the same claim that are no curve, or another one."""
    name = normalized_margins.NAME
    return [
        judgement(
            name, f"{margins}-{layers}", [layers - n for n in SIZES], 0.1, at=SIZES,
            parameters={"margins": margins, "layers": layers},
        )
        for margins, layers in product(normalized_margins.MARGINS, [2, 3])
    ] + [
        judgement(name, "flip", [1], 0.1, at=[1.0], parameters={"margins": "margins", "level": 0, "layers": 2}),
        judgement(name, "two", [0, 0], 0.1, parameters={"margins": "margins", "layers": 2}),
    ]  # fmt: skip


def bounds():
    """Two curves for either panel, and cases of the same claims that are others."""
    name, other = margin_bound.NAME, margin_bound.BOUND
    places = dict.fromkeys(margin_bound.SERIES, name) | {"bound for margin 0.3, two turns": other}
    return [
        judgement(of, series[:4], [n ** (k - 2.0) for n in SIZES], 0.01, at=SIZES, series=series)
        for k, (series, of) in enumerate(places.items())
    ] + [judgement(of, "other", SIZES, 0.1, at=SIZES, series="margin, all labels") for of in (name, other)]


def distributions():
    """Two kernels with either labels, networks of two depths, and cases of the same claims that are no such curve."""
    machines = [
        judgement(margin_distributions.NAME, series, [0.0, 0.2, 0.8, 1.0], 0.1, at=SIZES, series=series)
        for series in (
            f"{kernel}, {labels} labels" for kernel, labels in product(["linear", "gaussian"], ["true", "turned"])
        )
    ]
    networks = [
        judgement(margin_distributions.NETWORKS, series, [-2.0, -1.5, -1.2, -1.1], 0.1, at=SIZES, series=series)
        for series in (f"{depth} layers, {labels} labels" for depth, labels in product([2, 3], ["true", "random"]))
    ]
    others = [
        judgement(name, "other", SIZES, 0.1, series="2 layers, true labels")
        for name in (margin_distributions.NAME, margin_distributions.NETWORKS)
    ]
    return machines + networks + others


def rounds():
    """Errors, margins and a cycle by round, and cases of the same claims that are no such curve."""
    best = {boosting.BEST: [0.4] * 4, "none": [0.0] * 4}
    return [
        judgement(
            boosting.ERRORS, "rate", [0.5, 0.2, 0.1, 0.0], 0.1, at=SIZES, side="at most", series="adversary, n = 16"
        ),
        judgement(boosting.NAME, "half", [-1.0, 0.0, 0.1, 0.12], 0.1, at=SIZES, series="adversary, best margin 0.25"),
        judgement(
            boosting.CYCLE, "in", [-1.0, 0.2, 0.3, 0.3], 0.1, at=SIZES, series="weights in the cycle", rivals=best
        ),
        judgement(
            boosting.CYCLE, "near", [0.1, 0.2, 0.3, 0.3], 0.1, at=SIZES, series="weights near uniform", rivals=best
        ),
        judgement(boosting.ERRORS, "n", [9.0], 0.1, series="adversary, n = 8"),
        judgement(boosting.NAME, "true", SIZES, 0.1, at=SIZES, series="true labels"),
        judgement(boosting.CYCLE, "short", SIZES, 0.1, series="short steps"),
    ]


def descents():
    """Both rules on both tables, the flow on both risks and tables, and cases of the same claims that are no curves."""
    found = [
        judgement(
            descent_rates.NAME, f"{table}-{rule}", [1 / n for n in SIZES], 0.01, at=SIZES, side="at most",
            parameters={"table": table, "rule": rule},
        )
        for table, rule in product(descent_rates.TABLES, descent_rates.RULES)
    ]  # fmt: skip
    found += [
        judgement(descent_rates.FLOW, f"{table}-{loss}", [0.4 / n for n in SIZES], 0.01, at=SIZES,
                  series=f"{table}, {loss}")
        for table, loss in product(descent_rates.SUPPORTS, descent_rates.LOSSES)
    ]  # fmt: skip
    found += [judgement(descent_rates.NAME, "plain", SIZES, 0.1, parameters={"rule": "plain"})]
    return [*found, judgement(descent_rates.FLOW, "exponent", SIZES, 0.1, series="logistic, exponent")]


def both_margins():
    """Both margins of two networks that are shown and one that is not, and a case of the same claim without a curve."""
    name = smoothed_margin.NAME
    return [
        judgement(
            name, f"{network}-{margin}", [0.0, 0.1, 0.3, 0.6], 0.01, at=SIZES,
            parameters={"network": network, "margin": margin},
        )
        for network, margin in product([*smoothed_margin.NETWORKS, "two layers, squared"], smoothed_margin.MARGINS)
    ] + [judgement(name, "linear", [1.0], 0.1, parameters={"network": "linear"})]  # fmt: skip


def arguments():
    """Bounds and risks of two depths, the rank correlation of one, and a case of the same claim that is neither."""
    name = spectral_bound.NAME
    return [
        judgement(
            name, f"{quantity}-{depth}", [-1.0, 0.5, 1.0, 1.5], 0.1, at=[0.0, 0.3, 0.6, 1.0],
            parameters={"quantity": quantity, "layers": depth},
        )
        for quantity, depth in product([spectral_bound.BOUND, spectral_bound.RISK], [2, 3])
    ] + [
        judgement(name, "2", [0.95, -3.0], 0.1, shift=0.0, test=spectral_bound.RANKS, parameters={"layers": 2}),
        judgement(name, "holds-2", [1.0], 0.1, parameters={"layers": 2}),
    ]  # fmt: skip


def layers():
    """Ranks and alignments at two depths, norms and margins, and cases of the same claims that are no such curve."""
    found = [
        judgement(
            deep_linear.NAME, f"{kind}-{depth}", [-n / depth for n in SIZES], 0.1, at=SIZES, side="at most",
            parameters={"name": kind, "depth": depth},
        )
        for kind, depth in product(deep_linear.PANELS, [2, 4])
    ]  # fmt: skip
    found += [judgement(deep_linear.NAME, "crossed", [1.0], 0.1, at=[1.0])]
    for depth in (3, 4):
        found.append(
            judgement(
                deep_linear.NORMS, f"{depth}", SIZES * depth, 0.1, at=SIZES * depth,
                series=f"log10, {depth} layers", parameters={"depth": depth},
            )
        )  # fmt: skip
        found.append(
            judgement(
                deep_linear.MARGINS, f"{depth}", SIZES, 0.1, at=SIZES,
                series=f"{depth} layers", parameters={"depth": depth},
            )
        )  # fmt: skip
        found.append(judgement(deep_linear.MARGINS, f"direction-{depth}", SIZES, 0.1, parameters={"depth": depth}))
    return found


def peaks():
    """The series of every panel, with a pole at 1, and of the same names cases that are no curves."""
    shown = [
        ("mean, n = 32, d / n = 1.5", double_descent.NAME),
        ("mean, n = 32, d / n = 2", double_descent.NAME),
        ("0.5-quantile, n = 16, d = 32", double_descent.NAME),
        ("relu, d / n = 0.5", double_descent.VARIANCE),
        ("relu, d / n = 0.5", double_descent.BIAS),
        ("variance, d/n = 0.5", double_descent.FIRST),
        ("variance, n/d = 8", double_descent.COUNT),
    ]
    values, at = [1.0, 4.0, 5.0, 2.0], [0.25, 0.75, 1.25, 2.0]
    placed = [judgement(claim, series, values, 0.1, at=at, series=series) for series, claim in shown]
    return placed + [judgement(claim, "bare", values, 0.1, series=series) for series, claim in shown]


def starts():
    """Bias and variance of both starts, break-even noise, and a case of the same claim that is no curve."""
    series = [f"{part}, {start}" for part, start in product(two_starts.PARTS, two_starts.STARTS)] + [*two_starts.NOISE]
    values, at = [0.1, 0.4, 0.5, 0.2], [0.25, 0.75, 1.25, 2.0]
    return [judgement(two_starts.NAME, name, values, 0.1, at=at, series=name) for name in series] + [
        judgement(two_starts.NAME, "draws", [1.0], 0.1)
    ]


def count(plate, element):
    return [len(re.findall(element, panel.drawing)) for panel in plate.panels]


def test_boolean_functions_have_a_line_per_degree_and_a_mark_per_number():
    plate = boolean_functions.plate({claim.name: claim for claim in claims_of(curves())})
    assert count(plate, '<path class="theory') == [4, 4]
    assert count(plate, "<a ") == [2 * 4 * 4] * 2
    assert count(plate, "hollow") == [4 * 4] * 2
    assert [words for _, words in plate.legend] == ["degree 0", "degree 1", "degree 3", "degree 8"]


def test_stacked_bars_hold_every_mode_twice_and_reach_n():
    plate = conservation.plate({claim.name: claim for claim in claims_of(bars())})
    assert [panel.title for panel in plate.panels] == ["n = 3", "n = 6"]
    assert count(plate, "<rect") == [4 * 2 * 10] * 2
    assert "up to here 6.000" in plate.panels[1].drawing
    assert {"ReLU", "tanh", "1 hidden", "4 hidden"} <= set(re.findall(">([^<]+)<", plate.panels[0].drawing))


def test_the_validity_map_shows_every_domain_at_every_size():
    plate = validity_map.plate({claim.name: claim for claim in claims_of(points())})
    assert [panel.title for panel in plate.panels] == ["n = 16", "n = 64"]
    assert count(plate, "<a ") == [5 * 3] * 2


def test_depth_has_a_panel_per_activation_and_a_line_per_degree():
    plate = depth_spectra.plate({claim.name: claim for claim in claims_of(depths())})
    assert [panel.title for panel in plate.panels] == list(depth_spectra.PANELS.values())
    assert count(plate, '<path class="theory') == [2, 1]
    assert count(plate, "<a ") == [2 * 4, 4]


def test_kernel_functions_have_a_curve_per_network():
    plate = kernel_functions.plate({claim.name: claim for claim in claims_of(kernels())})
    assert [panel.title for panel in plate.panels] == ["ReLU", "erf"]
    assert count(plate, '<path class="theory') == [2, 1]
    assert count(plate, "<a ") == [2 * 3, 3]
    assert [words for _, words in plate.legend] == ["ReLU, depth 1", "ReLU, depth 3", "erf, depth 2"]


def test_images_have_a_panel_per_depth():
    plate = images.plate({claim.name: claim for claim in claims_of(gaps())})
    assert [panel.title for panel in plate.panels] == ["1 hidden layer", "3 hidden layers"]
    assert count(plate, '<path class="theory') == [2, 2]
    assert count(plate, "<a ") == [2 * 4] * 2


def test_width_laws_have_variances_by_depth_and_one_error_below_its_promises():
    known = {claim.name: claim for claim in claims_of(widths())}
    plate = width_laws.plate(known)
    assert [panel.title for panel in plate.panels] == ["Variance", "Error, three hidden layers"]
    assert count(plate, '<path class="theory') == [2, 3]
    assert count(plate, "<a ") == [2 * 4, 4]
    for name in (width_laws.NAME, width_laws.PROMISES):
        alone = width_laws.plate({name: known[name]})
        assert len(alone.panels) == 1
        assert alone.claim is known[name]


def test_gaussian_spectra_have_a_step_for_each_eigenspace_and_tell_the_radial_one():
    plate = gaussian_spectrum.plate({claim.name: claim for claim in claims_of(steps())})
    assert [panel.title for panel in plate.panels] == ["bias variance 8", "no bias"]
    assert count(plate, '<path class="theory') == [4, 3]
    assert count(plate, "<a ") == [6, 6]
    assert ["the norm alone, rank 4" in panel.drawing for panel in plate.panels] == [True, False]
    assert "theory 0.1." in plate.panels[0].drawing


def test_best_depths_have_a_cell_for_each_pair_of_variances():
    plate = best_depths.plate({claim.name: claim for claim in claims_of(cells())})
    assert [panel.title for panel in plate.panels] == ["ReLU", "erf"]
    assert count(plate, "<rect") == [12, 12]
    assert "weight variance 32, bias variance 0.4: observed 9 layers, theory 9. Verified" in plate.panels[1].drawing
    shades = [float(shade) for shade in re.findall(r'fill-opacity="([^"]+)"', plate.panels[0].drawing)]
    assert shades[0] == min(shades) < shades[3] == max(shades)


def test_normalized_margins_have_a_panel_per_depth_and_a_mark_per_pair_of_losses():
    plate = normalized_margins.plate({claim.name: claim for claim in claims_of(medians())})
    assert [panel.title for panel in plate.panels] == ["2-layer ReLU networks", "3-layer ReLU networks"]
    assert count(plate, "<a ") == [2 * 4] * 2
    assert count(plate, '<path class="zero') == [1, 1]


def test_deep_linear_networks_have_norms_layer_by_layer_and_the_rest_depth_by_depth():
    known = {claim.name: claim for claim in claims_of(layers())}
    plate = deep_linear.plate(known)
    assert [panel.title for panel in plate.panels] == [
        "Norms of 3 layers", "Rank one", "Alignment", "Margin of the end-to-end map",
    ]  # fmt: skip
    assert count(plate, '<path class="theory') == [3, 2, 2, 2]
    assert count(plate, "<a ") == [3 * 4, 2 * 4, 2 * 4, 2 * 4]
    assert len(deep_linear.plate({deep_linear.NAME: known[deep_linear.NAME]}).panels) == 2


def test_the_margin_bound_has_margins_beside_bounds():
    known = {claim.name: claim for claim in claims_of(bounds())}
    plate = margin_bound.plate(known)
    assert [panel.title for panel in plate.panels] == ["Margin and complexity", "What the bound adds up to"]
    assert count(plate, '<path class="theory') == [2, 2]
    assert count(plate, "<a ") == [2 * 4] * 2
    assert len(plate.legend) == 4
    assert len(margin_bound.plate({margin_bound.NAME: known[margin_bound.NAME]}).legend) == 3


def test_margin_distributions_have_stairs_for_machines_and_deciles_for_networks():
    known = {claim.name: claim for claim in claims_of(distributions())}
    plate = margin_distributions.plate(known)
    titles = [*margin_distributions.MACHINES.values(), "2-layer ReLU networks", "3-layer ReLU networks"]
    assert [panel.title for panel in plate.panels] == titles
    assert count(plate, '<path class="theory') == [2] * 4
    assert count(plate, "<a ") == [2 * 4] * 4
    assert len(plate.legend) == 5
    alone = margin_distributions.plate({margin_distributions.NETWORKS: known[margin_distributions.NETWORKS]})
    assert [panel.title for panel in alone.panels] == titles[2:]


def test_boosting_has_errors_below_their_bound_margins_between_two_levels_and_a_cycle_below_one():
    known = {claim.name: claim for claim in claims_of(rounds())}
    plate = boosting.plate(known)
    assert [panel.title for panel in plate.panels] == ["Training errors", "Margin", "A cycle"]
    assert count(plate, '<path class="theory') == [1, 3, 3]
    assert count(plate, "<a ") == [4, 3, 7]
    assert len(plate.legend) == 4
    assert len(boosting.plate({boosting.NAME: known[boosting.NAME]}).legend) == 3


def test_descent_rates_have_a_panel_per_table_a_curve_per_rule_and_one_panel_of_the_flow():
    known = {claim.name: claim for claim in claims_of(descents())}
    plate = descent_rates.plate(known)
    assert [panel.title for panel in plate.panels][:2] == list(descent_rates.TABLES.values())
    assert count(plate, '<path class="theory') == [2, 2, 4]
    assert count(plate, "<a ") == [2 * 4, 2 * 4, 4 * 4]
    assert len(plate.legend) == 4
    without = descent_rates.plate({descent_rates.NAME: known[descent_rates.NAME]})
    assert (len(without.panels), len(without.legend)) == (2, 2)


def test_smoothed_and_smallest_margins_have_a_panel_per_network():
    plate = smoothed_margin.plate({claim.name: claim for claim in claims_of(both_margins())})
    assert [panel.title for panel in plate.panels] == list(smoothed_margin.NETWORKS.values())
    assert count(plate, '<path class="theory') == [2, 2]
    assert count(plate, "<a ") == [2 * 4] * 2


def test_spectral_bounds_are_set_against_risks_and_tell_their_rank_correlation():
    plate = spectral_bound.plate({claim.name: claim for claim in claims_of(arguments())})
    assert [panel.title for panel in plate.panels] == ["2 layers: rank correlation 0.95", "3 layers"]
    assert count(plate, '<path class="theory') == [1, 1]
    assert count(plate, "<a ") == [4, 4]
    assert "0.3 of the labels random: observed" in plate.panels[0].drawing


def test_double_descent_has_lines_that_break_at_the_pole_unless_something_is_known_there():
    known = {claim.name: claim for claim in claims_of(peaks())}
    plate = double_descent.plate(known)
    assert [panel.title for panel in plate.panels] == [panel.title for panel in double_descent.PANELS]
    assert count(plate, '<path class="theory') == [4, 1, 2, 2, 1, 2]
    assert count(plate, "<a ") == [8, 4, 4, 4, 4, 4]
    assert "0.5-quantile, at 0.25: observed" in plate.panels[1].drawing
    assert len(double_descent.plate({double_descent.NAME: known[double_descent.NAME]}).panels) == 2


def test_two_starts_have_a_panel_each_for_bias_variance_and_break_even():
    plate = two_starts.plate({claim.name: claim for claim in claims_of(starts())})
    assert [panel.title for panel in plate.panels] == ["Bias", "Variance", "Break-even"]
    assert count(plate, '<path class="theory') == [3, 3, 4]
    assert count(plate, "<a ") == [8, 8, 8]
    assert len(plate.legend) == 4


def test_marks_lead_to_their_cases():
    made = [
        *peaks(),
        *starts(),
        *arguments(),
        *both_margins(),
        *rounds(),
        *descents(),
        *distributions(),
        *bounds(),
        *medians(),
        *layers(),
        *curves(),
        *bars(),
        *points(),
        *depths(),
        *kernels(),
        *gaps(),
        *widths(),
        *steps(),
        *cells(),
    ]
    plates = plates_of(claims_of(made))
    assert len(plates) == len(ALL)
    for plate in plates:
        links = {link for panel in plate.panels for link in re.findall('href="([^"#]+)#', panel.drawing)}
        others = {f"claims/{name}.html" for name in BORROWED.get(plate.name, ())}
        assert links == {plate.claim.page} | others


@pytest.mark.parametrize("name", [one.NAME for one in ALL] + [name for names in BORROWED.values() for name in names])
def test_runs_without_these_cases_have_no_plate(name):
    assert plates_of([]) == []
    assert plates_of(claims_of([judgement("chapter.other", "", [1.0], 0.1)])) == []
    assert plates_of(claims_of([judgement(name, "", [1.0], 0.1)])) == []


def test_an_interval_without_end_is_not_drawn():
    case = judgement(validity_map.NAME, "cube-16", [0.1, 0.5], 0.02, parameters={"domain": "cube", "n": 16})
    case["observed"]["upper"] = [None, 0.51]
    plate = validity_map.plate({claim.name: claim for claim in claims_of([case])})
    assert count(plate, "<a ") == [1]
