"""A newsroom's own list of words, through the real program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Fihris

LINES = "# أسماء\n\nتوتال => شركة\nالمرصاد\nإنرجي=>طاقة\n"


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "كلماتنا.txt"
    path.write_text(LINES, encoding="utf-8")
    return path


def release(tmp_path: Path, *texts: str) -> Path:
    path = tmp_path / "releases.jsonl"
    rows = [
        {"id": f"a{number}", "title": "خبر", "body": text} for number, text in enumerate(texts, 1)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def lemmas(done: str) -> list[str]:
    return [token["term"] for token in json.loads(done)["fields"]["text.lemma"]]


def test_a_word_has_the_term_of_another_with_every_proclitic(fihris: Fihris, words: Path) -> None:
    text = "توتال وتوتال لتوتال وبتوتال شركة إنرجي انرجي طاقة"
    found = lemmas(fihris("--json", "--words", str(words), "analyze", text).out)
    assert len(set(found[:5])) == 1
    assert len(set(found[5:])) == 1
    plain = lemmas(fihris("--json", "analyze", text).out)
    assert plain[0] != plain[4]


def test_a_name_stays_itself(fihris: Fihris, words: Path) -> None:
    text = "المرصاد وبالمرصاد مرصد"
    analysed = json.loads(fihris("--json", "--words", str(words), "analyze", text).out)
    first, _, third = [token["term"] for token in analysed["fields"]["text.lemma"]]
    assert first == "المرصاد"
    assert first != third


def test_the_list_is_part_of_the_index(fihris: Fihris, words: Path, tmp_path: Path) -> None:
    path = release(tmp_path, "أعلنت توتال أرباحها", "شيء آخر")
    (tmp_path / "fihris.toml").write_text(f'words = "{words.name}"\n', encoding="utf-8")
    env = {"FIHRIS_CONFIG": str(tmp_path / "fihris.toml")}
    assert fihris("index", str(path), env=env).code == 0
    assert [
        hit["article_id"] for hit in fihris("--json", "search", "شركة", env=env).json["hits"]
    ] == ["a1"]
    without = fihris("search", "شركة")
    assert without.code == 3
    assert words.name in without.err
    assert "fihris reindex --from-live" in without.err
    words.write_text(LINES + "شل\n", encoding="utf-8")
    changed = fihris("search", "شركة", env=env)
    assert changed.code == 3
    assert changed.err.count(words.name) == 2
    assert fihris("reindex", "--from-live", env=env).code == 0
    assert fihris("search", "شركة", env=env).code == 0
    assert fihris("index", "--rebuild", str(path)).code == 0
    assert fihris("search", "توتال").code == 0


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("توتال =>", 1),
        ("=> شركة", 1),
        ("# ما سبق\nتوتال => شركة كبرى", 2),
        ("توتال الفرنسية => شركة", 1),
        ("توتال => شركة\nتوتال => طاقة", 2),
        ("...", 1),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(
    fihris: Fihris, tmp_path: Path, content: str, line: int
) -> None:
    path = tmp_path / "words.txt"
    path.write_text(content, encoding="utf-8")
    done = fihris("--words", str(path), "analyze", "توتال")
    assert done.code == 2
    assert f"line {line}" in done.err
    arabic = fihris("--lang", "ar", "--words", str(path), "analyze", "توتال")
    assert f"السطر {line}" in arabic.err


@pytest.mark.parametrize("content", [None, b"\xca\xe6\xca\xc7\xe1"])
def test_a_list_that_cannot_be_read_is_named(
    fihris: Fihris, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    done = fihris("--words", str(path), "search", "توتال")
    assert done.code == 2
    assert str(path) in done.err
