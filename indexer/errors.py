"""Errors of reading input; see ``mappings.errors`` for their form.

``InputError``: what was named on the command line cannot be read at all
├── ``InputMissing``: there is nothing of that name
├── ``UnknownFormat``: it is no kind of file that Fihris reads
└── ``NotAFile``: it is a device or a socket
``ReaderStopped``: the process that reads was ended from outside
``NothingToReindex``, ``SourcesMissing``: what a new generation would be made of is not there
``SourcesUnconfirmed``: it is not to be read before somebody says so
``GenerationUnfinished``: it cannot be published
``ArchiveError``: a backup
├── ``ArchiveUnwritable``: a new one
├── ``ArchiveUnreadable``, ``ArchiveUnrecognised``, ``ArchiveDamaged``, ``ArchiveNewer``
└── ``RestoreDiffers``: what was built of it is not what was saved
``JournalError``: the account of runs
├── ``JournalDamaged``: its file is not what was written
├── ``JournalMoved``: another has its name since it was opened
├── ``JournalNewer``: a newer program keeps it
├── ``RunUnknown``: a run that there is not
└── ``EntryUnknown``: something in quarantine that there is not

What is wrong *inside* an input is no error but a ``quarantine.Rejected``: the rest goes on.
"""

from __future__ import annotations

from mappings.errors import FihrisError


class InputError(FihrisError):
    """Something named as input cannot be read; nothing was read yet."""

    exit_code = 2


class InputMissing(InputError):
    """There is nothing of that name."""

    en = (
        "there is no file or folder {path}",
        "nothing was read, nothing was changed",
        "check the name, or list what is there: ls",
    )
    ar = (
        "لا يوجد ملف ولا مجلد باسم {path}",
        "لم يُقرأ شيء ولم يتغير شيء",
        "تحقق من الاسم أو اعرض الموجود: ls",
    )


class UnknownFormat(InputError):
    """A file that was named itself is of no known format; ``known`` lists them."""

    en = (
        "{path} is not in a format that fihris reads",
        "nothing was read, nothing was changed",
        "give it one of these endings: {known}; or pipe JSON lines into: fihris index -",
    )
    ar = (
        "الملف {path} ليس من الصيغ التي يقرؤها fihris",
        "لم يُقرأ شيء ولم يتغير شيء",
        "اجعل نهاية اسمه إحدى هذه: {known}؛ أو مرّر أسطر JSON إلى: fihris index -",
    )


class NotAFile(InputError):
    """A device or a socket was named: what comes of it may never end."""

    en = (
        "{path} is a device or a socket, not a file",
        "nothing was read, nothing was changed",
        "name a file, a folder or a named pipe; or pipe JSON lines into: fihris index -",
    )
    ar = (
        "{path} جهاز أو مقبس وليس ملفًا",
        "لم يُقرأ شيء ولم يتغير شيء",
        "سمِّ ملفًا أو مجلدًا أو أنبوبًا مسمى؛ أو مرّر أسطر JSON إلى: fihris index -",
    )


class ReaderStopped(FihrisError):
    """The process that reads ahead came to an end that is not its own."""

    exit_code = 3
    en = (
        "the process that reads the input was stopped (exit code {code})",
        "nothing was published; what was searchable before still is",
        "run the same command again; if memory ran out, index fewer files at once",
    )
    ar = (
        "أُوقفت العملية التي تقرأ المدخلات (رمز الخروج {code})",
        "لم يُنشر شيء، وما كان قابلًا للبحث ما زال كذلك",
        "أعد الأمر نفسه؛ وإن كان السبب نفاد الذاكرة ففهرس ملفات أقل في كل مرة",
    )


class NothingToReindex(FihrisError):
    """No source is recorded, or no generation is live."""

    exit_code = 2
    en = (
        'no source is recorded for "{index}"',
        "nothing was built, nothing was changed",
        "name what to index: fihris reindex PATH; or use the live one: fihris reindex --from-live",
    )
    ar = (
        "لا مصدر مسجَّل للفهرس «{index}»",
        "لم يُبن شيء ولم يتغير شيء",
        "سمِّ ما يُفهرس: fihris reindex PATH؛ أو استعمل الفهرس المنشور: fihris reindex --from-live",
    )


