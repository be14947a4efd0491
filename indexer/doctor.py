"""What is wrong with an index, its journal and its machine, each with the command that mends it."""

from __future__ import annotations

import errno
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

from fihris.engines.errors import EngineError, HomeForeign
from fihris.engines.files import NotOwn, check_own, reading
from fihris.engines.home import open_to_others
from fihris.engines.model import FaultCode
from indexer.errors import JournalDamaged, JournalNewer
from indexer.journal import sources as recorded
from indexer.journal.file import BESIDE, NAME
from indexer.journal.journal import Journal
from indexer.quarantine import entries as quarantined
from indexer.runs.prune import begun, unfinished
from mappings.errors import FihrisError, Language
from mappings.shown import quoted, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fihris.engines.protocol import Engine

Severity = Literal["error", "warning"]

_PUBLISHING: Final = ("reindex", "index --rebuild", "restore", "generations")
"""What commands begin with that may change which generation is live."""

ROOM_BYTES: Final = 200_000_000
"""Free room below which a warning is given even if the index is small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailment:
    """A kind of finding: how grave, what it says, what mends it; ``safe``: ``--fix`` does."""

    severity: Severity
    en: str
    ar: str
    mend: str
    safe: bool = False


_FIX: Final = "fihris doctor --fix"

AILMENTS: Final[dict[str, Ailment]] = {
    FaultCode.NO_RIGHTS: Ailment(
        severity="error", en="is not readable and writable by you", mend="chmod -R u+rwX DIR",
        ar="ليس لك حق قراءته والكتابة فيه",
    ),
    FaultCode.POINTER: Ailment(
        severity="error", en="the pointer to the live generation is wrong", safe=True,
        ar="المؤشر إلى الجيل المنشور غير صحيح", mend="fihris generations publish NAME",
    ),
    FaultCode.DAMAGED: Ailment(
        severity="error", en="is damaged", ar="تالف", safe=True,
        mend="fihris reindex (from the files); until then, if the one before it is intact:"
        " fihris generations rollback",
    ),
    FaultCode.UNSEALED: Ailment(
        severity="warning", en="is intact, but unverified (a copy, or a killed run)",
        ar="سليم، لكنه غير موثَّق (نسخة أو تشغيل قُتل)", mend=_FIX, safe=True,
    ),
    FaultCode.LEFT_BEHIND: Ailment(
        severity="warning", en="was left behind by a killed run", mend=_FIX, safe=True,
        ar="من بقايا تشغيل قُتل",
    ),
    FaultCode.OLDER: Ailment(
        severity="error", en="is live, and was built with a different analysis",
        ar="منشور وقد بُني بتحليل آخر", mend="fihris reindex",
    ),
    FaultCode.NEWER: Ailment(
        severity="error", en="was made by a newer fihris", ar="أنشأه إصدار أحدث من fihris",
        mend="pip install --upgrade fihris",
    ),
    FaultCode.OTHER_WORDS: Ailment(
        severity="error", en="is live, and was built with another list of words",
        ar="منشور وقد بُني بقائمة كلمات أخرى", mend="fihris reindex",
    ),
    FaultCode.MAPPING: Ailment(
        severity="warning", en="has a mapping or settings that differ from a new one's",
        ar="يختلف تعيينه أو إعداداته عن جيل جديد",
        mend="fihris mapping diff, then fihris reindex",
    ),
    FaultCode.NOT_OWN: Ailment(
        severity="error", mend="inspect it (ls -l), then remove it",
        en="something that fihris did not make is in its place; it is not followed or read",
        ar="في موضعه شيء لم يصنعه fihris؛ لا يُتبع ولا يُقرأ",
    ),
    FaultCode.FOREIGN: Ailment(
        severity="warning", en="holds files that fihris did not put there; they are left alone",
        ar="فيه ملفات لم يضعها fihris؛ تُترك كما هي", mend="move them elsewhere",
    ),
    "open-to-others": Ailment(
        severity="warning", mend="chmod go-w DIR, or chown it to the user who runs fihris",
        en="other users can change what is in it, and so what this program reads and removes",
        ar="يستطيع مستخدمون آخرون تغيير ما فيه، فيغيّرون ما يقرؤه البرنامج وما يحذفه",
    ),
    FaultCode.STRANGE: Ailment(
        severity="error", en="holds documents that fihris did not write; they are ignored",
        ar="فيه وثائق لم يكتبها fihris؛ وهي مهملة", mend="fihris reindex",
    ),
    "unreachable": Ailment(
        severity="error", en="does not answer", ar="لا يجيب", mend="fihris --debug status",
    ),
    "journal-damaged": Ailment(
        severity="error", en="cannot be read; the index is not affected", mend=_FIX, safe=True,
        ar="تعذّرت قراءته؛ ولا يمس ذلك الفهرس",
    ),
    "journal-newer": Ailment(
        severity="error", en="is of a newer fihris", ar="من إصدار أحدث من fihris",
        mend="pip install --upgrade fihris",
    ),
    "journal-lost": Ailment(
        severity="warning", mend="fihris index PATH… (unchanged articles are skipped)",
        en="records no run: what was indexed is not known; reindex can use --from-live",
        ar="ليس فيه أي تشغيل: لا يُعرف ما فُهرس؛ ولإعادة الفهرسة ‎--from-live",
    ),
    "run-killed": Ailment(
        severity="warning", en="was killed, and is recorded as running", mend=_FIX, safe=True,
        ar="قُتل وهو مسجل جاريًا",
    ),
    "nothing-published": Ailment(
        severity="error", en="is empty: its first load was interrupted",
        ar="فارغ: انقطع تحميله الأول", mend="fihris index PATH…",
    ),
    "first-load": Ailment(
        severity="warning", en="is empty so far: its first load is running",
        ar="فارغ حتى الآن: تحميله الأول جارٍ", mend="fihris runs (how far it is)",
    ),
    "index-lost": Ailment(
        severity="error", en="is gone, though the journal knows what was loaded into it",
        ar="لم يبقَ منه شيء، والسجل يعرف ما حُمّل فيه",
        mend="fihris reindex (from the files), or fihris restore FILE",
    ),
    "unfinished": Ailment(
        severity="warning", en="was started by a run that was interrupted",
        ar="بدأه تشغيل انقطع", mend="run the same command again (--restart starts over)",
    ),
    "refused": Ailment(
        severity="warning", en="was built by the last reindex, and a gate refused to publish it",
        ar="بناه آخر reindex ورفضت بوابة نشره", mend="fihris runs (why), then fihris reindex",
    ),
    "sources-unconfirmed": Ailment(
        severity="warning", en="came with a backup as a source; not read until you confirm it",
        ar="جاء مصدرًا مع نسخة احتياطية، ولا يُقرأ قبل موافقتك",
        mend="fihris reindex --dry-run (lists them), then fihris reindex --trust-sources",
    ),
    "quarantine-unknown": Ailment(
        severity="warning", en="holds entries that the journal does not know", mend=_FIX, safe=True,
        ar="فيه مدخلات لا يعرفها السجل",
    ),
    "room": Ailment(
        severity="warning", en="has little space left: a reindex needs as much as the live index",
        ar="المساحة الباقية قليلة: إعادة الفهرسة تحتاج قدر الفهرس المنشور",
        mend="fihris generations prune --keep 0",
    ),
    "clock": Ailment(
        severity="warning", en="the clock is behind the last run; no ordering depends on it",
        ar="الساعة متأخرة عن آخر تشغيل؛ ولا يتوقف عليها أي ترتيب", mend="timedatectl",
    ),
    "terminal": Ailment(
        severity="warning", en="the terminal is not set to UTF-8: Arabic may be unreadable",
        ar="الطرفية ليست بترميز UTF-8: قد لا تُقرأ العربية", mend="export LC_ALL=C.UTF-8",
    ),
}  # fmt: skip
"""Code: what it means. Codes are told to programs: they do not change."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: its code in ``AILMENTS``, with what, and what exactly (in English)."""

    code: str
    subject: str
    detail: str = ""

    @property
    def ailment(self) -> Ailment:
        """What its code means."""
        return AILMENTS[self.code]

    def told(self, language: Language) -> str:
        """The finding in a sentence."""
        text = self.ailment.en if language == "en" else self.ailment.ar
        detail = f" ({shown(self.detail)})" if self.detail else ""
        return f"{quoted(self.subject)}: {text}{detail}"


