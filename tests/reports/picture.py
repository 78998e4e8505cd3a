"""Photograph the report's index for the README: ``python -m tests.reports.picture [SITE] [FILE]``.

SITE defaults to reports/html and FILE to docs/report.png. Needs Chromium and its driver, as the browser tests do.
"""

import base64
import shutil
import sys
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.reports.conftest import FLAGS

WIDTH = 1240
ROWS = 12  # of the verdict table
PLATES = ("boolean-functions", "conservation", "width-laws", "best-depths")  # of all, which would make it too tall


def photograph(driver: Any, page: Path, rows: int = ROWS) -> bytes:
    """Return a picture of the top of ``page``, in light colours: some plates, and the verdict table to a given row."""
    metrics = {"width": WIDTH, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": "light"}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    driver.get(page.resolve().as_uri())
    driver.execute_async_script("document.fonts.ready.then(arguments[0])")
    script = "document.querySelectorAll('.plate').forEach(one => one.hidden = !arguments[0].includes(one.id))"
    driver.execute_script(script, PLATES)
    script = "return [...document.querySelectorAll('#claims tbody tr')].slice(0, arguments[0]).at(-1)"
    bottom = driver.execute_script(f"{script}.getBoundingClientRect().bottom", rows)
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": bottom + 2, "scale": 1}
    options = {"format": "png", "captureBeyondViewport": True, "clip": clip}
    return base64.b64decode(driver.execute_cdp_cmd("Page.captureScreenshot", options)["data"])


def main() -> None:
    """Write the picture and say how large it is."""
    given = dict(enumerate(sys.argv[1:]))
    site, file = Path(given.get(0, "reports/html")), Path(given.get(1, "docs/report.png"))
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, "--hide-scrollbars"):
        options.add_argument(flag)
    with webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver"))) as driver:
        file.write_bytes(photograph(driver, site / "index.html"))
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