class SourcesMissing(FihrisError):
    """Recorded sources are not there: what they hold would be missing from the new generation."""

    exit_code = 6
    en = (
        "cannot read {n} of {of:recorded source} again: {paths}",
        "nothing was built; the live index is unchanged",
        "bring them back; or use the live index: fihris reindex --from-live; or leave one out for"
        " good: fihris reindex --forget PATH",
    )
    ar = (
        "{n} من {of} من المصادر المسجلة لا يمكن قراءتها ثانية: {paths}",
        "لم يُبن شيء، والمنشور على حاله",
        "أعدها؛ أو استعمل الفهرس المنشور: fihris reindex --from-live؛ أو أسقط واحدًا نهائيًا:"
        " fihris reindex --forget PATH",
    )


class SourcesUnconfirmed(FihrisError):
    """Recorded sources came with a backup, and nobody has said that they may be read."""

    exit_code = 6
    en = (
        "{n} of {of:recorded source} came with a backup, not read here so far: {paths}",
        "nothing was built, none of them was read; the live index is unchanged",
        "list them: fihris reindex --dry-run; if they are yours, read them: fihris reindex"
        " --trust-sources; or use the live index: fihris reindex --from-live; or leave one out for"
        " good: fihris reindex --forget PATH",
    )
    ar = (
        "{n} من {of} من المصادر المسجلة جاءت مع نسخة احتياطية ولم تُقرأ هنا بعد: {paths}",
        "لم يُبن شيء ولم يُقرأ منها شيء، والمنشور على حاله",
        "اعرضها كلها: fihris reindex --dry-run؛ وإن كانت لك فاقرأها:"
        " fihris reindex --trust-sources؛ أو خذ مما هو منشور: fihris reindex --from-live؛"
        " أو أسقط واحدًا نهائيًا:"
        " fihris reindex --forget PATH",
    )


class GenerationUnfinished(FihrisError):
    """A generation that is being built, or whose building was cut short, is not to be live."""

    exit_code = 3
    en = (
        "{generation} is not complete: it is being built, or its build was interrupted",
        "nothing was changed",
        "continue it with the same command (fihris runs); search it: fihris search QUERY"
        " --generation {generation}",
    )
    ar = (
        "{generation} غير مكتمل: هو قيد البناء أو انقطع بناؤه",
        "لم يتغير شيء",
        "تابعه بالأمر نفسه (fihris runs)؛ وابحث فيه: fihris search QUERY --generation {generation}",
    )


class JournalError(FihrisError):
    """Something about the account of runs; the index is not concerned."""

    exit_code = 3


class JournalDamaged(JournalError):
    """The journal's file is not what was written."""

    en = (
        "the journal {where} cannot be read: {reason}",
        "no article is lost: the journal only records runs, the index holds the articles",
        "rebuild it from what is there: fihris doctor --fix",
    )
    ar = (
        "تعذّرت قراءة السجل {where}: {reason}",
        "لم تضع أي مقالة: السجل يدوّن التشغيلات فقط، والمقالات في الفهرس",
        "أعد صنعه مما هو موجود: fihris doctor --fix",
    )


class JournalMoved(JournalError):
    """The journal was moved, removed or replaced while a run kept account in it."""

    en = (
        "the journal {where} was moved, removed or replaced while this run was writing to it",
        "what was loaded stays; the record of this run ends there, and nothing was written to"
        " the file that has its name now",
        "see what is there: fihris doctor; then run the same command again",
    )
    ar = (
        "نُقل السجل {where} أو حُذف أو استُبدل وهذا التشغيل يدوّن فيه",
        "ما حُمّل باقٍ، وينقطع تدوين هذا التشغيل هناك، ولم يُكتب شيء فيما يحمل اسمه الآن",
        "انظر الموجود: fihris doctor؛ ثم أعد الأمر نفسه",
    )


