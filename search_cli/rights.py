"""Who may read what the program writes: nobody else, but for files that were asked for by name."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from mappings.errors import FihrisError

PRIVATE = 0o077


class SecretUnwritable(FihrisError):
    """A secret was made and cannot be kept where it should be."""

    exit_code = 2
    en = (
        "the key cannot be written to {where}: {reason}",
        "it was issued, but nobody has it",
        "revoke it (fihris security key revoke) and name another place",
    )
    ar = (
        "تعذّرت كتابة المفتاح في {where}: {reason}",
        "صدر المفتاح وليس عند أحد",
        "أبطله (fihris security key revoke) وسمِّ مكانًا آخر",
    )


_given: list[int] = []


def keep_private() -> None:
    """From here on, files are made for their owner alone: the index, the journal, quarantine."""
    _given.append(os.umask(PRIVATE))


def write_for_others(path: Path, text: str) -> None:
    """Write a file that a person named, with the rights that their shell gives new files.

    One that is there keeps its rights; a device or a pipe is written to as it is.

    Raises:
        OSError
    """
    ours = os.umask(_given[-1]) if _given else None
    try:
        path.write_text(text, encoding="utf-8")
    finally:
        if ours is not None:
            os.umask(ours)


def write_secret(path: Path, secret: str) -> None:
    """Replace a file by one that only its owner can read, in one step.

    Nothing but a plain file is replaced: not a device such as ``/dev/stdout``, and not a link,
    which may lead to where others read.

    Raises:
        SecretUnwritable
    """
    with suppress(OSError):  # nothing is there, or what stands in the way is told below
        if not stat.S_ISREG(path.lstat().st_mode):
            raise SecretUnwritable(where=path, reason="it is no plain file")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as exc:
        raise SecretUnwritable(where=path, reason=exc.strerror) from exc
    try:
        with os.fdopen(file, "w", encoding="utf-8") as out:
            out.write(secret + "\n")
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except OSError as exc:
        with suppress(OSError):
            beside.unlink()
        raise SecretUnwritable(where=path, reason=exc.strerror) from exc
