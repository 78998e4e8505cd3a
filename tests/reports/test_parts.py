"""The parts of the report: numbers, axes, sources, formulae, drawing and the schema."""

import copy
import json
import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import bibliography, mathematics, notation, numbers, series, svg
from reports.labels import Label, place
from reports.scales import Deviation, Linear, Log, fit
from reports.schema import check, definitions
from tests.reports import samples

finite = st.floats(-1e300, 1e300).filter(lambda value: value == 0 or abs(value) > 1e-300)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 4, "0"),
        (5.0, 4, "5"),
        (-0.25, 4, "−0.25"),
        (1234.5, 4, "1234"),
        (1e-13, 4, "10⁻¹³"),
        (-2.5e7, 2, "−2.5·10⁷"),
        (0.00123456, 3, "0.00123"),
        (None, 4, "∞"),
    ],
)
def test_number(value: float | None, digits: int, text: str) -> None:
    assert numbers.number(value, digits) == text


@settings(deadline=None)
@given(finite, st.integers(1, 12))
def test_number_is_within_its_digits(value: float, digits: int) -> None:
    text = numbers.number(value, digits).replace(numbers.MINUS, "-")
    back = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    if "10" in text and any(c in text for c in "⁰¹²³⁴⁵⁶⁷⁸⁹"):
        head, _, tail = text.rpartition("10")
        head = head.rstrip("·")
        text = f"{head if head not in ('', '-') else head + '1'}e{tail.translate(back)}"
    assert float(text) == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits))


def test_estimate_shows_the_digits_its_interval_justifies() -> None:
    assert numbers.estimate(0.123456789, 0.1224, 0.1245) == "0.1235"
    assert numbers.estimate(None, None, None) == "–"


def test_interval_too_narrow_to_read_is_given_around_the_theory() -> None:
    assert numbers.interval(0.25, 0.75) == "[0.25, 0.75]"
    assert numbers.interval(None, 2.0) == "[−∞, 2]"
    assert numbers.interval(5 - 2e-15, 5 + 9e-15, 5.0).startswith("5 + [−")


def test_axes_show_every_value_and_label_it_roundly() -> None:
    axis = fit([3.0, 97.0], 0, 100)
    assert [text for _, text in axis.ticks()] == ["0", "20", "40", "60", "80", "100"]
    log = fit([1e-4, 1e3], 0, 100, log=True)
    assert "10⁻⁴" in [text for _, text in log.ticks()]
    assert isinstance(fit([2.0, 2.0], 0, 1), Linear)


@settings(deadline=None)
@given(st.lists(finite, max_size=5), st.booleans())
def test_axes_are_finite_and_ordered_whatever_they_show(values: list[float], log: bool) -> None:
    axis = fit(values, 0.0, 100.0, log=log)
    assert math.isfinite(axis.low)
    assert axis.low < axis.high
    places = [axis(value) for value, _ in axis.ticks()]
    assert places == sorted(places)
    if isinstance(axis, Log):
        assert axis(-1.0) == pytest.approx(0)


@settings(deadline=None)
@given(st.floats(2, 1e200), st.floats(-1e200, 1e200), st.floats(-1e200, 1e200))
def test_deviation_axis_is_monotone_and_keeps_the_band_in_sight(reach: float, a: float, b: float) -> None:
    axis = Deviation(reach, reach, 0.0, 100.0)
    assert 0 <= axis(min(a, b)) <= axis(max(a, b)) + 1e-9 <= 100.1
    assert axis(1) - axis(-1) > 25
    assert axis(0) == pytest.approx(50)


def test_labels_do_not_overlap_while_there_is_room() -> None:
    labels = [Label(50.0 + i, "one", "", lines=["one"]) for i in range(5)]
    place(labels, 0, 200)
    placed = sorted(label.placed for label in labels)
    assert all(b - a >= labels[0].height for a, b in pairwise(placed))
    assert placed[0] >= 0
    assert placed[-1] + labels[0].height <= 200


def test_svg_escapes_text_and_attributes() -> None:
    drawn = svg.element("text", "a < b & c", title='"quoted"')
    assert drawn == '<text title="&#34;quoted&#34;">a &lt; b &amp; c</text>'
    assert svg.wrap("one two three four five", 40, most=2)[-1].endswith("…")


def test_bibliography_reads_names_accents_and_nested_braces() -> None:
    names = r"D{\'e}, Jos{\'e} and Roe, R. and Poe, E."
    entry = bibliography.parse(f'@misc{{key, title = {{A {{B}} C}}, author = "{names}", year = 1999}}')["key"]
    assert entry.fields["title"] == "A B C"
    assert entry.short == "Dé et al. 1999"
    assert entry.full.startswith("José Dé, R. Roe, E. Poe")