class JournalNewer(JournalError):
    """A newer program keeps the journal."""

    en = (
        "the journal {where} is of a newer fihris (layout {theirs}; this one reads {ours})",
        "nothing was changed",
        "upgrade: pip install --upgrade fihris",
    )
    ar = (
        "السجل {where} من إصدار أحدث من fihris (الترتيب {theirs}؛ وهذا الإصدار يقرأ {ours})",
        "لم يتغير شيء",
        "حدّث البرنامج: pip install --upgrade fihris",
    )


class RunUnknown(JournalError):
    """A run that there is not, or the beginning of several."""

    exit_code = 1
    en = (
        'there is no run "{run}", or more than one begins with it',
        "nothing was changed",
        "list them: fihris runs",
    )
    ar = (
        "لا يوجد تشغيل باسم «{run}»، أو يبدأ به أكثر من واحد",
        "لم يتغير شيء",
        "انظر الموجود: fihris runs",
    )


class EntryUnknown(JournalError):
    """Something in quarantine that there is not."""

    exit_code = 1
    en = (
        "there is no entry {entry} in quarantine",
        "nothing was changed",
        "list what is: fihris quarantine list",
    )
    ar = (
        "لا مدخل في الحجر برقم {entry}",
        "لم يتغير شيء",
        "انظر ما فيه: fihris quarantine list",
    )


class ArchiveError(FihrisError):
    """Something about a backup."""

    exit_code = 3


class ArchiveUnreadable(ArchiveError):
    """There is no such file, or it may not be read."""

    exit_code = 2
    en = (
        "{where} cannot be read: {reason}",
        "nothing was changed",
        "check the name: ls -l {where:sh}",
    )
    ar = ("تعذّرت قراءة {where}: {reason}", "لم يتغير شيء", "تحقق من الاسم: ls -l {where:sh}")


class ArchiveUnwritable(ArchiveError):
    """A backup cannot be written to where it is wanted."""

    en = (
        "the backup cannot be written to {where}: {reason}",
        "nothing was written",
        "name a file in an existing folder of your own: fihris backup FILE",
    )
    ar = (
        "لا يمكن كتابة نسخة احتياطية في {where}: {reason}",
        "لم يُكتب شيء",
        "سمِّ ملفًا في مجلد موجود تملكه: fihris backup FILE",
    )


class ArchiveUnrecognised(ArchiveError):
    """There is nothing in a file that a backup of ours would have."""

    en = (
        "{where} is not a backup of fihris, or none of it is intact: {what}",
        "nothing was changed",
        "name a file written by: fihris backup FILE",
    )
    ar = (
        "{where} ليس نسخة احتياطية من fihris، أو ليس فيه جزء سليم: {what}",
        "لم يتغير شيء",
        "سمِّ ملفًا كتبه: fihris backup FILE",
    )


class ArchiveDamaged(ArchiveError):
    """Parts of a backup are not what was written; ``what`` names them."""

    en = (
        "the backup {where} is damaged: {what}",
        "nothing was changed",
        "use another backup; or restore what is intact: fihris restore --salvage {where:sh}",
    )
    ar = (
        "النسخة الاحتياطية {where} تالفة: {what}",
        "لم يتغير شيء",
        "استعمل نسخة أخرى؛ أو استعد السليم من هذه: fihris restore --salvage {where:sh}",
    )


class ArchiveNewer(ArchiveError):
    """A newer program made the backup."""

    en = (
        "the backup {where} was made by a newer fihris ({theirs})",
        "nothing was changed",
        "upgrade: pip install --upgrade fihris",
    )
    ar = (
        "النسخة الاحتياطية {where} من إصدار أحدث من fihris ({theirs})",
        "لم يتغير شيء",
        "حدّث البرنامج: pip install --upgrade fihris",
    )


class RestoreDiffers(ArchiveError):
    """What was restored does not have the counts or the content of what was saved."""

    en = (
        "{generation} differs from what was saved: {what}",
        "the live index is unchanged; {generation} is kept, unpublished",
        "run it again, and report this if it happens again: fihris runs",
    )
    ar = (
        "{generation} يختلف عما حُفظ: {what}",
        "المنشور على حاله، و{generation} محفوظ بلا نشر",
        "أعد المحاولة، وأبلغ عن هذا إن تكرر: fihris runs",
    )
