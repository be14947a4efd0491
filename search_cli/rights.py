"""Who may read what the program writes: nobody else, but for files that were asked for by name."""

from __future__ import annotations

import os
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
    """Write a file that a person named, with the rights that their shell gives files.

    Raises:
        OSError
    """
    path.write_text(text, encoding="utf-8")
    if _given:
        path.chmod(0o666 & ~_given[-1])


def write_secret(path: Path, secret: str) -> None:
    """Replace a file by one that only its owner can read, in one step.

    Raises:
        SecretUnwritable
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as out:
            out.write(secret + "\n")
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except OSError as exc:
        beside.unlink(missing_ok=True)
        raise SecretUnwritable(where=path, reason=exc.strerror) from exc
