"""Each setting is declared once; a value counts by where it stands, and a secret stays home."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from mappings.errors import FihrisError
from search_cli.session.cluster import open_arguments
from search_cli.session.declaration import FOLDER_KEYS, KEYS, SETTINGS
from search_cli.session.editing import check, make, template
from search_cli.session.errors import SecretElsewhere, SettingsUnreadable
from search_cli.session.files import SETTINGS_BYTES, Source, read_file
from search_cli.session.settings import resolve, settle
from search_cli.session.sources import gather, may_send


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and an empty folder of the user's settings beside it."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("FIHRIS_HOME", raising=False)
    (tmp_path / "config" / "fihris").mkdir(parents=True)
    return here


@pytest.fixture
def user_file(folder: Path) -> Path:
    """Where the user's own settings are."""
    return folder.parent / "config" / "fihris" / "fihris.toml"


# --- what may be sent where


def test_a_secret_goes_only_where_its_owner_sends_it() -> None:
    own = {Source.option, Source.environment, Source.named, Source.user, Source.default}
    for secret, address in product(Source, Source):
        assert may_send(secret, address) == (secret in own and address in own), (secret, address)


def test_the_rule_is_asked_before_a_secret_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIHRIS_ELASTICSEARCH_API_KEY", "key")
    for address in ("elasticsearch_url", "elasticsearch_cloud_id"):
        given = {address: "https://stranger:9200", "elasticsearch_password_file": "/none"}
        with pytest.raises(SecretElsewhere):
            open_arguments(given, {address: Source.folder})
    given = {"elasticsearch_api_key_file": "/none"}
    with pytest.raises(SecretElsewhere):
        open_arguments(given, {"elasticsearch_api_key_file": Source.folder})
    own = {"elasticsearch_url": Source.user}
    assert open_arguments({"elasticsearch_url": "https://h"}, own)["api_key"] == "key"


def test_a_folder_sets_nothing_that_sends_reads_or_loosens() -> None:
    assert set(FOLDER_KEYS) == {"index", "format", "json", "color", "bidi", "no_pager", "lang"}
    kinds = {SETTINGS[name].kind for name in FOLDER_KEYS}
    assert not kinds & {"file", "folder", "secret", "limits"}


# --- which value counts


