"""What a screen shows: lines, directions, fields, whatever the terminal does with Arabic."""

from __future__ import annotations

import re
import unicodedata

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from search_cli.screen import marks
from search_cli.screen.bidi import ordered
from search_cli.screen.clusters import clusters, columns_of, written
from search_cli.screen.layout import lines, resolved, with_fields
from search_cli.screen.screen import Screen
from search_cli.screen.terminals import SIGNS, Terminal, Way, terminal

REORDER = (Way.isolates, Way.marks)
FSI, POP = "\u2068", "\u2069"
UNSEEN = re.compile("[\u200e\u200f\u202a-\u202c\u2066-\u2069]|\x1b\\[[0-9;]*m")

NAMES = st.sampled_from(
    [
        "وكالة أنباء الساحل", "كونا", "مكتب (النورس) الصحفي", "وكالة Reuters للأنباء", "Reuters",
        "2024-01-30", "5", "1,204", "sahel-20230516-09", "fihris index --home /x", "17:30", "50%",
        "قناة 24", "3.5", "«البيان»", "A (B) C", "الشُّرْطَةُ",
    ]
)  # fmt: skip
FIELDS = st.lists(NAMES, min_size=1, max_size=6)
WORDS = st.lists(
    st.sampled_from(["وزارة", "الداخلية", "48", "لتر،", "(الكويت)", "BBC", "أَكَّدَ", "لا", "A.", "–"]),
    min_size=1,
    max_size=60,
).map(" ".join)


def screen_of(way: Way, columns: int = 80) -> Screen:
    return Screen(Terminal(way), columns)


def seen(line: str, way: Way) -> str:
    """What a terminal that reorders shows of a line: a model of VTE and Konsole, which lay out from
    left to right, or of mlterm, which goes by the first strong sign."""
    line = re.sub("\x1b\\[[0-9;]*m", "", line)
    if way is Way.marks and marks.RLM not in line[:1]:
        # UAX #9 as python-bidi has it keeps the signs: they take no room
        return UNSEEN.sub("", str(get_display(line, base_dir="L")))
    base = "R" if way is Way.marks else "L"
    return UNSEEN.sub("", str(get_display(line, base_dir=base)))


def meant(line: str, *, rtl: bool) -> str:
    """The order of a line of fields that is meant: theirs, whatever stands in them."""
    return "".join(one.text for one in ordered(resolved(clusters(line)), rtl=rtl))


def bare(text: str) -> str:
    """Text without marks and the shapes of brackets, which python-bidi does not mirror."""
    kept = (char for char in text if unicodedata.category(char) != "Mn")
    return re.sub(r"[()\[\]«»]", "|", "".join(kept)).strip()


@given(FIELDS, st.booleans(), st.sampled_from(REORDER))
def test_no_field_moves_in_a_terminal_that_reorders(fields: list[str], rtl: bool, way: Way) -> None:
    row = "  " + " · ".join(f"{FSI}{one}{POP}" for one in fields)
    # what each field is by itself, one after the other in the row's direction
    whole = [bare(str(get_display(one, base_dir="R" if _turned(one) else "L"))) for one in fields]
    wanted = " · ".join(reversed(whole) if rtl else whole)
    (line,) = screen_of(way, 400).lines(row, rtl=rtl)
    assert bare(seen(line, way)) == wanted
    assert bare(meant(row, rtl=rtl)) == wanted


def _turned(field: str) -> bool:
    kinds = [unicodedata.bidirectional(char) for char in field]
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "L")
    return first != "L"


@given(WORDS, st.integers(30, 100), st.sampled_from([*Way]))
def test_lines_are_no_wider_than_the_screen_and_break_between_words(
    text: str, columns: int, way: Way
) -> None:
    told = list(screen_of(way, columns).lines(text, hang=3))
    for line in told:
        # mlterm counts each sign of ours when it breaks a line
        wide = len(line) - len(re.findall("[\u064b-\u0652]", line))
        assert (wide if way is Way.marks else columns_of(UNSEEN.sub("", line))) <= columns
    if way in {Way.plain, *REORDER}:
        words = [word for line in told for word in UNSEEN.sub("", line).split()]
        assert words == text.split()


@given(WORDS, st.integers(20, 60))
def test_what_does_not_reorder_is_sent_each_letter_once(text: str, columns: int) -> None:
    for line in lines(clusters(text), columns, rtl=True):
        assert sorted(one.columns for one in ordered(line.clusters, rtl=True)) == sorted(
            one.columns for one in line.clusters
        )
        cells = "".join(one.text for one in ordered(line.clusters, rtl=True))
        kept = "".join(one.text for one in line.clusters)
        assert sorted(re.sub(r"[()]", "|", cells)) == sorted(re.sub(r"[()]", "|", kept))


@given(WORDS)
def test_the_order_is_that_of_python_bidi(text: str) -> None:
    for rtl in (False, True):
        cells = "".join(one.text[0] for one in ordered(clusters(text), rtl=rtl))
        bases = "".join(one.text[0] for one in clusters(text))
        want = str(get_display(bases, base_dir="R" if rtl else "L"))
        assert re.sub(r"[()]", "|", cells) == re.sub(r"[()]", "|", want)


