"""The files of settings: which are looked at, who may have written them, what they hold.

What stands in the current folder may be anybody's work: only keys that neither send data, read or
write files, nor loosen a check count there; others are named and passed over.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from search_cli.session.declaration import FOLDER_KEYS, KEYS, SETTINGS, Setting
from search_cli.session.errors import SettingsUnreadable

SETTINGS_BYTES: Final = 64 << 10
"""Largest file of settings. Every setting with its help takes 3 KB."""

_DOTS: Final = 300
"""Most dots in a line: tomllib's work grows with the square of the parts of a key (Python 3.11:
20 s for 32,000 parts)."""

NAME: Final = "fihris.toml"

Written = str | tuple[str, ...]
"""A value as it would be typed; several where an option may be repeated."""


class Source(StrEnum):
    """Where a value is from."""

    option = "option"
    environment = "environment"
    named = "named"
    """The file of ``--config`` or ``FIHRIS_CONFIG``."""
    folder = "folder"
    user = "user"
    default = "default"


class SettingsFile(NamedTuple):  # start-up
    """A file of settings, read or not."""

    path: Path
    source: Source
    exists: bool = False
    values: Mapping[str, Written] = MappingProxyType({})
    ignored: tuple[str, ...] = ()
    """Keys that do not count in it, fit to be shown."""
    error: SettingsUnreadable | None = None


def files(named: str | None, *, by_option: bool) -> tuple[SettingsFile, ...]:
    """The files that are looked at, the one that counts most first. Never raises.

    Args:
        named: the file of ``--config`` or of ``FIHRIS_CONFIG``, which replaces the user's.
        by_option: it was named on the command line.
    """
    here = Path(NAME)
    if named is not None:
        chosen = Path(named)
        first = (_read(chosen, Source.named, by_option=by_option),)
        return first if _is_same(chosen, here) else (*first, _read(here, Source.folder))
    own = user_file()
    if own is None:
        return (_read(here, Source.folder),)
    last = _read(own, Source.user)
    return (last,) if _is_same(own, here) else (_read(here, Source.folder), last)


def user_file() -> Path | None:
    """The user's own file; ``None`` if it is not known whose home this is."""
    from platformdirs import user_config_path  # start-up

    try:
        path = user_config_path("fihris", appauthor=False) / NAME
    except RuntimeError:  # no HOME, and nobody has this number
        return None
    # older versions of the library then give a relative one: anybody's, in the current folder
    return path if path.is_absolute() else None


def read_file(path: Path, source: Source) -> SettingsFile:
    """One file, read now. Never raises."""
    return _read(path, source, by_option=source is Source.named)


def _read(path: Path, source: Source, *, by_option: bool = False) -> SettingsFile:
    try:
        path.stat()
    except (OSError, ValueError) as exc:
        # EACCES: where one may not even look, nobody of ours put it
        absent = {errno.ENOENT, errno.ENOTDIR, errno.EACCES}
        if source is not Source.named and getattr(exc, "errno", None) in absent:
            return SettingsFile(path=path, source=source)
    try:
        body = _toml(path, source, by_option=by_option)
        counting, ignored = body, []
        if source is Source.folder:
            counting = {name: value for name, value in body.items() if name in FOLDER_KEYS}
            ignored = [key_shown(name) for name in body if name not in FOLDER_KEYS]
        values = {name: _value(name, value, path, source) for name, value in counting.items()}
    except SettingsUnreadable as exc:
        return SettingsFile(path=path, source=source, exists=os.path.lexists(path), error=exc)
    return SettingsFile(
        path=path, source=source, exists=True, values=values, ignored=tuple(ignored)
    )


