"""Errors of the command line; see ``mappings.errors`` for their form.

``WrongUse``
├── ``Apart``: what means something only with something else
├── ``Together``: what excludes something else
├── ``FormatOfOthers``: a format, or a choice of fields, that a command does not have
├── ``FileUnreadable``, ``FileUnwritable``: a file that was named
├── ``ExplainWhat``: ``explain`` was asked for neither of the things that it can tell
└── ``Unusable``: the command line cannot be read
    ├── ``CommandUnknown``, ``OptionUnknown``: there is none of that name
    ├── ``OptionOfWords``: a word that begins with ``-`` stands where options stand
    └── ``ArgumentWrong``: a value is missing, or is not what it must be
``AnswerUnwritten``: standard output takes no more
``Fault``: it is the program's own
"""

from __future__ import annotations

from mappings.errors import FihrisError


class WrongUse(FihrisError):
    """Something was asked for in a way that means nothing; nothing was done."""

    exit_code = 2


class Apart(WrongUse):
    """Something was given without what it belongs to."""

    en = (
        "{given} can only be used with {needed}",
        "nothing was done",
        "add {needed}, or leave {given} out",
    )
    ar = ("لا يُستعمل {given} إلا مع {needed}", "لم يُنفذ شيء", "أضف {needed} أو اترك {given}")


class Together(WrongUse):
    """Two things were given that exclude each other."""

    en = (
        "{given} and {other} cannot be used together",
        "nothing was done",
        "leave one of them out",
    )
    ar = ("لا يُستعمل {given} و{other} معًا", "لم يُنفذ شيء", "اترك أحدهما")


class FormatOfOthers(WrongUse):
    """Rankings are not written so."""

    en = (
        "{option} cannot be used with batch",
        "nothing was done",
        "choose --format csv, jsonl or trec; rankings always have all their fields",
    )
    ar = (
        "لا يصلح {option} مع batch",
        "لم يُنفذ شيء",
        "لترتيباته ‎--format csv‎ أو jsonl أو trec بحقولها كلها",
    )


class FileUnreadable(WrongUse):
    """A named file cannot be read as text."""

    en = ("{where} cannot be read: {reason}", "nothing was done", "name another file")
    ar = ("تعذّرت قراءة {where}: {reason_ar}", "لم يُنفذ شيء", "سمِّ ملفًا آخر")


class FileUnwritable(WrongUse):
    """A named file cannot be written."""

    en = (
        "{where} cannot be written: {reason}",
        "the file is missing or incomplete",
        "choose another place",
    )
    ar = ("تعذّرت كتابة {where}: {reason}", "الملف غير موجود أو ناقص", "اختر مكانًا آخر")


class ExplainWhat(WrongUse):
    """Neither a word, nor a query and an article; or both."""

    en = (
        "explain needs a word, or --query and --article together",
        "nothing was explained",
        "fihris explain WORD [--against WORD], or fihris explain --query QUERY --article ID",
    )
    ar = (
        "يحتاج explain إلى كلمة، أو إلى ‎--query و‎--article معًا",
        "لم يُشرح شيء",
        "fihris explain WORD [--against WORD] أو fihris explain --query QUERY --article ID",
    )


class Unusable(WrongUse):
    """The command line cannot be read."""

    en = ("{message}", "nothing was done", "{help}")
    ar = ("{message}", "لم يُنفذ شيء", "{help}")


class CommandUnknown(Unusable):
    """There is no such command."""

    en = ('{command} has no command "{name}"', "nothing was done", "{near}{command} --help")
    ar = ("لا أمر باسم «{name}» في {command}", "لم يُنفذ شيء", "{near_ar}{command} --help")


class OptionUnknown(Unusable):
    """There is no such option."""

    en = ("no such option: {option}", "nothing was done", "{near}{help}")
    ar = ("لا خيار باسم {option}", "لم يُنفذ شيء", "{near_ar}{help}")


class OptionOfWords(Unusable):
    """A word begins with ``-``, as an option does."""

    en = (
        'an argument begins with "{written}", as an option does',
        "nothing was done",
        "write -- before such words: {command} -- '{written}…'",
    )
    ar = (
        "وسيط يبدأ بـ «{written}» كما يبدأ الخيار",
        "لم يُنفذ شيء",
        "اكتب -- قبل هذه الكلمات: {command} -- '{written}…'",
    )


class ArgumentWrong(Unusable):
    """A value is missing, or is not what it must be."""

    en = ("{what}: {reason}", "nothing was done", "{help}")
    ar = ("{what}: {reason_ar}", "لم يُنفذ شيء", "{help}")


class AnswerUnwritten(FihrisError):
    """Standard output cannot be written."""

    en = (
        "the answer cannot be written: {reason}",
        "the answer is not complete; what the command did before that stays done",
        "write it elsewhere, or free some space; the runs so far: fihris runs",
    )
    ar = (
        "تعذّرت كتابة الجواب: {reason}",
        "الجواب ناقص، وما نفّذه الأمر قبل ذلك باقٍ",
        "اكتبه في مكان آخر أو وفّر مساحة؛ والتشغيلات السابقة: fihris runs",
    )


class Fault(FihrisError):
    """A bug in the program itself."""

    en = (
        "this is a bug in fihris ({what})",
        "what was published before is unchanged",
        "run the same command with --debug and report what it prints",
    )
    ar = (
        "هذا خطأ برمجي في fihris ({what})",
        "ما نُشر من قبل على حاله",
        "أعد الأمر نفسه مع ‎--debug‎ وأبلغ بما يطبعه",
    )
