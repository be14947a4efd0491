"""What is chosen of an answer for a screen: sentences, lit words, links, days, a pager."""

from __future__ import annotations

from pathlib import Path

import pytest

from fihris.query.parser import parse
from search_cli.screen import pager
from search_cli.screen.dates import told
from search_cli.screen.links import sequence
from search_cli.screen.snippets import LONGEST, snippet
from search_cli.screen.telling_words import telling


def lit_words(text: str, *words: str) -> list[tuple[int, int]]:
    return sorted((text.index(word), text.index(word) + len(word)) for word in words)


def test_a_short_paragraph_is_shown_whole() -> None:
    assert snippet("قال الوزير. ثم مضى.", [(4, 10)]) == ("قال الوزير. ثم مضى.", [(4, 10)])


def test_a_long_paragraph_is_cut_at_the_ends_of_its_sentences() -> None:
    before = "جملة لا شيء فيها مما يُطلب هنا ولا بعده. " * 8
    found = "وأعلنت الوزارة أمس أن السعر 3.5 دينار؟"
    text = f"{before}{found} {before}"
    shown, lit = snippet(text, lit_words(text, "الوزارة"))
    assert shown.startswith(f"… {found} جملة")
    assert shown.endswith("بعده. …")
    assert [shown[a:b] for a, b in lit] == ["الوزارة"]
    assert len(shown) <= LONGEST + 10


def test_sentences_with_what_was_found_come_first_with_a_gap_between() -> None:
    filler = "جملة لا شيء فيها مما يُطلب هنا ولا بعده إلا الكلام. " * 10
    text = f"الوقود أولًا. {filler}الديزل آخرًا."
    shown, lit = snippet(text, lit_words(text, "الوقود", "الديزل"))
    assert [shown[a:b] for a, b in lit] == ["الوقود", "الديزل"]
    assert shown.endswith("… الديزل آخرًا.")


def test_a_sentence_without_end_is_cut_at_words() -> None:
    text = "كلمة " * 200 + "الوقود " + "كلمة " * 200
    shown, lit = snippet(text, lit_words(text, "الوقود"))
    assert set(shown.split()) == {"…", "كلمة", "الوقود"}
    assert [shown[a:b] for a, b in lit] == ["الوقود"]


def test_stop_words_are_lit_in_a_phrase_alone() -> None:
    text = "قال إن الوزير في الكويت، ومن في قطر"
    lit = lit_words(text, "في", "الكويت")
    assert [text[a:b] for a, b in telling(text, lit, parse("في الكويت"))] == ["الكويت"]
    assert [text[a:b] for a, b in telling(text, lit, parse('"في الكويت"'))] == ["في", "الكويت"]
    assert telling(text, lit[:1], parse("في")) == lit[:1]


def test_a_link_leads_to_the_web_and_nothing_ends_it_early() -> None:
    assert sequence("https://x.org/أ\x1b\\b c") == (
        "\x1b]8;;https://x.org/%D8%A3%1B\\b%20c\x1b\\"
    )  # fmt: skip
    assert sequence("javascript:alert(1)") is None
    assert sequence("file:///etc/passwd") is None


@pytest.mark.parametrize(
    ("day", "said"),
    [("2023-10-08", "8 أكتوبر 2023"), ("2023-10", "أكتوبر 2023"), ("2023", "2023")],
)
def test_days_are_told_as_the_press_writes_them(day: str, said: str) -> None:
    assert told(day, "ar") == said
    assert told(day, "en") == day


def test_a_pager_gets_what_is_longer_than_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "written"
    reader = tmp_path / "my pager"
    reader.write_text(f'#!/bin/sh\nprintf "%s" "$LESS" > "{written}"\ncat >> "{written}"\n')
    reader.chmod(0o755)
    monkeypatch.delenv("LESS", raising=False)
    monkeypatch.setenv("LINES", "5")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PAGER", f"'{reader}'")
    assert pager.page(["\x1b[1mا\x1b[0m"] * 5)
    assert written.read_text("utf-8") == "FRX" + "\x1b[1mا\x1b[0m\n" * 5
    assert not pager.page(["ا"] * 4)
    for none in ("", "cat", "/nowhere/less"):
        monkeypatch.setenv("PAGER", none)
        assert not pager.page(["ا"] * 50)
