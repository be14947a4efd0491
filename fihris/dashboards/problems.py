"""What can be wrong with dashboards, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mappings.errors import Language

RULES: Final[dict[str, tuple[str, str]]] = {
    "same-id": (
        "the id is used already: controls and panels share one set of ids",
        "المعرّف مستعمل من قبل: للوحات وأدوات الحصر معرّفات من مجموعة واحدة",
    ),
    "off-grid": ("does not fit into 48 columns", "لا تتسع له الأعمدة الثمانية والأربعون"),
    "overlap": ("overlaps another panel", "تقع فوق لوحة أخرى"),
    "unknown-field": ("the index has no such field", "لا حقل بهذا الاسم في الفهرس"),
    "not-aggregatable": (
        "cannot be counted or sorted by",
        "حقل لا يُعدّ به ولا يُرتّب به",
    ),
    "wrong-type": ("the field's type does not fit", "نوع الحقل لا يناسب"),
    "filter": ("a filter that cannot be read", "مرشّح لا يُقرأ"),
    "reference": ("a reference that leads nowhere", "إشارة إلى غير موجود"),
    "script": ("computes a field by a script", "يحسب حقلًا بنص برمجي"),
    "foreign-address": (
        "an address of another server, or a picture from one",
        "عنوان خادم آخر، أو صورة منه",
    ),
}
"""Rule → its text in English and Arabic."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its rule, its place, and a detail that needs no translation."""

    rule: str
    where: str
    detail: str = ""

    def told(self, language: Language) -> str:
        """The problem as a line of text."""
        english, arabic = RULES[self.rule]
        text = arabic if language == "ar" else english
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.where}: {text}{detail} [{self.rule}]"
