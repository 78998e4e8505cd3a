"""What a figure must not say: false lines, axes of another quantity, matrices for titles."""

import re
from typing import Any

from reports.figure import Figure, figure_of
from reports.model import claims_of
from reports.series import drawn
from tests.reports.samples import judgement

AXES = {"x": "h / n", "y": "risk", "xscale": "linear", "yscale": "log"}


def figure(*records: dict[str, Any]) -> Figure:
    """Return the figure of the one claim that the records judge."""
    found = figure_of(claims_of(records)[0])
    assert found is not None
    return found


def words(found: Figure, index: int) -> set[str]:
    """Return the texts of a panel."""
    return set(re.findall(r">([^<]+)<", found.drawings[index].sizes[0][1]))


def paths(found: Figure, css: str) -> list[str]:
    """Return the outlines of a kind of curve in the first panel."""
    return re.findall(rf'<path class="{css}[^"]*" d="([^"]*)"', found.drawings[0].sizes[0][1])


def test_law_among_means_is_drawn_over_its_thresholds() -> None:
    name, at = "two_layer.peaks", [0.5, 1.0, 2.0]
    mean = judgement(name, "mean", [1.0, 9.0, 2.0], 0.1, kind="limit", axes=AXES, at=at)
    law: dict[str, Any] = {"test": "test_peaks_in_law", "kind": "law", "axes": AXES, "at": [3.0, 30.0, 300.0]}
    found = figure(mean, judgement(name, "law", [0.2, 0.6, 0.9], 0.02, **law))
    assert {"risk", "h / n"} <= words(found, 0)
    assert {"probability", "threshold x", "10", "100"} <= words(found, 1)


def test_matrices_are_not_titles() -> None:
    name, rows = "deep_linear.shares", [[0.125 * i * j for i in range(3)] for j in range(6)]
    cases = [("1-spanning", 1, rows), ("1-two-supports", 1, rows[::-1])]
    shape: dict[str, Any] = {"series": "1 layers"}
    records = [
        judgement(
            name, label, [0.1 * i for i in range(1, 8)], 0.01, parameters={"depth": depth, "rows": str(x)}, **shape
        )
        for label, depth, x in cases
    ]
    names = {text for one in figure(*records).drawings for _, text in one.legend} | {
        one.title for one in figure(*records).drawings
    }
    assert names >= {"1 layers · spanning", "1 layers · two supports"}


def test_no_line_joins_two_values_at_one_place() -> None:
    at = [1.0, 1.0, 2.0, 2.0]
    apart = figure(judgement("deep_linear.norms", "", [1.0, 5.0, 2.0, 6.0], 0.1, at=at, axes=AXES))
    together = figure(judgement("deep_linear.norms", "", [1.0, 1.0, 2.0, 2.0], 0.1, at=at, axes=AXES))
    assert [line.count("M") for line in paths(apart, "theory")] == [4]
    assert [line.count("M") for line in paths(together, "theory")] == [1]


def test_whole_numbers_have_no_ticks_between_them() -> None:
    few = figure(judgement("spectra.falls", "", [3.0, 2.0, 1.0], 0.1, at=[2.0, 3.0, 4.0], axes=AXES))
    assert {"2", "3", "4"} <= words(few, 0)
    assert not {"2.5", "3.5"} & words(few, 0)


def test_dots_of_a_long_vector_do_not_hide_each_other() -> None:
    few, many = (figure(judgement("spectra.falls", "", [1.0 / i for i in range(1, n)], 1e-3)) for n in (12, 120))
    assert 'class="dot s0 crowded"' not in few.drawings[0].sizes[0][1]
    assert many.drawings[0].sizes[0][1].count('class="dot s0 crowded"') == 119


def test_caption_speaks_of_lines_only_where_there_are_lines() -> None:
    assert "Lines are theory" not in figure(judgement("spectra.falls", "", [1.0] * 8, 1e-3)).caption
    assert "Lines are theory" in figure(judgement("spectra.falls", "", [1.0] * 8, 1e-3, at=list(range(8)))).caption


def test_long_vectors_are_thinned_but_keep_the_component_nearest_to_its_edge() -> None:
    case = judgement("margins.steps", "long", [0.0] * 2000, 0.1)
    case["observed"]["upper"][1234] = 0.099
    found = figure(case, judgement("margins.steps", "short", [0.0] * 8, 0.1))
    assert len(re.findall('<a href="#', found.drawings[0].sizes[0][1])) == 400 + 1 + 8
    assert "at most 400 components" in found.caption
    assert 1234 in drawn(claims_of([case])[0].cases[0])
