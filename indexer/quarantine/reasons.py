"""Why something could not be read, and what that is called: for people, in both languages."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mappings.errors import Language


class Code(StrEnum):
    """Why something was rejected. The values are written to files: they do not change."""

    NOT_UTF8 = "not-utf8"
    NUL_BYTES = "nul-bytes"
    EMPTY = "empty"
    ONLY_MARKUP = "only-markup"
    INVALID_JSON = "invalid-json"
    NOT_AN_OBJECT = "not-an-object"
    NO_TEXT = "no-text"
    WRONG_TYPE = "wrong-type"
    BAD_ID = "bad-id"
    BAD_DATE = "bad-date"
    DUPLICATE_ID = "duplicate-id"
    TOO_LONG = "too-long"
    TRUNCATED_GZIP = "truncated-gzip"
    DAMAGED_GZIP = "damaged-gzip"
    NO_RIGHTS = "no-rights"
    BROKEN_LINK = "broken-link"
    GONE = "gone"
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    OVERPACKED = "overpacked"
    NOT_A_FILE = "not-a-file"
    NOT_A_SOURCE = "not-a-source"
    NOT_INSTALLED = "not-installed"
    DAMAGED_FILE = "damaged-file"
    ENCRYPTED = "encrypted"
    SCANNED = "scanned"
    GARBLED = "garbled"
    OLD_FORMAT = "old-format"
    NO_COLUMNS = "no-columns"
    NO_ARTICLES = "no-articles"
    NESTED = "nested"
    MORE = "more"


UNREAD: Final = frozenset(
    (
        Code.NO_RIGHTS, Code.BROKEN_LINK, Code.GONE, Code.CHANGED, Code.UNREADABLE,
        Code.TRUNCATED_GZIP, Code.DAMAGED_GZIP, Code.OVERPACKED,
    )
)  # fmt: skip
"""Rejections that say of a whole file that it was not read, or not to its end."""


REASONS: Final[dict[Language, dict[Code, str]]] = {
    "en": {
        Code.NOT_UTF8: "is not UTF-8 text; save it as UTF-8",
        Code.NUL_BYTES: "contains NUL bytes; it may not be text at all",
        Code.EMPTY: "is empty",
        Code.ONLY_MARKUP: "contains markup or symbols, but no text",
        Code.INVALID_JSON: "is not valid JSON",
        Code.NOT_AN_OBJECT: "is JSON, but not an object { … }",
        Code.NO_TEXT: "has neither a title nor a body",
        Code.WRONG_TYPE: "has a field of the wrong type",
        Code.BAD_ID: "has an invalid id (at most 512 bytes, no control characters)",
        Code.BAD_DATE: "has a date that cannot be read",
        Code.DUPLICATE_ID: "has the same id as an earlier article; the first was kept",
        Code.TOO_LONG: "is larger than a press release may be",
        Code.TRUNCATED_GZIP: "ends in the middle of its gzip data; what came before was read",
        Code.DAMAGED_GZIP: "is damaged gzip data; what came before was read",
        Code.NO_RIGHTS: "is not readable by you",
        Code.BROKEN_LINK: "is a link to nothing",
        Code.GONE: "is no longer there",
        Code.CHANGED: "changed while it was being read; index it again",
        Code.UNREADABLE: "could not be read",
        Code.REFUSED: "was read, but the engine refused it",
        Code.OVERPACKED: "unpacks to far more than its size; what came before was read",
        Code.NOT_A_FILE: "is a device, a pipe or a socket, not a file",
        Code.NOT_A_SOURCE: "was not read again: it is in none of this index's sources",
        Code.NOT_INSTALLED: "needs a library that is not installed",
        Code.DAMAGED_FILE: "is damaged, or not the kind of file it says it is",
        Code.ENCRYPTED: "is locked with a password; save it without one",
        Code.SCANNED: "holds pictures of pages, no text; recognise it first: tesseract -l ara",
        Code.GARBLED: "has a text layer that is unreadable; recognise it anew: tesseract -l ara",
        Code.OLD_FORMAT: "is of a format that is not read; save it in a newer one",
        Code.NO_COLUMNS: "has a first row that names no title and no text; name them with --map",
        Code.NO_ARTICLES: "holds no articles",
        Code.NESTED: "lies too deep in files inside files",
        Code.MORE: "has more entries that could not be read; they were counted, not kept",
    },
    "ar": {
        Code.NOT_UTF8: "ليس نصًا بترميز UTF-8؛ احفظه بهذا الترميز",
        Code.NUL_BYTES: "فيه بايتات NUL؛ ولعله ليس نصًا أصلًا",
        Code.EMPTY: "فارغ",
        Code.ONLY_MARKUP: "فيه وسوم أو علامات وليس فيه حرف من نص",
        Code.INVALID_JSON: "ليس JSON صحيحًا",
        Code.NOT_AN_OBJECT: "هو JSON لكنه ليس كائنًا { … }",
        Code.NO_TEXT: "بلا عنوان ولا متن",
        Code.WRONG_TYPE: "فيه حقل من نوع غير صحيح",
        Code.BAD_ID: "معرّفه لا يصلح (حتى 512 بايتًا بلا محارف تحكم)",
        Code.BAD_DATE: "تعذّرت قراءة تاريخه",
        Code.DUPLICATE_ID: "له معرّف مقالة سبقته؛ وأُبقيت الأولى",
        Code.TOO_LONG: "أكبر مما يكون عليه بيان صحفي",
        Code.TRUNCATED_GZIP: "تنقطع بيانات gzip في وسطه؛ وقُرئ ما قبل ذلك",
        Code.DAMAGED_GZIP: "بيانات gzip فيه تالفة؛ وقُرئ ما قبل ذلك",
        Code.NO_RIGHTS: "ليس لك حق قراءته",
        Code.BROKEN_LINK: "رابط لا يؤدي إلى شيء",
        Code.GONE: "لم يعد موجودًا",
        Code.CHANGED: "تغيّر أثناء قراءته؛ فهرسه ثانية",
        Code.UNREADABLE: "تعذّرت قراءته",
        Code.REFUSED: "قُرئ لكن المحرك رفضه",
        Code.OVERPACKED: "يزيد بعد فك ضغطه كثيرًا على حجمه؛ وقُرئ ما قبل ذلك",
        Code.NOT_A_FILE: "جهاز أو أنبوب أو مقبس وليس ملفًا",
        Code.NOT_A_SOURCE: "لم يُقرأ ثانية: ليس في أي مصدر من مصادر هذا الفهرس",
        Code.NOT_INSTALLED: "يحتاج مكتبة غير مثبتة",
        Code.DAMAGED_FILE: "تالف أو ليس من النوع الذي يدل عليه اسمه",
        Code.ENCRYPTED: "مقفل بكلمة مرور؛ احفظه بلا كلمة مرور",
        Code.SCANNED: "صور صفحات بلا نص؛ تعرّف على نصها أولًا بمثل tesseract -l ara",
        Code.GARBLED: "نصه المخفي غير مقروء؛ تعرّف على نصه من جديد بمثل tesseract -l ara",
        Code.OLD_FORMAT: "بصيغة لا تُقرأ؛ احفظه بصيغة أحدث",
        Code.NO_COLUMNS: "لا يسمّي صفه الأول عنوانًا ولا نصًا؛ سمّهما بالخيار ‎--map",
        Code.NO_ARTICLES: "ليس فيه أخبار",
        Code.NESTED: "يقع عميقًا في ملفات داخل ملفات",
        Code.MORE: "فيه مدخلات أخرى تعذّرت قراءتها؛ عُدّت ولم تُحفظ",
    },
}
"""What each code says of the thing rejected, with what to do where that is not plain."""
