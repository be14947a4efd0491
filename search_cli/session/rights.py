"""Who may read what the program writes: nobody else, but for files that were asked for by name."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.errors import FihrisError

if TYPE_CHECKING:
    from search_cli.session.session import Session

PRIVATE = 0o077


class SecretUnwritable(FihrisError):
    """A secret was made and cannot be kept where it should be."""

    exit_code = 2
    en = (
        "the key cannot be written to {where}: {reason}",
        "it was issued, but not saved anywhere",
        "revoke it (fihris security key revoke) and choose another place",
    )
    ar = (
        "تعذّرت كتابة المفتاح في {where}: {reason}",
        "صدر المفتاح ولم يُحفظ في أي مكان",
        "أبطله (fihris security key revoke) واختر مكانًا آخر",
    )


class LinkOfAnother(FihrisError):
    """A file that was named is a link which another user put there."""

    exit_code = 2
    en = (
        "{where} is a link, and {user} put it there",
        "nothing was written: it may lead to any file of yours",
        "name the file itself, or another folder",
    )
    ar = (
        "الاسم {where} رابط، وضعه {user}",
        "لم يُكتب شيء: فقد يؤدي إلى أي ملف من ملفاتك",
        "سمِّ الملف نفسه، أو مجلدًا آخر",
    )


_given: list[int] = []


def keep_private() -> None:
    """From here on, files are made for their owner alone: the index, the journal, quarantine."""
    _given.append(os.umask(PRIVATE))


def write_for_others(path: Path, text: str) -> None:
    """Write a file that a person named, with the rights that their shell gives new files.

    One that is there keeps its rights; a device or a pipe is written to as it is.

    Raises:
        LinkOfAnother, OSError
    """
    follow(path)
    ours = os.umask(_given[-1]) if _given else None
    try:
        path.write_text(text, encoding="utf-8")
    finally:
        if ours is not None:
            os.umask(ours)


def follow(path: Path) -> None:
    """Make sure that a named file is no link which another user put there, as anybody can in
    ``/tmp``; root's are the system's.

    Raises:
        LinkOfAnother
    """
    try:
        about = path.lstat()
    except OSError:
        return  # whoever writes there is told why
    if stat.S_ISLNK(about.st_mode) and about.st_uid not in {os.geteuid(), 0}:
        from fihris.engines.home import user_name  # start-up

        raise LinkOfAnother(where=path, user=user_name(about.st_uid))


def tell_of_home(session: Session) -> None:
    """Warn, as ``ssh`` and ``gpg`` do, where others can change what the program trusts."""
    from fihris.engines.home import open_to_others  # start-up
    from search_cli.texts.messages import say  # start-up

    settings, out = session.settings, session.out
    for folder in (settings.home, settings.home / settings.index):
        if why := open_to_others(folder):
            out.talk(say(out.lang, "open_home", folder=folder, why=why))
            return


def write_secret(path: Path, secret: str) -> None:
    """Replace a file by one that only its owner can read, in one step.

    Nothing but a plain file is replaced: not a device such as ``/dev/stdout``, and not a link,
    which may lead to where others read.

    Raises:
        SecretUnwritable
    """
    with suppress(OSError):  # nothing is there, or what stands in the way is told below
        if not stat.S_ISREG(path.lstat().st_mode):
            raise SecretUnwritable(where=path, reason="it is not a regular file")
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
