"""The pages in a real browser: what only a browser can tell."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(120)
Open = Callable[..., None]


@pytest.fixture
def open_page(browser: Any, site: Path) -> Iterator[Open]:
    """Open a page of the site at a width and in a colour scheme."""

    def go(page: str, width: int = 1280, *, scheme: str = "light") -> None:
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        media = {"features": [{"name": name, "value": value} for name, value in wishes.items()]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        browser.get((site / page).as_uri())

    for log in ("browser", "performance"):
        browser.get_log(log)  # what earlier tests left
    yield go
    browser.execute_script("try { localStorage.clear() } catch {}")


def pages(site: Path) -> list[str]:
    return ["index.html", *sorted(f"claims/{path.name}" for path in (site / "claims").glob("*.html"))]


def cells(browser: Any, table: str, column: int) -> list[str]:
    script = """return Array.from(document.querySelectorAll(arguments[0] + ' tbody tr'))
        .filter(row => row.offsetHeight && !row.classList.contains('why'))
        .map(row => row.cells[arguments[1]].innerText.trim())"""
    return browser.execute_script(script, table, column)


def choose(browser: Any, key: str, value: str) -> None:
    script = """const select = document.querySelector(`select[data-key=${arguments[0]}]`);
        select.value = arguments[1]; select.dispatchEvent(new Event('input', {bubbles: true}))"""
    browser.execute_script(script, key, value)


def test_pages_load_without_console_errors_or_requests(browser: Any, open_page: Open, site: Path) -> None:
    for page in pages(site):
        open_page(page)
    severe = [entry for entry in browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    assert severe == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
    assert len(urls) > len(pages(site))
    assert [url for url in urls if not url.startswith(("file://", "data:"))] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_figures_are_visible_and_named(browser: Any, open_page: Open, site: Path, width: int) -> None:
    script = """return Array.from(document.querySelectorAll('figure svg[role=img]'))
        .filter(s => s.checkVisibility()).map(s => {
        const box = s.getBoundingClientRect(), marks = s.querySelectorAll('.dot');
        const [title, desc] = ['title', 'desc'].map(name => s.querySelector(name).textContent);
        return [box.width, box.height, marks.length, title, desc]})"""
    seen = 0
    for page in pages(site)[1:]:
        open_page(page, width)
        for box_width, box_height, marks, title, description in browser.execute_script(script):
            assert min(box_width / 250, box_height / 60, marks) >= 1, page
            assert title, page
            assert "observed interval" in description, page
            seen += 1
    assert seen >= 8


def test_marks_of_the_figure_lie_inside_it(browser: Any, open_page: Open, site: Path) -> None:
    script = """return Array.from(document.querySelectorAll('figure svg[role=img]'))
        .filter(s => s.checkVisibility()).flatMap(s => {
        const box = s.getBoundingClientRect();
        const outside = d => d.left < box.left - 2 || d.right > box.right + 2
            || d.top < box.top - 2 || d.bottom > box.bottom + 2;
        return Array.from(s.querySelectorAll('.dot, text')).filter(d => outside(d.getBoundingClientRect()))
            .map(d => d.outerHTML)})"""
    for page in pages(site)[1:]:
        for width in (1280, 390):
            open_page(page, width)
            assert browser.execute_script(script) == [], (page, width)


def test_no_page_scrolls_sideways_on_a_phone(browser: Any, open_page: Open, site: Path) -> None:
    for page in pages(site):
        open_page(page, 390)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 390, page


def test_table_sorts_both_ways_and_says_so(browser: Any, open_page: Open) -> None:
    open_page("index.html")
    column = browser.execute_script(
        "return Array.from(document.querySelectorAll('#claims th')).findIndex(h => h.innerText.startsWith('Trials'))"
    )
    button = browser.find_elements("css selector", "#claims thead th")[column].find_element("css selector", "button")
    for state in ("ascending", "descending"):
        button.send_keys("\n")  # by keyboard
        values = [int(text.replace(",", "")) for text in cells(browser, "#claims", column)]
        assert values == sorted(values, reverse=state == "descending")
        assert button.find_element("xpath", "..").get_attribute("aria-sort") == state


def test_parameter_table_sorts_numbers_as_numbers(browser: Any, open_page: Open) -> None:
    open_page("claims/eigenlearning.learnabilities_sum_to_n.html")
    heads = browser.find_elements("css selector", "#case-table thead th")
    column = next(i for i, head in enumerate(heads) if head.text.split()[0] == "n")
    heads[column].find_element("css selector", "button").click()
    assert [int(text) for text in cells(browser, "#case-table", column)] == [1] * 4 + [5] * 4 + [12] * 4 + [24] * 4


def test_reason_of_a_verdict_stays_below_its_case_when_sorted(browser: Any, open_page: Open) -> None:
    open_page("claims/margins.perceptron_bound.html")
    browser.find_elements("css selector", "#case-table .sorter")[0].click()
    rows = browser.execute_script(
        "return Array.from(document.querySelectorAll('#case-table tbody tr')).map(r => r.innerText)"
    )
    place = next(i for i, text in enumerate(rows) if text.startswith("Inconclusive"))
    assert "straddles <the edge>" in rows[place + 1]


def test_filters_narrow_the_table_and_announce_it(browser: Any, open_page: Open) -> None:
    open_page("index.html")
    total = len(cells(browser, "#claims", 0))
    text = browser.find_element("id", "filter-text")
    text.send_keys("double")
    assert [name.split("\n")[0] for name in cells(browser, "#claims", 1)] == ["Double descent peaks at n"]
    assert browser.find_element("id", "shown").text == f"1 of {total} claims"
    text.send_keys(*["\b"] * 6)
    choose(browser, "verdict", "REFUTED")
    assert cells(browser, "#claims", 0) == ["Refuted"]
    choose(browser, "verdict", "")
    choose(browser, "standing", "Corrected")
    assert cells(browser, "#claims", 2) == ["corrected"]


def test_dark_mode_follows_the_system_and_the_button(browser: Any, open_page: Open) -> None:
    lightness = (
        "return getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    open_page("index.html")
    assert min(browser.execute_script(lightness)) > 240
    open_page("index.html", scheme="dark")
    assert max(browser.execute_script(lightness)) < 40
    browser.find_element("id", "theme").click()
    assert min(browser.execute_script(lightness)) > 240
    open_page("claims/kernels.relu_ntk_is_arc_cosine.html", scheme="dark")
    assert min(browser.execute_script(lightness)) > 240, "the choice is kept from page to page"


CONTRAST = """
const lum = rgb => rgb.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const parse = text => text.match(/[\\d.]+/g).map(Number);
const ground = e => { for (; e; e = e.parentElement) {
    const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c.slice(0, 3); }
    return [255, 255, 255]; };
