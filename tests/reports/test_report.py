"""The report as files: what it says, what it refuses, and how long it takes."""

import copy
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from harness.record import latest_run, read_run, runs
from reports.__main__ import main
from reports.compare import changes, compare
from reports.model import claims_of
from reports.panels import panels_of
from reports.readme import CLOSE, OPEN, rewrite
from reports.schema import check
from reports.site import write_site
from reports.summary import MOST_BYTES, summary
from tests.reports import samples

ROOT = Path(__file__).parents[2]
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Balance(HTMLParser):
    """Checks that every element is closed where it was opened, and that identifiers are unique."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [value for value in (values.get("id"),) if value]
        self.links += [value for value in (values.get("href"), values.get("src")) if value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


def build(tmp_path: Path, judgements: list[dict]) -> Path:
    write_site(read_run(samples.write(tmp_path / "records", judgements)), tmp_path / "html")
    return tmp_path / "html"


def test_pages_are_well_formed_and_their_links_lead_somewhere(site: Path) -> None:
    for page in [site / "index.html", *(site / "claims").glob("*.html")]:
        parser = Balance()
        parser.feed(page.read_text(encoding="utf-8"))
        assert parser.open == []
        assert len(parser.ids) == len(set(parser.ids)), page.name
        for link in parser.links:
            if link.startswith("#"):
                assert link[1:] in parser.ids, (page.name, link)
            elif not link.startswith("data:"):
                assert (page.parent / link.split("#")[0]).exists(), (page.name, link)


def test_nothing_in_the_site_points_to_the_network(site: Path) -> None:
    for path in site.rglob("*.*"):
        if path.suffix in (".html", ".css", ".js"):
            text = re.sub(r"url\(data:[^)]*\)", "", path.read_text(encoding="utf-8"))
            assert not re.search(r"(?:https?:)?//[a-z]", text), path


def test_index_counts_cases_and_lists_what_is_false_as_printed(site: Path) -> None:
    text = re.sub(r"<[^>]+>|&nbsp;", " ", (site / "index.html").read_text(encoding="utf-8"))
    text = " ".join(text.split())
    assert "6 claims, judged in 30 cases: 27 verified, 1 refuted, 1 inconclusive, 1 not applicable" in text
    assert "Printed twice its own definition" in text
    assert "needs infinite width" in text
    assert "gets a wrong verdict is at most 10⁻⁶." in text


def test_long_run_states_its_own_error(tmp_path: Path) -> None:
    many = [samples.kappa()[0] | {"nodeid": f"claims/a/b.py::c[{index}]"} for index in range(1200)]
    text = (build(tmp_path, many) / "index.html").read_text(encoding="utf-8")
    assert "gets a wrong verdict is at most 1.2·10⁻⁶." in text


def test_text_from_records_is_escaped(tmp_path: Path) -> None:
    record = samples.kappa()[0]
    evil = "<script>alert(1)</script> & \"quoted\" 'text'"
    for key in ("title", "statement", "reason", "why", "series", "case", "reproduce"):
        record[key] = evil
    record |= {"parameters": {evil: evil}, "standing": {"name": "Corrected", "text": evil}}
    record["source"] = {"key": evil, "where": evil}
    record["axes"] = {"x": evil, "y": evil}
    record["observed"]["meaning"] = evil
    record["counterclaims"][0]["text"] = evil
    record["tolerance"]["budgets"][0]["because"] = evil
    for page in build(tmp_path, [record]).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert text.count("<script") == 1


def test_formula_that_cannot_be_typeset_fails_with_the_name_of_the_claim(tmp_path: Path) -> None:
    record = samples.kappa()[0] | {"tex": r"\frac{1}{"}
    with pytest.raises(ValueError, match=r"kernels\.relu_ntk_is_arc_cosine cannot be built: the formula \\frac"):
        build(tmp_path, [record])


def test_panels_overlay_what_fits_and_split_what_does_not() -> None:
    claims = {claim.name.split(".")[0]: claim for claim in claims_of(samples.everything())}
    together = panels_of(claims["eigenlearning"])
    assert [len(panel.series) for panel in together] == [4]
    assert together[0].one_theory
    assert [panel.title for panel in panels_of(claims["two_layer"])] == ["noise 0.01", "noise 1", "noise 100"]
    forest = panels_of(claims["deep_linear"])
    assert [len(panel.rows) for panel in forest] == [3, 3]
    assert [panel.residual for panel in forest] == [False, True]


def test_series_that_meets_itself_is_told_apart_by_its_parameter() -> None:
    cases = []
    for width in (8, 16):
        for n in (1.0, 2.0):
            cases.append(
                samples.judgement("a.b", f"{width}-{n}", [n], 0.1, at=[n], parameters={"width": width, "n": n})
            )
    (panel,) = panels_of(claims_of(cases)[0])
    assert [one.label for one in panel.series] == ["width 8", "width 16"]


def test_later_judgement_of_a_case_counts_and_torn_lines_do_not(tmp_path: Path) -> None:
    first, second = samples.kappa()[0] | {"verdict": "INCONCLUSIVE"}, samples.kappa()[0]
    folder = samples.write(tmp_path, [first, second])
    with (folder / "gw0.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(samples.descent()[0])[:300])
    run = read_run(folder)
    assert [claim.verdict for claim in claims_of(run.judgements)] == ["VERIFIED"]


def test_claim_out_of_reach_is_never_verified() -> None:
    claims = {claim.name: claim for claim in claims_of(samples.troubled())}
    assert claims["spectra.conjecture_holds"].verdict == "NOT APPLICABLE"
    assert claims["margins.perceptron_bound"].verdict == "REFUTED"


def test_printed_form_is_shown_in_the_case_that_told_it_apart_least() -> None:
    far, near, open_ = (copy.deepcopy(samples.kappa()[0]) for _ in range(3))
    for index, (record, separation) in enumerate(((far, 2e13), (near, 96.0), (open_, 500.0))):
        record["nodeid"] += f"[{index}]"
        record["counterclaims"][0]["separation"] = separation
    assert [one["separation"] for one in claims_of([far, near])[0].printed] == [96.0]
    open_["counterclaims"][0]["verdict"] = "NOT REFUTED"
    assert [one["verdict"] for one in claims_of([far, near, open_])[0].printed] == ["NOT REFUTED"]


def test_interval_of_no_width_says_so(tmp_path: Path) -> None:
    record = samples.judgement("a.b", "", [2 / 3], 1e-15, shift=0.0, spread=0.0)
    page = build(tmp_path, [record]) / "claims" / "a.b.html"
    assert "0.666667, exactly" in page.read_text(encoding="utf-8")


def test_pages_of_claims_that_are_gone_are_removed_and_other_files_are_not(tmp_path: Path) -> None:
    html = build(tmp_path, samples.kappa() + samples.descent())
    (html / "claims" / "mine.html").write_text("<p>mine</p>", encoding="utf-8")
    write_site(read_run(samples.write(tmp_path / "again", samples.kappa())), html)
    assert sorted(path.name for path in (html / "claims").iterdir()) == [
        "kernels.relu_ntk_is_arc_cosine.html",
        "mine.html",
    ]


def test_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = build(tmp_path / "a", samples.everything()), build(tmp_path / "b", samples.everything())
    for path in sorted(one.rglob("*.*")):
        assert path.read_bytes() == (two / path.relative_to(one)).read_bytes()


def test_json_holds_every_judgement(site: Path) -> None:
    content = json.loads((site / "claims.json").read_text(encoding="utf-8"))
    assert len(content["judgements"]) == len(samples.everything())
    assert {one["name"]: one["verdict"] for one in content["claims"]}["margins.perceptron_bound"] == "REFUTED"


def test_summary_is_worst_first_and_bounded(site: Path) -> None:
    text = (site / "summary.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ✘") or line.startswith("| ✔")]
    assert rows[0].startswith("| ✘ REFUTED | Perceptron bound")
    assert "<the edge>" not in text
    record = samples.kappa()[0] | {"why": "because " * 400}
    many = [record | {"nodeid": f"claims/a/b.py::c[{index}]"} for index in range(600)]
    long = summary(claims_of(many), samples.INFO)
    assert len(long.encode()) <= MOST_BYTES
    assert "more rows are left out" in long


def test_readme_table_is_rewritten_between_its_marks_only(tmp_path: Path) -> None:
    run = read_run(samples.write(tmp_path / "records", samples.everything()))
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{OPEN}\nold\n{CLOSE}\nafter\n", encoding="utf-8")
    assert rewrite(run, readme)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{OPEN}\n| verdict")
    assert text.endswith(f"|\n{CLOSE}\nafter\n")
    link = "[Relu ntk is arc cosine](claims/kernels/test_relu_ntk_is_arc_cosine.py)"
    assert f"| ✔ verified | {link} | corrected | 1 | 25 tolerances |" in text
    assert not rewrite(run, readme), "a second time changes nothing"
    readme.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="needs the lines"):
        rewrite(run, readme)


def test_comparison_lists_changed_verdicts_and_moved_intervals(tmp_path: Path) -> None:
    before, after = samples.everything(), copy.deepcopy(samples.everything())
    after[0]["verdict"] = "INCONCLUSIVE"
    after[1]["observed"] = copy.deepcopy(after[2]["observed"])
    gone = after.pop()
    one = read_run(samples.write(tmp_path, before))
    two = read_run(samples.write(tmp_path, after, run="later"))
    found = {change.nodeid: change.what for change in changes(one, two)}
    assert found == {before[0]["nodeid"]: "verdict", before[1]["nodeid"]: "disjoint", gone["nodeid"]: "gone"}
    assert "VERIFIED  ->  INCONCLUSIVE" in compare(one, two)
    assert compare(one, one).endswith("the same verdicts and the same intervals.")


def test_command_writes_the_site_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    samples.write(tmp_path / "records", samples.everything())
    assert main(["--records", str(tmp_path / "records"), "--out", str(tmp_path / "html")]) == 0
    said = capsys.readouterr().out
    assert "27 verified, 1 refuted" in said
    assert re.search(r"index\.html: \d+ files, [\d.]+ MB, [\d.]+ s", said)
    name = samples.INFO["run"]
    assert main(["compare", name, name, "--records", str(tmp_path / "records")]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--records", "nowhere"], "no records directory at nowhere"),
        (["--records", "empty"], "no run under empty"),
        (["--records", "records", "--run", "other"], "no run named other under records; the latest are 20300102"),
        (["--records", "records"], "holds no judgement yet"),
        (["--records", "future"], "schema version 9"),
        (["--records", "lines"], "schema version 3"),
        (["compare", "one", "--records", "records"], "compare needs two runs, got 1"),
        (["site", "one"], "takes no runs by position"),
        (["readme", "--records", "good", "--readme", "none.md"], "there is no none.md"),
    ],
)
def test_bad_input_is_answered_with_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    samples.write(tmp_path / "records", [])
    samples.write(tmp_path / "good", samples.kappa())
    samples.write(tmp_path / "future", samples.kappa(), v=9)
    samples.write(tmp_path / "lines", [samples.kappa()[0] | {"v": 3}])
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "Traceback" not in error
    assert error.count("\n") == 1


def test_records_of_this_checkout_fit_the_schema() -> None:
    records = ROOT / "records"
    if not records.is_dir() or not runs(records):
        pytest.skip("no claim has been run in this checkout")
    run = read_run(latest_run(records))
    check(run.info, "run")
    for record in run.judgements:
        check(record, "judgement")
