"""What the program says beside the data, in both languages."""

from __future__ import annotations

import re
from typing import Final

from mappings.errors import Language

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
    "quarantine": (
        "what could not be read, and why, is in {path}\n"
        "mend it there and feed it in again: fihris index {path}",
        "ما تعذرت قراءته وسببه في {path}\nأصلحه هناك ثم أعد إدخاله: fihris index {path}",
    ),
    "rejected": ("  {place}: {detail} [{code}]", "  {place}: {detail} [{code}]"),
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
    "unverified": (
        "warning: the certificate of the cluster is NOT verified (--elasticsearch-verify no)",
        "تحذير: لا يُتحقق من شهادة الخادم (‎--elasticsearch-verify no)",
    ),
    "sound": (
        "{engine} · {index}: {n} generations, nothing is wrong",
        "{engine} · {index}: الأجيال {n}، لا خلل",
    ),
    "parity": (
        "{texts} texts, {tokens} tokens, {differences} differences",
        "{texts} نص، {tokens} وحدة، {differences} فرق",
    ),
    "live": ("live", "منشور"),
    "empty": (
        'no index "{index}" yet in {home}; load something: fihris index PATH',
        "لا فهرس باسم «{index}» بعد في {home}؛ حمّل شيئًا: fihris index PATH",
    ),
}


_ONE: Final = re.compile(r"\b(?<![,.\d])1 (article|paragraph|more article)s\b")
"""English says 1 article, 2 articles."""


def say(lang: Language, name: str, **facts: object) -> str:
    """The text ``name`` in a language, filled in; numbers with thousands apart."""
    return filled(lang, _TEXTS[name], **facts)


def filled(lang: Language, texts: tuple[str, str], **facts: object) -> str:
    """A text, given in English and Arabic, filled in; numbers with thousands apart."""
    english, arabic = texts
    shown = {key: f"{value:,}" if isinstance(value, int) else value for key, value in facts.items()}
    if lang == "ar":
        return arabic.format(**shown)
    return _ONE.sub(r"1 \1", english.format(**shown))
