"""Reindexing with the program: nobody notices, nothing worse is published, nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SEEDS, Done, Fihris
from tests.cli.test_indexing import GOOD, line


def release(number: int, word: str = "الكويت") -> str:
    """A small release."""
    return line(
        id=f"a{number}", title=f"خبر {number}", body=f"{word} تستضيف القمة رقم {number}\nنص"
    )


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(one + "\n" for one in lines), "utf-8")
    return path


def names(fihris: Fihris) -> dict[str, str]:
    """Generation → live, previous or nothing."""
    return {
        one["name"]: "live" if one["live"] else "previous" if one["previous"] else ""
        for one in fihris("--json", "generations", "list").json
    }


def found(fihris: Fihris, query: str, *options: str) -> set[str]:
    done = fihris("--json", "search", query, "--size", "1000", *options)
    return {hit["article_id"] for hit in done.json["hits"]}


@pytest.fixture
def press(fihris: Fihris, tmp_path: Path) -> Path:
    """Twenty releases in a folder that was indexed."""
    folder = tmp_path / "بيانات"
    folder.mkdir()
    write(folder / "a.jsonl", *(release(n) for n in range(20)))
    assert fihris("index", str(folder)).code == 0
    return folder


def test_the_recorded_sources_are_read_again_and_published(fihris: Fihris, press: Path) -> None:
    write(press / "b.jsonl", release(20, "قطر"))
    (press / "a.jsonl").write_text(
        (press / "a.jsonl").read_text("utf-8").replace("القمة رقم 3", "المؤتمر رقم 3"), "utf-8"
    )
    done = fihris("--json", "reindex")
    assert done.code == 0, done.err
    assert (done.json["loaded"], done.json["published"]) == (21, True)
    assert [gate["name"] for gate in done.json["gates"]] == [
        "sources", "quarantine", "articles", "paragraphs", "analysis", "health",
    ]  # fmt: skip
    assert names(fihris) == {"press-000001": "previous", "press-000002": "live"}
    assert found(fihris, "قطر") == {"a20"}
    assert found(fihris, "المؤتمر") == {"a3"}
    told = fihris("--json", "generations", "diff", "press-000001", "press-000002").json
    assert (told["added"], told["changed"], told["gone"], told["same"]) == (1, 1, 0, 19)
    assert [one["article_id"] for one in told["changed_first"]] == ["a3"]


def test_the_live_articles_themselves_can_be_built_from(fihris: Fihris, press: Path) -> None:
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    assert fihris("reindex").code == 6  # standard input cannot be read again
    assert list(names(fihris)) == ["press-000001"]
    done = fihris("--json", "reindex", "--from-live")
    assert (done.code, done.json["loaded"]) == (0, 21)
    told = fihris("--json", "generations", "diff", "press-000001", "press-000002").json
    assert told["same"] == 21
    assert fihris("reindex", "--forget", "-").code == 0
    assert fihris("reindex", "--max-change", "5").code == 0
    assert fihris("--json", "show", "good").code == 1


def test_given_paths_are_the_sources_from_then_on_once_they_are_published(
    fihris: Fihris, press: Path, tmp_path: Path
) -> None:
    other = write(tmp_path / "other.jsonl", *(release(n, "قطر") for n in range(20)))
    assert fihris("reindex", str(other), "--no-publish").code == 0
    assert fihris("--json", "reindex", "--dry-run").json["sources"] == [str(press)]
    assert fihris("reindex", str(other)).code == 0
    assert fihris("--json", "reindex", "--dry-run").json["sources"] == [str(other)]
    assert fihris("reindex").code == 0
    assert len(found(fihris, "قطر")) == 20


def test_a_plan_is_told_and_nothing_is_done(fihris: Fihris, press: Path) -> None:
    told = fihris("--json", "reindex", "--dry-run").json
    assert (told["sources"], told["articles"]) == ([str(press)], 20)
    assert fihris("--lang", "ar", "reindex", "--dry-run").code == 0
    assert list(names(fihris)) == ["press-000001"]


def test_what_is_built_without_publishing_can_be_published_later(
    fihris: Fihris, press: Path
) -> None:
    write(press / "a.jsonl", *(release(n, "قطر") for n in range(20)))
    done = fihris("--json", "reindex", "--no-publish")
    assert (done.code, done.json["published"]) == (0, False)
    assert fihris("search", "قطر").code == 1
    assert len(found(fihris, "قطر", "--generation", "press-000002")) == 20
    assert fihris("generations", "publish", "press-000002").code == 0
    assert len(found(fihris, "قطر")) == 20
    assert fihris("generations", "rollback").code == 0
    assert fihris("search", "قطر").code == 1
    assert fihris("generations", "rollback").code == 0
    assert len(found(fihris, "قطر")) == 20


def test_a_missing_source_is_refused_before_anything_is_built(fihris: Fihris, press: Path) -> None:
    press.rename(press.with_name("elsewhere"))
    done = fihris("--lang", "en", "reindex")
    assert done.code == 6
    assert str(press) in done.err
    assert list(names(fihris)) == ["press-000001"]
    assert len(found(fihris, "القمة")) == 20


def golden(tmp_path: Path, **told: Any) -> str:
    return str(write(tmp_path / "golden.jsonl", "# مرجعية", json.dumps({"query": "القمة", **told})))


@pytest.mark.parametrize(
    ("change", "options", "gate"),
    [
        ("shrink", None, "articles"),
        ("garbage", None, "quarantine"),
        ("nothing", ("must", ["a1", "missing"]), "golden"),
        ("nothing", ("must_not", ["a1"]), "golden"),
    ],
)
def test_a_gate_that_fails_keeps_the_old_one_live(
    fihris: Fihris,
    press: Path,
    tmp_path: Path,
    change: str,
    options: tuple[str, Any] | None,
    gate: str,
) -> None:
    if change == "shrink":
        write(press / "a.jsonl", *(release(n) for n in range(10)))
    elif change == "garbage":
        write(press / "b.jsonl", "bad", "worse")
    more = ["--golden", golden(tmp_path, **{options[0]: options[1]}, first=20)] if options else []
    done = fihris("--lang", "en", "reindex", *more)
    assert done.code == 6
    assert [text[:6] for text in done.err.splitlines()][-3:] == ["error:", "state:", "next: "]
    assert "generations diff press-000001 press-000002" in done.err
    assert names(fihris) == {"press-000001": "live", "press-000002": ""}
    assert fihris("--json", "runs").json[0]["state"] == "refused"
    words = {"articles": "20 → 10 = -50.0%", "quarantine": "2 / 22", "golden": "«القمة»"}
    assert words[gate] in done.err
    assert fihris("--lang", "ar", "reindex", *more).code == 6
    # what was refused can be published all the same
    assert fihris("generations", "publish", "press-000002").code == 0


def test_wider_gates_let_it_through(fihris: Fihris, press: Path) -> None:
    write(press / "a.jsonl", *(release(n) for n in range(10)), "bad")
    assert fihris("reindex").code == 6
    assert fihris("reindex", "--max-change", "60", "--max-quarantine", "20").code == 4
    assert len(found(fihris, "القمة")) == 10


@pytest.mark.parametrize(
    "body",
    [
        "not json", '{"must": ["a"]}', '{"query": "x"}', '{"query": 5}',
        '{"query": "(", "must": ["a"]}', '{"query": "x", "must": ["a"], "first": 0}', "# none",
    ],
)  # fmt: skip
def test_a_file_of_golden_queries_that_is_wrong_is_told(
    fihris: Fihris, press: Path, tmp_path: Path, body: str
) -> None:
    file = write(tmp_path / "golden.jsonl", body)
    done = fihris("--lang", "en", "reindex", "--golden", str(file))
    assert done.code == 2
    assert (str(file) if body == "# none" else f"{file}:1") in done.err


def test_old_generations_are_pruned_and_two_are_kept(fihris: Fihris, press: Path) -> None:
    for _ in range(4):
        fihris("reindex")
    assert names(fihris) == {
        "press-000003": "", "press-000004": "previous", "press-000005": "live",
    }  # fmt: skip
    told = fihris("--json", "generations", "prune", "--keep", "0", "--dry-run").json
    assert told["removed"] == ["press-000003"]
    assert len(names(fihris)) == 3
    fihris("generations", "prune", "--keep", "0")
    assert names(fihris) == {"press-000004": "previous", "press-000005": "live"}


def until(question: Any, seconds: float = 30) -> None:
    """Wait for something that will be so."""
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end
        time.sleep(0.02)


MANY = 300
"""Releases that make more than one batch, so that a step is written before the pipe is read."""


def piped(folder: Path) -> Path:
    """A pipe in place of a file: it is read as fast as we write."""
    pipe = folder / "z.jsonl"
    os.mkfifo(pipe)
    return pipe


def fed(fihris: Fihris, pipe: Path, *lines: str, asked: Sequence[str]) -> Done:
    """Run the program, which reads a pipe among others, to its end."""
    process = fihris.start(*asked)
    write(pipe, *lines)
    out, err = process.communicate(timeout=100)
    return Done(process.returncode, out.decode(), err.decode())


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, err = process.communicate(timeout=60)
    assert b"Traceback" not in err, err.decode()
    return process.returncode, err.decode()


def test_what_is_loaded_meanwhile_is_in_the_new_one_too(fihris: Fihris, press: Path) -> None:
    pipe = piped(press)
    process = fihris.start("reindex", str(press), str(pipe), "--max-change", "50")
    with pipe.open("w", encoding="utf-8") as writing:
        writing.write(release(100) + "\n")
        writing.flush()
        until(lambda: "press-000002" in names(fihris))
        assert fihris("index", "-", stdin=(release(5, "قطر") + "\n" + GOOD).encode()).code == 0
        done = fihris("--lang", "en", "reindex", str(press))
        assert done.code == 5
        assert "fihris reindex" in done.err
        assert f"{process.pid} @" in done.err
    code, err = ended(process)
    assert code == 0, err
    assert names(fihris)["press-000002"] == "live"
    assert found(fihris, "قطر") == {"a5"}
    assert found(fihris, "القمة") == {*(f"a{n}" for n in range(20)), "a100", "good"}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_reindex_that_was_cut_short_goes_on_where_it_was(
    fihris: Fihris, press: Path, how: signal.Signals
) -> None:
    write(press / "a.jsonl", *(release(n) for n in range(MANY)))
    fihris("index", str(press))
    pipe = piped(press)
    asked = ("reindex", str(press), str(pipe), "--max-change", "50")
    process = fihris.start(*asked, "--step", "200")
    with pipe.open("w", encoding="utf-8") as writing:
        writing.write(release(1000) + "\n")
        writing.flush()
        until(lambda: _runs(fihris)[0]["command"] == "reindex PATH" and _runs(fihris)[0]["loaded"])
        process.send_signal(how)
        code, err = ended(process)
    assert code == (130 if how == signal.SIGTERM else -how), err
    state = fihris("--json", "runs").json[0]
    assert (state["state"], names(fihris)) == (
        "interrupted", {"press-000001": "live", "press-000002": ""},
    )  # fmt: skip
    # loaded into the live one while nothing was building
    fihris("index", "-", stdin=(GOOD + "\n").encode())
    done = fed(fihris, pipe, release(1000), asked=("--json", *asked))
    assert (done.code, done.json["generation"], done.json["resumed"]) == (0, "press-000002", True)
    assert done.json["caught_up"] == 1
    assert done.json["unchanged"] > 0
    # begun anew from the same files; what came from standard input is not among them
    fed(fihris, pipe, release(1000), asked=(*asked, "--restart"))
    told = fihris("--json", "generations", "diff", "press-000002", "press-000003").json
    assert (told["added"], told["changed"], told["same"]) == (0, 0, MANY + 1)


def test_what_is_gone_from_a_file_meanwhile_is_not_gone_on_with(
    fihris: Fihris, press: Path
) -> None:
    file = write(press / "a.jsonl", *(release(n) for n in range(MANY)))
    fihris("index", str(press))
    pipe = piped(press)
    asked = ("reindex", str(press), str(pipe))
    process = fihris.start(*asked, "--step", "200")
    with pipe.open("w", encoding="utf-8"):
        until(lambda: _runs(fihris)[0]["command"] == "reindex PATH" and _runs(fihris)[0]["loaded"])
        process.kill()
        ended(process)
    done = fihris("--lang", "en", "generations", "publish", "press-000002")
    assert (done.code, "press-000002 is not complete" in done.err) == (3, True)
    assert fihris("--json", "generations", "list").json[1]["unfinished"] is True
    write(file, *(release(n) for n in range(10, MANY)))
    done = fed(fihris, pipe, release(1000), asked=("--json", *asked))
    assert (done.code, done.json["resumed"]) == (0, False), done.err
    assert len(found(fihris, "القمة")) == MANY - 10 + 1


def test_gates_measure_what_would_be_published(fihris: Fihris, press: Path) -> None:
    """What was loaded into the live one meanwhile counts on both sides."""
    pipe = piped(press)
    process = fihris.start("reindex", str(press), str(pipe))
    with pipe.open("w", encoding="utf-8") as writing:
        writing.write(release(1000) + "\n")
        until(lambda: "press-000002" in names(fihris))
        more = "".join(release(n, "قطر") + "\n" for n in range(100, 110))
        assert fihris("index", "-", stdin=more.encode()).code == 0
    code, err = ended(process)
    assert code == 0, err
    assert len(found(fihris, "القمة")) == 31


def test_a_build_waits_for_whoever_loads(fihris: Fihris, press: Path) -> None:
    loading = fihris.start("index", "-", stdin=subprocess.PIPE)
    assert loading.stdin is not None
    until(lambda: fihris("--json", "runs").json[0]["state"] == "running")
    building = fihris.start("reindex", str(press))
    until(lambda: (_runs(fihris)[0]["command"], _runs(fihris)[0]["loaded"]) == ("reindex PATH", 20))
    loading.stdin.write((release(300, "قطر") + "\n").encode())
    loading.stdin.close()
    loading.stdin = None
    assert ended(loading)[0] == 0
    code, err = ended(building)
    assert code == 0, err
    assert found(fihris, "قطر") == {"a300"}


def test_builds_that_are_refused_night_after_night_do_not_pile_up(
    fihris: Fihris, press: Path
) -> None:
    source = write(press / "a.jsonl", release(1))
    for _ in range(5):
        assert fihris("reindex", str(source), "--keep", "2").code == 6
    assert len(names(fihris)) == 3
    done = fihris("--json", "doctor")
    assert [(one["code"], one["subject"]) for one in done.json] == [("refused", "press-000006")]
    assert done.code == 0


def test_a_first_index_that_was_cut_short_goes_on_where_it_was(
    fihris: Fihris, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "a.jsonl", *(release(n) for n in range(MANY)))
    pipe = piped(tmp_path)
    asked = ("index", str(folder), str(pipe))
    process = fihris.start(*asked, "--step", "200")
    with pipe.open("w", encoding="utf-8") as writing:
        writing.write(release(1000) + "\n")
        writing.flush()
        until(lambda: any(one["loaded"] for one in _runs(fihris)))
        process.kill()
        ended(process)
    assert fihris("search", "القمة").code == 3
    pipe.unlink()
    write(pipe, release(1000))
    done = fihris("--json", *asked)
    assert (done.json["generation"], done.json["resumed"]) == ("press-000001", True)
    assert done.json["unchanged"] >= 60
    assert done.json["read"] == MANY + 1
    assert len(found(fihris, "القمة")) == MANY + 1


def _runs(fihris: Fihris) -> list[dict[str, Any]]:
    done = fihris("--json", "runs")
    return list(done.json) if done.out else []


def test_nothing_to_build_from_is_told(fihris: Fihris) -> None:
    assert fihris("reindex").code == 2
    assert fihris("reindex", "--from-live").code == 3
    assert fihris("generations", "rollback").code == 1
    assert fihris("generations", "publish", "press-000001").code == 3
    assert fihris("generations", "list").code == 1


def test_seeds_reindexed_are_the_same_index(fihris: Fihris) -> None:
    fihris("index", str(SEEDS))
    assert fihris("reindex", "--max-quarantine", "50").code == 4
    told = fihris("--json", "generations", "diff", "press-000001", "press-000002").json
    assert (told["added"], told["changed"], told["gone"]) == (0, 0, 0)
