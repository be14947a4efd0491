"""``fihris security``, and the whole way of a newsroom: who may do what, by the real program."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.conftest import SEEDS, Fihris
from tests.security.server import Secured, tried

pytestmark = [pytest.mark.xdist_group("secured"), pytest.mark.timeout(300)]


class Desk:
    """The program, as whoever holds some key or password."""

    def __init__(self, fihris: Fihris, secured: Secured, **environment: str) -> None:
        self.fihris = fihris
        self.environment = {
            "FIHRIS_ENGINE": "elasticsearch",
            "FIHRIS_ELASTICSEARCH_URL": secured.url,
            **environment,
        }

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        done = self.fihris(*arguments, env=self.environment)
        return done.code, done.out, done.err


@pytest.fixture
def boss(fihris: Fihris, secured: Secured) -> Desk:
    """The user ``elastic``."""
    return Desk(
        fihris,
        secured,
        FIHRIS_ELASTICSEARCH_USER="elastic",
        FIHRIS_ELASTICSEARCH_PASSWORD=secured.password,
    )


def holder(boss: Desk, secured: Secured, role: str, folder: Path) -> Desk:
    file = folder / f"{role}.key"
    code, out, err = boss("security", "key", "create", f"holder-{role}", "--role", role,
                          "--expires", "1h", "-o", str(file))  # fmt: skip
    assert (code, out) == (0, ""), err
    return Desk(boss.fihris, secured, FIHRIS_ELASTICSEARCH_API_KEY_FILE=str(file))


def test_roles_are_made_and_made_again(boss: Desk) -> None:
    code, _, err = boss("security", "apply")
    assert code == 0
    assert err.splitlines()[0] == "fihris-reader: updated"


def test_an_indexer_builds_and_publishes_and_a_reader_searches(
    boss: Desk, secured: Secured, tmp_path: Path
) -> None:
    indexer = holder(boss, secured, "indexer", tmp_path)
    reader = holder(boss, secured, "reader", tmp_path)
    files = [str(SEEDS / "releases.jsonl"), str(SEEDS / "011_kuwait_fuel_smuggling.txt")]
    code, _, err = indexer("index", *files)
    assert code == 0, err
    code, out, err = reader("search", '"وزارة الداخلية"', "--size", "1")
    assert code == 0, err
    assert "وزارة الداخلية" in out
    assert reader("facets", "الوقود", "--by", "source")[0] == 0
    assert reader("status")[0] == 0
    code, _, err = indexer("index", "--rebuild", *files)
    assert code == 0, err
    for command in (("reindex", *files), ("doctor",), ("generations", "rollback"), ("status",)):
        code, _, err = indexer(*command)
        assert code == 0, (command, err)
    for command in (("doctor",), ("generations", "list"), ("show", "sahel-20230516-09")):
        code, _, err = reader(*command)
        assert code in {0, 1}, (command, err)

    code, _, err = reader("index", str(SEEDS / "007_oman_breaking.txt"))
    assert code == 3
    assert "the privilege" in err, err


def test_a_key_goes_to_a_file_of_its_owner_alone(boss: Desk, tmp_path: Path) -> None:
    file = tmp_path / "desk.key"
    code, out, err = boss("security", "key", "create", "desk", "-o", str(file))
    assert code == 0
    secret = file.read_text(encoding="utf-8").strip()
    assert secret not in out + err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secret not in str(boss("security", "key", "list"))
    assert secret not in str(boss("--json", "security", "key", "list"))
    assert (
        boss("--json", "security", "key", "create", "desk", "-o", str(file))[1].count("secret") == 0
    )
    assert boss("security", "key", "revoke", "desk")[0] == 0
    code, _, err = boss("security", "key", "revoke", "desk")
    assert code == 1
    assert 'no API key "desk"' in err


def test_a_key_is_renewed_when_it_is_due_and_the_old_one_goes_on(
    boss: Desk, secured: Secured, tmp_path: Path
) -> None:
    file = tmp_path / "job.key"
    file.touch()  # a file that is empty holds no key yet
    given = ("security", "key", "renew", "job", "--role", "indexer", "-o", str(file))
    assert boss(*given, "--expires", "20d", "--before", "10d")[0] == 0
    first = file.read_text(encoding="utf-8").strip()
    code, _, err = boss(*given, "--before", "10d")
    assert code == 0
    assert "still valid" in err
    assert file.read_text(encoding="utf-8").strip() == first

    code, _, err = boss(*given, "--before", "30d")
    assert code == 0
    second = file.read_text(encoding="utf-8").strip()
    assert second != first
    # a run may be at work with it, or another machine: it ends by itself
    assert "is revoked" not in err
    for key in (first, second):
        assert tried(secured.client(key), "GET", "/") == 200

    # a key keeps the rights that it was made with: another role is another key, and these end
    code, _, err = boss("security", "key", "renew", "job", "--role", "reader", "-o", str(file))
    assert err.count("is revoked") == 2
    assert file.read_text(encoding="utf-8").strip() != second
    for key in (first, second):
        assert tried(secured.client(key), "GET", "/") == 401


def test_a_key_that_is_due_as_soon_as_it_is_issued_is_refused(boss: Desk, tmp_path: Path) -> None:
    given = ("security", "key", "renew", "short", "-o", str(tmp_path / "short.key"))
    for times in (("--expires", "30d"), ("--expires", "12h", "--before", "1d")):
        code, _, err = boss(*given, *times)
        assert code == 2
        assert "--before" in err
    assert not (tmp_path / "short.key").exists()


def test_a_key_that_can_be_written_nowhere_is_not_left(
    boss: Desk, secured: Secured, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    nowhere = [tmp_path / "none" / "x.key", tmp_path / "folder", tmp_path / "loop"]
    for place in (*map(str, nowhere), "/dev/null"):
        for command in ("create", "renew"):
            code, _, err = boss("security", "key", command, "nowhere", "-o", place)
            assert code == 2, err
    if Path("/dev/full").exists():
        with Path("/dev/full").open("w") as full:
            done = boss.fihris.start(
                "security", "key", "create", "nowhere", env=boss.environment, stdout=full
            )
            with done as process:
                process.communicate(timeout=100)
        assert done.returncode == 3
    live = [key for key in secured.security().issued() if key.name == "nowhere"]
    assert [key for key in live if not key.revoked] == []

    real = tmp_path / "real.key"
    (tmp_path / "link.key").symlink_to("real.key")
    assert boss("security", "key", "create", "linked", "-o", str(tmp_path / "link.key"))[0] == 0
    assert (tmp_path / "link.key").is_symlink()
    assert tried(secured.client(real.read_text("utf-8").strip()), "GET", "/") == 200


@pytest.mark.parametrize("expires", ["0d", "forever", "90", "-1d", "90y"])
def test_there_are_no_keys_without_an_end(boss: Desk, expires: str) -> None:
    code, _, err = boss("security", "key", "create", "x", f"--expires={expires}")
    assert code == 2
    assert "write it as: 90d" in err


def test_the_password_of_a_user_comes_from_a_file(
    boss: Desk, secured: Secured, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("a-new-password-0815\n", encoding="utf-8")
    assert boss("security", "password", "journalist", "--from", str(file))[0] == 0
    from elasticsearch import Elasticsearch

    client = Elasticsearch(secured.url, basic_auth=("journalist", "a-new-password-0815"))
    assert tried(client, "GET", "/_security/_authenticate") == 200


def test_whoever_has_no_such_right_is_told_which(
    boss: Desk, secured: Secured, tmp_path: Path
) -> None:
    reader = holder(boss, secured, "reader", tmp_path)
    for arguments in (
        ("security", "apply"),
        ("security", "key", "create", "x"),
        ("security", "key", "list"),
    ):
        code, _, err = reader(*arguments)
        assert code == 3, err
        assert "manage" in err or "monitor" in err or "read_security" in err, err


PLANTED = "PLANTED-9f8e7d6c"


@pytest.mark.parametrize("more", [("-v",), ("--debug",), ("--json", "--lang", "ar")])
def test_no_secret_is_in_any_output_or_file(
    fihris: Fihris, secured: Secured, tmp_path: Path, more: tuple[str, ...]
) -> None:
    """Keys and passwords that are wrong, in each way that they can be given, and addresses with one
    in them: refused, they are nowhere to be read."""
    file = tmp_path / "secret"
    file.write_text(f"{PLANTED}-file", encoding="utf-8")
    given: list[dict[str, str]] = [
        {"API_KEY": f"{PLANTED}-key"},
        {"API_KEY": f"{PLANTED}-id:{PLANTED}-key"},
        {"API_KEY_FILE": str(file)},
        {"USER": "elastic", "PASSWORD": f"{PLANTED}-password"},
        {"USER": "elastic", "PASSWORD_FILE": str(file)},
        {"URL": secured.url.replace("//", f"//elastic:{PLANTED}@")},
        {"URL": f"http://elastic:{PLANTED}@127.0.0.1:9"},
        {"URL": f"nonsense://elastic:{PLANTED}@host"},
    ]
    said = b""
    for one in given:
        environment = {
            "FIHRIS_ENGINE": "elasticsearch",
            "FIHRIS_ELASTICSEARCH_URL": secured.url,
            **{f"FIHRIS_ELASTICSEARCH_{name}": value for name, value in one.items()},
        }
        for command in (
            ("index", str(SEEDS / "007_oman_breaking.txt")),
            ("security", "key", "list"),
        ):
            with fihris.start(*more, *command, env=environment) as process:
                out, err = process.communicate(timeout=100)
            assert process.returncode != 0, (one, command)
            said += out + err
    for path in fihris.home.rglob("*") if fihris.home.exists() else ():
        said += path.read_bytes() if path.is_file() else b""
    assert said
    assert b"PLANTED" not in said
    assert b"UExBTlRFRC" not in said  # in Base64, as a header has it
