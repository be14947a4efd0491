"""Errors related to Kibana; see ``mappings.errors`` for their form.

``KibanaError``
├── ``KibanaAddressWrong``: not an address that can be used
├── ``KibanaSecretWrong``: neither a key nor a user and a password
├── ``KibanaSpaceWrong``: not a valid name of a space
├── ``KibanaUnreachable``: no answer
├── ``KibanaRefused``: Kibana refused
├── ``KibanaLeftOut``: some objects were imported, others not
├── ``KibanaImportedFewer``: it reports success, but fewer objects than were sent
├── ``KibanaAnswerUnclear``: not an answer of Kibana's
└── ``ObjectsWrong``: ``lint`` found something
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from mappings.errors import FihrisError, Language, filled_in


class KibanaError(FihrisError):
    """Kibana cannot be reached or refuses."""

    exit_code = 3


class _WithReason(KibanaError):
    """An error with one of several known ``reasons``, each in English and Arabic."""

    exit_code = 2
    reasons: ClassVar[Mapping[str, tuple[str, str]]]

    def parts(self, language: Language = "en") -> tuple[str, str, str]:
        """The three sentences, with the reason in words."""
        english, arabic = self.reasons[self.facts["reason"]]
        facts = {**self.facts, "reason": arabic if language == "ar" else english}
        what, state, then = self.ar if language == "ar" else self.en
        return filled_in(what, facts), filled_in(state, facts), filled_in(then, facts)


class KibanaAddressWrong(_WithReason):
    """The address cannot be used; nothing was sent. ``url`` is in the form that may be shown."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "none": ("this is not an address", "ليس عنوانًا"),
        "scheme": ("it must begin with http:// or https://", "يجب أن يبدأ بـ http://‎ أو https://‎"),
        "user": ("it must not hold a user or a password", "يجب ألا يكون فيه مستخدم ولا كلمة مرور"),
        "query": ("it must not hold ? or #", "يجب ألا يكون فيه ? ولا #"),
        "plain": (
            "http:// is for this machine only: it would show the key to the network",
            "لا يصلح http://‎ إلا لهذا الجهاز نفسه لأنه يكشف المفتاح للشبكة",
        ),
    }
    en = (
        'the address of Kibana cannot be used: "{url}" ({reason})',
        "nothing was sent",
        "write --url https://HOST:5601, with the key in FIHRIS_KIBANA_API_KEY or --api-key-file",
    )
    ar = (
        "لا يصلح عنوان كيبانا: «{url}» ({reason})",
        "لم يُرسل شيء",
        "اكتبه هكذا: ‎--url https://HOST:5601‎ والمفتاح في FIHRIS_KIBANA_API_KEY أو ‎--api-key-file",
    )


class KibanaSecretWrong(_WithReason):
    """Neither a key nor a user and a password; nothing was sent, and it is not shown."""

    reasons: ClassVar[Mapping[str, tuple[str, str]]] = {
        "empty": ("it is empty", "فارغ"),
        "no-key": (
            "a key is one line of Latin letters, digits and signs, without spaces",
            "المفتاح سطر واحد من حروف لاتينية وأرقام وعلامات بلا مسافات",
        ),
        "no-user": (
            "a user's name is not empty and has no colon, no line break and no control character",
            "اسم المستخدم ليس فارغًا ولا نقطتين فيه ولا نهاية سطر ولا محرف تحكم",
        ),
        "no-password": (
            "a password is one line of UTF-8, without control characters",
            "كلمة المرور سطر واحد بترميز UTF-8 بلا محارف تحكم",
        ),
    }
    en = (
        "the secret in {where} cannot be sent: {reason}",
        "nothing was sent",
        "put only the secret into the file or the variable, as it was issued",
    )
    ar = (
        "لا يمكن إرسال السر الذي في {where}: {reason}",
        "لم يُرسل شيء",
        "اكتب السر وحده في الملف أو المتغير كما صدر",
    )


class KibanaSpaceWrong(KibanaError):
    """Not a valid name of a space; nothing was sent."""

    exit_code = 2
    en = (
        'invalid value "{space}" for --space',
        "nothing was sent",
        "write it as in its address, /s/NAME: lowercase letters, digits, - and _",
    )
    ar = (
        "القيمة «{space}» لا تصلح لـ ‎--space",
        "لم يُرسل شيء",
        "اكتبها كما في عنوانها ‎/s/NAME‎: حروف لاتينية صغيرة وأرقام و- و_",
    )


class KibanaUnreachable(KibanaError):
    """No answer, or one that broke off."""

    en = (
        "Kibana at {where} cannot be reached: {reason}",
        "its saved objects are probably unchanged",
        "check that it runs and its certificate is trusted (--ca-file), then run the command again",
    )
    ar = (
        "تعذّر الوصول إلى كيبانا في {where}: {reason}",
        "الأرجح أن ما فيه على حاله",
        "تحقق من تشغيله ومن شهادته (‎--ca-file‎) ثم أعد الأمر",
    )


class KibanaRefused(KibanaError):
    """Kibana refused."""

    en = (
        "Kibana at {where} refused ({status}: {reason})",
        "nothing was imported",
        "401: give a key · 403: the key needs Kibana's privilege to manage saved objects"
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
        "Kibana at {where} did not import {count:object}: {reasons}",
        "imported: {done:object}",
        "conflict: run it again with --overwrite · missing_references: import the whole file",
    )
    ar = (
        "لم يستورد كيبانا في {where} {count:كائن نصبًا}: {reasons}",
        "عدد ما استُورد: {done}",
        "عند conflict أعده مع ‎--overwrite‎ · عند missing_references استورد الملف كاملًا",
    )


class KibanaImportedFewer(KibanaError):
    """Kibana reports success, but fewer objects than were sent."""

    en = (
        "Kibana at {where} imported {done} of {sent:object} and did not say why",
        "imported: {done:object}",
        "look at Stack Management › Saved Objects, then run it again with --overwrite",
    )
    ar = (
        "استورد كيبانا في {where} من الكائنات {done} من {sent} ولم يذكر السبب",
        "عدد ما استُورد: {done}",
        "انظر Stack Management › Saved Objects ثم أعده مع ‎--overwrite",
    )


class KibanaAnswerUnclear(KibanaError):
    """Not an answer of Kibana's import."""

    en = (
        "the server at {where} does not answer as Kibana does",
        "it is not known what was imported, if anything",
        "check that it is Kibana's address, then run it again with --overwrite",
    )
    ar = (
        "لا يجيب الخادم في {where} كما يجيب كيبانا",
        "لا يُعرف ما استُورد إن كان قد استُورد شيء",
        "تحقق من أنه عنوان كيبانا ثم أعده مع ‎--overwrite",
    )


class ObjectsWrong(KibanaError):
    """``lint`` found something; nothing was sent."""

    exit_code = 6
    en = (
        "the saved objects have {count:fault}",
        "nothing was sent to Kibana",
        "fix them in mappings/kibana/, then: fihris kibana lint",
    )
    ar = (
        "في الكائنات المحفوظة {count:خطأ}",
        "لم يُرسل شيء إلى كيبانا",
        "أصلحها في mappings/kibana/ ثم: fihris kibana lint",
    )
