"""Errors of roles and API keys; see ``mappings.errors`` for their form.

``EngineError``
├── ``RoleNotOurs``: a role of our name that somebody else made
└── ``KeyUnknown``: no such key is ours
"""

from __future__ import annotations

from fihris.engines.errors import EngineError


class RoleNotOurs(EngineError):
    """A role of our name is there that was not made by us, or for another index."""

    en = (
        'the role "{role}" exists already and was made for another purpose (index: {index})',
        "no role was changed",
        "rename or remove that role, or use a separate cluster for each index",
    )
    ar = (
        "يوجد دور باسم «{role}» صُنع لغرض آخر (الفهرس: {index})",
        "لم يتغير أي دور",
        "غيّر اسم ذلك الدور أو احذفه، أو اجعل لكل فهرس عنقودًا خاصًا",
    )


class KeyUnknown(EngineError):
    """No key of that name or id is ours and not revoked yet."""

    exit_code = 1
    en = (
        'there is no API key "{key}" of "{index}" to revoke',
        "nothing was revoked",
        "list them: fihris security key list",
    )
    ar = (
        "لا يوجد مفتاح «{key}» للفهرس «{index}» لإبطاله",
        "لم يُبطل شيء",
        "انظر الموجود: fihris security key list",
    )