def examine(engine: Engine, home: Path, *, deep: bool = True) -> tuple[Finding, ...]:
    """Look at everything; change nothing.

    Args:
        deep: read every file of the index through.
    """
    findings: list[Finding] = []
    with Journal.of(engine, home) as journal:
        checks: tuple[Callable[[], Iterator[Finding]], ...] = (
            lambda: _home(home, engine.index),
            lambda: _index(engine, journal, deep=deep),
            lambda: _journal(engine, journal),
            lambda: _quarantine(journal),
            lambda: _room(engine, home),
        )
        for check in checks:
            try:
                findings += check()
            except JournalDamaged as exc:
                findings.append(
                    Finding("journal-damaged", str(journal.path), str(exc.facts["reason"]))
                )
            except HomeForeign as exc:
                facts = exc.facts
                findings.append(
                    Finding(FaultCode.NOT_OWN, str(facts["path"]), str(facts["reason"]))
                )
            except JournalNewer:
                findings.append(Finding("journal-newer", str(journal.path)))
            except EngineError as exc:
                findings.append(Finding("unreachable", engine.index, str(exc)))
    return tuple(dict.fromkeys(findings))


def fix(engine: Engine, home: Path, findings: tuple[Finding, ...]) -> None:
    """Do what is safe: nothing that anybody may miss is removed.

    Raises:
        IndexLocked: a run is at work; nothing of the index was changed.
    """
    codes = {finding.code for finding in findings}
    if "journal-damaged" in codes:
        _set_aside(Journal.of(engine, home).path)
    with Journal.of(engine, home) as journal:
        if codes & {
            FaultCode.UNSEALED,
            FaultCode.LEFT_BEHIND,
            FaultCode.POINTER,
            FaultCode.DAMAGED,
        }:
            engine.mend(unfinished=begun(journal))
        if "run-killed" in codes:
            commands = {run.command for run in journal.runs()}
            with (
                suppress(FihrisError),
                engine.locked("build", by=_FIX),
                engine.locked("write", by=_FIX),
            ):
                journal.close_abandoned(sorted(commands), but="")
        if codes & {"quarantine-unknown", "journal-damaged"}:
            quarantined.read_files(journal)