const worst = {};
for (const e of document.querySelectorAll('body *')) {
    const own = Array.from(e.childNodes).some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest('annotation, .hidden, .skip, title, desc, option')) continue;
    const style = getComputedStyle(e), ink = parse(e.ownerSVGElement ? style.fill : style.color).slice(0, 3);
    const [a, b] = [lum(ink), lum(ground(e))].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) worst[e.tagName + '.' + e.getAttribute('class')] = ratio;
}
return worst;
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_has_enough_contrast(browser: Any, open_page: Open, site: Path, scheme: str) -> None:
    for page in pages(site):
        open_page(page, scheme=scheme)
        assert browser.execute_script(CONTRAST) == {}, page


def test_formulae_are_mathml_in_the_embedded_font(browser: Any, open_page: Open) -> None:
    open_page("claims/kernels.relu_ntk_is_arc_cosine.html")
    loaded = browser.execute_async_script(
        "const done = arguments[0]; document.fonts.ready.then(() => done(Array.from(document.fonts)"
        ".filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', ''))))"
    )
    assert {"STIX Two Text", "STIX Two Math"} <= set(loaded)
    root = browser.find_element("css selector", ".formula math msqrt").rect
    assert root["height"] > 20, "the radical sign grows with what stands under it"


def test_keyboard_reaches_the_content_and_shows_where_it_is(browser: Any, open_page: Open) -> None:
    open_page("index.html")
    browser.find_element("css selector", "body").send_keys("\t")
    first = browser.switch_to.active_element
    assert first.text == "Skip to the content"
    assert first.rect["x"] >= 0
    assert browser.execute_script("return getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_print_opens_the_details_and_drops_the_controls(browser: Any, open_page: Open) -> None:
    open_page("claims/two_layer.double_descent_peaks_at_n.html")
    browser.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert browser.execute_script("return Array.from(document.querySelectorAll('details')).every(d => d.open)")
    browser.execute_script("dispatchEvent(new Event('afterprint'))")
    assert not browser.execute_script("return document.querySelector('details').open")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    shown = browser.execute_script(
        "return Array.from(document.querySelectorAll('.theme, .copy')).some(e => e.checkVisibility())"
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert not shown


def test_page_is_complete_without_script(browser: Any, open_page: Open) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        open_page("claims/kernels.relu_ntk_is_arc_cosine.html")
        assert "Relu ntk is arc cosine" in browser.title
        assert not browser.find_element("css selector", ".copy").is_displayed()
        assert browser.find_element("css selector", "pre code").text.startswith("pytest 'claims/kernels")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