def test_bibliography_of_the_project_can_be_read_whole() -> None:
    known = bibliography.references()
    assert len(known) == bibliography.REFERENCES.read_text(encoding="utf-8").count("\n@")
    for entry in known.values():
        assert entry.fields["title"]
        assert entry.authors
        assert not set("{}\\") & set("".join(entry.fields.values()))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@misc{k, title = {open", "entry k cannot be read at field title: a brace is never"),
        ("@misc{k, a={b}}@misc{k, a={b}}", "twice"),
    ],
)
def test_bibliography_refuses_what_it_cannot_read(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bibliography.parse(text)


def test_prose_typesets_inline_formulae_and_escapes_the_rest() -> None:
    html = mathematics.prose("for $n \\ge 1$: a < b, `f(x)` & more")
    assert all(part in html for part in ("<math", "<i>a</i> &lt; <i>b</i>", "<code>f(x)</code>", "&amp; more"))
    assert mathematics.paragraphs("one\ntwo\n\nthree") == "<p>one two</p>\n<p>three</p>"
    assert mathematics.unlabelled("As printed: twice") == "twice"


def test_formula_keeps_its_source_and_a_bad_one_is_named() -> None:
    assert 'encoding="application/x-tex">\\frac{1}{2}' in mathematics.typeset(r"\frac{1}{2}", display=True)
    with pytest.raises(ValueError, match=r"formula \\nonsense\{x\} cannot be typeset: .*nknown"):
        mathematics.typeset(r"\nonsense{x}")


@pytest.mark.parametrize("record", samples.everything(), ids=lambda record: record["nodeid"].split("::")[-1])
def test_sample_records_fit_the_schema(record: dict) -> None:
    check(record, "judgement")


def test_schema_knows_every_key_of_a_judgement() -> None:
    assert set(samples.kappa()[0]) <= set(definitions()["judgement"]["properties"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"v": 2}, r"schema version 2, and this report reads version 1"),
        ({"verdict": "MAYBE"}, r"verdict should be one of REFUTED|verdict should be one of VERIFIED"),
        ({"trials": "many"}, r"trials should be of type integer but is str"),
        ({"observed": {"estimate": [1.0]}}, r"observed\.lower is missing"),
        ({"theory": {"value": ["five"]}}, r"theory\.value\[0\] should be of type number or null but is str"),
        ({"counterclaims": [{"text": "x"}]}, r"counterclaims\[0\]\.verdict is missing"),
    ],
)
def test_malformed_records_are_refused_by_field(change: dict, message: str) -> None:
    record = copy.deepcopy(samples.kappa()[0]) | change
    with pytest.raises(ValueError, match=message):
        check(record, "judgement")


def test_records_survive_json() -> None:
    assert json.loads(json.dumps(samples.everything(), allow_nan=False)) == samples.everything()


@pytest.mark.parametrize(
    ("text", "html", "characters"),
    [
        ("lambda_i <= d^k", "λ<sub><i>i</i></sub> ≤ <i>d</i><sup><i>k</i></sup>", "λᵢ ≤ dᵏ"),
        ("e_{n-1} and 2^{-d}", "<i>e</i><sub><i>n</i>−1</sub> and 2<sup>−<i>d</i></sup>", "eₙ₋₁ and 2⁻ᵈ"),
        ("|W_k|_F^2", "|<i>W</i><sub><i>k</i></sub>|<sub><i>F</i></sub><sup>2</sup>", "|Wₖ|_F²"),
        ("(K + delta)^-1", "(<i>K</i> + δ)<sup>−1</sup>", "(K + δ)⁻¹"),
        (
            "sum_j <x, x'> - ln a_j",
            "∑<sub><i>j</i></sub> ⟨<i>x</i>, <i>x</i>′⟩ − ln <i>a</i><sub><i>j</i></sub>",
            "∑ⱼ ⟨x, x′⟩ − ln aⱼ",
        ),
        (
            "wrong with probability <= 1e-09",
            "wrong with probability ≤ 10<sup>−9</sup>",
            "wrong with probability ≤ 10⁻⁹",
        ),
        ("5e-10 of 5.2e11", "5·10<sup>−10</sup> of 5.2·10<sup>11</sup>", "5·10⁻¹⁰ of 5.2·10¹¹"),
        ("{-1, 1}^d", "{−1, 1}<sup><i>d</i></sup>", "{−1, 1}ᵈ"),
        ("80 % at n > 2", "80\u00a0% at <i>n</i>\u00a0&gt;\u00a02", "80 % at n > 2"),
    ],
)
def test_formulae_in_plain_characters_are_set_as_formulae(text: str, html: str, characters: str) -> None:
    assert mathematics.prose(text) == html
    assert mathematics.plain(text) == characters


def test_parameters_are_told_in_words() -> None:
    assert series.parameter("weight_variance", 8.0) == "weight variance 8"
    assert series.parameter("bias", False) == "bias no"
    assert series.parameter("kernel", "leaky_relu") == "kernel leaky ReLU"
    assert notation.proper("gram spectra of a program") == "Gram spectra of a program"


@pytest.mark.parametrize(
    "text",
    ["a relu_ntk kernel", "it's a well-known d-dimensional case - nothing else", "test_learnabilities", "<the edge>"],
)
def test_words_are_not_taken_for_formulae(text: str) -> None:
    assert mathematics.plain(text) == text
    assert "<su" not in mathematics.prose(text)