def test_letters_are_joined_and_keep_their_marks() -> None:
    (line,) = screen_of(Way.visual, 20).lines("الشُّرْطَة (لا)")
    # from left to right: teh marbuta, tah, reh, sheen with shadda …
    assert line.strip() == "(ﻻ) ﺔﻃَﺮْﺸُّﻟﺍ"
    assert columns_of(line) == 20


def test_a_colour_goes_where_its_word_goes() -> None:
    (line,) = screen_of(Way.visual, 20).lines("قال \x1b[1;31mالوزير\x1b[0m أمس")
    assert line.strip() == "ﺲﻣﺃ \x1b[1;31mﺮﻳﺯﻮﻟﺍ\x1b[0m ﻝﺎﻗ"


def test_a_paragraph_stands_at_the_side_where_its_first_letter_begins() -> None:
    for way in (Way.visual, Way.isolates):
        (arabic,) = screen_of(way, 40).lines("3 مقالات من Reuters")
        (latin,) = screen_of(way, 40).lines("Reuters: ثلاث مقالات")
        assert UNSEEN.sub("", arabic).startswith("   ")
        assert UNSEEN.sub("", latin).startswith("Reuters")
    (arabic,) = screen_of(Way.marks, 40).lines("3 مقالات من Reuters")
    assert arabic.startswith(marks.RLM)  # mlterm does it by itself


def test_the_second_line_begins_below_the_first_word() -> None:
    told = list(screen_of(Way.plain, 30).lines("  1  one two three four five six seven", hang=5))
    assert told == ["  1  one two three four five", "     six seven"]


def test_a_word_wider_than_the_screen_is_broken_between_letters() -> None:
    told = list(screen_of(Way.plain, 20).lines("أَ" * 25 + " ثم"))
    assert told == ["أَ" * 20, "أَ" * 5 + " ثم"]


@pytest.mark.parametrize("way", [Way.visual, *REORDER])
def test_a_caret_stands_under_its_letter(way: Way) -> None:
    text = f"  {FSI}مصدر:كونا (وزارة{POP}"
    at = text.index("(")
    line, caret = screen_of(way, 60).lines(text, rtl=False, marked=(at, at + 1))
    shown = seen(line, way) if way in REORDER else line
    assert shown[caret.index("^")] in "()"


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        ({"TERM": "xterm-256color", "VTE_VERSION": "7001"}, Way.isolates),
        ({"TERM": "xterm-256color", "VTE_VERSION": "5402"}, Way.visual),
        ({"TERM": "xterm-256color", "KONSOLE_VERSION": "221203"}, Way.isolates),
        ({"TERM": "xterm", "MLTERM": "3.9.2"}, Way.marks),
        ({"TERM_PROGRAM": "Apple_Terminal"}, Way.marks),
        ({"TERM_PROGRAM": "vscode", "VTE_VERSION": "7001"}, Way.visual),
        ({"WT_SESSION": "0b5d"}, Way.visual),
        ({"TERM": "xterm", "XTERM_VERSION": "XTerm(379)"}, Way.visual),
        ({"TERM": "alacritty"}, Way.visual),
        ({"TERM": "linux"}, Way.visual),
        ({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "WT_SESSION": "0b5d"}, Way.visual),
        ({"TERM": "screen", "VTE_VERSION": "7001"}, Way.isolates),
        ({"TERM": "dumb"}, Way.plain),
    ],
)
def test_a_terminal_is_known_by_what_it_tells(environment: dict[str, str], way: Way) -> None:
    found = terminal(environment)
    assert (found.way, found.is_known) == (way, True)


def test_a_terminal_that_tells_nothing_is_unknown() -> None:
    assert not terminal({"TERM": "xterm-256color"}).is_known
    assert not terminal({"TERM": "tmux-256color", "TERM_PROGRAM": "tmux"}).is_known
    assert not terminal({"TERM": "tmux-256color", "VTE_VERSION": "7001"}).links
    assert all(re.compile(sign.pattern) for sign in SIGNS)


def test_sequences_are_written_as_they_were_read() -> None:
    text = "a\x1b]8;;http://x/\x1b\\\x1b[1mb\x1b[0mc\x1b]8;;\x1b\\d"
    assert written(clusters(text)) == text


@pytest.mark.parametrize(
    "sentence",
    [
        "byte 0xC8 at 120, in line 3; all else is UTF-8: mend that place",
        "Unterminated string starting at: column 68",
        "it is a list",
    ],
)
def test_a_sentence_in_a_right_to_left_line_is_one_field(sentence: str) -> None:
    text = with_fields(clusters(f"ليس نصًا ({sentence}) 12 مقالة"), rtl=True)
    told = "".join(one.text for one in text)
    assert f"\u2066{sentence}{POP}) 12 مقالة" in told
