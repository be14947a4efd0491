"""What stands in the place of the program's own files and folders is not followed, cut, filled or
waited for; who else may write to a home is told."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
from contextlib import chdir
from pathlib import Path
from typing import Final

import pytest

from fihris.engines import open_engine
from fihris.engines.errors import EngineError, HomeUnusable
from fihris.engines.files import NotOwn, open_own, read_own, replacing, write_whole
from fihris.engines.home import open_to_others
from fihris.engines.model import FaultCode
from tests.cli.conftest import SEEDS, Fihris, program
from tests.cli.test_indexing import BAD_LINES
from tests.cli.test_reindexing import release, write
from tests.contract.building import article, found, load, publish

VICTIM: Final = "a file of somebody's, which is no affair of the program\n"

KINDS: Final = ("link", "dangling", "link-to-folder", "link-to-device", "pipe", "socket", "folder")


def planted(place: Path, kind: str, victim: Path) -> None:
    """Put something in the place of a file; ``victim`` is what a link leads to."""
    if place.is_file() and not place.is_symlink():
        place.unlink()
    place.parent.mkdir(parents=True, exist_ok=True)
    match kind:
        case "link":
            victim.write_text(VICTIM)
            place.symlink_to(victim)
        case "dangling":
            place.symlink_to(victim)
        case "link-to-folder":
            place.symlink_to(victim.parent)
        case "link-to-device":
            place.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(place)
        case "socket":
            # the path of a socket may have 107 bytes
            with chdir(place.parent), socket.socket(socket.AF_UNIX) as bound:
                bound.bind(place.name)
        case "folder":
            place.mkdir()


def untouched(place: Path, kind: str, victim: Path) -> bool:
    """Whether what was planted is there as it was, and what it leads to as well."""
    if kind == "link":
        return place.is_symlink() and victim.read_text() == VICTIM
    if kind == "dangling":
        return place.is_symlink() and not victim.exists()
    mode = place.lstat().st_mode
    is_as_it_was = {"pipe": stat.S_ISFIFO, "socket": stat.S_ISSOCK, "folder": stat.S_ISDIR}
    return is_as_it_was.get(kind, stat.S_ISLNK)(mode)


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """What links lead to."""
    (tmp_path / "theirs").mkdir()
    return tmp_path / "theirs" / "file"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name",
    ["press/lock-write", "press/live", "journal.sqlite3", "journal.sqlite3-wal"],
)
def test_nothing_is_followed_in_the_place_of_a_file(
    fihris: Fihris, tmp_path: Path, victim: Path, name: str, kind: str
) -> None:
    assert fihris("index", str(write(tmp_path / "a.jsonl", release(1)))).code == 0
    place = fihris.home / name
    planted(place, kind, victim)
    done = fihris("--lang", "en", "index", str(write(tmp_path / "b.jsonl", release(2))))
    assert done.code == 3, done.err
    assert f"{place.name} is " in done.err
    assert done.err.startswith("error: in ")
    assert untouched(place, kind, victim)
    told = fihris("--json", "doctor", "--fix")
    assert ("not-own", str(place)) in {(one["code"], one["subject"]) for one in told.json}
    assert told.code == 3
    assert "bug in fihris" not in fihris("--lang", "en", "status").err
    assert untouched(place, kind, victim)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_followed_in_the_place_of_the_lock_of_a_build(
    fihris: Fihris, tmp_path: Path, victim: Path, kind: str
) -> None:
    fihris("index", str(write(tmp_path / "a.jsonl", release(1))))
    place = fihris.home / "press" / "lock-build"
    planted(place, kind, victim)
    done = fihris("--lang", "en", "reindex")
    assert (done.code, "lock-build is " in done.err) == (3, True)
    assert untouched(place, kind, victim)
    place.rmdir() if kind == "folder" else place.unlink()
    assert fihris("reindex").code == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "part",
    ["meta.json", "generation.json", ".managed.json", "idx", "store", ".tantivy-meta.lock",
     ".tantivy-writer.lock"],
)  # fmt: skip
def test_nothing_is_followed_in_a_generation(
    tmp_path: Path, victim: Path, part: str, kind: str
) -> None:
    home = tmp_path / "home"
    with open_engine("embedded", home=home) as engine:
        name = publish(engine, article("a", "مجلس"))
    folder = home / "press" / "generations" / name
    place = folder / part if "." in part else next(folder.glob(f"*.{part}"))
    planted(place, kind, victim)
    with open_engine("embedded", home=home) as engine:
        with pytest.raises(EngineError):
            found(engine, "مجلس")
        with pytest.raises(EngineError):
            load(engine, article("b", "مجلس"), generation=name)
        engine.mend()
        damage = [fault for fault in engine.check() if fault.code == FaultCode.DAMAGED]
        assert any(place.name in fault.detail for fault in damage)
        assert engine.generations()[0].damage
    assert untouched(place, kind, victim)


@pytest.mark.parametrize(
    "name", ["press", "press/generations", "press/generations/press-000001", "press/quarantine"]
)
@pytest.mark.parametrize("what", ["link", "file", "pipe"])
def test_folders_of_the_home_are_folders(
    fihris: Fihris, tmp_path: Path, name: str, what: str
) -> None:
    bad = write(tmp_path / "a.jsonl", release(1), BAD_LINES["no-text"])
    assert fihris("index", str(bad)).code == 4
    place, theirs = fihris.home / name, tmp_path / "theirs"
    place.rename(theirs)
    if what == "link":
        place.symlink_to(theirs)
    elif what == "pipe":
        os.mkfifo(place)
    else:
        place.write_text(VICTIM)
    before = {path: path.stat().st_mtime_ns for path in theirs.rglob("*")}
    asked = (
        "index",
        "--strict",
        str(write(tmp_path / "b.jsonl", release(2), BAD_LINES["bad-date"])),
    )
    done = fihris("--lang", "en", *asked)
    assert done.code == 3, done
    assert f"{place.name}" in done.err.splitlines()[0]
    told = fihris("--json", "doctor").json
    assert ("not-own", str(place)) in {(one["code"], one["subject"]) for one in told}
    fihris("doctor", "--fix")
    for more in (("reindex", "--keep", "0"), ("status",), ("generations", "prune")):
        assert "bug in fihris" not in fihris("--lang", "en", *more).err
    assert {path: path.stat().st_mtime_ns for path in theirs.rglob("*")} == before


def test_a_lock_that_has_another_name_is_held_and_left_as_it_is(
    fihris: Fihris, tmp_path: Path
) -> None:
    fihris("index", str(write(tmp_path / "a.jsonl", release(1))))
    victim = tmp_path / "victim"
    victim.write_text(VICTIM)
    lock = fihris.home / "press" / "lock-write"
    lock.unlink()
    os.link(victim, lock)
    with (
        open_engine("embedded", home=fihris.home) as engine,
        engine.locked("write", by="somebody"),
    ):
        assert fihris("index", str(write(tmp_path / "b.jsonl", release(2)))).code == 5
    assert fihris("index", str(write(tmp_path / "b.jsonl", release(2)))).code == 0
    assert victim.read_text() == VICTIM


def test_quarantine_is_not_written_through_a_link(tmp_path: Path, victim: Path) -> None:
    from indexer.quarantine.quarantine import Code, Quarantine, Rejected

    victim.write_text(VICTIM)
    place = tmp_path / "home" / "press" / "quarantine" / "run.jsonl"
    planted(place, "link", victim)
    with (
        Quarantine(tmp_path / "home", "press", "run") as quarantine,
        pytest.raises(HomeUnusable, match=r"run\.jsonl is a link"),
    ):
        quarantine.add(Rejected(code=Code.EMPTY, path="-"))
    assert victim.read_text() == VICTIM


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("folder", ["quarantine", "mended"])
def test_what_stands_in_quarantine_is_told_and_not_waited_for(
    fihris: Fihris, tmp_path: Path, victim: Path, folder: str, kind: str
) -> None:
    fihris("index", str(write(tmp_path / "a.jsonl", release(1))))
    place = fihris.home / "press" / folder / "20200101T000000.000000Z.jsonl"
    planted(place, kind, victim)
    told = fihris("--json", "doctor")
    assert (told.code, [(one["code"], one["subject"]) for one in told.json]) == (
        3, [("not-own", str(place))],
    )  # fmt: skip
    assert untouched(place, kind, victim)


def test_nothing_is_retried_where_the_folder_of_the_index_is_a_link(
    fihris: Fihris, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{")
    assert fihris("index", str(broken)).code == 4
    elsewhere = tmp_path / "elsewhere"
    (fihris.home / "press").rename(elsewhere)
    (fihris.home / "press").symlink_to(elsewhere)
    before = {path: path.lstat().st_mtime_ns for path in elsewhere.rglob("*")}
    done = fihris("--lang", "en", "quarantine", "retry")
    assert (done.code, "press is a link" in done.err) == (3, True), done.err
    assert {path: path.lstat().st_mtime_ns for path in elsewhere.rglob("*")} == before
    with pytest.raises(NotOwn), replacing(fihris.home / "press" / "mended" / "a.jsonl"):
        pytest.fail("it was opened")


def test_the_doctor_tells_of_files_that_others_made_or_can_change(
    fihris: Fihris, tmp_path: Path, victim: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{")
    assert fihris("index", str(broken)).code == 4
    (held,) = (fihris.home / "press" / "quarantine").iterdir()
    journal = fihris.home / "journal.sqlite3"

    def told() -> list[tuple[str, str]]:
        return [(one["code"], one["subject"]) for one in fihris("--json", "doctor").json]

    before = told()
    held.chmod(0o666)
    journal.chmod(0o606)
    assert set(told()) - set(before) == {
        ("open-to-others", str(journal)),
        ("open-to-others", str(held)),
    }
    journal.chmod(0o600)
    for kind in ("link", "pipe"):
        held.unlink()
        planted(held, kind, victim)
        assert ("not-own", str(held)) in told()


def test_a_file_is_written_whole_through_no_link(tmp_path: Path) -> None:
    victim, place = tmp_path / "victim", tmp_path / "place"
    victim.write_text(VICTIM)
    for name in (".place", f".place.{os.getpid()}"):  # as it was named before
        (tmp_path / name).symlink_to(victim)
    place.symlink_to(victim)
    write_whole(place, "ours", mode=0o640)
    assert (place.read_text(), victim.read_text()) == ("ours", VICTIM)
    assert stat.S_IMODE(place.lstat().st_mode) == 0o640


def test_a_device_is_opened_by_nothing(tmp_path: Path) -> None:
    device = tmp_path / "zero"
    try:
        os.mknod(device, 0o600 | stat.S_IFCHR, os.makedev(1, 5))  # as /dev/zero
        os.close(os.open(device, os.O_RDONLY))
    except PermissionError:
        pytest.skip("devices are made, and opened here, by root alone")
    for flags in (os.O_RDONLY, os.O_RDWR | os.O_CREAT, os.O_WRONLY | os.O_APPEND):
        with pytest.raises(NotOwn, match="zero is not a regular file"):
            open_own(device, flags)


def test_a_pointer_of_any_size_is_not_read_whole(tmp_path: Path) -> None:
    large = tmp_path / "live"
    with large.open("wb") as file:
        file.truncate(1 << 40)  # sparse
    with pytest.raises(OSError, match="too large"):
        read_own(large)


# --- who else may write ------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "is_told"), [(0o700, False), (0o755, False), (0o757, True),
                                               (0o1777, True), (0o770, False)])  # fmt: skip
def test_a_home_that_others_can_change_is_told(
    fihris: Fihris, tmp_path: Path, mode: int, is_told: bool
) -> None:
    fihris.home.mkdir()
    fihris.home.chmod(mode)
    # of the group: each user's own, of which nobody else is
    for asked in (("index", str(SEEDS / "archive.jsonl.gz")), ("status",)):
        done = fihris("--lang", "en", *asked)
        assert done.code == 0, done.err
        assert ("other users can change" in done.err) == is_told
        assert "other users" not in fihris("--quiet", *asked).err
    assert "other users" not in fihris("search", "الكويت").err
    told = fihris("--json", "doctor")
    assert told.code == 0
    assert [one["code"] for one in told.json] == ["open-to-others"] * is_told
    if is_told:
        assert "chmod go-w" in told.json[0]["mend"]


def test_groups_and_owners_that_can_change_a_home(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root gives folders away")
    home = tmp_path / "home"
    assert open_to_others(home) == ""
    home.mkdir(mode=0o770)
    home.chmod(0o2770)
    os.chown(home, 0, 1)  # the group "daemon", by this or another name
    assert "may write there" in open_to_others(home)
    os.chown(home, 0, 54321)  # nobody has such a group, as of a container's volume
    assert open_to_others(home) == ""
    os.chown(home, 65534, 0)
    assert open_to_others(home).startswith("it belongs to ")


def test_a_link_that_another_user_put_there_is_not_written_through(
    fihris: Fihris, tmp_path: Path, victim: Path
) -> None:
    if os.geteuid():
        pytest.skip("only root gives links away")
    victim.write_text(VICTIM)
    place = tmp_path / "shared" / "out"
    planted(place, "link", victim)
    place.parent.chmod(0o1777)
    os.chown(place, 65534, 65534, follow_symlinks=False)
    done = fihris("--lang", "en", "kibana", "export", "-o", str(place))
    assert (done.code, "is a link, and nobody put it there" in done.err) == (2, True), done.err
    fihris("index", str(write(tmp_path / "a.jsonl", release(1))))
    done = fihris("--lang", "en", "reindex", "--metrics", str(place))
    assert (done.code, "is a link" in done.err) == (2, True)
    done = fihris("--lang", "en", "backup", str(place))
    assert (done.code, "is a link" in done.err) == (2, True)
    assert victim.read_text() == VICTIM


def test_another_user_can_do_no_harm_in_a_shared_home(tmp_path: Path) -> None:
    """As somebody who may write to a home and is not its owner would try it."""
    if os.geteuid():
        pytest.skip("only root becomes others")
    top = tmp_path / "top"
    top.mkdir()
    fihris = Fihris(top / "home")
    fihris.home.mkdir()
    for folder in (*tmp_path.parents, tmp_path, top, fihris.home):
        if not folder.stat().st_mode & 0o001:  # pytest's are its owner's alone
            folder.chmod(folder.stat().st_mode | 0o005)
    fihris.home.chmod(0o777)
    victim = top / "victim"
    victim.write_text(VICTIM)
    planter = f"mkdir '{fihris.home}/press' && cd '{fihris.home}' && for f in journal.sqlite3 "
    planter += f"press/lock-write press/live; do ln -s '{victim}' $f; done"
    subprocess.run(
        ["sh", "-c", planter], check=True, user=65534, group=65534, extra_groups=[], timeout=30
    )
    done = subprocess.run(
        [*program(), "index", str(SEEDS / "archive.jsonl.gz")], env=fihris.environment(),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert victim.read_text() == VICTIM
