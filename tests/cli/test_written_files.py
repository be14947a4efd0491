"""Files that are asked for by name: the rights of what is new, and everything else as it was."""

from __future__ import annotations

import os
import pty
import stat
from pathlib import Path

import pytest

from search_cli.session.rights import SecretUnwritable, write_secret
from tests.cli.conftest import Fihris


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def export(fihris: Fihris, path: Path | str, umask: int = 0o022) -> None:
    with fihris.start("kibana", "export", "-o", str(path), umask=umask) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err


@pytest.mark.parametrize(("umask", "rights"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_rights_that_the_shell_gives(
    fihris: Fihris, tmp_path: Path, umask: int, rights: int
) -> None:
    export(fihris, tmp_path / "new.ndjson", umask)
    assert mode(tmp_path / "new.ndjson") == rights


def test_so_has_one_that_is_made_through_a_link(fihris: Fihris, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "new.ndjson")
    export(fihris, tmp_path / "link")
    assert mode(tmp_path / "new.ndjson") == 0o644


@pytest.mark.parametrize("rights", [0o600, 0o640, 0o666])
def test_a_file_that_is_there_keeps_its_rights(fihris: Fihris, tmp_path: Path, rights: int) -> None:
    file = tmp_path / "old.ndjson"
    file.write_text("old", encoding="utf-8")
    file.chmod(rights)
    export(fihris, file)
    assert mode(file) == rights
    assert file.read_text(encoding="utf-8").startswith('{"attributes"')


def test_a_terminal_keeps_its_rights(fihris: Fihris) -> None:
    ours, theirs = pty.openpty()
    path = Path(os.ttyname(theirs))
    before = mode(path)
    with fihris.start(
        "kibana", "export", "--languages", "ar", "-o", str(path), umask=0o022
    ) as process:
        seen = b""
        while seen.count(b"\n") < 7:
            seen += os.read(ours, 65536)
        assert process.wait(timeout=60) == 0
    assert mode(path) == before
    assert seen.startswith(b'{"attributes"')
    os.close(ours)
    os.close(theirs)


def test_a_device_keeps_its_rights(fihris: Fihris, tmp_path: Path) -> None:
    device = tmp_path / "nothing"
    try:
        os.mknod(device, 0o620 | stat.S_IFCHR, os.makedev(1, 3))  # as /dev/null
        device.chmod(0o620)
        device.write_bytes(b"")
    except PermissionError:
        pytest.skip("devices are made, and opened here, by root alone")
    export(fihris, device)
    assert mode(device) == 0o620
    assert stat.S_ISCHR(device.stat().st_mode)


def test_a_pipe_is_written_to(fihris: Fihris, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    with fihris.start("kibana", "export", "-o", str(pipe), umask=0o022) as process:
        assert len(pipe.read_text(encoding="utf-8").splitlines()) == 14
        assert process.wait(timeout=60) == 0
    assert mode(pipe) == 0o600


def test_standard_output_by_its_name(fihris: Fihris) -> None:
    done = fihris("kibana", "export", "-o", "/dev/stdout")
    assert (done.code, len(done.out.splitlines())) == (0, 14)


# --- secrets ---------------------------------------------------------------------------------


def test_a_secret_is_its_owner_s_alone_also_where_a_file_was(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o644)
    write_secret(file, "PLANTED")
    assert (mode(file), file.read_text(encoding="utf-8")) == (0o600, "PLANTED\n")
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "folder", "."])
def test_a_secret_takes_the_place_of_nothing_but_a_plain_file(tmp_path: Path, kind: str) -> None:
    target, place = tmp_path / "target", tmp_path / "key"
    match kind:
        case "link":
            target.write_text("old", encoding="utf-8")
            place.symlink_to(target)
        case "dangling":
            place.symlink_to(target)
        case "pipe":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case _:
            place = Path()
    before = place.lstat().st_mode
    with pytest.raises(SecretUnwritable, match="it is not a regular file"):
        write_secret(place, "PLANTED")
    assert place.lstat().st_mode == before
    assert not target.exists() or target.read_text(encoding="utf-8") == "old"
    assert not any("PLANTED" in one.read_text("utf-8") for one in tmp_path.iterdir()
                   if one.is_file())  # fmt: skip


@pytest.mark.parametrize("name", ["gone/key", "file/key", "x" * 300])
def test_a_secret_that_cannot_be_written_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SecretUnwritable):
        write_secret(tmp_path / name, "PLANTED")
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