def test_the_nearest_value_counts(
    folder: Path, user_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = folder.parent / "named.toml"
    seen = [settle(gather({})).index]
    user_file.write_text('index = "user"\nengine = "elasticsearch"')
    seen.append(resolve({}).index)
    (folder / "fihris.toml").write_text('index = "folder"')
    seen.append(resolve({}).index)
    named.write_text('index = "named"')
    seen.append(resolve({"config": str(named)}).index)
    monkeypatch.setenv("FIHRIS_INDEX", "environment")
    seen.append(resolve({"config": str(named)}).index)
    seen.append(resolve({"config": str(named), "index": "option"}).index)
    assert seen == ["press", "user", "folder", "named", "environment", "option"]
    # a named file replaces the user's
    assert resolve({}).engine == "elasticsearch"
    assert resolve({"config": str(named)}).engine == "embedded"


def test_a_file_that_is_named_counts_whole_also_where_it_lies(folder: Path) -> None:
    (folder / "fihris.toml").write_text('home = "there"\n')
    sources = gather({"config": "fihris.toml"})
    assert [file.source for file in sources.files] == [Source.named]
    assert settle(sources).home == Path("there")


def test_a_secret_of_the_environment_is_nearer_than_a_file_that_a_file_names(
    user_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_file.write_text('elasticsearch_api_key_file = "key"')
    assert resolve({}).elasticsearch == {
        "elasticsearch_api_key_file": str(user_file.parent / "key")
    }
    monkeypatch.setenv("FIHRIS_ELASTICSEARCH_API_KEY", "x")
    assert resolve({}).elasticsearch == {}
    typed = {"elasticsearch_api_key_file": "typed"}
    assert resolve(typed).elasticsearch == typed


def test_limits_of_all_sources_hold_together(
    user_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_file.write_text('limit = {paragraph = "2M", title = 7}')
    monkeypatch.setenv("FIHRIS_LIMIT", "title=8, article=9")
    limits = resolve({"limit": ["article=10", "side-file=1K"]}).limits
    assert (limits.paragraph, limits.title, limits.article) == (2 << 20, 8, 10)
    assert limits.side_file == 1024


def test_a_user_file_is_never_looked_for_in_the_current_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("fihris", "~/.config/fihris"):
        (folder / place).mkdir(parents=True)
        (folder / place / "fihris.toml").write_text('home = "x"')
    monkeypatch.setenv("HOME", ".")
    for config in (".", "~/.config"):
        monkeypatch.setenv("XDG_CONFIG_HOME", config)
        assert gather({}).of("home") is None


@pytest.mark.skipif(os.getuid() != 0, reason="only root becomes somebody unknown")
def test_whoever_has_no_folder_of_their_own_is_asked_for_one(folder: Path) -> None:
    probe = (
        "import os; os.environ.pop('HOME', None); os.environ.pop('XDG_CONFIG_HOME', None)\n"
        "import platformdirs, tomllib, mappings.shown\n"
        "from search_cli.session.sources import gather\n"
        "from search_cli.session.settings import resolve\n"
        "from search_cli.session.errors import NoHome\n"
        "os.setuid(54321)\n"
        "assert resolve({'home': '/x'}).index == 'press'\n"
        "try: resolve({})\n"
        "except NoHome as exc: print(exc.exit_code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert (done.stdout, done.returncode) == ("2\n", 0), done.stderr


# --- files that cannot be used


def sparse(path: Path, size: int) -> None:
    """A file of that size that takes no room."""
    path.touch()
    os.truncate(path, size)


WRONG = {
    "home = true": "home",
    "index = 5": "index",
    "json = 'perhaps'": "json",
    'home = "a\\u0000b"': "home",
    "limit = {paragraph = {a = 1}}": "limit",
    "limit = {paragraph = -1}": "paragraph",
    "limit = ['x=1']": "x=1",
    "elasticsearch_timeout = 0x" + "f" * 20_000: "timeout",
    "elasticsearch_api_key = 'x'": "secret",
    "words = '~nobody-at-all/x'": "~nobody-at-all",
    "a = " + "[" * 30_000: "deep",
    ".".join("a" * 20_000) + " = 1": "deep",
    "indx = 'x'": "indx",
    '"a\\nerror: forged" = 1': "forged",
    "a = 9" + "9" * 5_000: "TOML",
}


@pytest.mark.parametrize("body", WRONG)
def test_what_means_nothing_is_refused_by_name(user_file: Path, body: str) -> None:
    user_file.write_text(body)
    with pytest.raises(FihrisError) as caught:
        resolve({})
    told = "\n".join(caught.value.lines("en"))
    assert caught.value.exit_code == 2
    assert WRONG[body] in told
    assert "\nerror:" not in told
    assert len(told) < 2_000
    assert caught.value.lines("ar")


def test_every_kind_of_file_that_is_no_file_of_settings_is_refused_at_once(folder: Path) -> None:
    place = folder / "fihris.toml"
    for write in (
        place.mkdir,
        lambda: os.mkfifo(place),
        lambda: place.symlink_to("/dev/zero"),
        lambda: place.symlink_to(place),
        lambda: place.write_bytes(b"\0" * 100),
        lambda: place.write_bytes(b"\xff\xfe"),
        lambda: sparse(place, 1 << 30),
        lambda: place.write_bytes(b"#" * (SETTINGS_BYTES + 1)),
    ):
        write()
        with pytest.raises(SettingsUnreadable):
            resolve({})
        place.rmdir() if place.is_dir() else place.unlink()
    place.write_bytes(b"\xef\xbb\xbf" + b"#" * (SETTINGS_BYTES - 100) + b"\nindex = 'x'")
    assert resolve({}).index == "x"


def test_a_link_to_settings_is_followed(folder: Path, user_file: Path) -> None:
    (folder.parent / "dotfiles").write_text('index = "linked"')
    user_file.symlink_to(folder.parent / "dotfiles")
    assert resolve({}).index == "linked"


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_user_file_that_others_may_write_is_refused(user_file: Path, mode: int) -> None:
    user_file.write_text('index = "x"')
    user_file.chmod(mode)
    with pytest.raises(SettingsUnreadable, match="chmod go-w"):
        resolve({})
    # named by hand, it is as the person wants it
    assert resolve({"config": str(user_file)}).index == "x"


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_user_file_of_somebody_else_is_refused(user_file: Path) -> None:
    user_file.write_text('index = "x"')
    os.chown(user_file, 12345, -1)
    with pytest.raises(SettingsUnreadable, match="another user"):
        resolve({})


# --- writing


def test_the_template_sets_nothing_and_every_line_of_it_can_be_set(tmp_path: Path) -> None:
    place = tmp_path / "config" / "fihris.toml"
    make(place, "ar")
    assert place.stat().st_mode & 0o777 == 0o600
    assert (place.parent.stat().st_mode & 0o777) == 0o700
    assert read_file(place, Source.user).values == {}
    assert place.stat().st_size < SETTINGS_BYTES / 4
    bare = [line[2:] for line in template("en").split("\n") if " = " in line]
    place.write_text("\n".join(bare))
    assert set(read_file(place, Source.user).values) == set(KEYS)


def test_a_check_looks_at_each_value(tmp_path: Path) -> None:
    place = tmp_path / "fihris.toml"
    place.write_text('engine = "solr"\nelasticsearch_shards = "many"\nlimit = "a=b"\nindex = "ok"')
    told = " ".join(str(problem) for problem in check(place, Source.user))
    assert all(name in told for name in ("solr", "many", "a=b"))
    assert "index" not in told