def _home(home: Path, index: str) -> Iterator[Finding]:
    """Who else may write to the home, and what stands in the place of its files and folders."""
    folder = home / index
    folders = [folder, *(folder / name for name in ("generations", "quarantine", "mended"))]
    files = [home / f"{NAME}{beside}" for beside in BESIDE]
    for one in (home, *folders, *files):
        if why := open_to_others(one):
            yield Finding("open-to-others", str(one), why)
    for path in (*folders, *files):
        try:
            check_own(path, folder=path in folders)
        except NotOwn as exc:
            yield Finding(FaultCode.NOT_OWN, str(path), exc.reason)
    for path in sorted(found for one in folders[2:] for found in one.glob("*.jsonl")):
        try:
            with reading(path):
                pass
        except NotOwn as exc:
            yield Finding(FaultCode.NOT_OWN, str(exc.filename), exc.reason)
        except OSError as exc:  # EPERM is of ours; whoever reads it is told of what else it is
            if exc.errno == errno.EPERM:
                yield Finding("open-to-others", str(path), exc.strerror or "")


def _index(engine: Engine, journal: Journal, *, deep: bool) -> Iterator[Finding]:
    faults = engine.check(deep=deep)
    codes = {fault.code for fault in faults}
    partial = begun(journal)
    for fault in faults:
        is_first = fault.code == FaultCode.POINTER and FaultCode.DAMAGED not in codes
        if is_first and not any(
            one.articles for one in engine.generations() if one.name not in partial
        ):
            yield _nothing_there(engine, journal)
        else:
            yield Finding(fault.code, fault.subject, fault.detail)


def _nothing_there(engine: Engine, journal: Journal) -> Finding:
    """An index that holds nothing, where it should: told by what the journal knows, if it can."""
    with suppress(JournalDamaged, JournalNewer):
        runs = journal.runs()
        if any(run.state == "running" for run in runs):
            return Finding("first-load", engine.index)
        if any(run.state == "done" and run.counts.loaded for run in runs):
            return Finding("index-lost", engine.index)
    return Finding("nothing-published", engine.index)


def _journal(engine: Engine, journal: Journal) -> Iterator[Finding]:
    runs = journal.runs()
    known = {one.name: one for one in engine.generations()}
    if not runs and known:
        yield Finding("journal-lost", str(journal.path))
    if runs and not known:
        yield _nothing_there(engine, journal)
    for run in journal.killed():
        yield Finding("run-killed", run.run_id, run.command)
    for run in unfinished(journal):
        one = known.get(run.generation or "")
        if one and not (one.live or one.previous) and run.state != "running":
            yield Finding("unfinished", one.name, f"{run.command}, {run.began_at}")
    # until somebody has looked into it, and published what they want to be live
    last = next((run for run in runs if run.command.startswith(_PUBLISHING)), None)
    if last and last.state == "refused" and last.generation in known:
        yield Finding("refused", last.generation or "", f"{last.run_id}, {last.detail}")
    waiting = [one.path for one in recorded.sources(journal) if not one.confirmed]
    for path in waiting[:1]:
        yield Finding("sources-unconfirmed", path, f"{len(waiting)} in all")
    now = datetime.now(UTC)
    ended = [when for run in runs if (when := _moment(run.ended_at))]
    if ended and max(ended) > now:
        yield Finding("clock", now.isoformat(timespec="seconds"), max(ended).isoformat())


def _moment(told: str | None) -> datetime | None:
    """A time of the journal; a backup, which brings runs with it, may say anything."""
    try:
        when = datetime.fromisoformat(told or "")
    except ValueError:
        return None
    return when if when.tzinfo else None


def _quarantine(journal: Journal) -> Iterator[Finding]:
    for path, missing in quarantined.unknown(journal):
        yield Finding("quarantine-unknown", str(path), str(missing))


def _room(engine: Engine, home: Path) -> Iterator[Finding]:
    if engine.name != "embedded" or not home.exists():
        return  # a server keeps its index elsewhere, and stops writing by itself
    live = sum(one.bytes for one in engine.generations() if one.live)
    free = shutil.disk_usage(home).free
    if free < max(ROOM_BYTES, live * 1.2):
        yield Finding("room", str(home), f"{free / 1e6:,.0f} MB")


def _set_aside(path: Path) -> None:
    """A damaged journal is kept under another name: somebody may read more of it than we do."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
