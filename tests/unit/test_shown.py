"""What is shown holds only what may be shown, whatever it was made of."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fihris.answers.formats import json_text
from fihris.engines.errors import IndexMissing
from fihris.query.errors import QueryWrong
from indexer.errors import ArchiveUnreadable, InputMissing
from mappings.shown import RUN, argument, laid_out, quoted, shown
from search_cli.screen.output import fit
from search_cli.screen.streams import _DRAWN
from search_cli.texts.messages import say

ANY = st.text(st.characters(codec=None, categories=None), max_size=40)
"""Over all of Unicode, half surrogates and unassigned characters among them."""

HOSTILE = st.text(
    st.sampled_from(
        "اbc 1\n\r\t\x00\x07\x1b[0m;\x7f\x85\x9b\u00ad\u034f\u061c\u0651\u064e\u115f\u200b\u200c"
        "\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
        "\u206a\u3164\udce9\ud83d\ue000\ufe0f\ufeff\ufff9\ufffa\ufffb\uffff\U000e0001\U000e0041"
        "\U000e0100\U000f0000\U0010ffff'\\$"
    ),
    max_size=60,
)

SHOWN_CATEGORIES = {*"LMNPS"}
ALLOWED = {
    *"\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069",
    *"\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd",
}
INVISIBLE = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")


def outside(text: str) -> list[str]:
    """The characters of a text that a person may not be shown."""
    return [
        char
        for char in text
        if char in INVISIBLE
        or not (
            unicodedata.category(char)[0] in SHOWN_CATEGORIES
            or unicodedata.category(char) == "Zs"
            or char in ALLOWED
        )
    ]


def is_balanced(line: str) -> bool:
    """Whether each isolate of a line is closed there, and none closed that was not opened."""
    depth = 0
    for char in line:
        depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
        if depth < 0:
            return False
    return depth == 0


@given(ANY | HOSTILE)
@example("x\nerror: all is lost\nnext:  rm -rf")
@example("\u2068a\u2069\u2069b\u2067")
def test_text_is_one_line_of_what_may_be_shown(text: str) -> None:
    told = shown(text)
    assert outside(told) == []
    assert is_balanced(told)
    assert len(told.splitlines()) <= 1
    assert shown(told) == told


@given(ANY | HOSTILE)
@example("a\udce9'\\\n")
def test_a_name_is_one_line_from_which_it_can_be_had_again(name: str) -> None:
    written = quoted(name)
    assert outside(written) == []
    assert not set(written) & set("\u2066\u2067\u2068\u2069")
    assert len(written.splitlines()) <= 1
    assert quoted(written) == written
    if written != name:
        assert unquoted(written) == name


@given(st.lists(ANY | HOSTILE, max_size=4).map("\n".join))
def test_lines_stay_as_many_as_they_were(text: str) -> None:
    told = fit(text)
    assert told.count("\n") == text.count("\n")
    for line in told.split("\n"):
        assert is_balanced(line)
        assert outside(re.sub(r"\x1b\[(?:1|35|1;31|0)m|\t", "", line)) == []


@given(HOSTILE)
def test_what_libraries_write_drives_nothing_either(text: str) -> None:
    told = laid_out(text, _DRAWN)
    assert outside(re.sub(r"\x1b\[[0-9;]*m|[\n\t]", "", told)) == []


@given(ANY | HOSTILE, st.sampled_from(["en", "ar"]))
def test_no_fact_adds_a_line_to_a_message(text: str, lang: str) -> None:
    errors = (
        InputMissing(path=text),
        IndexMissing(index=text, where=text),
        ArchiveUnreadable(where=text, reason=text),
        ArchiveUnreadable(where="a", reason=ValueError(text)),
    )
    for error in errors:
        lines = error.lines(lang)  # type: ignore[arg-type]
        assert len("\n".join(lines).splitlines()) == 3
        assert outside("".join(lines)) == []
    for name in ("forgotten", "empty", "nothing", "lost"):
        facts = dict.fromkeys(("path", "index", "home", "query", "what"), text)
        assert len(fit(say(lang, name, **facts)).splitlines()) == 1  # type: ignore[arg-type]


@given(ANY | HOSTILE)
def test_a_wrong_query_is_shown_in_three_lines_and_no_more(query: str) -> None:
    error = QueryWrong(query=query, position=0, problem="p", suggestion=f"did you mean {query}")
    told = fit("\n".join(error.lines()))
    assert len(told.split("\n")) == 5
    assert outside(told.replace("\n", "")) == []
    assert all(map(is_balanced, told.split("\n")))


@given(ANY | HOSTILE)
def test_json_is_the_same_data_and_drives_nothing(text: str) -> None:
    whole = text.encode("utf-8", "replace").decode()
    assert json.loads(json_text({"a": whole})) == {"a": whole}
    assert outside(json_text([whole])) == []


@pytest.mark.parametrize(
    "text",
    [
        "وَٱللَّهُ غَفُورٌ رَّحِيمٌ۝",  # vocalised, with the end of an ayah
        "می\u200cخواهم",  # ZWNJ
        "\u200fنص 5٪ \u200e(a) \u061cب",  # RLM, LRM, ALM
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f 葛\U000e0100",  # emoji
        "سنة \u0601١٤٤٥",  # a number sign that Unicode counts as format
        "a\u00a0b\u3000c",
        "\u2067نص\u2069 \u2068x\u2069",
    ],
)
def test_what_writing_needs_is_left_alone(text: str) -> None:
    assert shown(text) == text
    assert fit(text) == text


@pytest.mark.parametrize("mark", ["\u0651", "\u0301", "\ufe0f", "\U000e0100", "\u200d", "\u200c"])
def test_a_flood_of_marks_is_cut(mark: str) -> None:
    assert shown(f"ا{mark * 500}ب") == f"ا{mark * RUN}ب"
    assert quoted(f"ا{mark * 12}").count("\\") == 12 - RUN


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("x\nerror: all is lost\nnext:  rm -rf", r"$'x\nerror: all is lost\nnext:  rm -rf'"),
        ("a\udce9.txt", r"$'a\xe9.txt'"),
        ("\x1b[2J", r"$'\x1b[2J'"),
        ("\u202egnp.exe", r"$'\u202egnp.exe'"),
        ("\U000e0041it's", r"$'\U000e0041it\'s'"),
        ("بيان 1.txt", "بيان 1.txt"),
        (r"C:\new", r"C:\new"),
    ],
)
def test_a_name_is_written_as_a_shell_reads_it(name: str, written: str) -> None:
    assert quoted(name) == written
    said = subprocess.run(
        ["bash", "-c", f"printf %s {argument(name)}"],
        capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert said.stdout == name.encode("utf-8", "surrogateescape")


def test_a_command_that_is_suggested_runs_nothing_of_a_name() -> None:
    error = ArchiveUnreadable(where="$(rm -rf ~); x", reason="no")
    assert error.lines()[2] == "next:  check the name: ls -l '$(rm -rf ~); x'"


def unquoted(written: str) -> str:
    """What a shell makes of ``$'…'``, half surrogates kept."""
    inside = written.removeprefix("$'").removesuffix("'")
    named = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'"}

    def meant(one: re.Match[str]) -> str:
        if one[1] in named:
            return named[one[1]]
        code = int(one[1][1:], 16)
        return chr(0xDC00 + code) if one[1][0] == "x" and code >= 0x80 else chr(code)

    form = r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)"
    return re.sub(form, meant, inside, flags=re.DOTALL)
