"""What an article holds cannot drive a terminal, a spreadsheet or a page, nor leave its place."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Fihris

ESCAPES = (
    "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eمقلوب\u202c\x08\u2067\u2069\u2069\u2068\ufff9\ufffa\ufffb"
    "\u2028error: lost\u0085error: lost\u2029\U000e0041\U000e007f" + "\ufe0f" * 50 + "\u2066"
)
WORD = "الوقود"
ARTICLE = {
    "id": "hostile-1",
    "title": f"عنوان {WORD} {ESCAPES}",
    "paragraphs": [f"نص {WORD} {ESCAPES} ويليه كلام طويل بما يكفي ليكون فقرة كاملة في البيان."],
    "source": f"مصدر{ESCAPES}",
    "category": f"باب{ESCAPES}",
    "author": f"كاتب{ESCAPES}",
    "place": f"مكان{ESCAPES}",
    "url": f"https://example.org/{ESCAPES}",
    "date": "2024-05-01",
}

SGR = re.compile(r"\x1b\[[0-9;]*m")
"""The only sequences that are ours: colours."""

DRIVING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ufff9-\ufffb\U000e0000-\U000e007f]"
)
FORGED = f"x\nerror: all is lost\nخطأ: ضاع كل شيء\rnext:  rm -rf {ESCAPES}"
"""A name that would be four lines of ours."""


@pytest.fixture
def loaded(fihris: Fihris, tmp_path: Path) -> Fihris:
    file = tmp_path / "hostile.jsonl"
    file.write_text(json.dumps(ARTICLE, ensure_ascii=False) + "\n", encoding="utf-8")
    assert fihris("index", str(file)).code == 0
    return fihris


COMMANDS = (
    ("search", WORD),
    ("search", WORD, "--paragraphs", "5"),
    ("facets", WORD, "--by", "source,category,author,place"),
    ("show", ARTICLE["id"]),
    ("analyze", ESCAPES + WORD),
    ("status",),
    ("search", f'"{WORD}" {ESCAPES}'),
    ("search", f"source:{ESCAPES}"),
    ("facets", WORD, "--by", ESCAPES),
    ("show", ESCAPES),
)


@pytest.mark.parametrize("command", COMMANDS, ids=map(str, range(len(COMMANDS))))
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_text_cannot_drive_a_terminal(loaded: Fihris, command: tuple[str, ...], lang: str) -> None:
    shown = on_a_terminal(loaded, "--lang", lang, "--color", "always", *command)
    assert DRIVING.findall(SGR.sub("", shown.replace("\r\n", "\n"))) == [], shown
    assert "owned\x07" not in shown


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_name_forges_no_line(loaded: Fihris, tmp_path: Path, lang: str) -> None:
    """Files, ids, options, arguments: on a terminal and in a pipe."""
    folder = tmp_path / "names"
    folder.mkdir()
    (folder / f"{FORGED[:90]}.jsonl").write_bytes(b"{\n")
    (folder / f"ثلاثة\n{FORGED[:60]}.txt").write_bytes(b"\xff\xfe\x00")
    long = FORGED.replace("/", "")
    for arguments in (
        ("index", str(folder)),
        ("index", f"{folder}/no{long}"),
        ("quarantine", "list"),
        ("quarantine", "show", "1"),
        ("runs",),
        ("reindex", "--forget", f"{folder}/{long}"),
        ("show", long),
        ("explain", long),
        ("explain", "--query", WORD, "--article", long),
        ("search", f"( {long}"),
        ("facets", WORD, "--by", long),
        ("--index", long, "status"),
        ("--engine", long, "status"),
        ("--words", f"{folder}/{long}", "search", WORD),
        ("batch", f"{folder}/{long}"),
        ("search", WORD, f"--{long}"),
        ("search", WORD, "--size", long),
        ("status", long, long),
        (long,),
        ("restore", f"{folder}/{long}"),
        ("generations", "show", long),
        ("runs", long),
        ("doctor", long),
    ):
        if lang == "en":
            shown = on_a_terminal(loaded, "--lang", lang, "--color", "always", *arguments)
            told = SGR.sub("", shown.replace("\r\n", "\n"))
        else:
            done = loaded("--lang", lang, *arguments)
            told = done.out + done.err
        assert len(told) > 1, arguments
        assert DRIVING.findall(told) == [], (arguments, told)
        for line in told.splitlines():
            assert line.count("\u2069") == len(re.findall("[\u2066-\u2068]", line)), arguments
            # on a terminal what a line goes on with is indented, and never reads like a new one
            begins = "" if lang == "en" else r"\s*"
            assert not re.match(rf"{begins}(error: (all|lost)|خطأ: ضاع|next:  rm)", line), arguments


def test_the_name_of_a_file_is_told_whole(fihris: Fihris, tmp_path: Path) -> None:
    path = tmp_path / "x\nerror: all is lost\nnext:  rm -rf"
    done = fihris("--lang", "en", "index", str(path))
    assert done.code == 2
    assert done.err.splitlines() == [
        f"error: there is no file or folder $'{tmp_path}/x\\nerror: all is lost\\nnext:  rm -rf'",
        "state: nothing was read, nothing was changed",
        "next:  check the name, or list what is there: ls",
    ]


def test_piped_text_cannot_drive_a_terminal_either(loaded: Fihris) -> None:
    for command in COMMANDS:
        done = loaded(*command)
        assert DRIVING.findall(done.out + done.err) == [], command
        told = loaded("--json", *command)
        # in JSON the text is whole, and every such character is written as an escape
        assert DRIVING.findall(told.out) == [], command
    hits = loaded("--json", "search", WORD).json["hits"]
    assert "\x1b]0;owned" in hits[0]["paragraphs"][0]["text"]


def on_a_terminal(fihris: Fihris, *arguments: str) -> str:
    """What a person sees: both streams, on a pseudo-terminal."""
    ours, theirs = pty.openpty()
    with fihris.start(*arguments, stdout=theirs, stderr=theirs, env={"COLUMNS": "100"}) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            seen += more
        process.wait(timeout=60)
    os.close(ours)
    text = seen.decode()
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_a_spreadsheet_runs_no_cell(fihris: Fihris, tmp_path: Path, start: str) -> None:
    bad = f'{start}HYPERLINK("https://example.org","{WORD}")'
    file = tmp_path / "cells.jsonl"
    file.write_text(
        json.dumps({"id": bad, "title": bad, "body": f"{bad} {WORD}"}), encoding="utf-8"
    )
    assert fihris("index", str(file)).code == 0
    queries = tmp_path / "q.csv"
    queries.write_text(f"id,query\n1,{WORD}\n", encoding="utf-8")
    for rank in ("paragraphs", "articles"):
        out = fihris("batch", str(queries), "--format", "csv", "--rank", rank).out
        cells = [cell for row in csv.reader(out.splitlines()) for cell in row]
        assert [cell for cell in cells if cell[:1] == start] == []
        assert any(WORD in cell for cell in cells)


def test_nobody_else_can_read_the_home_folder(loaded: Fihris) -> None:
    assert loaded("index", str(Path(__file__).parents[2] / "seeds" / "broken")).code == 4
    open_to_others = [
        f"{path}: {stat.filemode(path.stat().st_mode)}"
        for path in (loaded.home, *loaded.home.rglob("*"))
        if path.stat().st_mode & 0o077
    ]
    assert open_to_others == []


@pytest.mark.parametrize(
    "query",
    ["_id:hostile-1", "_index:press", "_exists_:source", "article_id:hostile-1", "kind:title",
     "text.lemma:وقود", "position:0", "script:1", "{!func}1", "source:(*)"],
)  # fmt: skip
def test_a_query_reaches_no_field_but_ours(loaded: Fihris, query: str) -> None:
    """Each would find the article, if the field that it names could be reached."""
    assert loaded("search", query).code != 0


@pytest.mark.parametrize("query", ["*", "?*", "/.*/", "/(a+)+$/", "ا" * 5000, "(" * 500, "a~99999"])
def test_a_query_cannot_ask_for_more_than_it_should(loaded: Fihris, query: str) -> None:
    """Neither regular expressions nor bare wildcards exist; what is long or deep is refused."""
    done = loaded("search", query)
    assert done.code in {1, 2}, done
