"""Messages on standard error, in both languages."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from mappings.errors import NAMES, Language
from mappings.plurals import Number
from mappings.shown import quoted, unbroken
from search_cli.session.suggesting import typed_template

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "found": (
        "{articles:article}, {paragraphs:paragraph} · {took_ms} ms",
        "{articles:مقالة}، {paragraphs:فقرة} · {took_ms} م.ث",
    ),
    "nothing": ("nothing found for: {query}", "لا نتائج للاستعلام: {query}"),
    "alone": ("  {word}: {articles:article} alone", "  {word} وحدها: {articles:مقالة}"),
    "near": (
        "    did you mean {word}? {articles:article}",
        "    هل تقصد {word}؟ {articles:مقالة}",
    ),
    "unknown": ("  {part}: no article has it", "  {part}: لا مقالة كذلك"),
    "emptied": (
        "  {part}: without it, {articles:article}",
        "  {part}: دونه {articles:مقالة}",
    ),
    "left_out": (
        "{facet}: {rest:earlier value} not shown; facets --size {size} shows all",
        "{facet}: لا تظهر {rest:قيمة} أسبق؛ ‎facets --size {size} يعرضها كلها",
    ),
    "instead": (
        "corrected: {query} finds {articles:article}",
        "بعد التصحيح: {query} يجد {articles:مقالة نصبًا}",
    ),
    "any": (
        "no paragraph holds all of these words; try --match any",
        "لا فقرة تجمع هذه الكلمات كلها؛ جرّب ‎--match any",
    ),
    "more": (
        "{rest:more article}: --offset {next}",
        "بقيت {rest:مقالة}: ‎--offset {next}",
    ),
    "paragraphs": ("{n:matching paragraph}", "{n:فقرة مطابقة}"),
    "n_articles": ("{n:article}", "{n:مقالة}"),
    "n_paragraphs": ("{n:paragraph}", "{n:فقرة}"),
    "paragraphs_not_shown": (
        "matching paragraphs that are not shown: {n}",
        "فقرات مطابقة لم تظهر: {n}",
    ),
    "unknown_terminal": (
        "this terminal does not say whether it turns Arabic round by itself; which reads right,"
        " the first or the second?  {as_sent}  |  {turned}\n"
        'to choose for good: fihris config edit, then  bidi = "off"  for the first,'
        '  bidi = "on"  for the second',
        "لا تذكر هذه الطرفية هل ترتّب العربية بنفسها؛ فأي الكلمتين تُقرأ صحيحة، الأولى أم الثانية؟"
        "  {as_sent}  |  {turned}\n"
        'للاختيار نهائيًا: fihris config edit ثم  bidi = "off"  للأولى أو  bidi = "on"  للثانية',
    ),
    "title_matches": ("in the title", "في العنوان"),
    "articles": ("articles", "مقالات"),
    "paragraphs_head": ("paragraphs", "فقرات"),
    "unknown_article": ('there is no article "{id}"', "لا توجد مقالة معرّفها «{id}»"),
    "indexed": (
        "{read} read = {loaded} loaded + {unchanged} unchanged + {quarantined} quarantined"
        " · {paragraphs:paragraph} in {seconds} s ({rate} a second)",
        "قُرئ {read} = حُمّل {loaded} + بلا تغيير {unchanged} + حُجر {quarantined}"
        " · {paragraphs:فقرة} في {seconds} ث ({rate} في الثانية)",
    ),
    "indexed_over": (
        "{read} read = {loaded} loaded + {unchanged} unchanged + {superseded} superseded"
        " + {quarantined} quarantined · {paragraphs:paragraph} in {seconds} s ({rate} a second)",
        "قُرئ {read} = حُمّل {loaded} + بلا تغيير {unchanged} + حلّ محلها أحدث {superseded}"
        " + حُجر {quarantined} · {paragraphs:فقرة} في {seconds} ث ({rate} في الثانية)",
    ),
    "resumed": (
        "continuing {generation}, which an interrupted run started (--restart starts over)",
        "متابعة {generation} الذي بدأه تشغيل انقطع (‎--restart يبدأ من جديد)",
    ),
    "quarantine": (
        "what could not be read is in {path}, with the reasons\n"
        "fix it there, then load it again: fihris quarantine retry",
        "ما تعذرت قراءته وسببه في {path}\nأصلحه هناك ثم أعد إدخاله: fihris quarantine retry",
    ),
    "run": (
        "{read} = {loaded} loaded + {unchanged} unchanged + {superseded} superseded"
        " + {quarantined} quarantined",
        "{read} = حُمّل {loaded} + بلا تغيير {unchanged} + حلّ محلها أحدث {superseded}"
        " + حُجر {quarantined}",
    ),
    "no_runs": (
        "no runs yet; load something: fihris index PATH",
        "لا تشغيل بعد؛ حمّل شيئًا: fihris index PATH",
    ),
    "state_running": ("running", "جارٍ"),
    "state_done": ("done", "تم"),
    "state_failed": ("failed", "أخفق"),
    "state_interrupted": ("interrupted", "انقطع"),
    "state_refused": ("refused", "رُفض نشره"),
    "nothing_held": ("the quarantine is empty", "الحجر فارغ"),
    "dropped": ("{n} dropped", "تُرك {n}"),
    "dropped_before": (
        "  dropped before, so not held again: {n}",
        "  سبق تركه، فلا يُحجر ثانية: {n}",
    ),
    "line_gone": (
        "{number}: its text is no longer in the quarantine file, but it is still held; index its"
        " file again, or: fihris quarantine drop {number}",
        "{number}: لم يعد نصه في ملف الحجر، وما زال محجورًا؛ فهرس ملفه من جديد، أو:"
        " fihris quarantine drop {number}",
    ),
    "held": (
        "{n} held in quarantine: fihris quarantine list",
        "في الحجر {n:مدخل}: fihris quarantine list",
    ),
    "last_run": ("last run", "آخر تشغيل"),
    "rejected": ("  {place}: {detail} [{code}]", "  {place}: {detail} [{code}]"),
    "unused_keys": (
        "keys not used, and in how many articles: {keys} (--map FIELD=KEY uses one)",
        "مفاتيح لم تُستعمل، وفي كم خبر: {keys} (‎--map FIELD=KEY يستعمل أحدها)",
    ),
    "passed_over": (
        "{files} files read, {n} passed over: {kinds}",
        "قُرئ {files} من الملفات وتُرك {n}: {kinds}",
    ),
    "warned": (
        "loaded without a date, since what is given cannot be read: {n:article} (--strict refuses)",
        "حُمّلت بلا تاريخ لأن المكتوب لا يُقرأ: {n:مقالة} (‎--strict يردّها)",
    ),
    "preview": (
        "{articles} articles, {quarantined} quarantined",
        "الأخبار {articles}، والمحجور {quarantined}",
    ),
    "nothing_loaded": (
        "a dry run: nothing was loaded",
        "تشغيل تجريبي: لم يُحمّل شيء",
    ),
    "rejected_more": ("  … and {n} more", "  … و{n} غيرها"),
    "progress": (
        "{paragraphs:paragraph} · {rate} a second",
        "{paragraphs:فقرة} · {rate} في الثانية",
    ),
    "role": ("{role}: created", "{role}: أُنشئ"),
    "role_again": ("{role}: updated", "{role}: حُدّث"),
    "key_written": (
        "key {key} ({id}) is in {path}, valid until {until}",
        "المفتاح {key} ({id}) في {path}، صالح حتى {until}",
    ),
    "key_kept": (
        "the key in {path} is still valid; nothing was done",
        "المفتاح في {path} ما زال صالحًا؛ لم يُنفذ شيء",
    ),
    "key_revoked": ("key {key} ({id}) is revoked", "أُبطل المفتاح {key} ({id})"),
    "password_set": ("the password of {user} is set", "ضُبطت كلمة مرور {user}"),
    "linted": (
        "{objects:saved object}, {problems:fault}",
        "الكائنات المحفوظة: {objects}، الأخطاء: {problems}",
    ),
    "installed": (
        "{objects:saved object} imported into {url}, {replaced} of them replaced",
        "استُورد إلى {url} كائنات عددها {objects}، منها بدل سابق: {replaced}",
    ),
    "kibana_warns": (
        "warning: Kibana does not show a part of a dashboard: {warning}",
        "تحذير: لا يعرض كيبانا جزءًا من لوحة: {warning}",
    ),
    "not_read_back": (
        "the dashboards were imported, but could not be read back to check them ({reason})",
        "استُوردت اللوحات، لكن تعذّرت قراءتها ثانية للتحقق منها ({reason})",
    ),
    "unverified": (
        "warning: the certificate of the cluster is NOT verified (--elasticsearch-verify no)",
        "تحذير: لا يُتحقق من شهادة الخادم (‎--elasticsearch-verify no)",
    ),
    "ignored": (
        "warning: {path} in this folder may not set {keys}: ignored"
        " (--config {path} reads all of it)",
        "تحذير: لا يحق للملف {path} في هذا المجلد أن يضبط {keys}، فأُهمل ذلك"
        " (‎--config {path} يقرؤه كله)",
    ),
    "config_named": ("named", "المسمى"),
    "config_folder": ("in this folder", "في هذا المجلد"),
    "config_user": ("yours", "ملفك"),
    "config_counts": ("in use", "مستعمل"),
    "config_absent": ("not found", "غير موجود"),
    "config_unusable": ("{reason}", "{reason}"),
    "open_home": (
        "warning: other users can change what is in {folder} ({why}); see fihris doctor",
        "تحذير: يستطيع مستخدمون آخرون تغيير ما في {folder} ({why})؛ انظر fihris doctor",
    ),
    "strange": (
        "warning: documents that fihris did not write were ignored: {told}\n"
        "rebuild the index without them: fihris reindex",
        "تنبيه: أُهملت وثائق لم يكتبها fihris: {told}\nلإعادة بناء الفهرس دونها: fihris reindex",
    ),
    "mapping_diff": (
        "{generation}: {n:difference} from a new generation",
        "{generation}: {n:فرق} عن جيل جديد",
    ),
    "parity": (
        "{texts:text}, {tokens:token}, {differences:difference}",
        "{texts:نص}، {tokens:وحدة}، {differences:فرق}",
    ),
    "live": ("live", "منشور"),
    "previous": ("previous", "السابق"),
    "damaged": ("damaged: {damage}", "تالف: {damage}"),
    "older": ("different analysis", "بتحليل آخر"),
    "difference": (
        "{added} added · {changed} changed · {gone} gone · {same} unchanged",
        "أُضيف {added} · تغيّر {changed} · ذهب {gone} · بلا تغيير {same}",
    ),
    "published": (
        "{live} is now live; before it: {previous}",
        "{live} هو المنشور الآن؛ وقبله: {previous}",
    ),
    "unfinished": ("unfinished", "غير مكتمل"),
    "kept_live": ("live", "منشور"),
    "kept_previous": ("previous: for a rollback", "السابق: للرجوع إليه"),
    "kept_kept": ("kept", "محفوظ"),
    "kept_in_use": ("kept: being read or built", "محفوظ: يُقرأ أو يُبنى"),
    "kept_unfinished": (
        "kept: an interrupted run can continue it",
        "محفوظ: يمكن لتشغيل انقطع أن يتابعه",
    ),
    "built": (
        "{generation} is built and kept, unpublished; to publish it: fihris generations publish"
        " {generation}",
        "بُني {generation} وهو محفوظ بلا نشر؛ ولنشره: fihris generations publish {generation}",
    ),
    "caught_up": (
        "{n:article} loaded meanwhile, and included",
        "وما حُمّل في الأثناء مشمول أيضًا: {n:مقالة}",
    ),
    "removed": ("removed: {names}", "حُذف: {names}"),
    "gate": ("  {mark} {gate}", "  {mark} {gate}"),
    "plan_live": (
        "from the live generation {live}: {articles:article}, {paragraphs:paragraph}",
        "من الجيل المنشور {live}: {articles:مقالة}، {paragraphs:فقرة}",
    ),
    "plan_source": ("  ← {path}", "  ← {path}"),
    "plan_missing": ("  ← {path}: not found", "  ← {path}: غير موجود"),
    "plan_unconfirmed": (
        "  ← {path}: came with a backup; not read without --trust-sources",
        "  ← {path}: جاء مع نسخة احتياطية؛ ولا يُقرأ بغير ‎--trust-sources",
    ),
    "plan_bytes": ("{megabytes} MB to read", "{megabytes} م.ب تُقرأ"),
    "plan_seconds": ("about {seconds} s, as last time", "نحو {seconds} ث كالمرة السابقة"),
    "watching": ("watching {paths}; stop with Ctrl-C", "أراقب {paths}؛ وللإيقاف Ctrl-C"),
    "due": ("next run: {at}", "التشغيل التالي: {at}"),
    "saved": (
        "{articles:article}, {paragraphs:paragraph} of {generation} in {path}"
        " · {megabytes} MB · {seconds} s",
        "{articles:مقالة} و{paragraphs:فقرة} من {generation} في {path}"
        " · {megabytes} م.ب · {seconds} ث",
    ),
    "unconfirmed": (
        "sources that the backup names: {n}; reindex reads none of them until you confirm that"
        " they are yours: fihris reindex --dry-run, then fihris reindex --trust-sources",
        "مصادر تسميها النسخة: {n}؛ ولا يقرؤها reindex قبل أن تؤكد أنها لك: fihris reindex --dry-run"
        " ثم fihris reindex --trust-sources",
    ),
    "lost": ("lost: {what}", "ضاع: {what}"),
    "healthy": ("no problem found with {index} in {home}", "لا خلل في {index} في {home}"),
    "mend": ("         to fix it: {mend}", "         لإصلاحه: {mend}"),
    "severity_error": ("error", "خطأ"),
    "severity_warning": ("warning", "تنبيه"),
    "fixed": ("{n} fixed", "أُصلح {n}"),
    "forgotten": ("{path}: left out from now on", "{path}: لن يُؤخذ به بعد الآن"),
    "not_recorded": ("{path}: was not recorded", "{path}: لم يكن مسجلًا"),
    "empty": (
        'no index "{index}" yet in {home}; load something: fihris index PATH',
        "لا فهرس باسم «{index}» بعد في {home}؛ حمّل شيئًا: fihris index PATH",
    ),
}


def say(lang: Language, name: str, /, **facts: object) -> str:
    """The text ``name`` in a language, filled in; ``filled`` tells how."""
    english, arabic = _TEXTS[name]
    return filled(lang, (typed_template(english), typed_template(arabic)), **facts)


def filled(lang: Language, texts: tuple[str, str], /, **facts: object) -> str:
    """A text, given in English and Arabic, filled in: thousands are separated, names are quoted,
    and ``{n:article}`` is a number with its noun.

    No fact breaks the line. What else may not be shown, ``Output`` holds back: a fact may hold
    colours of ours.
    """
    english, arabic = texts
    template = arabic if lang == "ar" else english
    return template.format(**{key: _fact(key, value) for key, value in facts.items()})


class _Separated(Number):
    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return super().__format__(spec or ",")


def _fact(key: str, value: object) -> object:
    if isinstance(value, int):
        return _Separated(value)
    if key in NAMES or isinstance(value, PurePath):
        return quoted(value)
    return unbroken(value) if isinstance(value, str) else value
