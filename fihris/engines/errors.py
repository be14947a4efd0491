"""Errors of the index and its generations; see ``mappings.errors`` for their form."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from fihris.engines.files import NotOwn
from mappings.errors import FihrisError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
"""The system's error codes for a full disk or an exhausted quota."""


class EngineError(FihrisError):
    """The engine cannot be reached or refuses."""

    exit_code = 3


class IndexMissing(EngineError):
    """Nothing was published yet."""

    en = (
        'there is no index "{index}" yet in {where}',
        "nothing was changed",
        "load something first: fihris index PATH",
    )
    ar = (
        "لا يوجد بعد فهرس باسم «{index}» في {where}",
        "لم يتغير شيء",
        "حمّل شيئًا أولًا: fihris index PATH",
    )


class GenerationUnknown(EngineError):
    """There is no such generation."""

    en = (
        'there is no generation "{generation}" of "{index}"',
        "nothing was changed",
        "list them: fihris generations list",
    )
    ar = (
        "لا يوجد جيل باسم «{generation}» من «{index}»",
        "لم يتغير شيء",
        "انظر الموجود: fihris generations list",
    )


class GenerationGone(GenerationUnknown):
    """A generation that existed, or is named as live, is gone."""

    en = (
        '"{generation}" is gone from {where}: it was removed after it was published, or while it'
        " was being read",
        "other generations are untouched, and so are the files that were indexed",
        "see what is left: fihris generations list; rebuild it: fihris reindex, or"
        " fihris restore FILE",
    )
    ar = (
        "لم يعد «{generation}» في {where}: حُذف بعد نشره أو أثناء قراءته",
        "الأجيال الأخرى على حالها، وكذلك الملفات التي فُهرست",
        "انظر ما بقي: fihris generations list؛ وابنه من جديد: fihris reindex أو"
        " fihris restore FILE",
    )


class GenerationIsLive(EngineError):
    """The operation would remove the generation that people search."""

    en = ('"{generation}" is live', "nothing was changed", "publish another generation first")
    ar = ("«{generation}» هو الجيل المنشور", "لم يتغير شيء", "انشر جيلًا آخر أولًا")


class IndexNewer(EngineError):
    """The index was made by a newer version; older ones cannot read it."""

    en = (
        '"{generation}" was made by a newer fihris (schema {theirs}; this one reads {ours})',
        "the index is untouched",
        "upgrade: pip install --upgrade fihris",
    )
    ar = (
        "«{generation}» أنشأه إصدار أحدث من fihris (المخطط {theirs}؛ وهذا الإصدار يقرأ {ours})",
        "الفهرس على حاله",
        "حدّث البرنامج: pip install --upgrade fihris",
    )


class IndexOlder(EngineError):
    """The index was built with a different analysis: its terms are not ours."""

    en = (
        '"{generation}" was built with a different analysis ({theirs}; this one is {ours})',
        "the index is untouched",
        "rebuild it from the articles it holds: fihris reindex --from-live",
    )
    ar = (
        "«{generation}» بُني بتحليل آخر ({theirs}؛ وتحليل هذا الإصدار {ours})",
        "الفهرس على حاله",
        "أعد بناءه مما فيه من مقالات: fihris reindex --from-live",
    )


class OtherWords(IndexOlder):
    """The index was built with another list of own words, or with none."""

    en = (
        '"{generation}" was built with another list of words: {theirs}; the list now is {ours}',
        "the index is untouched",
        "set words to the list it was built with, or run: fihris reindex --from-live",
    )
    ar = (
        "«{generation}» بُني بقائمة كلمات أخرى: {theirs}؛ والمضبوطة الآن {ours}",
        "الفهرس على حاله",
        "اضبط words على قائمته، أو نفّذ: fihris reindex --from-live",
    )


class NoPrevious(EngineError):
    """There is no generation to go back to."""

    exit_code = 1
    en = (
        'there is no earlier generation of "{index}" to go back to',
        "nothing was changed",
        "list them: fihris generations list",
    )
    ar = (
        "لا يوجد جيل سابق من «{index}» يُرجع إليه",
        "لم يتغير شيء",
        "انظر الموجود: fihris generations list",
    )


class GenerationInUse(EngineError):
    """The generation to remove is being read or built."""

    exit_code = 5
    en = (
        '"{generation}" is being read or built by another process',
        "nothing was removed",
        "wait for it to end, then run the same command again",
    )
    ar = (
        "«{generation}» تقرؤه أو تبنيه عملية أخرى",
        "لم يُحذف شيء",
        "انتظر انتهاءها ثم أعد الأمر نفسه",
    )


class IndexLocked(EngineError):
    """Another run holds the lock; ``holder`` has its command, process, host and start time."""

    exit_code = 5
    en = (
        'another run holds the lock of "{index}" in {where}: {holder}',
        "the live index is searchable as before; nothing was changed",
        "wait for it to end, then run the same command again; the runs so far: fihris runs",
    )
    ar = (
        "تشغيل آخر يقفل «{index}» في {where}: {holder}",
        "الفهرس المنشور قابل للبحث كما كان، ولم يتغير شيء",
        "انتظر انتهاءه ثم أعد الأمر نفسه؛ والتشغيلات السابقة: fihris runs",
    )


class IndexDamaged(EngineError):
    """Files of the index are missing or invalid."""

    en = (
        "the index in {where} cannot be read: {reason}",
        "nothing was changed",
        "see what is damaged: fihris doctor; go back: fihris generations rollback",
    )
    ar = (
        "تعذّرت قراءة الفهرس في {where}: {reason}",
        "لم يتغير شيء",
        "انظر ما تلف: fihris doctor؛ وللرجوع: fihris generations rollback",
    )


