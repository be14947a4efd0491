"""Errors of analysis; see ``mappings.errors`` for their form.

``UnknownComponent``: the analysis asks for something that this interpreter does not run.
"""

from __future__ import annotations

from mappings.errors import FihrisError


class UnknownComponent(FihrisError):
    """A component, a type or a parameter that is not implemented here; never skipped."""

    exit_code = 3
    en = (
        'analysis.json: {kind} "{name}" cannot be run in process: {reason}',
        "nothing was analysed",
        "use a component listed in docs/analysis.md, or add it to the room arabic/",
    )
    ar = (
        "analysis.json: تعذّر تشغيل {kind} «{name}» داخل البرنامج: {reason}",
        "لم يُحلَّل شيء",
        "استعمل مكوّنًا مذكورًا في docs/analysis.md أو أضفه إلى الغرفة arabic/",
    )
