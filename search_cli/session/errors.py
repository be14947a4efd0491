"""Errors of settings; see ``mappings.errors`` for their form."""

from __future__ import annotations

from typing import Any

from mappings.errors import FihrisError
from mappings.nearest import near


class SettingWrong(FihrisError):
    """A setting has a value that it cannot have. ``where`` is its option, variable or file."""

    exit_code = 2
    en = (
        '{where}: invalid value "{value}" for {name}',
        "nothing was done",
        "{near}use one of: {choices}",
    )
    ar = (
        "{where}: القيمة «{value}» لا تصلح للإعداد {name}",
        "لم يُنفذ شيء",
        "{near_ar}استعمل إحدى القيم: {choices}",
    )

    def __init__(self, **facts: Any) -> None:
        choices = facts["choices"]
        if not isinstance(choices, str):  # a closed set, and no description
            facts |= {"choices": ", ".join(choices), **near(str(facts["value"]), choices)}
        super().__init__(**{"near": "", "near_ar": "", **facts})


class SettingsUnreadable(FihrisError):
    """A file of settings cannot be read, is not TOML, or says something that means nothing."""

    exit_code = 2
    en = ("{where} cannot be used: {reason}", "nothing was done", "{then}")
    ar = ("تعذّر استعمال {where}: {reason_ar}", "لم يُنفذ شيء", "{then_ar}")

    def __init__(self, **facts: Any) -> None:
        facts.setdefault("reason_ar", facts.get("reason"))
        facts.setdefault("then", "correct the file (fihris config edit) or remove it")
        facts.setdefault("then_ar", "صحّح الملف (fihris config edit) أو احذفه")
        super().__init__(**facts)


class NoHome(FihrisError):
    """A path begins with ``~`` and the user's folder is not known, or with ``~NAME`` of nobody."""

    exit_code = 2
    en = (
        '{where}: "{value}" is not the folder of any user',
        "nothing was done",
        "write the whole path of {name}",
    )
    ar = (
        "{where}: «{value}» ليس مجلد أي مستخدم",
        "لم يُنفذ شيء",
        "اكتب المسار الكامل للإعداد {name}",
    )


class SecretElsewhere(FihrisError):
    """A secret would be sent to an address that whoever owns the secret did not configure."""

    exit_code = 2
    en = (
        "the secret from {secret} is not sent to the address from {address}",
        "nothing was sent",
        "set the address where the secret is set, or in your own fihris.toml (fihris config edit)",
    )
    ar = (
        "السر الذي في {secret} لا يُرسل إلى العنوان الذي في {address}",
        "لم يُرسل شيء",
        "اضبط العنوان حيث ضُبط السر، أو في ملفك fihris.toml (fihris config edit)",
    )
