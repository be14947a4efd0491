"""Errors of what has to do with Kibana; see ``mappings.errors`` for their form.

``KibanaError``
├── ``KibanaAddressWrong``: not an address that can be used
├── ``KibanaUnreachable``: no answer
├── ``KibanaRefused``: an answer, and it was no
├── ``KibanaLeftOut``: some objects were imported, others not
├── ``ObjectsWrong``: ``lint`` found something
├── ``FileUnreadable``: a file that was named cannot be read
├── ``FileUnwritable``: nor written
└── ``FilterWrong``: a filter that dashboards do not know
"""

from __future__ import annotations

from mappings.errors import FihrisError


class KibanaError(FihrisError):
    """Kibana cannot be reached or refuses."""

    exit_code = 3


class KibanaAddressWrong(KibanaError):
    """Not an address that can be used; nothing was sent."""

    exit_code = 2
    en = (
        'the address of Kibana cannot be used: "{url}" ({reason})',
        "nothing was sent",
        "give it as --url https://HOST:5601, the key in FIHRIS_KIBANA_API_KEY or --api-key-file",
    )
    ar = (
        "لا يصلح عنوان كيبانا: «{url}» ({reason})",
        "لم يُرسل شيء",
        "اكتبه هكذا: ‎--url https://HOST:5601‎ والمفتاح في FIHRIS_KIBANA_API_KEY أو ‎--api-key-file",
    )


class KibanaUnreachable(KibanaError):
    """No answer, or one that broke off."""

    en = (
        "Kibana at {where} cannot be reached: {reason}",
        "what it holds is probably as before",
        "see whether it runs and its certificate is known (--ca-file), then run the command again",
    )
    ar = (
        "تعذّر الوصول إلى كيبانا في {where}: {reason}",
        "الأرجح أن ما فيه على حاله",
        "تحقق من تشغيله ومن شهادته (‎--ca-file‎) ثم أعد الأمر",
    )


class KibanaRefused(KibanaError):
    """An answer, and it was no."""

    en = (
        "Kibana at {where} refused ({status}: {reason})",
        "nothing was imported",
        "401: give a key · 403: the key needs Kibana's right to manage saved objects"
        " · 404: does the space exist?",
    )
    ar = (
        "رفض كيبانا في {where} ({status}: {reason})",
        "لم يُستورد شيء",
        "عند 401 أعطِ مفتاحًا · عند 403 يلزم المفتاحَ حق إدارة الكائنات المحفوظة"
        " · عند 404 هل المساحة موجودة؟",
    )


class KibanaLeftOut(KibanaError):
    """Some objects were imported, others not."""

    en = (
        "Kibana at {where} left {count} objects out: {reasons}",
        "{done} objects were imported",
        "conflict: run it again with --overwrite · missing_references: import the whole file",
    )
    ar = (
        "ترك كيبانا في {where} كائنات عددها {count}: {reasons}",
        "عدد ما استُورد: {done}",
        "عند conflict أعده مع ‎--overwrite‎ · عند missing_references استورد الملف كاملًا",
    )


class ObjectsWrong(KibanaError):
    """``lint`` found something; nothing was sent."""

    exit_code = 6
    en = (
        "the saved objects have {count} faults",
        "nothing was sent to Kibana",
        "mend them in mappings/kibana/, then: fihris kibana lint",
    )
    ar = (
        "في الكائنات المحفوظة أخطاء عددها {count}",
        "لم يُرسل شيء إلى كيبانا",
        "أصلحها في mappings/kibana/ ثم: fihris kibana lint",
    )


class FileUnreadable(KibanaError):
    """A file that was named cannot be read as text."""

    exit_code = 2
    en = ("{where} cannot be read: {reason}", "nothing was done", "name another file")
    ar = ("تعذّرت قراءة {where}: {reason}", "لم يُنفذ شيء", "سمِّ ملفًا آخر")


class FileUnwritable(KibanaError):
    """A file that was named cannot be written."""

    exit_code = 2
    en = ("{where} cannot be written: {reason}", "nothing was written", "name another place")
    ar = ("تعذّرت كتابة {where}: {reason}", "لم يُكتب شيء", "سمِّ مكانًا آخر")


class FilterWrong(KibanaError):
    """A filter that dashboards do not know."""

    exit_code = 2
    en = (
        "this filter cannot be read: {part}",
        "nothing was drawn",
        'write field: value, field: "some words" or not field: *, joined by and',
    )
    ar = (
        "لا يُقرأ هذا المرشّح: {part}",
        "لم يُرسم شيء",
        'اكتب field: value أو field: "كلمات" أو not field: *‎ واربطها بكلمة and',
    )
