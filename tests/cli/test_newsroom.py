"""A newsroom's folder, from pages to archives: all of it is read, held or named."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import SEEDS, Fihris
from tests.cli.test_indexing import BAD_LINES, GOOD, counts

NEWSROOM = SEEDS / "newsroom"


def test_every_format_comes_in_whole_and_is_found(fihris: Fihris) -> None:
    report = fihris("--json", "index", str(NEWSROOM)).json
    files = len(list(NEWSROOM.iterdir()))
    assert (report["read"], report["loaded"], report["files"]) == (files, files, files)
    assert report["passed_over"] == {"hidden": 1, "status draft": 1}
    assert report["unused_keys"] == {}
    hits = fihris("--json", "search", '"وزير المياه"', "--size", "1").json["hits"]
    assert hits[0]["title"] == "محطة جديدة لتحلية المياه"
    sources = fihris("--json", "facets", "--by", "source").json["facets"]["source"]
    assert sources[0]["articles"] >= files - 2


def test_what_is_not_used_and_not_read_is_named_and_the_sum_adds_up(
    fihris: Fihris, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps({"title": "خبر", "contents_of": "نص"}) + "\n{bad\n")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / ".hidden").write_text("x")
    (folder / "odd").write_bytes(b"\0\1")
    (folder / "page.html").write_text("<html><body><article><p>نص خبر</p></article></body></html>")
    done = fihris("--json", "index", str(folder))
    report = done.json
    assert done.code == 4
    assert report["unused_keys"] == {"contents_of": 1}
    assert report["passed_over"] == {".jpg": 1, "hidden": 1, "no ending": 1}
    assert report["files"] + sum(report["passed_over"].values()) == len(list(folder.iterdir()))
    run = fihris("--json", "runs", report["run"]).json
    for name in ("files", "unused_keys", "passed_over", "passed_over_files"):
        assert run[name] == report[name]
    for lang, said in (("en", "passed over: 1"), ("ar", "وتُرك 3")):
        told = fihris("--lang", lang, "index", str(folder)).err
        assert said in told
        assert "photo.jpg" in told


def test_a_mapping_is_kept_with_the_source_and_used_when_it_is_built_anew(
    fihris: Fihris, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"t": "عنوان", "main": {"story": "نص الخبر الطويل"}}) + "\n")
    assert fihris("index", str(file)).code == 4
    done = fihris("--json", "index", str(file), "--map", "title=t,body=main.story")
    assert done.json["loaded"] == 1
    assert fihris("reindex").code == 0
    assert fihris("search", '"الخبر الطويل"').code == 0


def test_a_dry_run_shows_what_comes_of_each_file_and_loads_nothing(
    fihris: Fihris, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("العنوان;النص;لون\nخبر;نص الخبر;أحمر\n")
    done = fihris("--json", "index", "--dry-run", str(tmp_path / "a.csv"))
    (file,) = done.json["files"]
    assert file["article"]["title"] == "خبر"
    assert [one["text"] for one in file["article"]["paragraphs"]] == ["خبر", "نص الخبر"]
    assert file["unused_keys"] == {"لون": 1}
    assert not (fihris.home / "journal.sqlite3").exists()
    assert "نص الخبر" in fihris("index", "--dry-run", str(tmp_path / "a.csv")).out


def test_files_are_chosen_and_told_what_they_are(fihris: Fihris, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "drafts/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"خبر {name}\n\nنص")
    chosen = ("--include", "*.txt", "--exclude", "drafts/*", "--exclude", "b.*")
    report = fihris("--json", "index", str(tmp_path), *chosen).json
    assert (report["loaded"], report["passed_over"]) == (1, {"excluded": 2})
    old = tmp_path / "old.txt"
    old.write_bytes("Привет мир\n\nтекст новости".encode("cp1251"))
    assert fihris("index", str(old), "--encoding", "windows-1251").code == 0
    assert fihris("index", str(old), "--encoding", "klingon").code == 2
    assert fihris("index", str(old), "--map", "colour=x").code == 2


def test_a_date_that_cannot_be_read_is_told_and_the_article_loaded(fihris: Fihris) -> None:
    line = BAD_LINES["bad-date"]
    done = fihris("--lang", "en", "--json", "index", "-", stdin=f"{line}\n{GOOD}\n".encode())
    assert (done.code, counts(done)) == (0, (2, 2, 0, 0))
    warned = {"path": "-", "line": 1, "code": "bad-date", "detail": "32 أكتوبر 2023"}
    assert (done.json["warnings"], done.json["warned"]) == ({"bad-date": 1}, [warned])
    assert "loaded without a date" in done.err
    assert "32 أكتوبر 2023" in done.err
    assert fihris("--json", "show", "x").json["date"] is None
    (run,) = fihris("--json", "runs").json
    assert (run["warnings"], run["warned"]) == ({"bad-date": 1}, [warned])
