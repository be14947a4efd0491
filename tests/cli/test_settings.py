"""Settings through the real program: a stranger's folder, limits, ``fihris config``."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import SEEDS, Fihris

KEY = "UExBTlRFRDpTRUNSRVQ="


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that waits for whoever comes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


@pytest.fixture
def hostile(tmp_path: Path, listener: socket.socket) -> Path:
    """A folder whose ``fihris.toml`` asks for everything."""
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "secret").write_text("private")
    (folder / "fihris.toml").write_text(
        f'engine = "elasticsearch"\nelasticsearch_url = "http://127.0.0.1:'
        f'{listener.getsockname()[1]}"\n'
        'elasticsearch_api_key_file = "secret"\nelasticsearch_password_file = "secret"\n'
        'elasticsearch_user = "u"\nelasticsearch_verify = false\nelasticsearch_ca = "secret"\n'
        'home = "stolen"\nwords = "secret"\nlimit = {answer = 0}\n'
        '"x\\nerror: forged" = 1\nindex = "theirs"\n',
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "وزارة"),
        ("index", str(SEEDS / "releases.jsonl")),
        ("doctor",),
        ("config",),
        ("--engine", "elasticsearch", "status"),
        ("--engine", "elasticsearch", "security", "key", "list"),
        ("--engine", "elasticsearch", "index", str(SEEDS / "releases.jsonl")),
    ],
)
def test_a_strangers_folder_sends_nothing_anywhere(
    fihris: Fihris, hostile: Path, listener: socket.socket, arguments: tuple[str, ...]
) -> None:
    env = {"FIHRIS_ELASTICSEARCH_API_KEY": KEY, "FIHRIS_ELASTICSEARCH_PASSWORD": "private"}
    done = fihris(*arguments, cwd=hostile, env=env)
    with pytest.raises(TimeoutError):
        listener.accept()
    assert "elasticsearch_url" in done.err
    assert "elasticsearch_api_key_file" in done.err
    assert "\nerror: forged" not in done.err
    assert KEY not in done.out + done.err
    assert sorted(path.name for path in hostile.iterdir()) == ["fihris.toml", "secret"]


def test_what_a_folder_may_set_counts_and_the_rest_is_named(fihris: Fihris, hostile: Path) -> None:
    done = fihris("--json", "status", cwd=hostile)
    assert (done.json["index"], done.json["home"]) == ("theirs", str(fihris.home))
    assert done.err.startswith("warning: fihris.toml in this folder may not set engine, ")
    assert fihris("-q", "status", cwd=hostile).err == ""
    assert fihris("--lang", "ar", "status", cwd=hostile).err.startswith("تحذير: ")
    named = fihris("--config", "fihris.toml", "--json", "config", cwd=hostile)
    assert named.code == 2, named.out  # x is no setting


def test_a_pipe_in_a_folder_stops_nobody(fihris: Fihris, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fihris.toml")
    done = fihris("status", cwd=tmp_path)
    assert done.code == 2
    assert "it is a pipe" in done.err


# --- fihris config


def test_each_setting_is_shown_with_where_it_is_from(fihris: Fihris, tmp_path: Path) -> None:
    user = tmp_path / "config" / "fihris" / "fihris.toml"
    user.parent.mkdir(parents=True)
    user.write_text(
        'elasticsearch_url = "https://u:PLANTED@h:9200"\nwords = "ours.txt"\nlimit = {title = 7}'
    )
    (tmp_path / "fihris.toml").write_text('lang = "ar"\nindex = "near"')
    env = {
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "FIHRIS_ELASTICSEARCH_API_KEY": KEY,
        "FIHRIS_ELASTICSEARCH_TIMEOUT": "5",
    }
    done = fihris("--json", "--engine", "embedded", "config", "show", cwd=tmp_path, env=env)
    assert done.code == 0, done.err
    told = {row["name"]: (row["value"], row["source"], row["where"]) for row in done.json}
    assert told["engine"] == ("embedded", "option", "--engine")
    assert told["elasticsearch_timeout"] == ("5", "environment", "FIHRIS_ELASTICSEARCH_TIMEOUT")
    assert told["elasticsearch_api_key"][1:] == ("environment", "FIHRIS_ELASTICSEARCH_API_KEY")
    assert told["elasticsearch_url"] == ("https://h:9200", "user", str(user))
    assert told["words"] == (str(user.parent / "ours.txt"), "user", str(user))
    assert told["limit.title"] == ("7", "user", str(user))
    assert told["index"] == ("near", "folder", "fihris.toml")
    assert told["color"] == ("auto", "default", None)
    table = fihris("config", cwd=tmp_path, env=env)
    assert len(table.out.splitlines()) == len(done.json)
    for one in (done, table):
        assert "PLANTED" not in one.out + one.err
        assert KEY not in one.out + one.err
    paths = fihris("--json", "config", "path", cwd=tmp_path, env=env).json
    assert [(one["source"], one["state"]) for one in paths] == [
        ("folder", "counts"), ("user", "counts"),
    ]  # fmt: skip
    only = fihris("config", "path", "--user", cwd=tmp_path, env=env)
    assert only.out == f"{user}\n"


def test_what_is_wrong_with_settings_is_told_and_can_be_corrected(
    fihris: Fihris, tmp_path: Path
) -> None:
    file = tmp_path / "config" / "fihris" / "fihris.toml"
    env = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "VISUAL": f"{tmp_path}/editor 'a b'"}
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "engine = \'solr\'" >"$2"\n')
    editor.chmod(0o755)
    done = fihris("config", "edit", env=env)
    assert done.code == 2
    assert 'invalid value "solr"' in done.err
    assert file.stat().st_mode & 0o777 == 0o600
    assert fihris("status", env=env).code == 2
    shown = fihris("config", "show", env=env)
    assert (shown.code, "solr" in shown.err) == (2, True)
    editor.write_text('#!/bin/sh\necho "engine = \'embedded\'" >"$2"\n')
    assert fihris("config", "edit", env=env).code == 0
    failed = fihris("config", "edit", env={**env, "VISUAL": "/nowhere/editor"})
    assert (failed.code, "/nowhere/editor" in failed.err) == (2, True)


# --- files that are named


def test_no_device_is_read_and_a_pipe_only_by_name(fihris: Fihris, tmp_path: Path) -> None:
    def through_a_pipe(*arguments: str, **env: str) -> int:
        read, write = os.pipe()
        os.write(write, "توتال => شركة\n".encode())
        os.close(write)
        given = [one.replace("PIPE", f"/dev/fd/{read}") for one in arguments]
        told = {name: value.replace("PIPE", f"/dev/fd/{read}") for name, value in env.items()}
        try:
            return fihris(*given, pass_fds=(read,), env=told).code
        finally:
            os.close(read)

    for arguments in (
        ("--words", "/dev/zero", "analyze", "x"),
        ("batch", "/dev/zero"),
        ("reindex", "--golden", "/dev/zero", str(SEEDS)),
        ("--config", "/dev/zero", "status"),
    ):
        done = fihris(*arguments)
        assert (done.code, "it is a device" in done.err) == (2, True), done.err
    assert through_a_pipe("--words", "PIPE", "analyze", "توتال") == 0
    assert through_a_pipe("analyze", "توتال", FIHRIS_WORDS="PIPE") == 2
    key = ("--engine", "elasticsearch", "--elasticsearch-api-key-file", "/dev/zero", "status")
    assert fihris(*key).code == 2
    ca = ("--engine", "elasticsearch", "--elasticsearch-ca", "/dev/zero", "status")
    assert fihris(*ca).code == 2


def test_side_files_have_limits(fihris: Fihris, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("\n".join("ابتثجح"[n] * 3 for n in range(6)), encoding="utf-8")
    assert fihris("--words", str(words), "analyze", "x").code == 0
    for limit in ("words=5", "side-file=40"):
        done = fihris("--limit", limit, "--words", str(words), "analyze", "x")
        assert (done.code, f"--limit {limit.partition('=')[0]}=" in done.err) == (2, True)
    done = fihris("--limit", "side-file=5", "batch", "-", stdin=b"id,query\n1,x\n")
    assert (done.code, "--limit side-file=" in done.err) == (2, True)
    done = fihris("--limit", "article=5", "analyze", stdin=b"x" * 6)
    assert (done.code, "--limit article=" in done.err) == (2, True)
    assert fihris("batch", "-", stdin=b'id,query\n1,"' + b"x" * 200_000).code == 2


def test_a_batch_is_read_from_standard_input(indexed: Fihris) -> None:
    done = indexed("batch", "-", stdin="id,query\n1,وزارة\n".encode())
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) > 1


@pytest.mark.parametrize("line", ["[" * 50_000, '{"query": "x", "must": ["a"], "first": 1e999}'])
def test_a_golden_query_that_is_none_is_named(fihris: Fihris, tmp_path: Path, line: str) -> None:
    golden = tmp_path / "golden.jsonl"
    golden.write_text(line, encoding="utf-8")
    done = fihris("reindex", "--golden", str(golden), str(SEEDS))
    assert (done.code, "golden.jsonl:1" in done.err) == (2, True)


@pytest.mark.parametrize("name", ["engine", "color", "bidi", "lang"])
def test_a_closed_set_is_told_and_completed(fihris: Fihris, name: str) -> None:
    done = fihris("--lang", "ar", f"--{name}", "zz", "status")
    assert done.code == 2
    assert done.err.startswith(("خطأ: ", "error: "))
    words = f"fihris --{name} "
    env = {"_FIHRIS_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2"}
    offered = fihris(env={**env, "COLUMNS": "80"}).out.split()
    assert len(offered) >= 2
    assert all(one in done.err for one in offered)