class DiskFull(EngineError):
    """No space left; nothing was published."""

    en = (
        "no space left while writing to {where}: {reason}",
        "what was searchable before still is; nothing incomplete was published",
        "free some space, then run the same command again",
    )
    ar = (
        "نفدت المساحة أثناء الكتابة إلى {where}: {reason}",
        "ما كان قابلًا للبحث ما زال كذلك، ولم يُنشر شيء ناقص",
        "وفّر مساحة ثم أعد الأمر نفسه",
    )


class MemoryShort(EngineError):
    """The process has too little memory to load anything; both facts are in MB."""

    en = (
        "this process is limited to {limit} MB of address space; loading needs {needed} MB",
        "nothing was changed",
        "raise the limit (ulimit -v, prlimit --as), or load on another machine",
    )
    ar = (
        "لهذه العملية {limit} م.ب من فضاء العناوين، والتحميل يحتاج {needed} م.ب",
        "لم يتغير شيء",
        "ارفع الحد (ulimit -v أو prlimit --as)، أو حمّل على جهاز آخر",
    )


class HomeUnusable(EngineError):
    """The folder of the index cannot be created, read or written."""

    en = (
        "the folder {where} cannot be used: {reason}",
        "what was searchable before still is; what was loaded before this is kept",
        "choose another: fihris --home DIR …, or correct its permissions",
    )
    ar = (
        "تعذّر استعمال المجلد {where}: {reason}",
        "ما كان قابلًا للبحث ما زال كذلك، وما حُمّل قبل هذا محفوظ",
        "اختر غيره: fihris --home DIR … أو أصلح صلاحياته",
    )


class HomeForeign(HomeUnusable):
    """Something that the program did not make is where one of its files or folders should be, at
    ``path``."""

    en = (
        "in {where}, something else is where one of fihris's own files should be: {reason}",
        "it was not followed, read or written; nothing else was changed",
        "inspect it (ls -l) and remove it; for an index elsewhere: fihris --home DIR …",
    )
    ar = (
        "في {where} شيء آخر حيث يجب أن يكون ملف من ملفات fihris: {reason}",
        "لم يُتبع ولم يُقرأ ولم يُكتب فيه، وما سواه على حاله",
        "افحصه (ls -l) واحذفه؛ ولفهرس في مكان آخر: fihris --home DIR …",
    )


class HomeChanged(EngineError):
    """The home is no longer the folder that this process started with."""

    en = (
        "{where} is no longer the folder that this command started with: {reason}",
        "what was loaded is in the original folder, wherever that is now; nothing was"
        " created in its place",
        "put it back, or say where it is: fihris --home DIR …; then run the command again",
    )
    ar = (
        "لم يعد {where} المجلد الذي بدأ به هذا الأمر: {reason}",
        "ما حُمّل باقٍ في المجلد الذي بدأ به حيثما صار، ولم يُنشأ شيء في موضعه",
        "أعده إلى موضعه أو سمِّ مكانه: fihris --home DIR …؛ ثم ابدأ الأمر من جديد",
    )


def unwritable(where: Path | str, exc: OSError) -> EngineError:
    """The error for a failed read or write: no space, an unusable place, or something that is not
    the program's own."""
    if isinstance(exc, NotOwn):
        return HomeForeign(where=where, reason=exc.reason, path=exc.filename)
    error = DiskFull if exc.errno in FULL else HomeUnusable
    return error(where=where, reason=exc.strerror or str(exc))


class PublishedAllTheSame(EngineError):
    """A generation went live, but what follows could not be written."""

    en = (
        "{generation} is now live, but not all that follows could be written: {reason}",
        "the index is complete and searchable; nothing needs to be published again",
        "see what is missing: fihris doctor",
    )
    ar = (
        "{generation} منشور الآن، لكن تعذّرت كتابة ما يلي ذلك: {reason}",
        "الفهرس سليم وقابل للبحث، ولا حاجة إلى النشر مرة أخرى",
        "انظر ما ينقص: fihris doctor",
    )


@contextmanager
def once_published(generation: str) -> Iterator[None]:
    """For the steps after publishing: their errors say that the switch is done.

    Raises:
        PublishedAllTheSame
    """
    try:
        yield
    except Exception as exc:
        raise published_all_the_same(generation, exc) from exc


def published_all_the_same(generation: str, exc: Exception) -> PublishedAllTheSame:
    """The error to show for any exception after publishing, bugs included."""
    if isinstance(exc, PublishedAllTheSame):
        return exc
    told = exc if isinstance(exc, FihrisError) else f"{type(exc).__name__}: {exc}"
    return PublishedAllTheSame(generation=generation, reason=told)


class EngineAbsent(EngineError):
    """This version does not have that engine."""

    exit_code = 2
    en = (
        'the engine "{engine}" is not part of this version',
        "nothing was changed",
        "use the embedded one: --engine embedded",
    )
    ar = (
        "المحرك «{engine}» ليس في هذا الإصدار",
        "لم يتغير شيء",
        "استعمل المضمَّن: --engine embedded",
    )


class ClientAbsent(EngineAbsent):
    """The engine's library is not installed."""

    en = (
        'the engine "{engine}" needs a package that is not installed',
        "nothing was changed",
        "install it: {install}",
    )
    ar = (
        "المحرك «{engine}» يحتاج إلى حزمة غير مثبتة",
        "لم يتغير شيء",
        "ثبّتها: {install}",
    )
