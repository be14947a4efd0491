"""The home folder: which one it is, whatever it is called, and who else may write to it."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from fihris.engines.errors import HomeChanged, unwritable
from fihris.engines.files import NotOwn, check_own

if TYPE_CHECKING:
    from pathlib import Path


class Known:
    """A folder known by what it is, from when it is first there.

    It is held open: its number is given to no other folder meanwhile, even when it is removed.
    """

    def __init__(self, path: Path, *, may_be_link: bool) -> None:
        self.path = path
        self._may_be_link = may_be_link
        self._file: int | None = None
        self._number = (0, 0)

    def check(self) -> None:
        """Make sure that it is still the folder of this name.

        Raises:
            HomeChanged: it was moved or removed, or another took its place.
            HomeForeign: it is a link and may not be one, or no folder.
        """
        try:
            now = os.stat(self.path, follow_symlinks=self._may_be_link)  # noqa: PTH116 - a search's
        except (FileNotFoundError, NotADirectoryError) as exc:
            if self._file is None:
                return
            raise HomeChanged(where=self.path, reason="it is gone") from exc
        except OSError:
            return  # cannot be told; whatever uses it tells why
        if self._file is not None and (now.st_dev, now.st_ino) == self._number:
            return
        if not self._may_be_link:
            own_folder(self.path)
        if self._file is not None:
            raise HomeChanged(where=self.path, reason="another folder has its name")
        with suppress(OSError):
            # as a place only, where the system can: that asks for no right to read it
            flags = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC
            flags |= 0 if self._may_be_link else os.O_NOFOLLOW
            self._file = os.open(self.path, flags)
            about = os.fstat(self._file)
            self._number = about.st_dev, about.st_ino

    def __del__(self) -> None:
        if self._file is not None:
            os.close(self._file)


class Home:
    """The home folder and an index in it, known from when they are first there."""

    def __init__(self, home: Path, index: str) -> None:
        self._home = Known(home, may_be_link=True)  # whoever names it knows where it leads
        self._index = Known(home / index, may_be_link=False)

    def check(self) -> Path:
        """The folder of the index: the one that was there at first, and a real folder.

        Raises:
            HomeChanged, HomeForeign
        """
        self._home.check()
        self._index.check()
        return self._index.path

    def is_changed(self) -> bool:
        """Whether one of them is another now, or gone."""
        try:
            self.check()
        except HomeChanged:
            return True
        return False


def own_folder(path: Path) -> Path:
    """A folder in the home, if there is one.

    Raises:
        HomeForeign: it is a link, or no folder.
    """
    try:
        check_own(path, folder=True)
    except NotOwn as exc:
        raise unwritable(path.parent, exc) from exc
    except OSError:
        pass  # whatever uses it tells why
    return path


def open_to_others(folder: Path) -> str:
    """Why users other than this one and root can change what is in a folder, in English; nothing
    if they cannot, or if it is not there."""
    try:
        about = folder.stat()
    except OSError:
        return ""
    if about.st_uid not in {os.geteuid(), 0}:
        return f"it belongs to {user_name(about.st_uid)}"
    mode = f"mode {stat.S_IMODE(about.st_mode):o}"
    if about.st_mode & stat.S_IWOTH:
        return f"{mode}: any user may write there"
    if about.st_mode & stat.S_IWGRP and (group := _shared_group(about.st_gid)):
        return f'{mode}: the group "{group}" may write there'
    return ""


def user_name(uid: int) -> str:
    """A user, to be told."""
    import pwd  # start-up

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _shared_group(gid: int) -> str:
    """A group's name; nothing if nobody else is in it: one without a name, as containers have for
    their volumes, or one of the same name as the user, which many systems give each user."""
    import grp  # start-up

    try:
        group = grp.getgrgid(gid)
    except KeyError:
        return ""
    me = user_name(os.geteuid())
    return "" if group.gr_name == me and {*group.gr_mem} <= {me} else group.gr_name
