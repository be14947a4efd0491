"""The previews: complete pages that stand alone, looked at in a real browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from engines.elastic.panels import Scope, Search
from search_cli.kibana.definitions import dashboards
from search_cli.kibana.previewing import write_pages
from tests.dashboards.releases import embedded, search

__all__ = ["embedded", "search"]

pytestmark = [pytest.mark.xdist_group("panels"), pytest.mark.timeout(300)]

MEASURE = """
<script>
const out = [];
for (const one of document.querySelectorAll("section")) {
  const inside = one.querySelector("div");
  const wide = inside.scrollWidth - inside.clientWidth;
  const high = inside.scrollHeight - inside.clientHeight;
  const box = one.getBoundingClientRect();
  // a list goes on below its panel, as in Kibana; nothing else may
  const cut = wide > 1 || (high > 1 && !one.classList.contains("list"));
  out.push([one.id, one.dir, cut ? `cut:${wide},${high}` : "whole", box.left < 0 ||
    box.right > innerWidth + 1 ? "outside" : "inside"].join(" "));
}
document.body.innerHTML = "<pre>" + out.join("\\n") + "\\ntextWidth " +
  (() => { const c = document.createElement("canvas").getContext("2d"); c.font = "20px sans-serif";
    return [c.measureText("\\u0645\\u062d").width < c.measureText("\\u0645").width +
      c.measureText("\\u062d").width]; })() + "</pre>";
</script>
"""
"""Run on a copy whose policy allows it: which panels show all they hold, and where they stand."""


@pytest.fixture(scope="module")
def pages(search: Search, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    scope = Scope(query='text.lemma: "وزارة الداخلية"', since="2022-01-01", until="2025-12-31")
    folder = tmp_path_factory.mktemp("preview")
    return write_pages(folder, "press", ["ar", "en"], scope, search)


@pytest.fixture(scope="module")
def browser() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        told = "previews were NOT looked at in a browser: there is no chromium (apt, brew)"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
        raise AssertionError
    return found


def test_a_page_stands_alone(pages: list[Path]) -> None:
    assert len(pages) == 6
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert re.findall(r"https?://|<script|<link|<img|url\(|@import|\bsrc=|\bhref=", text) == []


def test_a_page_has_every_panel_and_says_that_it_is_a_preview(pages: list[Path]) -> None:
    for path in pages:
        text = path.read_text(encoding="utf-8")
        name, language = path.stem.split("-")
        (dashboard,) = [one for one in dashboards() if one.id == name]
        sections = re.findall(r'<section id="([^"]+)"', text)
        assert sections == [panel.id for panel in dashboard.panels]
        assert ('dir="rtl"' in text) == (language == "ar")
        assert ("معاينة" if language == "ar" else "Preview") in text


def test_what_articles_hold_cannot_become_part_of_the_page(pages: list[Path]) -> None:
    from search_cli.kibana import charts

    bad = '<script>alert(1)</script>" onload="x'
    for drawn in (
        charts.bars([(bad, 1.0)], "#000"),
        charts.table([bad], [[bad]], numbers=[False]),
        charts.legend([charts.Series(name=bad, colour="#000", values={})]),
    ):
        assert "<script" not in drawn
        assert '"x' not in drawn


@pytest.mark.slow
def test_in_a_browser_no_panel_is_cut_and_arabic_letters_are_joined(
    pages: list[Path], browser: str, tmp_path: Path
) -> None:
    for path in pages:
        text = path.read_text(encoding="utf-8")
        open_policy = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        copy = tmp_path / path.name
        copy.write_text(open_policy.replace("</body>", MEASURE + "</body>"), encoding="utf-8")
        told = chromium(browser, "--dump-dom", copy)
        found = [line.split() for line in re.findall(r"[\w-]+ (?:rtl|ltr) \S+ \S+", told)]
        assert len(found) == text.count("<section")
        direction = "rtl" if path.stem.endswith("-ar") else "ltr"
        assert [line[0] for line in found if line[1] != direction] == []
        assert [line for line in found if line[2:] != ["whole", "inside"]] == [], path.name
        assert "textWidth true" in told


@pytest.mark.slow
def test_in_a_browser_a_page_is_no_blank(pages: list[Path], browser: str, tmp_path: Path) -> None:
    for path in pages[:3]:  # the Arabic ones
        shot = tmp_path / f"{path.stem}.png"
        chromium(browser, f"--screenshot={shot}", path)
        assert shot.stat().st_size > 40_000, path.name


def chromium(browser: str, what: str, page: Path) -> str:
    """Open a page without a screen and without any network."""
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1440,1900",
         f"--user-data-dir={page.parent / 'profile'}", what, page.as_uri()],
        check=True,
        capture_output=True,
        text=True,
        timeout=100,
    )  # fmt: skip
    return done.stdout
