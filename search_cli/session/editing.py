"""``fihris config edit``: the user's own file, made if there is none, opened and checked."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import Final

from mappings.errors import FihrisError, Language
from search_cli.session.declaration import KEYS, SETTINGS, Setting
from search_cli.session.files import Source, read_file
from search_cli.session.settings import settle
from search_cli.session.showing import form_errors
from search_cli.session.sources import from_files

EDITOR: Final = "vi"
"""What POSIX has everywhere, for who named no editor."""

_HEAD: Final[dict[Language, str]] = {
    "en": (
        "# Settings of fihris. Remove the # before a line to set it.\n"
        "# A file named here without a folder is looked for beside this one.\n"
        "# A key or a password does not belong here: name a file that holds it.\n"
    ),
    "ar": (
        "# إعدادات fihris. احذف علامة # من أول السطر لتضبطه.\n"
        "# الملف المسمى هنا بلا مجلد يُبحث عنه بجانب هذا الملف.\n"
        "# لا مكان هنا لمفتاح أو كلمة مرور: سمِّ ملفًا يحويه.\n"
    ),
}


class EditorFailed(FihrisError):
    """The editor cannot be started, or says that it failed."""

    exit_code = 2
    en = (
        'the editor "{editor}" failed: {reason}',
        "{path} is as the editor left it",
        "name another one: VISUAL=nano fihris config edit",
    )
    ar = (
        "أخفق المحرر «{editor}»: {reason}",
        "بقي {path} كما تركه المحرر",
        "سمِّ محررًا آخر: VISUAL=nano fihris config edit",
    )


class Unwritable(FihrisError):
    """The file of settings cannot be made."""

    exit_code = 2
    en = (
        "{path} cannot be created: {reason}",
        "nothing was done",
        "create its folder, or use --config",
    )
    ar = ("تعذّر إنشاء {path}: {reason}", "لم يُنفذ شيء", "أنشئ مجلده أو استعمل ‎--config")


def edit(path: Path, source: Source, lang: Language) -> list[FihrisError]:
    """Open a file of settings in the person's editor.

    Returns:
        What is wrong with what was written; the file stays as it is.

    Raises:
        Unwritable, EditorFailed
    """
    try:
        make(path, lang)
    except OSError as exc:
        raise Unwritable(path=path, reason=exc.strerror) from exc
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or EDITOR
    try:
        # the person's own choice, as every program that opens an editor takes it
        done = subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603
    except (OSError, ValueError) as exc:
        raise EditorFailed(editor=editor, reason=exc, path=path) from exc
    if done.returncode:
        raise EditorFailed(editor=editor, reason=f"exit code {done.returncode}", path=path)
    return check(path, source)


def check(path: Path, source: Source) -> list[FihrisError]:
    """What is wrong with a file of settings, each value of it looked at."""
    sources = from_files((read_file(path, source),))
    problems: list[FihrisError] = []
    settle(sources, problems)
    return problems + form_errors(sources)


def make(path: Path, lang: Language) -> None:
    """Make a file of settings with every setting in it as a comment; one that is there stays.

    Raises:
        OSError
    """
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(template(lang))


def template(lang: Language) -> str:
    """Every setting that a file may have, with its help, as comments."""
    parts = (f"# {SETTINGS[name].help[lang]}\n# {_example(SETTINGS[name])}\n" for name in KEYS)
    return "\n".join((_HEAD[lang], *parts))


def _example(setting: Setting) -> str:
    if setting.kind == "limits":
        return f'{setting.name} = {{paragraph = "2M"}}'
    if setting.kind == "flag":
        return f"{setting.name} = {'true' if setting.default == 'yes' else 'false'}"
    return f'{setting.name} = "{setting.default or setting.metavar}"'
