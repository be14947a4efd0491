"""What the program says beside the data, in both languages."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

from mappings.errors import NAMES, Language
from mappings.shown import quoted, unbroken
from search_cli.session.suggesting import typed_template

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "found": (
        "{articles} articles, {paragraphs} paragraphs · {took_ms} ms",
        "{articles} مقالة، {paragraphs} فقرة · {took_ms} م.ث",
    ),
    "estimate": ("about ", "نحو "),
    "nothing": ("nothing found for: {query}", "لا نتائج للاستعلام: {query}"),
    "alone": ("  {word}: {articles} articles alone", "  {word}: {articles} مقالة وحدها"),
    "near": (
        "    did you mean {word}? {articles} articles",
        "    هل تقصد {word}؟ {articles} مقالة",
    ),
    "unknown": ("  {part}: no article has it", "  {part}: لا مقالة كذلك"),
    "emptied": (
        "  {part}: without it, {articles} articles",
        "  {part}: بغيره {articles} مقالة",
    ),
    "left_out": (
        "{facet}: {rest} earlier ones are not shown; facets --size {size} shows all",
        "{facet}: {rest} أسبق لا تظهر؛ ‎facets --size {size} يعرضها كلها",
    ),
    "instead": (
        "together: {query} finds {articles} articles",
        "معًا: {query} يجد {articles} مقالة",
    ),
    "any": (
        "no paragraph holds all of these words; try --match any",
        "لا فقرة تجمع هذه الكلمات كلها؛ جرّب ‎--match any",
    ),
    "more": (
        "{rest} more articles: --offset {next}",
        "بقيت {rest} مقالة: ‎--offset {next}",
    ),
    "paragraphs": ("{n} matching paragraphs", "{n} فقرة مطابقة"),
    "articles": ("articles", "مقالات"),
    "paragraphs_head": ("paragraphs", "فقرات"),
    "unknown_article": ('there is no article "{id}"', "لا توجد مقالة معرّفها «{id}»"),
    "indexed": (
        "{read} read = {loaded} loaded + {unchanged} unchanged + {quarantined} quarantined"
        " · {paragraphs} paragraphs in {seconds} s ({rate} a second)",
        "قُرئ {read} = حُمّل {loaded} + بلا تغيير {unchanged} + حُجر {quarantined}"
        " · {paragraphs} فقرة في {seconds} ث ({rate} في الثانية)",
    ),
    "indexed_over": (
        "{read} read = {loaded} loaded + {unchanged} unchanged + {superseded} superseded"
        " + {quarantined} quarantined · {paragraphs} paragraphs in {seconds} s ({rate} a second)",
        "قُرئ {read} = حُمّل {loaded} + بلا تغيير {unchanged} + حلّ محلها أحدث {superseded}"
        " + حُجر {quarantined} · {paragraphs} فقرة في {seconds} ث ({rate} في الثانية)",
    ),
    "resumed": (
        "going on in {generation}, which a run that was cut short began (--restart begins anew)",
        "متابعة في {generation} الذي بدأه تشغيل انقطع (‎--restart يبدأ من جديد)",
    ),
    "quarantine": (
        "what could not be read, and why, is in {path}\n"
        "mend it there and feed it in again: fihris quarantine retry",
        "ما تعذرت قراءته وسببه في {path}\nأصلحه هناك ثم أعد إدخاله: fihris quarantine retry",
    ),
    "run": (
        "{read} = {loaded} loaded + {unchanged} unchanged + {superseded} superseded"
        " + {quarantined} quarantined",
        "{read} = حُمّل {loaded} + بلا تغيير {unchanged} + حلّ محلها أحدث {superseded}"
        " + حُجر {quarantined}",
    ),
    "no_runs": (
        "no run yet; load something: fihris index PATH",
        "لا تشغيل بعد؛ حمّل شيئًا: fihris index PATH",
    ),
    "state_running": ("running", "جارٍ"),
    "state_done": ("done", "تم"),
    "state_failed": ("failed", "أخفق"),
    "state_interrupted": ("interrupted", "انقطع"),
    "state_refused": ("refused", "رُفض نشره"),
    "nothing_held": ("nothing is held in quarantine", "لا شيء في الحجر"),
    "dropped": ("{n} dropped", "تُرك {n}"),
    "dropped_before": (
        "  dropped before, and not held again: {n}",
        "  سبق تركه، فلا يُحجر ثانية: {n}",
    ),
    "line_gone": (
        "{number}: its text is no longer in the quarantine file, and it is still held; index its"
        " file again, or: fihris quarantine drop {number}",
        "{number}: لم يعد نصه في ملف الحجر، وما زال محجورًا؛ فهرس ملفه من جديد، أو:"
        " fihris quarantine drop {number}",
    ),
    "held": (
        "{n} held in quarantine: fihris quarantine list",
        "في الحجر {n}: fihris quarantine list",
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
        "{paragraphs} paragraphs · {rate} a second · {done} %{left}",
        "{paragraphs} فقرة · {rate} في الثانية · {done} ٪{left}",
    ),
    "left": (" · about {seconds} s left", " · بقي نحو {seconds} ث"),
    "role": ("{role}: made", "{role}: صُنع"),
    "role_again": ("{role}: brought up to date", "{role}: حُدّث"),
    "key_written": (
        "key {key} ({id}) is in {path}, good until {until}",
        "المفتاح {key} ({id}) في {path}، صالح حتى {until}",
    ),
    "key_kept": (
        "the key in {path} is still good; nothing was done",
        "المفتاح في {path} ما زال صالحًا؛ لم يُنفذ شيء",
    ),
    "key_revoked": ("key {key} ({id}) is revoked", "أُبطل المفتاح {key} ({id})"),
    "password_set": ("the password of {user} is set", "ضُبطت كلمة مرور {user}"),
    "linted": (
        "{objects} saved objects, {problems} faults",
        "الكائنات المحفوظة: {objects}، الأخطاء: {problems}",
    ),
    "installed": (
        "{objects} saved objects imported into {url}, {replaced} of them replaced",
        "استُورد إلى {url} كائنات عددها {objects}، منها بدل سابق: {replaced}",
    ),
    "kibana_warns": (
        "warning: Kibana does not show all of a dashboard: {warning}",
        "تحذير: لا يعرض كيبانا كل ما في لوحة: {warning}",
    ),
    "not_read_back": (
        "the dashboards are imported; what Kibana makes of them could not be read ({reason})",
        "استُوردت اللوحات، وتعذّرت قراءة ما يعرضه كيبانا منها ({reason})",
    ),
    "unverified": (
        "warning: the certificate of the cluster is NOT verified (--elasticsearch-verify no)",
        "تحذير: لا يُتحقق من شهادة الخادم (‎--elasticsearch-verify no)",
    ),
    "ignored": (
        "warning: {path} of this folder may not set {keys}: passed over"
        " (--config {path} reads all of it)",
        "تحذير: لا يحق للملف {path} في هذا المجلد أن يضبط {keys}، فأُهمل ذلك"
        " (‎--config {path} يقرؤه كله)",
    ),
    "config_named": ("named", "المسمى"),
    "config_folder": ("of this folder", "لهذا المجلد"),
    "config_user": ("your own", "ملفك"),
    "config_counts": ("is read", "يُقرأ"),
    "config_absent": ("is not there", "ليس موجودًا"),
    "config_unusable": ("{reason}", "{reason}"),
    "open_home": (
        "warning: other users can change what is in {folder} ({why}); see fihris doctor",
        "تحذير: يستطيع مستخدمون آخرون تغيير ما في {folder} ({why})؛ انظر fihris doctor",
    ),
    "strange": (
        "warning: documents that fihris did not write were passed over: {told}\n"
        "build the index without them: fihris reindex",
        "تنبيه: تُركت وثائق لم يكتبها fihris: {told}\nلبناء الفهرس دونها: fihris reindex",
    ),
    "mapping_diff": (
        "{generation}: {n} differences from what a new generation would be",
        "{generation}: {n} فرق عمّا يكون عليه جيل جديد",
    ),
    "parity": (
        "{texts} texts, {tokens} tokens, {differences} differences",
        "{texts} نص، {tokens} وحدة، {differences} فرق",
    ),
    "live": ("live", "منشور"),
    "previous": ("previous", "السابق"),
    "damaged": ("damaged: {damage}", "تالف: {damage}"),
    "older": ("other analysis", "بتحليل آخر"),
    "difference": (
        "{added} added · {changed} changed · {gone} gone · {same} the same",
        "أُضيف {added} · تغيّر {changed} · ذهب {gone} · بلا تغيير {same}",
    ),
    "published": (
        "{live} is live now; before it: {previous}",
        "{live} هو المنشور الآن؛ وقبله: {previous}",
    ),
    "unfinished": ("unfinished", "غير مكتمل"),
    "kept_live": ("live", "منشور"),
    "kept_previous": ("previous: a rollback away", "السابق: للرجوع إليه"),
    "kept_kept": ("kept", "محفوظ"),
    "kept_in_use": ("kept: being read or built", "محفوظ: يُقرأ أو يُبنى"),
    "kept_unfinished": (
        "kept: an interrupted run can go on in it",
        "محفوظ: لتشغيل انقطع أن يتابع فيه",
    ),
    "built": (
        "{generation} is built and kept, unpublished: fihris generations publish {generation}",
        "بُني {generation} وهو محفوظ بلا نشر: fihris generations publish {generation}",
    ),
    "caught_up": (
        "{n} articles were loaded meanwhile, and are in it too",
        "حُمّلت في الأثناء {n} مقالة، وهي فيه أيضًا",
    ),
    "removed": ("removed: {names}", "حُذف: {names}"),
    "gate": ("  {mark} {gate}", "  {mark} {gate}"),
    "plan_live": (
        "from the live generation {live}: {articles} articles, {paragraphs} paragraphs",
        "من الجيل المنشور {live}: {articles} مقالة، {paragraphs} فقرة",
    ),
    "plan_source": ("  ← {path}", "  ← {path}"),
    "plan_missing": ("  ← {path}: is not there", "  ← {path}: ليس موجودًا"),
    "plan_unconfirmed": (
        "  ← {path}: came with a backup; not read without --trust-sources",
        "  ← {path}: جاء مع نسخة احتياطية؛ ولا يُقرأ بغير ‎--trust-sources",
    ),
    "plan_bytes": ("{megabytes} MB to read", "{megabytes} م.ب تُقرأ"),
    "plan_seconds": ("about {seconds} s, as the last time", "نحو {seconds} ث كالمرة السابقة"),
    "watching": ("watching {paths}; Ctrl-C ends it", "أراقب {paths}؛ وينهيها Ctrl-C"),
    "due": ("next run: {at}", "التشغيل التالي: {at}"),
    "saved": (
        "{articles} articles, {paragraphs} paragraphs of {generation} in {path}"
        " · {megabytes} MB · {seconds} s",
        "{articles} مقالة و{paragraphs} فقرة من {generation} في {path}"
        " · {megabytes} م.ب · {seconds} ث",
    ),
    "unconfirmed": (
        "sources that the backup names: {n}; reindex reads none of them before you say that they"
        " are yours: fihris reindex --dry-run, then fihris reindex --trust-sources",
        "مصادر تسميها النسخة: {n}؛ ولا يقرؤها reindex قبل أن تقول إنها لك: fihris reindex --dry-run"
        " ثم fihris reindex --trust-sources",
    ),
    "lost": ("lost: {what}", "ضاع: {what}"),
    "healthy": ("nothing is wrong with {index} in {home}", "لا عيب في {index} في {home}"),
    "mend": ("         mend it: {mend}", "         لإصلاحه: {mend}"),
    "severity_error": ("error", "خطأ"),
    "severity_warning": ("warning", "تنبيه"),
    "fixed": ("{n} mended", "أُصلح {n}"),
    "forgotten": ("{path}: left out from now on", "{path}: لن يُؤخذ به بعد الآن"),
    "not_recorded": ("{path}: was not recorded", "{path}: لم يكن مسجلًا"),
    "empty": (
        'no index "{index}" yet in {home}; load something: fihris index PATH',
        "لا فهرس باسم «{index}» بعد في {home}؛ حمّل شيئًا: fihris index PATH",
    ),
}


_ONE: Final = re.compile(r"\b(?<![,.\d])1 (article|paragraph|more article)s\b")
"""English says 1 article, 2 articles."""


def say(lang: Language, name: str, /, **facts: object) -> str:
    """The text ``name`` in a language, filled in; numbers with thousands apart, names quoted."""
    english, arabic = _TEXTS[name]
    return filled(lang, (typed_template(english), typed_template(arabic)), **facts)


def filled(lang: Language, texts: tuple[str, str], /, **facts: object) -> str:
    """A text, given in English and Arabic, filled in; numbers with thousands apart, names quoted.

    No fact breaks the line. What else may not be shown, ``Output`` holds back: a fact may hold
    colours of ours.
    """
    english, arabic = texts
    shown = {key: _fact(key, value) for key, value in facts.items()}
    if lang == "ar":
        return arabic.format(**shown)
    return _ONE.sub(r"1 \1", english.format(**shown))


def _fact(key: str, value: object) -> object:
    if isinstance(value, int):
        return f"{value:,}"
    if key in NAMES or isinstance(value, PurePath):
        return quoted(value)
    return unbroken(value) if isinstance(value, str) else value
