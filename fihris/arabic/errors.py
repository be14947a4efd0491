"""Errors of analysis; see ``mappings.errors`` for their form.

``UnknownComponent``: the analysis asks for something that this interpreter does not run.
``WordsUnreadable``, ``WordsWrong``: a newsroom's own list of words.
"""

from __future__ import annotations

from mappings.errors import FihrisError


class UnknownComponent(FihrisError):
    """A component, a type or a parameter that is not implemented here; never skipped."""

    exit_code = 3
    en = (
        'analysis.json: {kind} "{name}" cannot be run in process: {reason}',
        "nothing was analysed",
        "use a component that docs/analysis.md lists, or implement this one in fihris/arabic/",
    )
    ar = (
        "analysis.json: تعذّر تشغيل {kind} «{name}» داخل البرنامج: {reason}",
        "لم يُحلَّل شيء",
        "استعمل مكوّنًا مذكورًا في docs/analysis.md أو أضفه إلى fihris/arabic/",
    )


class WordsUnreadable(FihrisError):
    """The newsroom's list of words cannot be read."""

    exit_code = 2
    en = (
        "the list of words {where} cannot be read: {reason}",
        "nothing was done",
        "name another file, save it as UTF-8, or remove words from the settings",
    )
    ar = (
        "تعذّرت قراءة قائمة الكلمات {where}: {reason_ar}",
        "لم يُنفذ شيء",
        "سمِّ ملفًا آخر أو احفظه بترميز UTF-8 أو احذف words من الإعدادات",
    )


class WordsWrong(FihrisError):
    """A line of the newsroom's list of words means nothing."""

    exit_code = 2
    en = (
        '{where}, line {line}: "{text}": {reason}',
        "nothing was done",
        "write word => term, or a word alone to keep it as it is",
    )
    ar = (
        "{where}، السطر {line}: «{text}»: {reason_ar}",
        "لم يُنفذ شيء",
        "اكتب: كلمة => مقابلها، أو كلمة وحدها لتبقى كما هي",
    )