def _toml(path: Path, source: Source, *, by_option: bool) -> dict[str, Any]:
    import tomllib  # start-up

    from mappings.side_files import SideFileUnread, read_side_bytes  # start-up

    check = _check_owner if source is Source.user else None
    try:
        whole = read_side_bytes(path, limit=SETTINGS_BYTES, option="", named=by_option, check=check)
    except SideFileUnread as exc:
        raise _unreadable(path, source, exc.reason, exc.reason_ar) from exc
    too_deep = _unreadable(path, source, "it is nested too deeply", "تداخله عميق جدًا")
    if any(line.count(b".") > _DOTS for line in whole.split(b"\n")):
        raise too_deep
    try:
        return tomllib.loads(whole.decode("utf-8-sig"))
    except RecursionError as exc:
        raise too_deep from exc
    except (ValueError, OverflowError) as exc:
        raise _unreadable(path, source, f"it is not TOML: {str(exc)[:200]}") from exc


def _check_owner(told: os.stat_result) -> None:
    """As ssh has it: whoever can write this file can have our keys sent anywhere."""
    from mappings.side_files import SideFileUnread  # start-up

    if told.st_uid not in {os.getuid(), 0}:
        raise SideFileUnread("it belongs to another user", "يملكه مستخدم آخر")
    if told.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise SideFileUnread(
            "other users may write to it; prevent that: chmod go-w FILE",
            "يستطيع غيرك الكتابة فيه؛ امنع ذلك: chmod go-w FILE",
        )


def _value(name: str, value: object, path: Path, source: Source) -> Written:
    """The value of a key as it would be typed, if it has the type that it must have."""
    setting = SETTINGS.get(name)
    if setting is not None and setting.kind == "secret":
        raise _unreadable(
            path, source,
            f"a secret does not belong in it; set {name}_file to a file's name",
            f"لا مكان للسر فيه؛ اكتب {name}_file واسم ملف",
        )  # fmt: skip
    if setting is None or name not in KEYS:
        raise _unreadable(
            path, source,
            f"unknown setting {key_shown(name)}; the settings are {', '.join(KEYS)}",
            f"لا إعداد باسم {key_shown(name)}؛ الإعدادات: {', '.join(KEYS)}",
        )  # fmt: skip
    written = _written(setting, value)
    if written is None:
        english, arabic = _MUST_BE[setting.kind]
        raise _unreadable(
            path, source, f"{name} must be {english}", f"قيمة {name} يجب أن تكون {arabic}"
        )
    return written


_MUST_BE: Final = {
    **dict.fromkeys(("text", "choice", "file", "folder"), ("one line of text", "نصًا من سطر واحد")),
    "flag": ("true or false", "true أو false"),
    "number": ("a number or a string", "عددًا أو نصًا"),
    "limits": (
        "a table, such as limit = {paragraph = '2M'}",
        "جدولًا مثل limit = {paragraph = '2M'}",
    ),
}


def _written(setting: Setting, value: object) -> Written | None:
    """``None`` if it has the wrong type."""
    if setting.kind == "limits":
        if isinstance(value, dict):
            sides = {name: _scalar(one) for name, one in value.items()}
            listed = [None if v is None else f"{key_shown(k)}={v}" for k, v in sides.items()]
        else:
            listed = [_scalar(one) for one in (value if isinstance(value, list) else [value])]
        found = tuple(one for one in listed if one is not None)
        return found if len(found) == len(listed) else None
    if isinstance(value, bool):
        return ("yes" if value else "no") if setting.kind == "flag" else None
    if isinstance(value, int | float) and setting.kind not in {"number", "flag"}:
        return None
    return _scalar(value)


def _scalar(value: object) -> str | None:
    if isinstance(value, str):
        return None if re.search(_CONTROL, value) else value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Python writes no numbers of over 4,300 digits; no setting has sixteen
    return str(value) if abs(value) < 10**15 else None


_CONTROL: Final = "[\x00-\x1f\x7f]"


def key_shown(name: str) -> str:
    """A key as messages show it: one that could forge a line of theirs, in escapes."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name) else ascii(name[:40])


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):
        return False


def _unreadable(
    path: Path, source: Source, reason: str, reason_ar: str | None = None
) -> SettingsUnreadable:
    facts = {"where": path, "reason": reason, "reason_ar": reason_ar or reason}
    if source is not Source.user:
        facts |= {"then": "correct the file or remove it", "then_ar": "صحّح الملف أو احذفه"}
    return SettingsUnreadable(**facts)
