"""What can be wrong with saved objects, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mappings.errors import Language
from mappings.shown import quoted, shown

RULES: Final[dict[str, tuple[str, str]]] = {
    "not-json": ("the line is not JSON", "السطر ليس JSON"),
    "not-an-object": (
        "the line is no saved object: type, id or attributes are missing",
        "السطر ليس كائنًا محفوظًا: ينقصه type أو id أو attributes",
    ),
    "nothing": ("there is no saved object in it", "لا كائن محفوظًا فيه"),
    "malformed": ("is missing or of the wrong kind", "غائب أو من نوع خطأ"),
    "unknown-type": ("this type is not ours to import", "نوع لا نستورده"),
    "same-id": ("the id is taken already", "المعرّف مستعمل من قبل"),
    "version": (
        "another version than the lowest that 8.19 imports",
        "نسخة غير أدنى ما يستورده 8.19",
    ),
    "untold": ("a title or a description is missing", "ينقص عنوان أو وصف"),
    "not-arabic": (
        "the Arabic set has a title without Arabic",
        "عنوان بلا عربية في المجموعة العربية",
    ),
    "dangling": ("refers to what the file does not hold", "يشير إلى ما ليس في الملف"),
    "no-reference": ("a reference is missing", "تنقص إشارة"),
    "idle-reference": ("a reference that nothing uses", "إشارة لا يستعملها شيء"),
    "other-reference": (
        "a panel and its dashboard refer to different objects by this name",
        "تشير اللوحة ومجموعتها بهذا الاسم إلى كائنين مختلفين",
    ),
    "not-nested": ("must be JSON written as a text", "يجب أن يكون JSON مكتوبًا نصًا"),
    "script": ("computes a field by a script", "يحسب حقلًا بنص برمجي"),
    "no-control": ("nothing narrows by this field", "لا أداة للحصر بهذا الحقل"),
    "unknown-control": ("Kibana has no such control", "لا أداة كهذه في كيبانا"),
    "panel-index": (
        "panelIndex and gridData.i differ, or another panel has it",
        "يختلف panelIndex عن gridData.i أو تستعمله لوحة أخرى",
    ),
    "off-grid": ("does not fit on 48 columns", "لا تتسع له الأعمدة الثمانية والأربعون"),
    "overlap": ("lies over another panel", "تقع فوق لوحة أخرى"),
    "unknown-panel": ("this kind of panel is not known", "نوع لوحة غير معروف"),
    "tag-cloud": (
        "tag clouds take Arabic letters apart",
        "سحابة الكلمات تفكّك الحروف العربية",
    ),
    "layer": ("layers of data and picture differ", "تختلف طبقات البيانات عن طبقات الرسم"),
    "column": ("a column is named that there is not", "عمود مذكور غير موجود"),
    "unknown-operation": ("Kibana computes nothing by this name", "لا يحسب كيبانا شيئًا بهذا الاسم"),
    "no-field": ("computes something of no field", "يحسب شيئًا من غير حقل"),
    "no-accessor": ("the picture shows no column", "لا يعرض الرسم أي عمود"),
    "unshown": ("a column is computed and not shown", "عمود يُحسب ولا يُعرض"),
    "unknown-field": ("the index has no such field", "لا حقل بهذا الاسم في الفهرس"),
    "not-aggregatable": (
        "can neither be counted nor sorted by",
        "حقل لا يُعدّ به ولا يُرتّب به",
    ),
    "wrong-type": ("the field's type does not fit", "نوع الحقل لا يناسب"),
    "counts-paragraphs": (
        "counts paragraphs under another name; articles are unique_count(article_id)",
        "يعدّ الفقرات باسم آخر؛ والمقالات unique_count(article_id)",
    ),
    "filter": ("a filter that cannot be read", "مرشّح لا يُقرأ"),
    "colours": ("two colours can hardly be told apart", "لونان يصعب التمييز بينهما"),
}
"""Rule: what it says in English and Arabic."""


LONGEST: Final = 200
"""Characters of a detail that are told: it may quote the file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: by which rule, where, and a detail that needs no translation."""

    rule: str
    where: str
    detail: str = ""

    def told(self, language: Language) -> str:
        """A line for a person."""
        english, arabic = RULES[self.rule]
        text = arabic if language == "ar" else english
        detail = f" ({shown(self.detail[:LONGEST])})" if self.detail else ""
        return f"{quoted(self.where)}: {text}{detail} [{self.rule}]"
