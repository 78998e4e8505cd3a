"""Plates: which runs have them, and that they show every number of the cases they put together."""

import re
from itertools import product

import numpy as np
import pytest

from reports.model import claims_of
from reports.plates import (
    boolean_functions,
    conservation,
    depth_spectra,
    images,
    kernel_functions,
    plates_of,
    validity_map,
)
from tests.reports.samples import judgement

SIZES = [2.0, 8.0, 32.0, 128.0]


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


def test_marks_lead_to_their_cases():
    for plate in plates_of(claims_of([*curves(), *bars(), *points(), *depths(), *kernels(), *gaps()])):
        links = {link for panel in plate.panels for link in re.findall('href="([^"#]+)#', panel.drawing)}
        assert links == {plate.claim.page}


@pytest.mark.parametrize(
    "name",
    [one.NAME for one in (boolean_functions, conservation, depth_spectra, images, kernel_functions, validity_map)],
)
def test_runs_without_these_cases_have_no_plate(name):
    assert plates_of([]) == []
    assert plates_of(claims_of([judgement("chapter.other", "", [1.0], 0.1)])) == []
    assert plates_of(claims_of([judgement(name, "", [1.0], 0.1)])) == []


def test_an_interval_without_end_is_not_drawn():
    case = judgement(validity_map.NAME, "cube-16", [0.1, 0.5], 0.02, parameters={"domain": "cube", "n": 16})
    case["observed"]["upper"] = [None, 0.51]
    plate = validity_map.plate({claim.name: claim for claim in claims_of([case])})
    assert count(plate, "<a ") == [1]
