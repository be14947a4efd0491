"""What a process reaches for: seen by an audit hook from within, by ``strace`` from without.

The hook sees what Python opens and ends the process there, before it is opened; ``strace`` sees the
libraries too, but costs a second, so that it is for a sample.
"""

from __future__ import annotations

import os
import re
import socket
import sys
import sysconfig
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from tests.conftest import CHECKOUT
from tests.reliability.fuzzing.cases import PRIVATE

REACHED: Final = 99
"""The exit code of a process that the hook ended."""

LIBRARIES: Final = tuple(
    sorted({
        str(Path(path).resolve())
        for path in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), str(CHECKOUT))
    } - {"/", "/usr", "/usr/local"})
)  # fmt: skip
SYSTEM: Final = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo",
    "/usr/share/locale", "/etc/locale.alias", "/usr/lib/locale", "/etc/localtime",
    "/etc/ld.so.cache", "/etc/hosts",
    "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf",
    "/etc/mime.types", "/etc/ssl", "/dev/null", "/dev/urandom", "/dev/random",
    "/dev/tty", "/proc/stat", "/proc/cpuinfo", "/proc/meminfo", "/proc/filesystems",
    "/proc/sys", "/sys/fs/cgroup", "/sys/devices/system", "/usr/bin", "/bin", "/usr/share/terminfo",
)  # fmt: skip
"""What any Python program opens on Linux."""

_OF_OURS: Final = re.compile(r"/proc/(self|\d+)/(cgroup|mountinfo|stat|status|maps|fd|task.*)")

_PATHS: Final[dict[str, tuple[int, ...]]] = {
    "open": (0,), "os.listdir": (0,), "os.scandir": (0,), "os.remove": (0,), "os.rmdir": (0,),
    "os.mkdir": (0,), "os.rename": (0, 1), "os.link": (0, 1), "os.symlink": (1,),
    "os.truncate": (0,), "os.chmod": (0,), "os.chown": (0,), "os.utime": (0,),
    "sqlite3.connect": (0,), "os.chdir": (0,), "glob.glob": (), "os.setxattr": (0,),
}  # fmt: skip
"""Events of Python's audit hooks that name files, and where."""

_LINK_ITSELF: Final = frozenset(
    ("os.remove", "os.rename", "os.link", "os.symlink", "os.rmdir", "os.mkdir")
)
_RUNS: Final = frozenset(("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"))


class Bounds:
    """Where a case may go: its own folder but the private one, what it names, the libraries."""

    def __init__(
        self, folder: Path, more: Collection[Path | str], addresses: Collection[int]
    ) -> None:
        self.folder = os.path.realpath(folder)
        self._private = os.path.join(self.folder, PRIVATE)  # noqa: PTH118 - strings throughout
        self._more = tuple(os.path.realpath(path) for path in more)
        self._ports = frozenset(addresses)

    def forbid(self, path: str, *, changes: bool = False) -> bool:
        """Whether a path, without links, is out of bounds."""
        if _within(path, self._private):
            return path != self._private or changes
        if _within(path, self.folder) or any(_within(path, one) for one in self._more):
            return False
        if path == os.path.dirname(self.folder):  # noqa: PTH120 - a backup's folder is looked at
            return changes
        if changes and not path.startswith("/dev/"):
            return True
        own = any(_within(path, one) for one in (*LIBRARIES, *SYSTEM))
        return not (own or _OF_OURS.fullmatch(path))

    def forbid_address(self, address: Any) -> bool:
        """Whether nothing of the test listens at an address."""
        if not isinstance(address, tuple):
            return True
        return address[0] not in {"127.0.0.1", "::1"} or address[1] not in self._ports

    def hold(self, told: int) -> None:
        """From here on, this process ends when it reaches out of bounds, and tells ``told``."""

        def seen(event: str, arguments: tuple[Any, ...]) -> None:
            wrong = self._wrong(event, arguments)
            if wrong:
                os.write(told, f"{wrong}\n".encode("utf-8", "backslashreplace"))
                os._exit(REACHED)

        sys.addaudithook(seen)

    def _wrong(self, event: str, arguments: tuple[Any, ...]) -> str:
        if event in _PATHS:
            for at in _PATHS[event]:
                named = arguments[at]
                if isinstance(named, bytes | str | os.PathLike) and named != ":memory:":
                    path = _resolved(os.fsdecode(named), event, arguments)
                    if self.forbid(path, changes=_changes(event, arguments)):
                        return f"{event} {self.shown(path)}"
        elif event in _RUNS:
            return f"{event} {arguments[0]}"
        elif event == "socket.connect" and self.forbid_address(arguments[1]):
            return f"connect {arguments[1]}"
        elif event == "socket.getaddrinfo" and arguments[0] not in {
            "127.0.0.1",
            "localhost",
            "::1",
        }:
            return f"getaddrinfo {arguments[0]}"
        return ""

    def shown(self, path: str) -> str:
        """A path as it is from the case's folder, without numbers: the same in each case."""
        path = path.replace(self.folder, ".")
        return re.sub(r"\d{2,}", "N", path)

    def seen_by_strace(self, log: str) -> list[str]:
        """What ``strace -f -y -e trace=%file,%network`` saw that is out of bounds."""
        wrong = []
        for line in log.splitlines():
            if found := _OPENED.search(line):
                changes = "O_WRONLY" in line or "O_RDWR" in line
                path = found[2].removesuffix(" (deleted)")
                if path.startswith("/") and self.forbid(path, changes=changes):
                    wrong.append(f"{found[1]} {self.shown(path)}")
            elif (found := _CONNECTED.search(line)) and int(found[1]) not in self._ports:
                wrong.append(f"connect port {found[1]}")
        return wrong


_OPENED: Final = re.compile(r"\b(open|openat|openat2|creat)\(.*\) += \d+<([^>]*)>")
_CONNECTED: Final = re.compile(r"connect\(.*sin6?_port=htons\((\d+)\)")


def _within(path: str, top: str) -> bool:
    return path == top or path.startswith(top.rstrip("/") + "/")


def _resolved(named: str, event: str, arguments: tuple[Any, ...]) -> str:
    """Where an event leads to, links followed if it follows them."""
    if "\0" in named:
        return os.devnull  # refused by the system
    no_links = event == "open" and bool((arguments[2] or 0) & getattr(os, "O_NOFOLLOW", 0))
    if no_links or event in _LINK_ITSELF:
        folder, name = os.path.split(os.path.abspath(named))  # noqa: PTH100
        return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118
    return os.path.realpath(named)


def _changes(event: str, arguments: tuple[Any, ...]) -> bool:
    if event == "open":
        flags = arguments[2] or 0
        return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
    return event not in {"os.listdir", "os.scandir", "os.chdir", "sqlite3.connect"}


def free_port() -> int:
    """A port of loopback on which nothing listens, just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
